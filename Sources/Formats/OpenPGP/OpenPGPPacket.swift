/// A packet of OpenPGP. Source: RFC 9580, section 4, with the lengths of RFC 4880.
///
/// A body may be in pieces, each behind a length of its own: it is put together when it is asked for.
public struct OpenPGPPacket: Hashable, Sendable {
  /// What packets are for.
  public enum Kind: Hashable, Sendable {
    /// Another packet, or several, compressed.
    case compressed
    /// A file.
    case literal
    /// What is encrypted, or a key to it that is.
    case encrypted
    /// Signatures, keys, names, padding.
    case other
  }

  /// Its number.
  public let tag: UInt8
  /// Where its header begins, and where the packet ends, or the bytes do.
  public let range: Range<Int>
  /// Whether its body is all there.
  public let isWhole: Bool
  /// Whether its length is told, and not the rest of the file.
  public let isSized: Bool
  private let firstLength: Length

  /// The packet that begins at a place; `nil` where none does.
  public init?(_ bytes: Span<UInt8>, at place: Int) {
    guard let header = bytes.byte(at: place), header & 0x80 != 0 else { return nil }
    let isNew = header & 0x40 != 0
    tag = isNew ? header & 0x3F : header >> 2 & 0x0F
    guard tag != 0,
      let length = isNew
        ? Length(bytes, at: place + 1) : Length(old: header & 3, bytes, at: place + 1)
    else { return nil }
    firstLength = length
    isSized = length.count != nil
    var end = length.end
    var next: Length? = length
    while let piece = next, let count = piece.count {
      end = piece.end + count
      guard piece.isPartial else { break }
      next = Length(bytes, at: end)
    }
    if next?.count == nil, next != nil { end = bytes.count }
    isWhole = next != nil && end <= bytes.count
    range = place..<max(place, min(end, bytes.count))
  }

  /// What it is for.
  public var kind: Kind {
    switch tag {
    case 8: .compressed
    case 11: .literal
    case 1, 3, 9, 18, 20: .encrypted
    default: .other
    }
  }

  /// Its body, or so many bytes of it.
  public func body(of bytes: Span<UInt8>, first bytesMax: Int = .max) -> [UInt8] {
    var body: [UInt8] = []
    var next: Length? = firstLength
    while let piece = next, body.count < bytesMax, piece.end <= bytes.count {
      let left = min(bytes.count - piece.end, bytesMax - body.count)
      let count = min(piece.count ?? left, left)
      body.append(copying: bytes.extracting(piece.end..<piece.end + count))
      guard piece.isPartial, let whole = piece.count else { break }
      next = Length(bytes, at: piece.end + whole)
    }
    return body
  }

  /// A length, and where the bytes begin that it counts.
  private struct Length: Hashable {
    /// How many; `nil`: all that follow.
    let count: Int?
    let end: Int
    /// Whether another length follows.
    let isPartial: Bool

    init?(_ bytes: Span<UInt8>, at place: Int) {
      guard let first = bytes.byte(at: place) else { return nil }
      switch first {
      case 0..<192: (count, end, isPartial) = (Int(first), place + 1, false)
      case 192..<224:
        guard let second = bytes.byte(at: place + 1) else { return nil }
        (count, end, isPartial) = ((Int(first) - 192) << 8 + Int(second) + 192, place + 2, false)
      case 255:
        guard let four = bytes.big32(at: place + 1) else { return nil }
        (count, end, isPartial) = (Int(four), place + 5, false)
      default: (count, end, isPartial) = (1 << Int(first & 0x1F), place + 1, true)
      }
    }

    init?(old kind: UInt8, _ bytes: Span<UInt8>, at place: Int) {
      isPartial = false
      switch kind {
      case 0:
        guard let one = bytes.byte(at: place) else { return nil }
        (count, end) = (Int(one), place + 1)
      case 1:
        guard let two = bytes.big16(at: place) else { return nil }
        (count, end) = (Int(two), place + 2)
      case 2:
        guard let four = bytes.big32(at: place) else { return nil }
        (count, end) = (Int(four), place + 4)
      default: (count, end) = (nil, place)
      }
    }
  }
}
