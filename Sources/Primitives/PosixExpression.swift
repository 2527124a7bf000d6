internal import Glibc

/// A compiled regular expression, POSIX's extended ones (`regcomp(3)`): for those that users and
/// signatures write in that language. Not for hostile expressions, whose search can take any time.
@safe
public final class PosixExpression: @unchecked Sendable {
  /// Why a text is none.
  public struct Failure: Error, Equatable, CustomStringConvertible {
    /// The library's words.
    public var description: String
  }

  private var expression = unsafe regex_t()

  /// Compiles an expression, up to its first zero byte.
  public init(_ text: [UInt8]) throws(Failure) {
    let code = unsafe Self.withCString(text[...]) {
      unsafe regcomp(&expression, $0, REG_EXTENDED | REG_NOSUB)
    }
    guard code == 0 else {
      var message = [CChar](repeating: 0, count: 256)
      unsafe regerror(code, &expression, &message, message.count)
      let bytes = message.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
      throw Failure(description: String(decoding: bytes, as: UTF8.self))
    }
  }

  deinit { unsafe regfree(&expression) }

  /// Whether it is found in a text, up to that's first zero byte.
  public func isFound(in text: ArraySlice<UInt8>) -> Bool {
    // What is compiled is only read: the library locks what it keeps beside it.
    unsafe Self.withCString(text) { unsafe regexec(&expression, $0, 0, nil, 0) == 0 }
  }

  private static func withCString<Result>(
    _ text: ArraySlice<UInt8>, _ body: (UnsafePointer<CChar>) -> Result
  ) -> Result {
    unsafe (text.map { CChar(bitPattern: $0) } + [0]).withUnsafeBufferPointer {
      unsafe body($0.baseAddress!)
    }
  }
}
