/// The `data:` URIs of a document: each becomes a message that a scanner of mail can read.
struct EmbeddedFiles: ~Copyable {
  private var bytes = ByteSink()
  private var starts: [Int] = []
  private var filesMax = 0
  private var isOpen = false

  /// Whether there were more than could be kept.
  private(set) var isCut = false

  /// Forgets the last document.
  mutating func reset(filesMax: Int) {
    bytes.release(beyond: ByteSink.keptBytesMax)
    starts.removeAll(keepingCapacity: true)
    self.filesMax = filesMax
    isOpen = false
    isCut = false
  }

  /// Starts a file with the header lines that ClamAV writes.
  ///
  /// - Parameter type: What lies between `data:` and the comma.
  mutating func open(type: borrowing ByteSink) {
    guard starts.count < filesMax else {
      isCut = true
      isOpen = false
      return
    }
    starts.append(bytes.count)
    isOpen = true
    bytes.append("From html-normalise\nContent-type: ")
    bytes.append(type)
    bytes.append(UInt8(ascii: "\n"))
    if type.contains(";base64") { bytes.append("Content-transfer-encoding: base64\n") }
    bytes.append(UInt8(ascii: "\n"))
  }

  /// Adds a byte to the open file, where there is one.
  mutating func append(_ byte: UInt8) {
    if isOpen { bytes.append(byte) }
  }

  mutating func close() { isOpen = false }

  /// How many files there are.
  var count: Int { starts.count }

  /// A file, by its place in the document.
  @_lifetime(borrow self)
  borrowing func file(_ index: Int) -> Span<UInt8> {
    let end = index + 1 < starts.count ? starts[index + 1] : bytes.count
    return bytes.bytes.extracting(starts[index]..<end)
  }
}

extension ByteSink {
  /// Whether a word is in the bytes. For short bytes.
  borrowing func contains(_ word: StaticString) -> Bool {
    let length = word.utf8CodeUnitCount
    guard count >= length else { return false }
    return (0...count - length).contains { start in
      (0..<length).allSatisfy { unsafe self[start + $0] == word.utf8Start[$0] }
    }
  }
}
