/// What a wire ended with before a message was whole.
struct Truncated: Error, CustomStringConvertible {
  var received: [UInt8]
  var description: String {
    "the connection ended after \"\(String(decoding: received.prefix(400), as: UTF8.self))\""
  }
}

/// A message head: the first line, and fields with their names in lower case.
struct MessageHead: Sendable {
  var line = ""
  var fields: [(name: String, value: String)] = []

  /// The value of the first field of a name.
  subscript(_ name: String) -> String? { fields.first { $0.name == name }?.value }
}

/// A response.
struct Answer: Sendable {
  var head: MessageHead
  var status: Int
  var body: [UInt8]
  /// The statuses of the interim responses before it.
  var interims: [Int]

  var text: String { String(decoding: body, as: UTF8.self) }

  /// A member of the JSON object that the body is, as it is written (without quotation marks).
  func member(_ name: String) -> String? { jsonMember(name, of: text) }
}

/// A member of a flat JSON object on one line, without quotation marks.
func jsonMember(_ name: String, of text: some StringProtocol) -> String? {
  let parts = String(text).split(
    separator: "\"\(name)\":", maxSplits: 1, omittingEmptySubsequences: false)
  guard parts.count == 2 else { return nil }
  let rest = parts[1]
  if rest.hasPrefix("\"") { return String(rest.dropFirst().prefix { $0 != "\"" }) }
  return String(rest.prefix { $0 != "," && $0 != "}" })
}

/// A request as a backend received it.
struct Received: Sendable {
  var head: MessageHead
  var body: [UInt8]

  var method: Substring { head.line.prefix { $0 != " " } }
}

extension Wire {
  /// Reads a response, with its interim responses before it.
  func readAnswer(toHead: Bool = false) throws -> Answer {
    var interims: [Int] = []
    while true {
      guard let head = try readHead() else { throw Truncated(received: unread) }
      let words = head.line.split(separator: " ")
      guard words.count >= 2, words[0].hasPrefix("HTTP/1."), let status = Int(words[1]) else {
        throw Truncated(received: Array(head.line.utf8))
      }
      if status < 200 {
        interims.append(status)
        continue
      }
      let isEmpty = toHead || status == 204 || status == 304
      let body = isEmpty ? [] : try readBody(head, untilEnd: true)
      return Answer(head: head, status: status, body: body, interims: interims)
    }
  }

  /// Reads a request; `nil` where the connection ends instead.
  func readRequest() throws -> Received? {
    guard let head = try readHead() else { return nil }
    return Received(head: head, body: try readBody(head, untilEnd: false))
  }

  /// Reads a head; `nil` where the connection ends before its first byte.
  func readHead() throws -> MessageHead? {
    while true {
      if let end = endOfHead() {
        let lines = String(decoding: take(end), as: UTF8.self).split(separator: "\r\n")
        var head = MessageHead(line: String(lines.first ?? ""))
        for line in lines.dropFirst() {
          let name = line.prefix { $0 != ":" }
          let value = line.dropFirst(name.count + 1).drop { $0 == " " }
          head.fields.append((name.lowercased(), String(value)))
        }
        return head
      }
      if try !receive() {
        if unread.isEmpty { return nil }
        throw Truncated(received: unread)
      }
    }
  }

  private func endOfHead() -> Int? {
    let end: [UInt8] = [13, 10, 13, 10]
    guard unread.count >= 4 else { return nil }
    return (0...unread.count - 4).first {
      unread[$0] == 13 && unread[$0..<$0 + 4].elementsEqual(end)
    }
    .map { $0 + 4 }
  }

  private func readBody(_ head: MessageHead, untilEnd: Bool) throws -> [UInt8] {
    if head["transfer-encoding"] == "chunked" { return try readChunks() }
    if let length = head["content-length"].flatMap({ Int($0) }) { return try read(length) }
    return untilEnd ? try readToEnd() : []
  }

  /// Reads exactly so many bytes.
  func read(_ count: Int) throws -> [UInt8] {
    while unread.count < count {
      guard try receive() else { throw Truncated(received: unread) }
    }
    return take(count)
  }

  private func readChunks() throws -> [UInt8] {
    var body: [UInt8] = []
    while true {
      let line = try readLine()
      guard let size = Int(line, radix: 16) else { throw Truncated(received: Array(line.utf8)) }
      if size == 0 {
        while try !readLine().isEmpty {}
        return body
      }
      body += try read(size)
      _ = try read(2)
    }
  }

  private func readLine() throws -> String {
    while true {
      if let end = unread.firstIndex(of: 10) {
        let line = take(end + 1).dropLast(2)
        return String(decoding: line, as: UTF8.self)
      }
      guard try receive() else { throw Truncated(received: unread) }
    }
  }
}
