/// A start tag of HTML, or of XML that browsers show.
public struct HTMLTag: Hashable, Sendable {
  /// An attribute: places in the text that it was found in.
  public struct Attribute: Hashable, Sendable {
    /// Where its name lies.
    public let name: Range<Int>
    /// Where its value lies, without quotes; empty where it has none.
    public let value: Range<Int>
  }

  /// Where its name lies; of XML without the prefix.
  public let name: Range<Int>
  /// Its attributes, at most ``attributesMax``.
  public internal(set) var attributes: [Attribute] = []
  /// Whether it ends with a slash.
  public internal(set) var isClosed = false
  /// Where what follows it begins.
  public internal(set) var end = 0
  /// Where the text of the element lies, if that is no markup: of scripts, styles and the like.
  public internal(set) var text: Range<Int>?

  /// Whether it has more attributes than are kept.
  public internal(set) var isCut = false

  /// More attributes of one tag are not kept: each takes the place of sixteen bytes of text and more.
  public static let attributesMax = 1 << 16

  /// Whether it is of an element; `name` is in small letters.
  public func isNamed(_ name: StaticString, in text: Span<UInt8>) -> Bool {
    self.name.count == name.utf8CodeUnitCount
      && PlainText.has(name, at: self.name.lowerBound, in: text)
  }

  /// The first attribute of a name, which is in small letters.
  public func attribute(_ name: StaticString, in text: Span<UInt8>) -> Attribute? {
    attributes.first {
      $0.name.count == name.utf8CodeUnitCount
        && PlainText.has(name, at: $0.name.lowerBound, in: text)
    }
  }
}
