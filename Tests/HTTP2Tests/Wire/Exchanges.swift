import CNghttp2
import HTTP

@testable import HTTP2

/// A session under test: bytes go in as cut, what it says and sends is written down.
@safe
final class Exchanges {
  /// A frame that was sent.
  struct Sent: Equatable {
    var type: UInt8
    var flags: UInt8
    var stream: Int
    var payload: [UInt8]

    var code: Int { Exchanges.word(type == 7 ? Array(payload.dropFirst(4)) : payload) }
  }

  let session: HTTP2Session
  var now: UInt64 = 1_000_000_000
  /// What was said; body bytes that follow one another are one entry.
  var said: [String] = []
  var texts: [Int: String] = [:]
  var faults: [Int: HTTPFault] = [:]
  var bodies: [Int: [UInt8]] = [:]
  var trailers: [Int: String] = [:]
  var isEnded = false
  /// Whether bodies are taken as they come.
  var takes = true
  /// How much room there is for output.
  var room = 16_384
  var sent: [Sent] = []
  /// Bodies of answers, by stream: what is offered is a piece of these.
  var answers: [Int: [UInt8]] = [:]
  private var sentBytes: [UInt8] = []
  private let inflater: OpaquePointer

  init(_ limits: HTTP2Limits = HTTP2Limits(), stock: SessionStock? = nil) {
    session = HTTP2Session(stock: stock ?? SessionStock(limits: limits))!
    var made: OpaquePointer?
    unsafe nghttp2_hd_inflate_new(&made)
    unsafe inflater = made!
  }

  deinit { unsafe nghttp2_hd_inflate_del(inflater) }

  /// Gives it bytes, so many at a time, and takes what it sends after each.
  func receive(_ frames: Frames, cut: Int = .max) { receive(frames.bytes, cut: cut) }

  func receive(_ bytes: [UInt8], cut: Int = .max) {
    var start = 0
    repeat {
      let end = min(bytes.count, cut == .max ? bytes.count : start + cut)
      listen(Array(bytes[start..<end]))
      send()
      listen([])
      send()
      start = end
    } while start < bytes.count
  }

  private func listen(_ bytes: [UInt8]) {
    var offset = 0
    while true {
      switch session.next(in: bytes.span, from: &offset, nowNanoseconds: now) {
      case .needsInput: return
      case .ended:
        isEnded = true
        return
      case .request(let stream, let endsStream, let fault):
        said.append("request \(stream)")
        if endsStream { said.append("end \(stream)") }
        texts[Int(stream)] = text
        if let fault { faults[Int(stream)] = fault }
        session.tag(stream, UInt32(stream) + 1_000)
      case .body(let stream, let tag, let range):
        precondition(tag == UInt32(stream) + 1_000)
        if said.last != "body \(stream)" { said.append("body \(stream)") }
        bodies[Int(stream), default: []] += bytes[range]
        if takes { session.take(stream, range.count) }
      case .trailers(let stream, _):
        said.append("trailers \(stream)")
        trailers[Int(stream)] = text
      case .end(let stream, let tag):
        precondition(tag == UInt32(stream) + 1_000)
        said.append("end \(stream)")
      case .closed(let stream, let tag, let code):
        precondition(tag == UInt32(stream) + 1_000)
        said.append("closed \(stream) \(code)")
      }
    }
  }

  private var text: String {
    session.withText { text in
      var bytes: [UInt8] = []
      for index in text.indices { bytes.append(text[index]) }
      return String(decoding: bytes, as: UTF8.self)
    }
  }

  // MARK: What is sent

  /// Takes all that is to be sent.
  func send() {
    var memory = [UInt8](repeating: 0, count: room)
    while true {
      let output = unsafe memory.withUnsafeMutableBytes { unsafe session.produce(into: $0) }
      switch output {
      case .idle(let count):
        sentBytes += memory[..<count]
        return readFrames()
      case .full(let count): sentBytes += memory[..<count]
      case .body(let written, let stream, _, let count):
        sentBytes += memory[..<written]
        sentBytes += answers[Int(stream)]!.prefix(count)
        answers[Int(stream)]!.removeFirst(count)
      }
    }
  }

  private func readFrames() {
    while sentBytes.count >= 9 {
      let length = Int(sentBytes[0]) << 16 | Int(sentBytes[1]) << 8 | Int(sentBytes[2])
      guard sentBytes.count >= 9 + length else { return }
      sent.append(
        Sent(
          type: sentBytes[3], flags: sentBytes[4], stream: Self.word(Array(sentBytes[5..<9])),
          payload: Array(sentBytes[9..<9 + length])))
      sentBytes.removeFirst(9 + length)
    }
  }

  static func word(_ bytes: [UInt8]) -> Int { bytes.prefix(4).reduce(0) { $0 << 8 | Int($1) } }

  /// Frames of a type that were sent on a stream, or on any.
  func frames(_ type: UInt8, _ stream: Int? = nil) -> [Sent] {
    sent.filter { $0.type == type && (stream == nil || $0.stream == stream) }
  }

  /// The code with which the session was ended by the server; `nil`: it was not.
  var goAway: Int? { frames(7).last?.code }

  /// The heads that were sent, as `name: value` joined with `|`, in the order of sending.
  func heads() -> [String] {
    frames(1).map { frame in
      var rest = frame.payload
      var fields: [String] = []
      while true {
        var field = unsafe nghttp2_nv()
        var flags: Int32 = 0
        let used = unsafe nghttp2_hd_inflate_hd2(inflater, &field, &flags, rest, rest.count, 1)
        precondition(used >= 0)
        rest.removeFirst(used)
        if flags & Int32(NGHTTP2_HD_INFLATE_EMIT.rawValue) != 0 {
          fields.append(
            unsafe Self.string(field.name, field.namelen) + ": "
              + Self.string(field.value, field.valuelen))
        }
        if flags & Int32(NGHTTP2_HD_INFLATE_FINAL.rawValue) != 0 { break }
      }
      unsafe nghttp2_hd_inflate_end_headers(inflater)
      return "\(frame.stream) " + fields.joined(separator: "|")
    }
  }

  private static func string(_ bytes: UnsafeMutablePointer<UInt8>, _ count: Int) -> String {
    unsafe String(decoding: UnsafeBufferPointer(start: bytes, count: count), as: UTF8.self)
  }

  // MARK: Answering

  /// Answers a stream at once.
  @discardableResult
  func answer(_ stream: Int, _ head: String, body: [UInt8]? = nil, trailers: String = "") -> Bool {
    guard
      session.answer(Int32(stream), head: Array(head.utf8).span, hasBody: body != nil)
    else { return false }
    if let body {
      answers[stream] = body
      session.offer(Int32(stream), body.count)
      session.finish(Int32(stream), trailers: Array(trailers.utf8).span)
    }
    return true
  }
}
