internal import Primitives

extension ProxyHeader {
  /// Reads version 1: `PROXY TCP4 client server port port` and CRLF, with exactly one space each, or
  /// `PROXY UNKNOWN` and anything before the CRLF.
  static func readText(_ bytes: Span<UInt8>) -> ProxyHeaderProgress {
    let limit = min(bytes.count, textBytesMax - 1)
    var end = textSignature.count
    while end < limit, bytes[end] != Byte.cr {
      guard bytes[end] >= Byte.space, bytes[end] != Byte.delete else { return .failed(.malformed) }
      end += 1
    }
    guard end < textBytesMax - 1 else { return .failed(.tooLong) }
    guard end + 1 < bytes.count else { return .incomplete }
    guard bytes[end + 1] == Byte.lf else { return .failed(.malformed) }
    var words = TextWords(bytes.extracting(textSignature.count..<end))
    guard let header = header(&words) else { return .failed(.malformed) }
    return .complete(header, count: end + 2)
  }

  private static func header(_ words: inout TextWords) -> ProxyHeader? {
    let family = words.next()
    if isWord(family, "UNKNOWN") { return ProxyHeader(ends: nil) }
    let isIPv4 = isWord(family, "TCP4")
    let isIPv6 = isWord(family, "TCP6")
    guard isIPv4 || isIPv6, let client = words.nextAddress(isIPv4: isIPv4),
      let server = words.nextAddress(isIPv4: isIPv4), let clientPort = words.nextPort(),
      let serverPort = words.nextPort(), words.isAtEnd
    else { return nil }
    return ProxyHeader(
      ends: Ends(
        client: ConnectionEnd(client, port: clientPort),
        server: ConnectionEnd(server, port: serverPort)))
  }

  private static func isWord(_ word: Span<UInt8>, _ text: StaticString) -> Bool {
    guard word.count == text.utf8CodeUnitCount else { return false }
    for index in word.indices {
      // Only compared with as many bytes as the literal has.
      if unsafe word[index] != text.utf8Start[index] { return false }
    }
    return true
  }
}

/// The words of a line, between single spaces.
private struct TextWords: ~Escapable {
  private let line: Span<UInt8>
  private var offset = 0

  @_lifetime(copy line)
  init(_ line: Span<UInt8>) { self.line = line }

  /// Whether the last word ended with the line.
  var isAtEnd: Bool { offset > line.count }

  /// The next word; an empty one where two spaces stand together, or nothing is left.
  @_lifetime(copy self)
  mutating func next() -> Span<UInt8> {
    guard offset <= line.count else { return line.extracting(0..<0) }
    let start = offset
    while offset < line.count, line[offset] != Byte.space { offset += 1 }
    let word = line.extracting(start..<offset)
    offset += 1
    return word
  }

  mutating func nextAddress(isIPv4: Bool) -> IPAddress? {
    let word = next()
    let isDotted = !Self.hasColon(word)
    guard isDotted == isIPv4 else { return nil }
    return IPAddress(word)
  }

  /// 0 to 65535, without leading zeros.
  mutating func nextPort() -> UInt16? {
    let word = next()
    guard word.count > 0, word.count <= 5, word.count == 1 || word[0] != Byte.zero else {
      return nil
    }
    var port = 0
    for index in word.indices {
      guard ByteScan.isDigit(word[index]) else { return nil }
      port = port * 10 + Int(word[index] &- Byte.zero)
    }
    return UInt16(exactly: port)
  }

  private static func hasColon(_ word: Span<UInt8>) -> Bool {
    for index in word.indices where word[index] == Byte.colon { return true }
    return false
  }
}
