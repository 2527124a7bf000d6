/// What a body may contain that an operator may not want, by the names of the scan API.
public enum ThreatClass: UInt8, CaseIterable, Hashable, Sendable {
  /// Programs in machine code or byte code, packages and installers of them.
  case executable
  /// A file that is not what its type must be: damaged, or two types at once.
  case invalidFile
  /// Programs as text.
  case script
  /// What cannot be read without a password.
  case passwordProtected
  /// Macros in documents: VBA, Excel 4.0 and the like.
  case macros
  /// XML that names entities, documents or files outside of itself.
  case xmlExternalEntities
  /// Serialised objects, whose reading can run code.
  case insecureDeserialization
  /// HTML.
  case html
  /// Archives that unpack to too much, or to where they should not.
  case unsafeArchive
  /// Objects of other programs in documents.
  case oleEmbeddedObject
  /// What a document does unasked: opens files or pages, sends forms, starts programs.
  case unwantedAction
  /// A type that the route or the request does not list.
  case restrictedFileType
}

/// A set of threat classes.
public struct ThreatClasses: OptionSet, Hashable, Sendable {
  public let rawValue: UInt16
  public init(rawValue: UInt16) { self.rawValue = rawValue }

  /// The set of one class.
  public init(_ one: ThreatClass) { rawValue = 1 << UInt16(one.rawValue) }

  /// All classes.
  public static var every: ThreatClasses {
    ThreatClass.allCases.reduce(into: []) { $0.formUnion(ThreatClasses($1)) }
  }

  /// The classes in the set, in their order.
  public var all: [ThreatClass] { ThreatClass.allCases.filter { contains(ThreatClasses($0)) } }
}
