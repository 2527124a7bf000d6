internal import Primitives

extension BodyPattern {
  /// How many bytes a line shows.
  private static let lineBytes = 16

  /// The pattern in lines: runs of bytes with what of them can be read, and what is between them.
  var explanation: [String] {
    var lines: [String] = []
    var run: [MaskedByte] = []
    func closeRun() {
      var start = 0
      while start < run.count {
        lines.append(Self.shown(run[start..<min(run.count, start + Self.lineBytes)]))
        start += Self.lineBytes
      }
      run = []
    }
    for element in elements {
      if case .byte(let byte) = element {
        run.append(byte)
        continue
      }
      closeRun()
      lines.append(Self.shown(element))
    }
    closeRun()
    return lines
  }

  private static func shown(_ element: Element) -> String {
    switch element {
    case .byte(let byte): return hexadecimal(byte)
    case .skip(let count): return "any \(count) bytes"
    case .gap(let min, nil): return min == 0 ? "any number of bytes" : "\(min) bytes or more"
    case .gap(let min, let max?):
      return min == max ? "\(min) bytes" : "\(min) to \(max) bytes"
    case .bracket(let min, let max): return "[\(min) to \(max) bytes]"
    case .alternatives(let options, let negated):
      let words = options.map { $0.map(hexadecimal).joined(separator: " ") }
      return "\(negated ? "none of" : "one of") \(words.joined(separator: " | "))"
    case .boundary(let boundary, let negated):
      return "\(negated ? "not " : "")\(shown(boundary))"
    }
  }

  private static func shown(_ boundary: Boundary) -> String {
    switch boundary {
    case .word: "the edge of a word"
    case .line: "the edge of a line"
    case .nonAlphanumeric: "no letter and no digit"
    }
  }

  private static func hexadecimal(_ byte: MaskedByte) -> String {
    let high = byte.mask & 0xf0 == 0 ? Ascii.question : Hexadecimal.digit(byte.value >> 4)
    let low = byte.mask & 0x0f == 0 ? Ascii.question : Hexadecimal.digit(byte.value & 15)
    return String(decoding: [high, low], as: UTF8.self)
  }

  /// Hexadecimal digits, and after them the text.
  private static func shown(_ bytes: ArraySlice<MaskedByte>) -> String {
    let text = bytes.map { byte in
      byte.isFixed && (0x20..<0x7f).contains(byte.value)
        ? String(UnicodeScalar(byte.value)) : "."
    }
    return "\(bytes.map(hexadecimal).joined(separator: " "))  \(text.joined())"
  }
}
