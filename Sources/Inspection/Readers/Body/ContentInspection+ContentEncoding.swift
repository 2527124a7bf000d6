internal import Decoding
internal import Formats

extension ContentInspection {
  /// Reads a body through its Content-Encoding: the coding that was applied last is undone first.
  mutating func readEncoded(
    _ bytes: Span<UInt8>, _ encoding: ContentEncoding, _ description: BodyDescription
  ) {
    guard !encoding.isUnknown else { return fail(.format) }
    var content: [UInt8] = []
    var isFirst = true
    for coding in encoding.codings.reversed() {
      let decoded = isFirst ? decodeRuns(bytes, coding) : decodeRuns(content.span, coding)
      content = decoded.bytes
      isFirst = false
      guard decoded.isWhole else {
        // What came out before the end is what some take for the body.
        inspect(content.span, .decodedBody, name: bytes.extracting(0..<0))
        return
      }
    }
    var inner = description
    inner.contentEncoding = []
    inspect(content.span, .decodedBody, name: bytes.extracting(0..<0), inner)
  }

  /// Decodes all runs of a coding; what is wrong with them is noted. What follows the last run is passed
  /// over by some, and an error to others.
  private mutating func decodeRuns(
    _ bytes: Span<UInt8>, _ coding: Coding
  ) -> (bytes: [UInt8], isWhole: Bool) {
    var content: [UInt8] = []
    var place = 0
    let coding = coding == .zlib && !Self.isZlib(bytes) ? Coding.deflate : coding
    repeat {
      guard decodeRun(of: bytes, as: coding, at: &place, to: &content) else {
        return (content, false)
      }
    } while place < bytes.count && CompressedFile.begins(bytes.extracting(place...), as: coding)
    if place < bytes.count {
      fail(.ambiguous)
      inspect(bytes.extracting(place...), .appended, name: bytes.extracting(0..<0))
    }
    return (content, true)
  }

  /// `deflate` is by the letter what zlib writes; some clients leave its header out, and servers tell by
  /// the first bytes. Source: RFC 1950, section 2.2.
  private static func isZlib(_ bytes: Span<UInt8>) -> Bool {
    guard let header = bytes.big16(at: 0) else { return true }
    return header >> 8 & 0x0F == 8 && header % 31 == 0
  }

  /// Reads a part through its Content-Transfer-Encoding.
  mutating func readTransferEncoded(_ bytes: Span<UInt8>, _ description: BodyDescription) {
    var inner = description
    inner.transferEncoding = []
    for reading in transferDecoded(bytes, description.transferEncoding.span) {
      guard isInspecting, take(unpackedBytes: reading.count, packedBytes: bytes.count) else {
        return
      }
      inspect(reading.span, .decoded, name: inner.fileName.span, inner)
    }
  }

  /// Reads a body of HTTP that is said to be in quoted-printable. Most servers pass over the field: the body is
  /// read as it is, too, and escapes that are none are no fault.
  mutating func readQuotedBody(_ bytes: Span<UInt8>, _ description: BodyDescription) {
    var inner = description
    inner.isQuoted = false
    let decoded = QuotedPrintable(bytes).bytes
    guard isInspecting, take(unpackedBytes: decoded.count, packedBytes: bytes.count) else { return }
    inspect(decoded.span, .decoded, name: inner.fileName.span, inner)
  }

  /// What a part is in the readings of its transfer encoding; none where that leaves it as it is.
  mutating func transferDecoded(_ bytes: Span<UInt8>, _ encoding: Span<UInt8>) -> [[UInt8]] {
    if Self.isName(encoding, "base64") {
      let text = Base64Text(bytes, hasSpaces: true)
      if text.isAmbiguous { fail(.ambiguous) }
      return [text.bytes] + text.otherReadings
    }
    if Self.isName(encoding, "quoted-printable") {
      let text = QuotedPrintable(bytes)
      if text.isAmbiguous { fail(.ambiguous) }
      return [text.bytes]
    }
    // What uuencode and its like write is found in the text by itself.
    let names: [StaticString] = ["x-uuencode", "uuencode", "x-uue", "uue", "x-yencode"]
    if !names.contains(where: { Self.isName(encoding, $0) }) { fail(.format) }
    return []
  }

  /// Whether a transfer encoding leaves a part as it is.
  static func isIdentity(_ encoding: Span<UInt8>) -> Bool {
    encoding.isEmpty || isName(encoding, "binary") || isName(encoding, "8bit")
      || isName(encoding, "7bit")
  }

  /// Whether bytes are a name in letters of any size.
  static func isName(_ bytes: Span<UInt8>, _ name: StaticString) -> Bool {
    guard bytes.count == name.utf8CodeUnitCount else { return false }
    return name.withUTF8Buffer { name in
      for place in 0..<name.count where unsafe bytes[place].lowercased != name[place] {
        return false
      }
      return true
    }
  }
}
