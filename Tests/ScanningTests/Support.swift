import Hyperscan
import Scanning
import Signatures

/// A database of lines as they stand in files.
func database(_ files: [String: String]) throws -> SignatureDatabase {
  var set = SignatureSet()
  for (name, text) in files.sorted(by: { $0.key < $1.key }) {
    set.add(contentsOf: Array(text.utf8), name: name)
  }
  return try SignatureDatabase(set)
}

/// What one scan gave.
struct Scanned: Equatable {
  var verdict: Verdict
  var name: String?
  var suppressed: String?
  var secondPass: Bool
}

extension ScanSession {
  /// Scans pieces as leases, with a second pass where it is asked for.
  mutating func run(
    _ pieces: [ArraySlice<UInt8>], bodyBytes: UInt64? = nil, scratch: inout Scratch
  ) -> Scanned {
    begin(bodyBytes: bodyBytes)
    for piece in pieces {
      // A lease of its own, gone when the call returns.
      let lease = Array(piece)
      unsafe lease.withUnsafeBytes { unsafe scan($0, scratch: &scratch) }
    }
    var verdict = Verdict.clean
    var secondPass = false
    switch finish(scratch: &scratch) {
    case .verdict(let value): verdict = value
    case .needsDigests:
      secondPass = true
      for piece in pieces {
        let lease = Array(piece)
        unsafe lease.withUnsafeBytes { unsafe digest($0) }
      }
      verdict = conclude()
    case .needsWhole:
      let body = pieces.flatMap { Array($0) }
      var whole = try! WholeScan(database: database)
      verdict = unsafe body.withUnsafeBytes { unsafe whole.judge($0, handover()).verdict }
    }
    var name: String?
    if case .infected(let detection) = verdict {
      name = database.signatureName(detection.signature)
    }
    return Scanned(
      verdict: verdict, name: name,
      suppressed: suppressed.map { database.signatureName($0.signature) }, secondPass: secondPass)
  }
}

/// The hexadecimal digits of a text.
func hex(_ text: String) -> String {
  text.utf8.map { byte in
    let digits = String(byte, radix: 16)
    return digits.count == 1 ? "0" + digits : digits
  }.joined()
}

/// One body in two pieces.
func split(_ body: [UInt8], at place: Int) -> [ArraySlice<UInt8>] {
  [body[..<place], body[place...]]
}

let eicar = Array(
  "X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*".utf8)
