internal import CPCRE2

/// Why there is no expression, or nothing to match it with.
public enum ExpressionError: Error, Equatable, CustomStringConvertible {
  /// PCRE2 refused the text, at a byte counted from 0.
  case compile(message: String, offset: Int)
  /// There was no memory for it.
  case outOfMemory

  public var description: String {
    switch self {
    case .compile(let message, let offset): "at byte \(offset) of the expression: \(message)"
    case .outOfMemory: "no memory for an expression"
    }
  }

  /// PCRE2's own text for one of its numbers.
  static func message(_ code: Int32) -> String {
    unsafe withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 256) { buffer in
      let count = unsafe pcre2_get_error_message_8(code, buffer.baseAddress, buffer.count)
      guard count > 0 else { return "error \(code)" }
      return unsafe String(decoding: buffer.prefix(Int(count)), as: UTF8.self)
    }
  }
}
