/// A message that carries what it is about in itself: signed, as plain data, or compressed, in CMS. Sources:
/// RFC 5652; RFC 3274; X.690 (the encoding).
///
/// Writers that do not know how long it gets cut the content into pieces of some thousand bytes, which
/// readers put together. What is encrypted has no content here, and is told.
public struct SignedMessage: Hashable, Sendable {
  /// The content, put together.
  public private(set) var content: [UInt8] = []
  /// Whether that is compressed, as zlib does it.
  public let isCompressed: Bool
  /// Whether it is encrypted, or what it carries is.
  public private(set) var isEncrypted = false

  private static let depthMax = 16

  /// Reads a message; `nil` for all else, and for a signature whose content lies elsewhere.
  public init?(_ bytes: Span<UInt8>) {
    guard let outer = Element(bytes, at: 0), outer.tag == Tag.sequence,
      let type = Element(bytes, at: outer.start), type.tag == Tag.identifier, let typeEnd = type.end
    else { return nil }
    let identifier = bytes.extracting(type.start..<typeEnd)
    guard let body = Element(bytes, at: typeEnd), body.tag == Tag.explicit else { return nil }
    isCompressed = Self.isIdentifier(identifier, Self.compressedData)
    isEncrypted = Self.isEncryption(identifier)
    if Self.isIdentifier(identifier, Self.data) {
      add(bytes, at: body.start, depth: 0)
    } else if isCompressed || Self.isIdentifier(identifier, Self.signedData) {
      guard let carried = Self.carried(bytes, in: body) else { return nil }
      isEncrypted = Self.isEncryption(bytes.extracting(carried.identifier))
      add(bytes, at: carried.place, depth: 0)
    }
    if content.isEmpty, !isEncrypted { return nil }
  }

  private static let data: [UInt8] = [0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x07, 0x01]
  private static let signedData: [UInt8] = [0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x07, 0x02]
  private static let compressedData: [UInt8] = [
    0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x09, 0x10, 0x01, 0x09,
  ]

  /// Enveloped, signed and enveloped, encrypted; with authentication (RFC 5083).
  private static func isEncryption(_ identifier: Span<UInt8>) -> Bool {
    if isIdentifier(identifier, authEnvelopedData) { return true }
    guard identifier.count == data.count, [3, 4, 6].contains(identifier[data.count - 1]) else {
      return false
    }
    return isIdentifier(identifier.extracting(..<(data.count - 1)), data.dropLast())
  }

  private static let authEnvelopedData: [UInt8] = [
    0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x09, 0x10, 0x01, 0x17,
  ]

  private static func isIdentifier(_ bytes: Span<UInt8>, _ known: [UInt8]) -> Bool {
    guard bytes.count == known.count else { return false }
    for place in known.indices where bytes[place] != known[place] { return false }
    return true
  }

  /// Where the octets begin: behind the version and the algorithms, and the type of the content.
  private static func carried(
    _ bytes: Span<UInt8>, in body: Element
  ) -> (identifier: Range<Int>, place: Int)? {
    guard let message = Element(bytes, at: body.start), message.tag == Tag.sequence,
      let version = Element(bytes, at: message.start), version.tag == Tag.integer,
      let versionEnd = version.end, let algorithmsEnd = end(bytes, at: versionEnd, depth: 0),
      let content = Element(bytes, at: algorithmsEnd), content.tag == Tag.sequence,
      let type = Element(bytes, at: content.start), type.tag == Tag.identifier, let end = type.end,
      let explicit = Element(bytes, at: end), explicit.tag == Tag.explicit
    else { return nil }
    return (type.start..<end, explicit.start)
  }

  /// Where an element ends, also one without a length.
  private static func end(_ bytes: Span<UInt8>, at place: Int, depth: Int) -> Int? {
    guard depth < depthMax, let element = Element(bytes, at: place) else { return nil }
    if let end = element.end { return end }
    var next = element.start
    while let tag = bytes.byte(at: next), tag != 0 {
      guard let end = end(bytes, at: next, depth: depth + 1) else { return nil }
      next = end
    }
    return next + 2
  }

  /// Puts octets behind those that are there: a run of them, or pieces up to the end of their list. Gives where
  /// they end.
  @discardableResult
  private mutating func add(_ bytes: Span<UInt8>, at place: Int, depth: Int) -> Int? {
    guard depth < Self.depthMax, let element = Element(bytes, at: place) else { return nil }
    let end = element.end ?? bytes.count
    if element.tag == Tag.octets {
      content.append(copying: bytes.extracting(element.start..<min(end, bytes.count)))
      return end
    }
    guard element.tag == Tag.pieces else { return nil }
    var next = element.start
    while next < end, let tag = bytes.byte(at: next), tag != 0 {
      guard let end = add(bytes, at: next, depth: depth + 1) else { return nil }
      next = end
    }
    return element.end ?? next + 2
  }

  private enum Tag {
    static let integer: UInt8 = 0x02
    static let octets: UInt8 = 0x04
    static let identifier: UInt8 = 0x06
    static let pieces: UInt8 = 0x24
    static let sequence: UInt8 = 0x30
    static let explicit: UInt8 = 0xA0
  }

  /// What an element begins with.
  private struct Element {
    let tag: UInt8
    /// Where its content begins.
    let start: Int
    /// Where that ends; `nil` where a mark says so. Cut where the bytes end before.
    let end: Int?

    init?(_ bytes: Span<UInt8>, at place: Int) {
      guard let tag = bytes.byte(at: place), let first = bytes.byte(at: place + 1) else {
        return nil
      }
      self.tag = tag
      if first == 0x80 {
        (start, end) = (place + 2, nil)
        return
      }
      var length = Int(first)
      var next = place + 2
      if first > 0x80 {
        guard first <= 0x84 else { return nil }
        length = 0
        for _ in 0..<Int(first & 0x7F) {
          guard let byte = bytes.byte(at: next) else { return nil }
          length = length << 8 | Int(byte)
          next += 1
        }
      }
      guard next <= bytes.count else { return nil }
      (start, end) = (next, min(next + length, bytes.count))
    }
  }
}
