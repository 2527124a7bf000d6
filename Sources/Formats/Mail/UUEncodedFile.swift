/// A file in a text by uuencode: POSIX, `uuencode`.
public struct UUEncodedFile: Hashable, Sendable {
  /// Where its name lies.
  public let name: Range<Int>
  /// What it stands for.
  public private(set) var bytes: [UInt8] = []
  /// Where the text goes on behind it.
  public private(set) var end: Int
  /// Whether decoders read it in different ways: a line that is none of it, or no end.
  public private(set) var isAmbiguous = false
  /// Whether it is base64 as `uuencode -m` writes it.
  private let isBase64: Bool

  /// Reads a file at the beginning of a line; `nil` where there is none.
  init?(_ text: Span<UInt8>, at start: Int) {
    guard text.has("begin", at: start) else { return nil }
    var place = start + 5
    isBase64 = text.has("-base64", at: place)
    if isBase64 { place += 7 }
    guard text.byte(at: place) == 0x20 else { return nil }
    while text.byte(at: place) == 0x20 { place += 1 }
    // Decoders take any number for a mode.
    let modeStart = place
    while let byte = text.byte(at: place), (0x30...0x37).contains(byte) { place += 1 }
    guard place > modeStart, text.byte(at: place) == 0x20 else { return nil }
    let nameStart = place + 1
    let (nameEnd, next) = Self.lineEnd(text, nameStart)
    guard nameEnd > nameStart else { return nil }
    name = nameStart..<nameEnd
    end = next
    if isBase64 {
      readBase64(text)
    } else {
      readLines(text)
    }
  }

  private mutating func readLines(_ text: Span<UInt8>) {
    while end < text.count {
      let (lineEnd, next) = Self.lineEnd(text, end)
      if text.has("end", at: end), lineEnd - end == 3 {
        end = next
        return
      }
      // Empty lines are passed over by all.
      if lineEnd > end, !takeLine(text.extracting(end..<lineEnd)) {
        isAmbiguous = true
        return
      }
      end = next
    }
    isAmbiguous = true
  }

  /// A line: how many bytes it stands for, and four characters for three of them.
  private mutating func takeLine(_ line: Span<UInt8>) -> Bool {
    guard (0x20...0x60).contains(line[0]) else { return false }
    var left = Int((line[0] &- 0x20) & 0x3F)
    var place = 1
    while left > 0 {
      var group: UInt32 = 0
      for index in 0..<4 {
        // Spaces at a line's end are lost on some ways.
        let byte = line.byte(at: place + index) ?? 0x20
        guard (0x20...0x60).contains(byte) else { return false }
        group = group << 6 | UInt32((byte &- 0x20) & 0x3F)
      }
      for shift in [UInt32(16), 8, 0] where left > 0 {
        bytes.append(UInt8(truncatingIfNeeded: group >> shift))
        left -= 1
      }
      place += 4
    }
    return true
  }

  private mutating func readBase64(_ text: Span<UInt8>) {
    let start = end
    while end < text.count {
      if text.has("====", at: end) { break }
      end = Self.lineEnd(text, end).next
    }
    let decoded = Base64Text(text.extracting(start..<min(end, text.count)), hasSpaces: true)
    bytes = decoded.bytes
    isAmbiguous = decoded.isAmbiguous || end >= text.count
    end = Self.lineEnd(text, min(end, text.count)).next
  }

  /// The end of a line, and the beginning of the next.
  static func lineEnd(_ text: Span<UInt8>, _ start: Int) -> (end: Int, next: Int) {
    let feed = text.firstPlace(of: 0x0A, from: start) ?? text.count
    let end = feed > start && text[feed - 1] == 0x0D ? feed - 1 : feed
    return (end, min(feed + 1, text.count))
  }
}
