internal import Decoding
internal import Formats

/// The codings in the value of Content-Encoding, in the order in which they were applied. Source: RFC 9110,
/// section 8.4.
struct ContentEncoding {
  /// Those that are read.
  private(set) var codings: [Coding] = []
  /// Whether there is one that is not read, or more than ``codingsMax``.
  private(set) var isUnknown = false

  /// No client applies more.
  static let codingsMax = 5

  init(_ text: Span<UInt8>) {
    var word: [UInt8] = []
    for place in 0..<text.count {
      let byte = text[place].lowercased
      if byte == 0x2C {
        add(word.span)
        word = []
      } else {
        word.append(byte)
      }
    }
    add(word.span)
  }

  /// Whether the body is as it is.
  var isEmpty: Bool { codings.isEmpty && !isUnknown }

  /// Whether decoding by these is all that reading a file of a type is.
  func isWhole(_ type: ContentType) -> Bool {
    guard !isUnknown, codings.count == 1 else { return false }
    return codings[0] == .gzip && type == .gzip || codings[0] == .zstd && type == .zstd
  }

  private mutating func add(_ word: Span<UInt8>) {
    var start = 0
    var end = word.count
    while start < end, word[start] == 0x20 || word[start] == 0x09 { start += 1 }
    while end > start, word[end - 1] == 0x20 || word[end - 1] == 0x09 { end -= 1 }
    let name = word.extracting(start..<end)
    // An empty one is none; `identity` is reserved for there being none.
    if name.isEmpty || Self.isWord(name, "identity") { return }
    guard codings.count < Self.codingsMax, let coding = Self.coding(name) else {
      isUnknown = true
      return
    }
    codings.append(coding)
  }

  private static func coding(_ name: Span<UInt8>) -> Coding? {
    if isWord(name, "gzip") || isWord(name, "x-gzip") { return .gzip }
    if isWord(name, "deflate") { return .zlib }
    if isWord(name, "br") { return .brotli }
    if isWord(name, "zstd") { return .zstd }
    if isWord(name, "compress") || isWord(name, "x-compress") { return .compress }
    return nil
  }

  private static func isWord(_ name: Span<UInt8>, _ word: StaticString) -> Bool {
    name.count == word.utf8CodeUnitCount && name.has(word, at: 0)
  }
}
