internal import Glibc

/// A cursor over memory that the caller gives: writes are appended, and one that does not fit is
/// left out whole and remembered. It never traps and never writes past the end.
///
/// `needed` counts what did not fit too, so a pass over an empty span measures.
public struct ByteWriter: ~Copyable, ~Escapable {
  private var output: MutableSpan<UInt8>
  /// Bytes written, those before the writer was made included.
  public private(set) var count: Int
  /// Bytes that all writes so far take together, whether they fitted or not.
  public private(set) var needed: Int

  /// A writer that appends after the first `count` bytes of `output`. Traps where there are fewer.
  @_lifetime(copy output)
  public init(_ output: consuming MutableSpan<UInt8>, count: Int = 0) {
    precondition(count >= 0 && count <= output.count)
    self.output = output
    self.count = count
    needed = count
  }

  /// Whether all that was written fitted. Where it did not, the output has a gap and must not be
  /// used.
  public var isWhole: Bool { needed == count }

  /// Appends one byte; false where it does not fit.
  @discardableResult
  @inline(__always)
  public mutating func append(_ byte: UInt8) -> Bool {
    needed += 1
    guard needed - count == 1, count < output.count else { return false }
    output[count] = byte
    count += 1
    return true
  }

  /// Appends bytes; false where they do not fit.
  @discardableResult
  @inline(__always)
  public mutating func append(_ bytes: Span<UInt8>) -> Bool {
    unsafe bytes.withUnsafeBufferPointer { unsafe copy($0) }
  }

  /// Appends a literal; false where it does not fit.
  @discardableResult
  @inline(__always)
  public mutating func append(_ text: StaticString) -> Bool {
    text.withUTF8Buffer { unsafe copy($0) }
  }

  /// The one place that copies. A loop over checked elements is several times slower than `memcpy`,
  /// and a head is mostly copies.
  @inline(__always)
  private mutating func copy(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    needed += bytes.count
    guard needed - count == bytes.count, bytes.count <= output.count - count else { return false }
    guard let source = bytes.baseAddress, bytes.count > 0 else { return true }
    // The room was checked above.
    unsafe output.withUnsafeMutableBufferPointer { target in
      _ = unsafe memcpy(target.baseAddress.unsafelyUnwrapped + count, source, bytes.count)
    }
    count += bytes.count
    return true
  }
}

// MARK: - Numbers

extension ByteWriter {
  /// The most digits of a decimal `UInt64`.
  public static let decimalBytesMax = 20

  /// Appends a number in decimal, without leading zeros.
  @discardableResult
  public mutating func appendDecimal(_ number: UInt64) -> Bool {
    appendDigits(number, base: 10)
  }

  /// Appends a number in lower-case hexadecimal, without leading zeros.
  @discardableResult
  public mutating func appendHexadecimal(_ number: UInt64) -> Bool {
    appendDigits(number, base: 16)
  }

  @inline(__always)
  private mutating func appendDigits(_ number: UInt64, base: UInt64) -> Bool {
    var digits = InlineArray<20, UInt8>(repeating: 0)
    var start = 20
    var rest = number
    repeat {
      start -= 1
      let digit = UInt8(truncatingIfNeeded: rest % base)
      digits[start] = digit < 10 ? Byte.zero + digit : 0x57 + digit
      rest /= base
    } while rest > 0
    return append(digits.span.extracting(start..<20))
  }
}

// MARK: - Lines

extension ByteWriter {
  /// Appends `Name: value` and CRLF. The value must hold no CR, LF or NUL: parsed values never do,
  /// and others are the caller's own.
  @discardableResult
  public mutating func appendField(_ name: StaticString, _ value: Span<UInt8>) -> Bool {
    append(name)
    append(": ")
    append(value)
    append("\r\n")
    return isWhole
  }

  /// Appends `Content-Length`.
  @discardableResult
  public mutating func writeLength(_ length: UInt64) -> Bool {
    append("Content-Length: ")
    appendDecimal(length)
    append("\r\n")
    return isWhole
  }

  /// Appends `Transfer-Encoding: chunked`. Not for HTTP/1.0 clients.
  @discardableResult
  public mutating func writeChunked() -> Bool { append("Transfer-Encoding: chunked\r\n") }

  /// Appends `Connection: close`.
  @discardableResult
  public mutating func writeConnectionClose() -> Bool { append("Connection: close\r\n") }

  /// Appends `Connection: keep-alive`, which an HTTP/1.0 client needs to hear.
  @discardableResult
  public mutating func writeConnectionKeepAlive() -> Bool { append("Connection: keep-alive\r\n") }

  /// Appends the empty line that ends a head; true where the whole head fitted.
  @discardableResult
  public mutating func finish() -> Bool {
    append("\r\n")
    return isWhole
  }

  /// The most bytes that the framing fields and the empty line take: a length or `chunked`,
  /// a connection option, the end.
  public static let framingBytesMax = 16 + decimalBytesMax + 2 + 24 + 2

  // MARK: Chunks

  /// The most bytes of the line before a chunk's data.
  public static let chunkLineBytesMax = 16 + 2

  /// Appends the line before a chunk of `size` bytes, and traps on 0: that would end the body.
  /// After the data comes CRLF (`writeChunkEnd`).
  @discardableResult
  public mutating func writeChunkLine(size: UInt64) -> Bool {
    precondition(size > 0)
    appendHexadecimal(size)
    append("\r\n")
    return isWhole
  }

  /// Appends the CRLF after a chunk's data.
  @discardableResult
  public mutating func writeChunkEnd() -> Bool { append("\r\n") }

  /// Appends the last chunk and an empty trailer section: the end of a chunked body.
  @discardableResult
  public mutating func writeLastChunk() -> Bool { append("0\r\n\r\n") }
}
