/// A whole HTTP/1.1 message, as an actor received it.
public struct ReceivedMessage: Sendable {
  /// The request line or the status line.
  public var startLine = ""
  /// Names in lower case, values trimmed, in order.
  public var fields: [(name: String, value: String)] = []
  public var body: [UInt8] = []
  /// The whole message was received, as its own framing has it.
  public var isWhole = false

  /// The first field of that name.
  public func field(_ name: String) -> String? { fields.first { $0.name == name }?.value }

  /// The request's method.
  public var method: String { String(startLine.prefix { $0 != " " }) }
  /// The request's target.
  public var target: String {
    let words = startLine.split(separator: " ", omittingEmptySubsequences: false)
    return words.count > 1 ? String(words[1]) : ""
  }
  /// The response's status; 0 if there is none.
  public var status: Int { Int(startLine.dropFirst(9).prefix(3)) ?? 0 }
  /// An interim response (1xx).
  public var isInterim: Bool { (100..<200).contains(status) }
}

/// Reads HTTP/1.1 messages from a stream: Content-Length, chunked, until the end.
///
/// It is written apart from Cordon's own parsers, so that one mistake is not made twice. It is strict
/// about what Cordon may send, since the text of both sides of the proxy is checked with it.
public struct MessageReader {
  private enum State {
    case head
    case length(Int)
    case chunkSize
    case chunk(Int)
    case chunkEnd, trailer, untilEnd, dead
  }

  private let isRequest: Bool
  private var buffer: [UInt8] = []
  private var place = 0
  private var state = State.head
  /// The lines of a head that is not complete yet, and how far it has been looked at.
  private var headLines: [String] = []
  private var lineStart = 0
  private var scanned = 0
  /// What has been read of the present message.
  public private(set) var message = ReceivedMessage()
  /// Why the stream is not HTTP/1.1; nothing is read after that.
  public private(set) var error: String?
  /// For responses: the next final response belongs to a HEAD request, so it has no body.
  public var isAnswerToHead = false

  /// A reader of requests, or of responses.
  public init(ofRequests isRequest: Bool) { self.isRequest = isRequest }

  /// Some of a message has been received, but not all of it.
  public var isInMessage: Bool {
    if case .head = state { return place < buffer.count }
    return true
  }

  /// The head of the present message has been read.
  public var hasHead: Bool {
    if case .head = state { return false }
    return true
  }

  /// More bytes have come.
  public mutating func feed(_ bytes: ArraySlice<UInt8>) {
    if place > 0, place == buffer.count {
      buffer.removeAll(keepingCapacity: true)
      place = 0
      lineStart = 0
      scanned = 0
    }
    buffer += bytes
  }

  /// The next whole message; `nil`: more bytes are needed, or ``error``.
  public mutating func next() -> ReceivedMessage? {
    while error == nil {
      switch state {
      case .head:
        guard let head = takeHead() else { return nil }
        parse(head)
        if error == nil, case .length(0) = state { return take() }
      case .length(let left):
        let taken = takeBody(left)
        if taken == left { return take() }
        state = .length(left - taken)
        return nil
      case .chunkSize:
        guard let line = takeLine() else { return nil }
        guard let size = Int(line.prefix { $0 != ";" }, radix: 16), size >= 0,
          line.first?.isHexDigit == true
        else {
          fail("chunk size \(line)")
          return nil
        }
        state = size == 0 ? .trailer : .chunk(size)
      case .chunk(let left):
        let taken = takeBody(left)
        state = taken == left ? .chunkEnd : .chunk(left - taken)
        if taken < left { return nil }
      case .chunkEnd:
        guard let line = takeLine() else { return nil }
        guard line.isEmpty else {
          fail("no line end after a chunk")
          return nil
        }
        state = .chunkSize
      case .trailer:
        guard let line = takeLine() else { return nil }
        if line.isEmpty { return take() }
      case .untilEnd:
        _ = takeBody(.max)
        return nil
      case .dead: return nil
      }
    }
    return nil
  }

  /// The stream has ended: a message that lasts until the end is whole now.
  public mutating func end() -> ReceivedMessage? {
    guard case .untilEnd = state, error == nil else { return nil }
    return take()
  }

  private mutating func take() -> ReceivedMessage {
    var taken = message
    taken.isWhole = true
    message = ReceivedMessage()
    state = .head
    return taken
  }

  private mutating func fail(_ why: String) {
    error = why
    state = .dead
  }

  private mutating func takeBody(_ most: Int) -> Int {
    let taken = min(most, buffer.count - place)
    message.body += buffer[place..<place + taken]
    place += taken
    return taken
  }

  private mutating func takeLine() -> String? {
    guard let end = buffer[place...].firstIndex(of: 10) else {
      if buffer.count - place > 65_536 { fail("a line without an end") }
      return nil
    }
    guard end > place, buffer[end - 1] == 13 else {
      fail("a bare LF")
      return nil
    }
    defer { place = end + 1 }
    return String(decoding: buffer[place..<end - 1], as: UTF8.self)
  }

  /// The lines of a head, once all of it is there.
  private mutating func takeHead() -> [String]? {
    while let end = buffer[max(place, scanned)...].firstIndex(of: 10) {
      let from = max(place, lineStart)
      guard end > from, buffer[end - 1] == 13 else {
        fail("a bare LF in a head")
        return nil
      }
      headLines.append(String(decoding: buffer[from..<end - 1], as: UTF8.self))
      lineStart = end + 1
      scanned = end + 1
      guard end - from == 1 else { continue }
      headLines.removeLast()
      place = end + 1
      defer { headLines = [] }
      return headLines
    }
    scanned = buffer.count
    if buffer.count - place > 262_144 { fail("a head without an end") }
    return nil
  }

  private mutating func parse(_ lines: [String]) {
    guard let first = lines.first,
      isRequest ? first.hasSuffix(" HTTP/1.1") : first.hasPrefix("HTTP/1.1 ")
    else {
      fail("start line \(lines.first ?? "")")
      return
    }
    message = ReceivedMessage()
    message.startLine = first
    for line in lines.dropFirst() {
      guard let colon = line.firstIndex(of: ":"), colon > line.startIndex, !line.contains("\n")
      else {
        fail("field line \(line)")
        return
      }
      let value = line[line.index(after: colon)...]
      message.fields.append(
        (line[..<colon].lowercased(), String(value.drop { $0 == " " || $0 == "\t" })))
    }
    chooseFraming()
  }

  private mutating func chooseFraming() {
    let lengths = message.fields.filter { $0.name == "content-length" }
    let encodings = message.fields.filter { $0.name == "transfer-encoding" }
    guard lengths.count + encodings.count <= 1 else {
      fail("framing given twice")
      return
    }
    if !isRequest {
      let isBodiless = message.isInterim || [204, 304].contains(message.status)
      // Who refuses a head that it has not read whole does not know its method.
      let knowsMethod = ![400, 408, 431].contains(message.status)
      if isBodiless || (isAnswerToHead && knowsMethod) {
        if !message.isInterim { isAnswerToHead = false }
        state = .length(0)
        return
      }
    }
    if let length = lengths.first {
      guard let count = Int(length.value), count >= 0 else {
        fail("Content-Length \(length.value)")
        return
      }
      state = .length(count)
    } else if let encoding = encodings.first {
      guard encoding.value.lowercased() == "chunked" else {
        fail("Transfer-Encoding \(encoding.value)")
        return
      }
      state = .chunkSize
    } else {
      state = isRequest ? .length(0) : .untilEnd
    }
  }
}
