/// What an entry begins with, in the clear: enough to list a quarantine, and nothing that its client sent.
///
/// Nobody vouches for it but who has the private key: all that is encrypted is bound to it.
public struct EntryHeader: Sendable, Equatable {
  /// Which upload it is.
  public var id: EntryID
  /// What it was judged, in letters and blanks.
  public var verdict: String
  /// When it was kept, in nanoseconds of the wall clock.
  public var wallNanoseconds: UInt64
  /// Bytes of the upload.
  public var bodyBytes: Int
  /// Bytes of its evidence.
  public var evidenceBytes: Int
  /// Names the public key that it is encrypted for.
  var keyIdentifier: [UInt8]
  /// The public half of the key pair that was made for it alone.
  var ephemeralKey: [UInt8]

  /// Bytes of a header.
  static let bytes = 152
  static let keyIdentifierBytes = 8
  /// Bytes of evidence at most; a line of the detection log has a few thousand.
  public static let evidenceBytesMax = 64 << 10
  /// Bytes of an upload at most.
  public static let bodyBytesMax = 1 << 40
  static let verdictBytesMax = 54
  private static let magic = Array("CordonQ1".utf8)

  /// The bytes at the beginning of a file.
  var encoded: [UInt8] {
    var bytes = Self.magic + id.array
    let word = verdict.utf8.prefix(Self.verdictBytesMax)
    bytes += word
    bytes += [UInt8](repeating: 0, count: Self.verdictBytesMax - word.count)
    Self.append(wallNanoseconds, to: &bytes)
    Self.append(UInt64(bodyBytes), to: &bytes)
    Self.append(UInt64(evidenceBytes), to: &bytes)
    bytes += keyIdentifier + ephemeralKey
    precondition(bytes.count == Self.bytes)
    return bytes
  }

  /// Reads a header; `nil` for what is none.
  init?(encoded bytes: [UInt8]) {
    guard bytes.count == Self.bytes, bytes.starts(with: Self.magic),
      let id = EntryID(bytes[8..<34])
    else { return nil }
    let word = bytes[34..<88].prefix { $0 != 0 }
    let isWord = word.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), 32: true
      default: false
      }
    }
    let body = Self.number(bytes[96..<104])
    let evidence = Self.number(bytes[104..<112])
    guard isWord, bytes[(34 + word.count)..<88].allSatisfy({ $0 == 0 }),
      body <= UInt64(Self.bodyBytesMax), evidence <= UInt64(Self.evidenceBytesMax)
    else { return nil }
    self.id = id
    verdict = String(decoding: word, as: UTF8.self)
    wallNanoseconds = Self.number(bytes[88..<96])
    bodyBytes = Int(body)
    evidenceBytes = Int(evidence)
    keyIdentifier = Array(bytes[112..<120])
    ephemeralKey = Array(bytes[120..<152])
  }

  init(
    id: EntryID, verdict: String, wallNanoseconds: UInt64, bodyBytes: Int, evidenceBytes: Int,
    keyIdentifier: [UInt8], ephemeralKey: [UInt8]
  ) {
    self.id = id
    self.verdict = verdict
    self.wallNanoseconds = wallNanoseconds
    self.bodyBytes = bodyBytes
    self.evidenceBytes = evidenceBytes
    self.keyIdentifier = keyIdentifier
    self.ephemeralKey = ephemeralKey
  }

  /// Bytes of the whole file.
  public var fileBytes: Int { Self.fileBytes(bodyBytes: bodyBytes, evidenceBytes: evidenceBytes) }

  static func fileBytes(bodyBytes: Int, evidenceBytes: Int) -> Int {
    bytes + EntryPart.sealedBytes(of: evidenceBytes) + EntryPart.sealedBytes(of: bodyBytes)
  }

  private static func append(_ number: UInt64, to bytes: inout [UInt8]) {
    for shift in stride(from: UInt64(56), through: 0, by: -8) {
      bytes.append(UInt8(truncatingIfNeeded: number >> shift))
    }
  }

  private static func number(_ bytes: ArraySlice<UInt8>) -> UInt64 {
    bytes.reduce(0) { $0 << 8 | UInt64($1) }
  }
}
