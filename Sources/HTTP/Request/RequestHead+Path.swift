internal import Primitives

/// What in a path two servers may read in two ways.
public struct PathOddities: OptionSet, Hashable, Sendable {
  public let rawValue: UInt8

  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// A segment `.` or `..`, also with its dots encoded (`%2e`) or with parameters (`..;a`).
  public static let dotSegment = PathOddities(rawValue: 1)
  /// Two slashes in a row.
  public static let emptySegment = PathOddities(rawValue: 2)
  /// A slash or a backslash as `%2f` or `%5c`.
  public static let encodedSlash = PathOddities(rawValue: 4)
  /// A control character, NUL among them, as `%00` to `%1f` or `%7f`.
  public static let encodedControl = PathOddities(rawValue: 8)
  /// A percent sign without two hexadecimal digits.
  public static let malformedEscape = PathOddities(rawValue: 16)
}

extension RequestHead {
  /// Looks for what another server may resolve to another path.
  ///
  /// Routing is by path, and routes differ in whether they scan. Where `/free/../upload` is routed by
  /// its first segment and the upstream resolves the dots, an upload would arrive unscanned. So
  /// who routes by a prefix refuses such a path, or at least scans it. The path itself is passed on
  /// as it is: resolving it here would be one more reading.
  ///
  /// It costs a walk over the path, so it is asked for, not part of `parse`.
  ///
  /// - Parameter bytes: the bytes that were parsed.
  public func pathOddities(in bytes: Span<UInt8>) -> PathOddities {
    var walk = PathWalk()
    var offset = Int(pathRange.lower)
    let end = Int(pathRange.upper)
    while offset < end {
      let byte = bytes[offset]
      offset += 1
      guard byte == Byte.percent else {
        walk.take(byte)
        continue
      }
      guard offset + 1 < end, let high = bytes[offset].hexadecimalValue,
        let low = bytes[offset + 1].hexadecimalValue
      else {
        walk.oddities.insert(.malformedEscape)
        walk.takeEncoded(byte)
        continue
      }
      offset += 2
      walk.takeEncoded(high << 4 | low)
    }
    walk.endSegment(isLast: true)
    return walk.oddities
  }
}

/// One segment after the other.
private struct PathWalk {
  var oddities: PathOddities = []
  private var isFirst = true
  private var hasParameters = false
  private var length = 0
  private var dots = 0

  init() {}

  mutating func take(_ byte: UInt8) {
    switch byte {
    case Byte.slash: endSegment(isLast: false)
    case Byte.semicolon: hasParameters = true
    default: count(byte)
    }
  }

  mutating func takeEncoded(_ byte: UInt8) {
    if byte == Byte.slash || byte == Byte.backslash { oddities.insert(.encodedSlash) }
    if byte < 0x20 || byte == Byte.delete { oddities.insert(.encodedControl) }
    count(byte)
  }

  mutating func endSegment(isLast: Bool) {
    if length > 0, length == dots, dots <= 2 { oddities.insert(.dotSegment) }
    // Before the first slash there is nothing, and after the last there may be.
    if length == 0, !hasParameters, !isFirst, !isLast { oddities.insert(.emptySegment) }
    isFirst = false
    hasParameters = false
    length = 0
    dots = 0
  }

  private mutating func count(_ byte: UInt8) {
    guard !hasParameters else { return }
    length += 1
    if byte == Byte.dot { dots += 1 }
  }
}
