/// A file in a text by yEnc, version 1.3.
public struct YEncodedFile: Hashable, Sendable {
  /// Where its name lies.
  public let name: Range<Int>
  /// What it stands for.
  public private(set) var bytes: [UInt8] = []
  /// Where the text goes on behind it.
  public private(set) var end: Int
  /// Whether its end is there.
  public private(set) var isComplete = false

  /// Reads a file at the beginning of a line, which names it; `nil` where that does not.
  init?(_ text: Span<UInt8>, at start: Int) {
    guard text.has("=ybegin ", at: start) else { return nil }
    let (lineEnd, next) = UUEncodedFile.lineEnd(text, start)
    var nameStart = start
    while nameStart < lineEnd, !text.has(" name=", at: nameStart) { nameStart += 1 }
    guard nameStart < lineEnd else { return nil }
    name = min(nameStart + 6, lineEnd)..<lineEnd
    end = next
    while end < text.count {
      let (lineEnd, next) = UUEncodedFile.lineEnd(text, end)
      if text.has("=yend", at: end) {
        isComplete = true
        end = next
        return
      }
      if !text.has("=ypart", at: end) { take(text.extracting(end..<lineEnd)) }
      end = next
    }
  }

  private mutating func take(_ line: Span<UInt8>) {
    var isEscaped = false
    for place in 0..<line.count {
      // Dots at a line's beginning are doubled by servers of news.
      if place == 1, line[0] == 0x2E, line[1] == 0x2E { continue }
      if line[place] == 0x3D, !isEscaped {
        isEscaped = true
      } else {
        bytes.append(line[place] &- (isEscaped ? 106 : 42))
        isEscaped = false
      }
    }
  }
}
