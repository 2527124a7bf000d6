/// Cuts bytes that come in pieces into lines, and holds no more than one of them.
struct LineFeed {
  /// What has come.
  @safe
  enum Piece {
    /// Whole lines, without the last one's end. The first has this number.
    case lines(UnsafeRawBufferPointer, first: Int)
    /// A line that is longer than lines may be.
    case tooLong(line: Int)
  }

  /// Lines with more bytes, without the newline, are told apart. They are found only where they come
  /// in several pieces: whoever reads lines of a piece checks those.
  let lineBytesMax: Int

  private var held: [UInt8] = []
  private var isTooLong = false
  private var lineNumber = 1

  init(lineBytesMax: Int) { self.lineBytesMax = lineBytesMax }

  /// Takes more bytes, and gives the lines that have ended.
  mutating func take(_ bytes: UnsafeRawBufferPointer, _ body: (Piece) -> Void) {
    var rest = unsafe bytes[...]
    if !held.isEmpty || isTooLong {
      guard let newline = unsafe rest.firstIndex(of: Ascii.newline) else {
        return unsafe hold(rest)
      }
      unsafe hold(rest[..<newline])
      flush(body)
      unsafe rest = rest[(newline + 1)...]
    }
    guard let newline = unsafe rest.lastIndex(of: Ascii.newline) else { return unsafe hold(rest) }
    let lines = unsafe UnsafeRawBufferPointer(rebasing: rest[..<newline])
    unsafe body(.lines(lines, first: lineNumber))
    lineNumber += unsafe lines.reduce(1) { $1 == Ascii.newline ? $0 + 1 : $0 }
    unsafe hold(rest[(newline + 1)...])
  }

  /// Gives the last line, where no newline ended it.
  mutating func finish(_ body: (Piece) -> Void) {
    if !held.isEmpty || isTooLong { flush(body) }
  }

  private mutating func hold(_ bytes: Slice<UnsafeRawBufferPointer>) {
    if unsafe isTooLong || bytes.count > lineBytesMax - held.count {
      held.removeAll(keepingCapacity: true)
      isTooLong = true
    } else {
      unsafe held.append(contentsOf: bytes)
    }
  }

  private mutating func flush(_ body: (Piece) -> Void) {
    if isTooLong {
      body(.tooLong(line: lineNumber))
    } else {
      unsafe held.withUnsafeBytes { unsafe body(.lines($0, first: lineNumber)) }
    }
    held.removeAll(keepingCapacity: true)
    isTooLong = false
    lineNumber += 1
  }
}
