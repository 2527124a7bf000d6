// A fuzz target for what requests and mail carry: parts, fields, values and encodings. Built by
// Tests/Fuzz/run.

@testable internal import Formats

/// Properties, not results: nothing traps, and decoded is no more than encoded.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzBodyParts(_ data: UnsafePointer<UInt8>, _ size: Int) -> CInt {
  // libFuzzer's buffer is valid for the call.
  let input = unsafe Array(UnsafeBufferPointer(start: data, count: size))
  let bytes = input.span
  let value = FieldValue(bytes)
  let boundary = MultipartBoundary(bytes, value)
  precondition(boundary.readings.count <= MultipartBoundary.readingsMax)
  let boundaries = [MultipartBoundary.first(in: bytes) ?? [0x62]] + boundary.readings
  for boundary in boundaries {
    for kind in [MultipartBody.Kind.form, .mail] {
      let body = MultipartBody(bytes, boundary: boundary.span, kind)
      for part in body.readings.flatMap(\.parts) {
        _ = FieldBlock(bytes.extracting(part), kind == .form ? .form : .mail)
      }
    }
  }
  var json = JSONReader()
  while let text = json.next(bytes) {
    precondition(JSONText(bytes.extracting(text.range)).bytes.count <= 3 * text.range.count)
    _ = json.path(bytes)
  }
  var markup = MarkupReader()
  while markup.next(bytes) != nil {}
  var form = FormReader()
  while form.next(bytes) != nil {}
  readEncodings(bytes)
  for kind in ["form-data", "mixed", "related"] { writeAnew(bytes, kind, boundaries) }
  return 0
}

/// What is written anew has one reading, which is written in the same way again.
private func writeAnew(_ bytes: Span<UInt8>, _ kind: String, _ boundaries: [[UInt8]]) {
  for boundary in boundaries.prefix(2) {
    let type = Array("multipart/\(kind); boundary=\"".utf8) + boundary + [0x22]
    guard let written = write(bytes, type) else { continue }
    let value = FieldValue(written.contentType.span)
    let dashes = MultipartBoundary(written.contentType.span, value)
    precondition(!value.isAmbiguous && !dashes.isAmbiguous)
    let only = dashes.readings[0]
    let body = MultipartBody(written.bytes.span, boundary: only.span, .form)
    precondition(!body.isAmbiguous && body.readings.count == 1)
    for part in body.readings[0].parts {
      precondition(!FieldBlock(written.bytes.span.extracting(part), .form).isAmbiguous)
    }
    let again = write(written.bytes.span, written.contentType)
    precondition(again?.bytes == written.bytes && again?.contentType == written.contentType)
  }
}

private func write(_ bytes: Span<UInt8>, _ type: [UInt8]) -> CanonicalMultipart? {
  try? CanonicalMultipart(
    bytes, contentType: type.span, boundary: CanonicalBoundary(high: 1, low: 2),
    bytesMax: CanonicalMultipart.roomBytes(for: bytes.count))
}

private func readEncodings(_ bytes: Span<UInt8>) {
  precondition(Base64Text(bytes).bytes.count <= bytes.count)
  precondition(QuotedPrintable(bytes).bytes.count <= bytes.count)
  _ = DataURI(bytes)
  _ = HexadecimalText(bytes)
  _ = SeparatedHexadecimal(bytes)
  var card = 0
  while let property = QuotedProperty.next(in: bytes, from: card) { card = property.end }
  _ = EncodedWords.resolved(bytes)
  _ = EncodedWords.unicode(bytes)
  _ = BinHexFile(bytes, bytesMax: 1 << 20)
  _ = TNEFFile(bytes)
  var place = 0
  while let file = EncodedFile.next(in: bytes, from: place) {
    precondition(file.end > place)
    place = file.end
  }
  place = 0
  while let run = Base64Text.nextRun(in: bytes, from: place) {
    precondition(run.lowerBound >= place && run.count >= Base64Text.wordBytesMin)
    place = run.upperBound
  }
  _ = TextShape.mayBeBase64(bytes)
  _ = WideText(bytes)
  place = 0
  while let mail = MailHead.nextMail(in: bytes, from: place + 1) { place = mail }
}
