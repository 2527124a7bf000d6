/// A run of data in a document of Rich Text: hexadecimal digits or raw bytes in the group of an object or a
/// picture.
public struct RichTextData: Hashable, Sendable {
  /// What the data is.
  public enum Kind: UInt8, Hashable, Sendable {
    /// An object of another program.
    case object
    /// A picture.
    case picture
    /// What the document is stored with: data of themes, fonts, stores.
    case other
  }

  /// What it is.
  public internal(set) var kind: Kind
  /// The bytes as most readers have them: escapes and what they do not know left out.
  public internal(set) var bytes: [UInt8] = []
  /// The bytes as those have them that take escapes and the text of all groups for data; nil where that is
  /// the same.
  public internal(set) var otherBytes: [UInt8]?
}

/// The object that data in Rich Text stands for, as OLE 1 has it. Source: [MS-OLEDS] 2.2.
public struct OLE1Object: Hashable, Sendable {
  /// The program's name for its class.
  public let className: [UInt8]
  /// Where the object's data lies; nil in a link.
  public let offset: Int?
  /// How many bytes it has, as far as they are there.
  public let byteCount: Int
  /// Whether all of them are there.
  public let isComplete: Bool

  private static let linked: UInt32 = 1
  private static let embedded: UInt32 = 2

  /// Reads an object; nil where it is none. The version before it is not looked at, as readers do not.
  public init?(_ bytes: Span<UInt8>) {
    guard let format = bytes.little32(at: 4), format == Self.linked || format == Self.embedded,
      let nameLength = bytes.little32(at: 8),
      let name = bytes.run(at: 12, count: Int(nameLength))
    else { return nil }
    className = Array(copying: name.extracting(0..<(name.firstPlace(of: 0) ?? name.count)))
    var place = 12 + Int(nameLength)
    for _ in 0..<2 {
      guard let length = bytes.little32(at: place) else { return nil }
      place += 4 + Int(length)
    }
    guard format == Self.embedded else {
      offset = nil
      byteCount = 0
      isComplete = true
      return
    }
    guard let size = bytes.little32(at: place), place + 4 <= bytes.count else { return nil }
    offset = place + 4
    byteCount = min(Int(size), bytes.count - place - 4)
    isComplete = byteCount == Int(size)
  }
}
