/// What a document of Rich Text carries. Source: the Rich Text Format Specification 1.9.1; where it and
/// readers differ, what readers take.
///
/// One pass over control words, groups and text. Data counts wherever its group is, and however far groups
/// are nested past ``depthMax``: what lies deeper is read as if it were there.
public struct RichText: Hashable, Sendable {
  /// Objects, pictures and other data, in the order of their groups' ends.
  public internal(set) var data: [RichTextData] = []
  /// Whether there is an object, be it with data or a link.
  public internal(set) var hasObjects = false
  /// Whether it names a template or a source of data somewhere else, shows a picture of a share, or has a field
  /// that is unwanted: see ``FieldInstructions``.
  public internal(set) var hasUnwantedActions = false
  /// Whether there is more data than is kept, or deeper.
  public internal(set) var isCut = false

  /// Nested groups that are told apart.
  public static let depthMax = 1000
  /// Runs of data that are kept.
  public static let dataMax = 10_000

  /// Whether bytes begin as readers want it: of the whole signature they need four letters.
  public static func isBeginning(_ bytes: Span<UInt8>) -> Bool { bytes.has("{\\rt", at: 0) }

  /// Reads a document.
  public init(_ bytes: Span<UInt8>) {
    var reader = RichTextReader(document: self)
    reader.read(bytes)
    self = reader.document
  }
}
