/// The escapes of string literals, and those of `unescape`.
enum ScriptEscapes {
  /// Resolves the escapes of a piece of a string literal. No NUL comes of it: it is 0x01 instead.
  static func resolve(_ piece: Span<UInt8>, into sink: inout ByteSink) {
    var index = 0
    while index < piece.count {
      var byte = piece[index]
      if byte == UInt8(ascii: "\\"), index + 1 < piece.count {
        index += 1
        switch piece[index] {
        case UInt8(ascii: "0"): byte = 0
        case UInt8(ascii: "b"): byte = 8
        case UInt8(ascii: "t"): byte = 9
        case UInt8(ascii: "n"): byte = 10
        case UInt8(ascii: "v"): byte = 11
        case UInt8(ascii: "f"): byte = 12
        case UInt8(ascii: "r"): byte = 13
        case UInt8(ascii: "x"):
          if index + 2 < piece.count {
            byte = UInt8(truncatingIfNeeded: hex(piece, index + 1, digits: 2))
          }
          index += 2
        case UInt8(ascii: "u"):
          if index + 4 < piece.count {
            append(UInt16(truncatingIfNeeded: hex(piece, index + 1, digits: 4)), to: &sink)
            index += 5
            continue
          }
        default: byte = piece[index]
        }
      }
      sink.append(byte == 0 ? 1 : byte)
      index += 1
    }
  }

  /// Does what `unescape` does: `%41` and `%u0041`.
  static func unescape(_ text: Span<UInt8>, into sink: inout ByteSink) {
    var index = 0
    while index < text.count {
      var byte = text[index]
      if byte == UInt8(ascii: "%") {
        if index + 5 < text.count, text[index + 1] == UInt8(ascii: "u"),
          isHex(text, index + 2, digits: 4)
        {
          append(UInt16(truncatingIfNeeded: hex(text, index + 2, digits: 4)), to: &sink)
          index += 6
          continue
        }
        if index + 2 < text.count, isHex(text, index + 1, digits: 2) {
          byte = UInt8(truncatingIfNeeded: hex(text, index + 1, digits: 2))
          index += 2
        }
      }
      sink.append(byte == 0 ? 1 : byte)
      index += 1
    }
  }

  private static func isHex(_ text: Span<UInt8>, _ start: Int, digits: Int) -> Bool {
    (start..<start + digits).allSatisfy { ASCII.isHexDigit(text[$0]) }
  }

  /// The value of some digits. What is no digit counts as 0, but as -1 in the last place.
  private static func hex(_ text: Span<UInt8>, _ start: Int, digits: Int) -> Int {
    var value = 0
    for index in start..<start + digits {
      let digit = ASCII.hexValue(text[index])
      let isLast = index == start + digits - 1
      value = value << 4 | (isLast ? digit : max(digit, 0))
    }
    return value
  }

  /// Appends a UTF-16 code unit in UTF-8, a surrogate like any other.
  private static func append(_ unit: UInt16, to sink: inout ByteSink) {
    switch unit {
    case 0: sink.append(1)
    case ..<0x80: sink.append(UInt8(truncatingIfNeeded: unit))
    case ..<0x800:
      sink.append(0xc0 | UInt8(truncatingIfNeeded: unit >> 6))
      sink.append(0x80 | UInt8(truncatingIfNeeded: unit & 0x3f))
    default:
      sink.append(0xe0 | UInt8(truncatingIfNeeded: unit >> 12))
      sink.append(0x80 | UInt8(truncatingIfNeeded: unit >> 6 & 0x3f))
      sink.append(0x80 | UInt8(truncatingIfNeeded: unit & 0x3f))
    }
  }
}
