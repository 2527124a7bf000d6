internal import Primitives

/// Finds a text in bytes, passing over as many as the text is long where it cannot lie: Horspool's way.
/// Its worst case is the product of both lengths, so the text has a longest length; where a text without line
/// breaks is looked for at the beginnings of lines, it is linear.
public struct ByteSearch: Sendable {
  /// The longest text, in bytes.
  public static let textBytesMax = 256

  private let text: [UInt8]
  /// By the byte at a window's end, how far the window may move.
  private let steps: [UInt16]

  /// A search for a text; `nil` for an empty one and one that is longer than ``textBytesMax``.
  public init?(_ text: Span<UInt8>) {
    guard !text.isEmpty, text.count <= Self.textBytesMax else { return nil }
    self.init(text: [UInt8](copying: text))
  }

  /// A search for a text of the program's own, which is not empty and not too long.
  init(_ text: StaticString) {
    precondition((1...Self.textBytesMax).contains(text.utf8CodeUnitCount), "a text to look for")
    self.init(text: text.withUTF8Buffer { unsafe Array($0) })
  }

  private init(text: [UInt8]) {
    var steps = [UInt16](repeating: UInt16(text.count), count: 256)
    for place in 0..<text.count - 1 { steps[Int(text[place])] = UInt16(text.count - 1 - place) }
    self.text = text
    self.steps = steps
  }

  /// The first place of the text, from an offset on.
  public func firstPlace(in bytes: Span<UInt8>, from offset: Int = 0) -> Int? {
    firstPlace(in: bytes, from: offset, isAtLineStart: false)
  }

  /// The first place of the text at the beginning of the bytes or behind a line break, from an offset on.
  public func firstLine(in bytes: Span<UInt8>, from offset: Int = 0) -> Int? {
    guard text.count < Self.longBytes else {
      return firstPlace(in: bytes, from: offset, isAtLineStart: true)
    }
    let text = self.text.span
    var place = max(0, offset)
    if place > 0, !Self.isLineStart(bytes, place) { place = bytes.nextLine(from: place) }
    while place <= bytes.count - text.count {
      if isText(text, bytes, at: place) { return place }
      place = bytes.nextLine(from: place)
    }
    return nil
  }

  /// For texts of so many bytes more is passed over than line by line.
  private static let longBytes = 16

  private func firstPlace(
    in bytes: Span<UInt8>, from offset: Int, isAtLineStart: Bool
  ) -> Int? {
    let text = text.span
    let steps = steps.span
    let last = text.count - 1
    let lastByte = text[last]
    var place = max(0, offset)
    while place < bytes.count - last {
      let byte = bytes[place + last]
      if byte == lastByte, !isAtLineStart || Self.isLineStart(bytes, place),
        isText(text, bytes, at: place)
      {
        return place
      }
      place += Int(steps[Int(byte)])
    }
    return nil
  }

  private static func isLineStart(_ bytes: Span<UInt8>, _ place: Int) -> Bool {
    place == 0 || bytes[place - 1] == 0x0A || bytes[place - 1] == 0x0D
  }

  private func isText(_ text: Span<UInt8>, _ bytes: Span<UInt8>, at place: Int) -> Bool {
    for index in 0..<text.count where bytes[place + index] != text[index] { return false }
    return true
  }
}
