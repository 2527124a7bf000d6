/// Frames, as a client writes them.
struct Frames: Equatable {
  var bytes: [UInt8] = []

  /// A field of a head, as (name, value).
  typealias Field = (name: String, value: String)

  static let get: [Field] = [
    (":method", "GET"), (":scheme", "http"), (":path", "/a?b=c"), (":authority", "a.test"),
  ]

  static func post(_ more: Field...) -> [Field] {
    [
      (":method", "POST"), (":scheme", "http"), (":path", "/up"), (":authority", "a.test"),
    ] + more
  }

  /// What a client begins with.
  static var opening: Frames {
    var frames = Frames()
    frames.bytes = Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8)
    frames.settings()
    return frames
  }

  mutating func frame(_ type: UInt8, _ flags: UInt8 = 0, _ stream: Int = 0, _ payload: [UInt8]) {
    let count = payload.count
    bytes += [UInt8(count >> 16), UInt8(count >> 8 & 255), UInt8(count & 255), type, flags]
    bytes += Self.word(stream)
    bytes += payload
  }

  static func word(_ number: Int) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(number >> $0 & 255) }
  }

  mutating func settings(_ values: [(Int, Int)] = []) {
    frame(4, 0, 0, values.flatMap { [UInt8($0 >> 8), UInt8($0 & 255)] + Self.word($1) })
  }

  mutating func headers(
    _ stream: Int, _ fields: [Field], endsStream: Bool = false, pieces: Int = 1
  ) {
    let block = Self.block(fields)
    let size = (block.count + pieces - 1) / pieces
    for piece in 0..<pieces {
      let part = Array(block[min(piece * size, block.count)..<min((piece + 1) * size, block.count)])
      let last: UInt8 = piece == pieces - 1 ? 4 : 0
      frame(piece == 0 ? 1 : 9, last | (piece == 0 && endsStream ? 1 : 0), stream, part)
    }
  }

  /// Literals, of which nothing is kept.
  static func block(_ fields: [Field]) -> [UInt8] {
    fields.flatMap { [0] + text($0.name) + text($0.value) }
  }

  private static func text(_ text: String) -> [UInt8] {
    let bytes = text.unicodeScalars.map { UInt8($0.value) }
    guard bytes.count >= 127 else { return [UInt8(bytes.count)] + bytes }
    var rest = bytes.count - 127
    var length: [UInt8] = [127]
    while rest >= 128 {
      length.append(UInt8(rest & 127 | 128))
      rest >>= 7
    }
    return length + [UInt8(rest)] + bytes
  }

  mutating func data(_ stream: Int, _ body: [UInt8], endsStream: Bool = false, padding: Int? = nil)
  {
    guard let padding else { return frame(0, endsStream ? 1 : 0, stream, body) }
    frame(
      0, 8 | (endsStream ? 1 : 0), stream,
      [UInt8(padding)] + body + Array(repeating: 0, count: padding))
  }

  mutating func reset(_ stream: Int, _ code: Int = 8) { frame(3, 0, stream, Self.word(code)) }
  mutating func ping(isAnswer: Bool = false) {
    frame(6, isAnswer ? 1 : 0, 0, Array(repeating: 0, count: 8))
  }
  mutating func window(_ stream: Int, _ count: Int) { frame(8, 0, stream, Self.word(count)) }
}
