/// The line that a signature on content was read from.
struct SignatureLine: Equatable {
  /// How it is written. The numbers are the file format's.
  enum Form: UInt8 {
    /// As in `.ndb` files.
    case body = 0
    /// As in `.db` files.
    case plainBody = 1
    /// As in `.ldb` files.
    case logical = 2
    /// As in `.cdb` files.
    case containerRule = 3
  }

  var form: Form
  /// Its number in its file, from 1.
  var number: Int
  var text: [UInt8]

  /// The signature, read again.
  func signature() throws(UnusedReason) -> ContentSignature {
    switch form {
    case .body: try BodySignature(line: text[...]).content
    case .plainBody: try BodySignature(plainLine: text[...]).content
    case .logical: try LogicalLine.read(text[...])
    case .containerRule: ContentSignature(try ContainerRule(line: text[...]))
    }
  }

  /// A number for its form and its text: what has another number is another definition.
  var fingerprint: UInt64 {
    unsafe text.withUnsafeBytes { unsafe Checksum.of($0, seed: UInt64(form.rawValue)) }
  }
}

/// The lines of a set's signatures on content, in one run of memory: each after its form (1 byte), its
/// number (4) and its length (2).
struct SignatureLines {
  static let headerBytes = 7
  /// Lines are put together until they have so many bytes, and compressed as one.
  static let chunkBytes = 64 << 10

  /// So many lines, which are one chunk.
  struct Chunk {
    var firstSignature: Int
    var start: Int
  }

  private(set) var bytes: [UInt8] = []
  private(set) var chunks: [Chunk] = []
  private(set) var count = 0

  /// Adds the line of the next signature.
  mutating func add(_ text: ArraySlice<UInt8>, form: SignatureLine.Form, number: Int) {
    if bytes.count - (chunks.last?.start ?? -Self.chunkBytes) >= Self.chunkBytes {
      chunks.append(Chunk(firstSignature: count, start: bytes.count))
    }
    let number = UInt32(clamping: number)
    // Lines longer than 32,767 bytes are not read.
    let length = UInt16(text.count)
    bytes.append(form.rawValue)
    for shift in stride(from: 0, to: 32, by: 8) {
      bytes.append(UInt8(truncatingIfNeeded: number >> UInt32(shift)))
    }
    bytes.append(UInt8(truncatingIfNeeded: length))
    bytes.append(UInt8(truncatingIfNeeded: length >> 8))
    bytes.append(contentsOf: text)
    count += 1
  }

  /// The bytes of a chunk.
  func bytes(ofChunk place: Int) -> ArraySlice<UInt8> {
    let end = place + 1 < chunks.count ? chunks[place + 1].start : bytes.count
    return bytes[chunks[place].start..<end]
  }

  /// The lines of a chunk as ``add(_:form:number:)`` wrote them; `nil` where it is not well-formed.
  static func lines(in bytes: [UInt8]) -> [SignatureLine]? {
    var lines: [SignatureLine] = []
    var place = 0
    while place < bytes.count {
      guard bytes.count - place >= headerBytes,
        let form = SignatureLine.Form(rawValue: bytes[place])
      else { return nil }
      let number = (1...4).reduce(0) { $0 | Int(bytes[place + $1]) << (8 * ($1 - 1)) }
      let length = Int(bytes[place + 5]) | Int(bytes[place + 6]) << 8
      place += headerBytes
      guard length <= bytes.count - place else { return nil }
      lines.append(
        SignatureLine(form: form, number: number, text: Array(bytes[place..<place + length])))
      place += length
    }
    return lines
  }
}
