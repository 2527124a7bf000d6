import Foundation
import Testing

@testable import Signatures

/// A directory of its own with one database file, of signatures that follow from a seed.
final class DatabaseFileSample: Sendable {
  let directory = FileManager.default.temporaryDirectory
    .appending(path: "cordon-database-\(UUID().uuidString)")
  let path: String
  let hashes: [HashSample]

  init(seed: UInt64 = 1, hashCount: Int = 400) throws {
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    path = directory.appending(path: "signatures.cordon").path
    var samples = HashSamples(seed: seed)
    hashes = (0..<hashCount).map { samples.next($0) }
    try SignatureDatabase.build(try set(seed: seed), path: path)
  }

  deinit { try? FileManager.default.removeItem(at: directory) }

  /// Two signatures on content, one line that is not used, and the digests.
  func set(seed: UInt64) throws -> SignatureSet {
    var set = SignatureSet()
    let lines = "First.Body:0:*:61626364\nnonsense\nSecond.Body.\(seed):0:*:65666768\n"
    set.add(contentsOf: Array(lines.utf8), name: "a.ndb")
    for sample in hashes { try set.hashes.add(sample) }
    return set
  }

  var bytes: [UInt8] {
    get throws { Array(try Data(contentsOf: URL(filePath: path))) }
  }

  /// Puts bytes in the file's place, without a check.
  func replace(with bytes: [UInt8]) throws {
    try Data(bytes).write(to: URL(filePath: path))
  }

  /// The file with a byte changed.
  func flip(_ bytes: [UInt8], at place: Int) throws {
    var changed = bytes
    changed[place] ^= 0x10
    try replace(with: changed)
  }

  /// Why the file cannot be opened, or is not what was written; `nil` where nothing is wrong.
  func reason() -> DatabaseFileError.Reason? {
    do throws(DatabaseFileError) {
      try DatabaseFile.open(path: path).check()
      return nil
    } catch {
      return error.reason
    }
  }

  /// The file with another header, whose checksum is right.
  func changeHeader(_ change: (inout DatabaseHeader) -> Void) throws {
    var bytes = try bytes
    var header = try DatabaseHeader(
      Array(bytes[..<DatabaseHeader.byteCount]), fileBytes: UInt64(bytes.count))
    change(&header)
    bytes.replaceSubrange(0..<DatabaseHeader.byteCount, with: header.encoded())
    try replace(with: bytes)
  }
}
