internal import CHyperscan

/// What Hyperscan refused.
public enum HyperscanError: Error, Equatable, CustomStringConvertible {
  /// The CPU lacks SSSE3, which the library needs.
  case platformUnsupported
  /// The compiler refused a pattern: its message, and the pattern's place in the list where known.
  case compile(message: String, patternIndex: Int?)
  /// Bytes that should be a compiled database are none.
  case notADatabase
  /// Another status of the library (`hs_error_t`).
  case status(Int32)

  public var description: String {
    switch self {
    case .platformUnsupported:
      return "Hyperscan needs a CPU with SSSE3"
    case .compile(let message, let patternIndex):
      guard let patternIndex else { return "Hyperscan cannot compile: \(message)" }
      return "Hyperscan cannot compile pattern \(patternIndex): \(message)"
    case .notADatabase:
      return "not a database compiled by Hyperscan"
    case .status(let status):
      return "Hyperscan failed with status \(status)"
    }
  }

  /// The compiler's error, which is freed.
  init(freeing error: UnsafeMutablePointer<hs_compile_error_t>) {
    let message = unsafe String(cString: error.pointee.message)
    let pattern = unsafe Int(error.pointee.expression)
    _ = unsafe hs_free_compile_error(error)
    self = .compile(message: message, patternIndex: pattern < 0 ? nil : pattern)
  }

  static func check(_ status: hs_error_t) throws(HyperscanError) {
    guard status == HS_SUCCESS else { throw .status(status) }
  }
}
