/// A file of the Transport Neutral Encapsulation Format: what Outlook puts into mail as `winmail.dat`.
/// Sources: [MS-OXTNEF], [MS-OXCDATA].
public struct TNEFFile: Hashable, Sendable {
  /// Something that it carries.
  public struct Item: Hashable, Sendable {
    /// Where its name lies; empty where it has none.
    public var name = 0..<0
    /// Where it lies.
    public let range: Range<Int>
  }

  /// Attachments, and the values of properties that are bytes or objects.
  public private(set) var items: [Item] = []
  /// Whether it ends within an attribute, or a property does not fit.
  public private(set) var isDamaged = false
  /// Whether there are more items than are kept.
  public private(set) var isCut = false

  /// More items are not kept.
  public static let itemsMax = 10_000
  /// Shorter values of properties are not given.
  public static let valueBytesMin = 16

  /// Reads a file; `nil` where there is none.
  public init?(_ bytes: Span<UInt8>) {
    guard bytes.little32(at: 0) == 0x223E_9F78 else { return nil }
    var place = 6
    var name = 0..<0
    while place < bytes.count {
      guard let attribute = bytes.little32(at: place + 1),
        let count = bytes.little32(at: place + 5),
        bytes.run(at: place + 9, count: Int(count)) != nil
      else {
        takeRest(bytes, from: place)
        return
      }
      let range = place + 9..<place + 9 + Int(count)
      switch attribute & 0xFFFF {
      case 0x9002: name = 0..<0
      case 0x8010:
        name = range
        renameLast(name)
      case 0x800F: add(Item(name: name, range: range))
      case 0x9003, 0x9005: readProperties(bytes, range, name)
      default: break
      }
      place = range.upperBound + 2
    }
  }

  /// A title may follow its data.
  private mutating func renameLast(_ name: Range<Int>) {
    if let last = items.last, last.name.isEmpty { items[items.count - 1].name = name }
  }

  private mutating func takeRest(_ bytes: Span<UInt8>, from place: Int) {
    isDamaged = true
    if place + 9 < bytes.count { add(Item(range: place + 9..<bytes.count)) }
  }

  private mutating func add(_ item: Item) {
    guard items.count < Self.itemsMax else {
      isCut = true
      return
    }
    items.append(item)
  }

  private mutating func readProperties(
    _ bytes: Span<UInt8>, _ range: Range<Int>, _ name: Range<Int>
  ) {
    var properties = TNEFProperties(bytes.extracting(0..<range.upperBound), from: range.lowerBound)
    while let value = properties.next(bytes.extracting(0..<range.upperBound)) {
      if value.count >= Self.valueBytesMin { add(Item(name: name, range: value)) }
    }
    if properties.isDamaged { isDamaged = true }
  }
}
