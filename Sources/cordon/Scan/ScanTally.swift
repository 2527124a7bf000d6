import Signatures

/// What came of all files.
struct ScanTally: Sendable {
  private(set) var files = 0
  private(set) var infected = 0
  private var unscannable = 0
  private var errors = 0
  private(set) var bytes: UInt64 = 0

  /// Adds a file. One that could not be judged counts as an error: it is not known to be clean.
  mutating func count(_ result: ScanResult) {
    files += 1
    bytes += result.scannedBytes
    switch result.verdict {
    case .clean: break
    case .infected: infected += 1
    case .unscannable: unscannable += 1
    case nil: errors += 1
    }
  }

  /// 1 where a signature was found, else 2 where something went wrong, else 0.
  var exitStatus: Int32 { infected > 0 ? 1 : errors + unscannable > 0 ? 2 : 0 }

  /// The sums, on lines of their own.
  ///
  /// - Parameter nanoseconds: what the scan took, without loading the signatures.
  func summary(_ database: SignatureDatabase, nanoseconds: UInt64) -> String {
    let counts = database.counts
    let tenths = nanoseconds / 100_000_000 % 10
    return """

      signatures: \(counts.bodies + counts.hashes) (version \(database.version))
      files: \(files)
      bytes: \(bytes)
      infected: \(infected)
      unscannable: \(unscannable)
      errors: \(errors)
      seconds: \(nanoseconds / 1_000_000_000).\(tenths)
      """
  }
}
