import Glibc

/// A system call's error.
public struct Errno: Error, Hashable, Sendable, CustomStringConvertible {
  /// The positive number of `errno(3)`.
  public let code: Int32

  /// Wraps a positive number.
  @inlinable public init(_ code: Int32) { self.code = code }

  /// The calling thread's `errno`.
  public static var last: Errno { Errno(Glibc.errno) }

  /// The system's words for it.
  public var description: String {
    var text = [CChar](repeating: 0, count: 128)
    guard unsafe strerror_r(code, &text, text.count) == 0 else { return "error \(code)" }
    return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
