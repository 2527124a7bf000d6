internal import Digests

/// Signatures as they were read, before they are compiled: lines go in, and what of them cannot be
/// used is counted in the report.
public struct SignatureSet {
  struct Content {
    var signature: ContentSignature
    var file: Int
  }

  private(set) var contents: [Content] = []

  /// Signatures on digests: one collection, even where the set is copied.
  let hashes = HashCollection()
  /// The number of the first signature on a digest in each file.
  private(set) var firstHashes: [Int] = []

  /// What was read, and what of it is not used.
  public private(set) var report = LoadReport()

  /// The name and the SHA-256 of each file, for the version.
  private(set) var identity: [UInt8] = []

  /// A set without signatures.
  public init() {}

  /// Adds the lines of a database file; nothing where its extension is none of ClamAV's.
  ///
  /// - Parameters:
  ///   - bytes: the whole file.
  ///   - name: its name, without the directory; the extension says what the lines are.
  public mutating func add(contentsOf bytes: [UInt8], name: String) {
    guard let format = DatabaseFormat(fileName: name) else { return }
    identity.append(contentsOf: name.utf8)
    identity.append(0)
    let digest = sha256(bytes)
    for index in 0..<digest.count { identity.append(digest[index]) }
    var file = LoadReport.File(name: name)
    firstHashes.append(hashes.count)
    if format == .hash || format == .falsePositive {
      Self.add(
        hashLines: bytes, kind: .whole, isHarmless: format == .falsePositive, to: hashes, &file)
    } else if format == .otherBinary {
      file.lineCount = 1
      file.count(.formatNotEvaluated, line: 1)
    } else {
      add(lines: bytes, format, &file)
    }
    report.files.append(file)
  }

  private mutating func add(
    lines bytes: [UInt8], _ format: DatabaseFormat, _ file: inout LoadReport.File
  ) {
    var start = 0
    var number = 0
    while start < bytes.count {
      number += 1
      let end = bytes[start...].firstIndex(of: Ascii.newline) ?? bytes.count
      var line = bytes[start..<end]
      start = end + 1
      while line.last == Ascii.carriageReturn { line.removeLast() }
      guard let first = line.first, first != Ascii.hash else { continue }
      file.lineCount += 1
      do throws(UnusedReason) {
        try add(line, format, file: report.files.count)
        file.usedCount += 1
      } catch {
        file.count(error, line: number)
      }
    }
  }

  private mutating func add(
    _ line: ArraySlice<UInt8>, _ format: DatabaseFormat, file: Int
  ) throws(UnusedReason) {
    switch format {
    case .body:
      contents.append(Content(signature: try BodySignature(line: line).content, file: file))
    case .hash, .falsePositive, .otherText, .otherBinary: throw .formatNotEvaluated
    }
  }
}

/// The digest of bytes that are at hand.
func sha256(_ bytes: [UInt8]) -> Digest {
  guard var stream = try? DigestStream(.sha256) else { preconditionFailure("no SHA-256") }
  unsafe bytes.withUnsafeBytes { unsafe stream.update($0) }
  return stream.finish()
}
