public import Inspection

extension ThreatClass {
  /// What the class is called in configuration, logs and metrics: the scan API's word for it.
  public var name: StaticString {
    switch self {
    case .executable: "executables"
    case .invalidFile: "invalidFiles"
    case .script: "scripts"
    case .passwordProtected: "passwordProtectedFiles"
    case .macros: "macros"
    case .xmlExternalEntities: "xmlExternalEntities"
    case .insecureDeserialization: "insecureDeserialization"
    case .html: "html"
    case .unsafeArchive: "unsafeArchives"
    case .oleEmbeddedObject: "oleEmbeddedObjects"
    case .unwantedAction: "unwantedActions"
    case .restrictedFileType: "restrictedFileTypes"
    }
  }

  /// The reasons that say the same as the class: who allows the class accepts them.
  public var twins: UnjudgedReasons {
    switch self {
    case .passwordProtected: UnjudgedReasons(.encrypted)
    case .invalidFile: UnjudgedReasons(.damaged)
    case .unsafeArchive: [UnjudgedReasons(.ratio), UnjudgedReasons(.nameBytes)]
    default: []
    }
  }
}

extension UnjudgedReason {
  /// What the reason is called in configuration, logs and metrics.
  public var name: StaticString {
    switch self {
    case .ambiguous: "ambiguous"
    case .damaged: "damaged"
    case .encrypted: "encrypted"
    case .format: "format"
    case .depth: "limitDepth"
    case .files: "limitFiles"
    case .unpackedBytes: "limitUnpackedBytes"
    case .fileBytes: "limitFileBytes"
    case .ratio: "limitRatio"
    case .nameBytes: "limitNameBytes"
    case .time: "limitTime"
    case .memory: "limitMemory"
    case .budget: "budget"
    case .engine: "engine"
    case .size: "size"
    case .timeout: "timeout"
    case .overload: "overload"
    case .inspector: "inspector"
    }
  }
}
