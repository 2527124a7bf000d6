// A fuzz target for the readers of every text format. Built by Tests/Fuzz/run.

@testable internal import Signatures

/// The first byte says which format it is; the rest is the file.
private let formats = [
  "ndb", "ldb", "db", "hdb", "mdb", "imp", "fp", "ign2", "cdb", "ftm", "ldu", "pdb", "yara",
]

/// Properties, not results: every line is accounted for, pieces of a file are read as the whole, and
/// what is read can be explained.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzDatabaseLines(_ data: UnsafePointer<UInt8>, _ size: Int) -> CInt {
  guard size > 0 else { return 0 }
  // libFuzzer's buffer is valid for the call.
  let input = unsafe Array(UnsafeBufferPointer(start: data, count: size))
  let name = "a.\(formats[Int(input[0]) % formats.count])"
  let bytes = Array(input.dropFirst())
  var set = SignatureSet()
  set.add(contentsOf: bytes, name: name)
  let whole = set.report.files[0]
  let unused = whole.unused.reduce(0) { $0 + $1.count }
  precondition(whole.lineCount == whole.usedCount + unused, "a line is not accounted for")
  for content in set.contents { _ = content.signature.explanation() }

  var pieces = SignatureSet()
  var reader = DatabaseReader(format: DatabaseFormat(fileName: name)!, name: name, set: pieces)
  let cut = bytes.count / 3
  for piece in [bytes[..<cut], bytes[cut..<(2 * cut)], bytes[(2 * cut)...]] {
    unsafe piece.withUnsafeBytes { unsafe reader.take($0, into: &pieces) }
  }
  reader.finish(&pieces)
  precondition(pieces.report.description == set.report.description, "the cut decides something")
  return 0
}
