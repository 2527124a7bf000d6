import Configuration
import HTTP
import Primitives
import Ring
import Telemetry

extension Worker where Driver: ~Copyable {
  /// Answers a request whose route ends here, by its head alone. False: it does not.
  mutating func answerRoute(_ slot: UInt32, _ end: RouteEnd, _ head: Span<UInt8>) -> Bool {
    switch end {
    case .backend, .scanAPI: return false
    case .redirect(let redirect): send(slot, redirect, head)
    case .respond(let answer): respond(slot, answer)
    }
    return true
  }

  private mutating func send(_ slot: UInt32, _ redirect: Redirect, _ head: Span<UInt8>) {
    if redirect.target.needsHost, requestHead.hostRange.isEmpty {
      return answer(slot, status: 400, reason: "no_host", outcome: .badRequest)
    }
    let count = writeLocation(redirect.target, head)
    answer(
      slot, status: UInt16(redirect.status), reason: "redirect", outcome: .answered,
      lineBytes: count)
  }

  /// Writes the field that says where to, into the scratch memory; its length. What of the request is put
  /// into it is visible ASCII, as its parser takes nothing else.
  private mutating func writeLocation(_ target: RedirectTarget, _ head: Span<UInt8>) -> Int {
    let span = unsafe MutableSpan<UInt8>(_unsafeBytes: scratch.bytes)
    var writer = ByteWriter(span)
    writer.append("Location: ")
    for part in target.parts {
      switch part {
      case .text(let text): writer.append(text.span)
      case .host: writer.append(requestHead.hostRange.span(in: head))
      case .path:
        // An absolute target may end with its host, and OPTIONS may ask for the whole server.
        let path = requestHead.pathRange.span(in: head)
        let first = path.count > 0 ? path[0] : 0
        if first == UInt8(ascii: "/") {
          writer.append(path)
        } else {
          writer.append(UInt8(ascii: "/"))
        }
      case .query:
        guard let query = requestHead.queryRange else { continue }
        writer.append(UInt8(ascii: "?"))
        writer.append(query.span(in: head))
      }
    }
    writer.append("\r\n")
    precondition(writer.isWhole, "the scratch memory has room for a head and a template")
    return writer.count
  }

  private mutating func respond(_ slot: UInt32, _ fixed: FixedAnswer) {
    let exchange = clients[slot].exchange
    guard let document = snapshots[exchange.snapshot]!.documents[exchange.listener][exchange.route]
    else {
      let count = writeAllow(fixed.allowed)
      return answer(
        slot, status: UInt16(fixed.status), reason: "route", outcome: .answered, lineBytes: count)
    }
    var fields: [AnswerField] = []
    if !fixed.allowed.isEmpty {
      let names = fixed.allowed.joined(separator: ", ")
      fields.append(AnswerField(name: "Allow", value: Array(names.utf8)))
    }
    answerDocument(slot, document, outcome: .answered, fields)
  }

  /// Writes the methods that are allowed into the scratch memory; the length of that.
  private mutating func writeAllow(_ methods: [String]) -> Int {
    guard !methods.isEmpty else { return 0 }
    let span = unsafe MutableSpan<UInt8>(_unsafeBytes: scratch.bytes)
    var writer = ByteWriter(span)
    writer.append("Allow: ")
    for (index, method) in methods.enumerated() {
      if index > 0 { writer.append(", ") }
      let name = Array(method.utf8)
      writer.append(name.span)
    }
    writer.append("\r\n")
    return writer.isWhole ? writer.count : 0
  }
}

extension AdminAnswer {
  /// What a route answers each time; `nil` where that is in Cordon's own words, or is no fixed answer.
  init?(_ end: RouteEnd, pages: [String: Page]) {
    guard case .respond(let answer) = end else { return nil }
    switch answer.body {
    case .own: return nil
    case .text(let text, let type):
      self.init(
        status: UInt16(answer.status), mediaType: type.contentType, body: Array(text.utf8))
    case .file(let path):
      guard let page = pages[path] else { return nil }
      self.init(
        status: UInt16(answer.status), mediaType: page.type.contentType, body: page.bytes)
    }
  }
}
