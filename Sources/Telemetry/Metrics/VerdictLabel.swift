/// A verdict as metrics and logs show it: its kind and, where there is one, the class or the reason.
///
/// The classes follow each other in the order of `ThreatClass`, the reasons in that of `UnjudgedReason`:
/// this target knows neither.
public enum VerdictLabel: Int, CaseIterable, BitwiseCopyable, Sendable {
  /// Nothing found that the policy does not allow.
  case clean
  /// A signature was found.
  case infected
  // What the policy forbids, by class.
  case forbiddenExecutables
  case forbiddenInvalidFiles
  case forbiddenScripts
  case forbiddenPasswordProtectedFiles
  case forbiddenMacros
  case forbiddenXmlExternalEntities
  case forbiddenInsecureDeserialization
  case forbiddenHtml
  case forbiddenUnsafeArchives
  case forbiddenOleEmbeddedObjects
  case forbiddenUnwantedActions
  case forbiddenRestrictedFileTypes
  // What could not be judged, by reason.
  case unscannableAmbiguous
  case unscannableDamaged
  case unscannableEncrypted
  case unscannableFormat
  case unscannableLimitDepth
  case unscannableLimitFiles
  case unscannableLimitUnpackedBytes
  case unscannableLimitFileBytes
  case unscannableLimitRatio
  case unscannableLimitNameBytes
  case unscannableLimitTime
  case unscannableLimitMemory
  case unscannableBudget
  case unscannableEngine
  case unscannableSize
  case unscannableTimeout
  case unscannableOverload
  case unscannableInspector

  /// How many there are, as a constant that the compiler folds.
  @inlinable public static var count: Int { Self.unscannableInspector.rawValue + 1 }

  /// The label of a class, by its number.
  @inlinable public static func forbidden(_ number: Int) -> VerdictLabel {
    precondition(number >= 0 && number < 12)
    return VerdictLabel(rawValue: Self.forbiddenExecutables.rawValue + number)!
  }

  /// The label of a reason, by its number.
  @inlinable public static func unscannable(_ number: Int) -> VerdictLabel {
    precondition(number >= 0 && number < 18)
    return VerdictLabel(rawValue: Self.unscannableAmbiguous.rawValue + number)!
  }
}

extension VerdictLabel {
  static let family = MetricFamily(
    "cordon_verdicts_total", "Verdicts, by kind and reason.")

  /// The family and the label under which it is shown.
  public var series: MetricSeries {
    MetricSeries(Self.family, labels: labels)
  }

  /// The kind of the verdict, as logs say it.
  public var kind: StaticString {
    switch self {
    case .clean: "clean"
    case .infected: "infected"
    default: rawValue < Self.unscannableAmbiguous.rawValue ? "forbidden" : "unscannable"
    }
  }

  /// The class of a `forbidden` verdict and the reason of an `unscannable` one, as logs say it; `nil` for
  /// other kinds.
  public var reason: StaticString? {
    switch self {
    case .clean, .infected: nil
    case .forbiddenExecutables: "executables"
    case .forbiddenInvalidFiles: "invalidFiles"
    case .forbiddenScripts: "scripts"
    case .forbiddenPasswordProtectedFiles: "passwordProtectedFiles"
    case .forbiddenMacros: "macros"
    case .forbiddenXmlExternalEntities: "xmlExternalEntities"
    case .forbiddenInsecureDeserialization: "insecureDeserialization"
    case .forbiddenHtml: "html"
    case .forbiddenUnsafeArchives: "unsafeArchives"
    case .forbiddenOleEmbeddedObjects: "oleEmbeddedObjects"
    case .forbiddenUnwantedActions: "unwantedActions"
    case .forbiddenRestrictedFileTypes: "restrictedFileTypes"
    case .unscannableAmbiguous: "ambiguous"
    case .unscannableDamaged: "damaged"
    case .unscannableEncrypted: "encrypted"
    case .unscannableFormat: "format"
    case .unscannableLimitDepth: "limitDepth"
    case .unscannableLimitFiles: "limitFiles"
    case .unscannableLimitUnpackedBytes: "limitUnpackedBytes"
    case .unscannableLimitFileBytes: "limitFileBytes"
    case .unscannableLimitRatio: "limitRatio"
    case .unscannableLimitNameBytes: "limitNameBytes"
    case .unscannableLimitTime: "limitTime"
    case .unscannableLimitMemory: "limitMemory"
    case .unscannableBudget: "budget"
    case .unscannableEngine: "engine"
    case .unscannableSize: "size"
    case .unscannableTimeout: "timeout"
    case .unscannableOverload: "overload"
    case .unscannableInspector: "inspector"
    }
  }

  private var labels: StaticString {
    switch self {
    case .clean: "verdict=\"clean\",reason=\"\""
    case .infected: "verdict=\"infected\",reason=\"\""
    case .forbiddenExecutables: "verdict=\"forbidden\",reason=\"executables\""
    case .forbiddenInvalidFiles: "verdict=\"forbidden\",reason=\"invalidFiles\""
    case .forbiddenScripts: "verdict=\"forbidden\",reason=\"scripts\""
    case .forbiddenPasswordProtectedFiles: "verdict=\"forbidden\",reason=\"passwordProtectedFiles\""
    case .forbiddenMacros: "verdict=\"forbidden\",reason=\"macros\""
    case .forbiddenXmlExternalEntities: "verdict=\"forbidden\",reason=\"xmlExternalEntities\""
    case .forbiddenInsecureDeserialization:
      "verdict=\"forbidden\",reason=\"insecureDeserialization\""
    case .forbiddenHtml: "verdict=\"forbidden\",reason=\"html\""
    case .forbiddenUnsafeArchives: "verdict=\"forbidden\",reason=\"unsafeArchives\""
    case .forbiddenOleEmbeddedObjects: "verdict=\"forbidden\",reason=\"oleEmbeddedObjects\""
    case .forbiddenUnwantedActions: "verdict=\"forbidden\",reason=\"unwantedActions\""
    case .forbiddenRestrictedFileTypes: "verdict=\"forbidden\",reason=\"restrictedFileTypes\""
    case .unscannableAmbiguous: "verdict=\"unscannable\",reason=\"ambiguous\""
    case .unscannableDamaged: "verdict=\"unscannable\",reason=\"damaged\""
    case .unscannableEncrypted: "verdict=\"unscannable\",reason=\"encrypted\""
    case .unscannableFormat: "verdict=\"unscannable\",reason=\"format\""
    case .unscannableLimitDepth: "verdict=\"unscannable\",reason=\"limitDepth\""
    case .unscannableLimitFiles: "verdict=\"unscannable\",reason=\"limitFiles\""
    case .unscannableLimitUnpackedBytes: "verdict=\"unscannable\",reason=\"limitUnpackedBytes\""
    case .unscannableLimitFileBytes: "verdict=\"unscannable\",reason=\"limitFileBytes\""
    case .unscannableLimitRatio: "verdict=\"unscannable\",reason=\"limitRatio\""
    case .unscannableLimitNameBytes: "verdict=\"unscannable\",reason=\"limitNameBytes\""
    case .unscannableLimitTime: "verdict=\"unscannable\",reason=\"limitTime\""
    case .unscannableLimitMemory: "verdict=\"unscannable\",reason=\"limitMemory\""
    case .unscannableBudget: "verdict=\"unscannable\",reason=\"budget\""
    case .unscannableEngine: "verdict=\"unscannable\",reason=\"engine\""
    case .unscannableSize: "verdict=\"unscannable\",reason=\"size\""
    case .unscannableTimeout: "verdict=\"unscannable\",reason=\"timeout\""
    case .unscannableOverload: "verdict=\"unscannable\",reason=\"overload\""
    case .unscannableInspector: "verdict=\"unscannable\",reason=\"inspector\""
    }
  }
}
