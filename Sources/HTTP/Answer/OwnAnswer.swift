/// One of Cordon's own answers: a refusal, a fault, an overload.
///
/// What it says is short and fixed but for the request's id and, on a detection, what was found.
/// The body comes in the form that the client accepts; a client that is given text cannot smuggle
/// markup into it, since all that is not Cordon's own is escaped.
public struct OwnAnswer: Sendable {
  /// The status, 200 to 599.
  public var status: UInt16
  /// The form of the body.
  public var format: BodyFormat
  /// Whether the connection stays. After a fault in the request it must not.
  public var keepsAlive: Bool
  /// Whether the client speaks HTTP/1.0, which has to be told that the connection stays.
  public var isHTTP10: Bool
  /// Whether it answers HEAD: the length is said, the body is left out.
  public var isHead: Bool

  /// An answer that closes the connection unless told otherwise.
  public init(
    status: UInt16, format: BodyFormat = .json, keepsAlive: Bool = false, isHTTP10: Bool = false,
    isHead: Bool = false
  ) {
    self.status = status
    self.format = format
    self.keepsAlive = keepsAlive
    self.isHTTP10 = isHTTP10
    self.isHead = isHead
  }

  /// The most bytes that `write` needs, whatever is in the details: escaping makes up to six bytes
  /// of one.
  public static func bytesMax(dateBytes: Int, reasonBytes: Int, idBytes: Int, detailBytes: Int)
    -> Int
  {
    // The fixed parts of head and body together are below 512 bytes, the reason phrase occurs up to
    // three times and is below 40.
    512 + 3 * 40 + dateBytes + 6 * (reasonBytes + idBytes + detailBytes)
  }

  /// Writes head and body.
  ///
  /// - Parameters:
  ///   - date: `Date`'s value (IMF-fixdate), written as it is; empty leaves the field out.
  ///   - reason: a stable short name of why, such as `HTTPFault.name`; may be empty.
  ///   - id: the request's id; may be empty. Also sent as `X-Request-Id`, so it must be a token of
  ///     Cordon's making.
  ///   - detail: what was found, such as a signature's name; may be empty. Escaped.
  ///   - writer: where it goes. See `bytesMax`.
  /// - Returns: whether all fitted.
  @discardableResult
  public func write(
    date: Span<UInt8>, reason: Span<UInt8>, id: Span<UInt8>, detail: Span<UInt8>,
    into writer: inout ByteWriter
  ) -> Bool {
    let nothing = InlineArray<1, UInt8>(repeating: 0)
    return write(
      date: date, reason: reason, id: id, detail: detail, lines: nothing.span.extracting(first: 0),
      into: &writer)
  }

  /// Writes head and body, with further lines of the head.
  ///
  /// - Parameter lines: whole field lines, each with its CR LF, of fields that it does not write itself.
  @discardableResult
  public func write(
    date: Span<UInt8>, reason: Span<UInt8>, id: Span<UInt8>, detail: Span<UInt8>,
    lines: Span<UInt8>, into writer: inout ByteWriter
  ) -> Bool {
    var nothing = InlineArray<1, UInt8>(repeating: 0)
    var measure = ByteWriter(nothing.mutableSpan)
    writeBody(reason: reason, id: id, detail: detail, into: &measure)
    writeHead(date: date, id: id, lines: lines, bodyBytes: UInt64(measure.needed), into: &writer)
    if hasBody && !isHead { writeBody(reason: reason, id: id, detail: detail, into: &writer) }
    return writer.isWhole
  }

  private var hasBody: Bool { status != 204 && status != 304 }

  /// Writes the head alone, before a body of another's making in the same form.
  ///
  /// - Returns: whether all fitted.
  @discardableResult
  public func writeHead(
    date: Span<UInt8>, id: Span<UInt8>, lines: Span<UInt8>, bodyBytes: UInt64,
    into writer: inout ByteWriter
  ) -> Bool {
    writer.append("HTTP/1.1 ")
    writer.appendDecimal(UInt64(status))
    writer.append(Byte.space)
    writer.append(ReasonPhrase.of(status))
    writer.append("\r\n")
    if !date.isEmpty { writer.appendField("Date", date) }
    if !id.isEmpty { writer.appendField("X-Request-Id", id) }
    writer.append(lines)
    if hasBody {
      writer.append("Content-Type: ")
      writer.append(format.contentType)
      // An answer about an infected upload is about this one: no cache may give it to others.
      writer.append("\r\nCache-Control: no-store\r\n")
      writer.writeLength(bodyBytes)
    }
    if !keepsAlive {
      writer.writeConnectionClose()
    } else if isHTTP10 {
      writer.writeConnectionKeepAlive()
    }
    return writer.finish()
  }

  private func writeBody(
    reason: Span<UInt8>, id: Span<UInt8>, detail: Span<UInt8>, into writer: inout ByteWriter
  ) {
    switch format {
    case .json: writeJSON(reason: reason, id: id, detail: detail, into: &writer)
    case .html: writeHTML(reason: reason, id: id, detail: detail, into: &writer)
    case .text: writeText(reason: reason, id: id, detail: detail, into: &writer)
    }
  }

  private func writeJSON(
    reason: Span<UInt8>, id: Span<UInt8>, detail: Span<UInt8>, into writer: inout ByteWriter
  ) {
    writer.append("{\"status\":")
    writer.appendDecimal(UInt64(status))
    writer.append(",\"message\":\"")
    writer.append(ReasonPhrase.of(status))
    writer.append("\"")
    member("reason", reason, into: &writer)
    member("detail", detail, into: &writer)
    member("requestId", id, into: &writer)
    writer.append("}\n")
  }

  private func member(_ name: StaticString, _ value: Span<UInt8>, into writer: inout ByteWriter) {
    guard !value.isEmpty else { return }
    writer.append(",\"")
    writer.append(name)
    writer.append("\":\"")
    writer.appendEscaped(value, .json)
    writer.append("\"")
  }

  private func writeHTML(
    reason: Span<UInt8>, id: Span<UInt8>, detail: Span<UInt8>, into writer: inout ByteWriter
  ) {
    writer.append("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>")
    writeTitle(into: &writer)
    writer.append("</title></head><body><h1>")
    writeTitle(into: &writer)
    writer.append("</h1>")
    paragraph("Reason: ", reason, into: &writer)
    paragraph("Detail: ", detail, into: &writer)
    paragraph("Request: ", id, into: &writer)
    writer.append("</body></html>\n")
  }

  private func paragraph(_ label: StaticString, _ value: Span<UInt8>, into writer: inout ByteWriter)
  {
    guard !value.isEmpty else { return }
    writer.append("<p>")
    writer.append(label)
    writer.appendEscaped(value, .html)
    writer.append("</p>")
  }

  private func writeText(
    reason: Span<UInt8>, id: Span<UInt8>, detail: Span<UInt8>, into writer: inout ByteWriter
  ) {
    writeTitle(into: &writer)
    writer.append("\n")
    line("Reason: ", reason, into: &writer)
    line("Detail: ", detail, into: &writer)
    line("Request: ", id, into: &writer)
  }

  private func line(_ label: StaticString, _ value: Span<UInt8>, into writer: inout ByteWriter) {
    guard !value.isEmpty else { return }
    writer.append(label)
    writer.appendEscaped(value, .text)
    writer.append("\n")
  }

  private func writeTitle(into writer: inout ByteWriter) {
    writer.appendDecimal(UInt64(status))
    writer.append(Byte.space)
    writer.append(ReasonPhrase.of(status))
  }
}

extension ByteWriter {
  /// Appends bytes that are not Cordon's own. Controls and bytes outside ASCII become `?`, so that
  /// the body is valid UTF-8 whatever a signature's name holds.
  mutating func appendEscaped(_ bytes: Span<UInt8>, _ format: BodyFormat) {
    for index in bytes.indices {
      let byte = bytes[index]
      guard byte &- 0x20 < 0x5F else {
        append(Byte.question)
        continue
      }
      switch (format, byte) {
      case (.json, Byte.quote), (.json, Byte.backslash):
        append(Byte.backslash)
        append(byte)
      // For those who put JSON into a page.
      case (.json, 0x3C): append("\\u003c")
      case (.html, 0x26): append("&amp;")
      case (.html, 0x3C): append("&lt;")
      case (.html, 0x3E): append("&gt;")
      case (.html, Byte.quote): append("&quot;")
      case (.html, 0x27): append("&#39;")
      default: append(byte)
      }
    }
  }
}
