/// The decoding of what Microsoft's Script Encoder makes of JScript and VBScript.
///
/// An encoded script is `#@~^`, its length in six digits of base 64 and `==`, the body, a checksum of
/// eight bytes, and `^#~@`. A body byte is replaced by one of three substitutions, by its place.
struct ScriptEncoding {
  /// How many bytes of the body are left.
  private(set) var length: UInt32 = 0

  /// The place in the order of the substitutions.
  private var place = 0

  /// Whether a script starts at a place.
  static func isStart(_ bytes: Span<UInt8>, _ start: Int) -> Bool {
    // A NUL ends the bytes, so that none is read behind it.
    bytes[start] == UInt8(ascii: "#") && bytes[start + 1] == UInt8(ascii: "@")
      && bytes[start + 2] == UInt8(ascii: "~")
      && bytes[start + 3] == UInt8(ascii: "^")
  }

  /// Reads the length of the body, of six digits at `start`.
  mutating func readLength(_ bytes: Span<UInt8>, _ start: Int) {
    let digit = (0..<6).map { Self.base64Value(bytes[start + $0]) }
    // The arithmetic of ClamAV, in which a byte that is no digit counts as -1 in places.
    var sum: Int64 = digit[0] < 0 ? 0 : digit[0] << 2
    sum += digit[1] >> 4
    sum += (digit[1] & 0x0f) << 12
    sum += max(digit[2] >> 2, 0) << 8
    sum += (digit[2] & 0x03) << 22
    sum += digit[3] < 0 ? 0 : digit[3] << 16
    sum += (digit[4] < 0 ? 0 : digit[4] << 2) << 24
    sum += max(digit[5] >> 4, 0) << 24
    length = UInt32(truncatingIfNeeded: sum)
  }

  /// Decodes the body in place, up to its end or to the NUL behind the bytes; what follows the end
  /// moves up.
  mutating func decode(_ bytes: inout MutableSpan<UInt8>, from start: Int) {
    var source = start
    var target = start
    while length > 0, bytes[source] != 0 {
      let byte = bytes[source]
      if byte == ASCII.lineFeed || byte == ASCII.carriageReturn {
        source += 1
        continue
      }
      if byte < 0x80 {
        bytes[target] = decoded(byte, &bytes, &source)
        target += 1
        place = (place + 1) % Self.order.count
      } else {
        bytes[target] = byte
        source += 1
        bytes[target + 1] = bytes[source]
        target += 2
        if bytes[source] == 0 {
          target -= 1
          break
        }
      }
      source += 1
      // An escape at the very end takes the length below zero: all that follows is then decoded.
      length &-= 1
    }
    guard length == 0 else {
      bytes[target] = 0
      return
    }
    var end = source
    while bytes[end] != 0 { end += 1 }
    if end - source >= Self.trailerBytes { source += Self.trailerBytes }
    while source <= end {
      bytes[target] = bytes[source]
      source += 1
      target += 1
    }
  }

  /// The checksum and the end mark.
  private static let trailerBytes = 12

  /// Decodes one byte, or an escape of two.
  private mutating func decoded(
    _ byte: UInt8, _ bytes: inout MutableSpan<UInt8>, _ source: inout Int
  ) -> UInt8 {
    let value = Self.substitute(byte, in: Self.order[place])
    guard value == 0xff else { return value }
    source += 1
    length &-= 1
    switch bytes[source] {
    case 0:
      // The end of the bytes is found again by the caller.
      source -= 1
      return value
    case 0x21: return UInt8(ascii: "<")
    case 0x23: return ASCII.carriageReturn
    case 0x24: return UInt8(ascii: "@")
    case 0x26: return ASCII.lineFeed
    case 0x2a: return UInt8(ascii: ">")
    default: return value
    }
  }

  /// The value of a digit of base 64, -1 for another byte.
  static func base64Value(_ byte: UInt8) -> Int64 {
    switch byte {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): Int64(byte - UInt8(ascii: "A"))
    case UInt8(ascii: "a")...UInt8(ascii: "z"): Int64(byte - UInt8(ascii: "a")) + 26
    case UInt8(ascii: "0")...UInt8(ascii: "9"): Int64(byte - UInt8(ascii: "0")) + 52
    case UInt8(ascii: "+"): 62
    case UInt8(ascii: "/"): 63
    default: -1
    }
  }
}
