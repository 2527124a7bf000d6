internal import CZlib

/// Unpacks what zlib packed, from parts of a file, as much at a time as is asked for.
@safe
struct Inflation: ~Copyable {
  private let stream: UnsafeMutablePointer<z_stream>
  private var parts: [Range<Int>]
  private var part = 0
  private var used = 0

  private let isReady: Bool
  /// Whether the end of what was packed was seen.
  private(set) var isEnded = false
  /// How many bytes were read.
  private(set) var bytesRead = 0
  /// The most bytes that are passed over at the end.
  private static let restMax = 1 << 22

  /// Whether what was packed was seen to be damaged.
  private(set) var isDamaged = false

  /// Reads nothing yet.
  ///
  /// - Parameter comparesChecksum: whether what has another checksum than is said is damaged. Of PNG ClamAV's
  ///   decoder does not compare it.
  init(_ parts: [Range<Int>], comparesChecksum: Bool = false) {
    self.parts = parts
    unsafe stream = .allocate(capacity: 1)
    unsafe stream.initialize(to: z_stream())
    let size = unsafe Int32(MemoryLayout<z_stream>.size)
    let status = unsafe inflateInit_(stream, ZLIB_VERSION, size)
    isReady =
      unsafe status == Z_OK && inflateValidate(stream, comparesChecksum ? 1 : 0) == Z_OK
  }

  deinit {
    if isReady { _ = unsafe inflateEnd(stream) }
    unsafe stream.deallocate()
  }

  /// Fills a buffer whole; `false` where the data end before, or are damaged.
  mutating func fill(_ buffer: inout [UInt8], from bytes: Span<UInt8>) -> Bool {
    fill(&buffer, buffer.count, from: bytes)
  }

  /// Fills the first bytes of a buffer, so many; `false` where the data end before, or are damaged.
  mutating func fill(_ buffer: inout [UInt8], _ count: Int, from bytes: Span<UInt8>) -> Bool {
    guard isReady, count <= buffer.count else { return false }
    return unsafe bytes.withUnsafeBufferPointer { bytes in
      unsafe buffer.withUnsafeMutableBufferPointer { buffer in
        unsafe fill(UnsafeMutableBufferPointer(rebasing: buffer[..<count]), from: bytes)
      }
    }
  }

  /// Passes over what is left, up to its end; `false` where the data end before, or are damaged.
  mutating func finish(from bytes: Span<UInt8>) -> Bool {
    var rest = [UInt8](repeating: 0, count: 1 << 12)
    for _ in 0..<(Self.restMax / rest.count) {
      if isEnded { return true }
      guard fill(&rest, from: bytes) else { break }
    }
    return isEnded
  }

  /// Looks for damage where ClamAV's decoder of TIFF does after what was asked for: it inflates blocks of
  /// 32 KiB, of as many bytes of the file.
  mutating func lookAhead(after count: Int, from bytes: Span<UInt8>) {
    let block = 1 << 15
    let left = (block - count % block) % block
    guard left > 0, !isEnded, part < parts.count else { return }
    let limit = (used + block - 1) / block * block
    parts[part] =
      parts[part].lowerBound..<min(parts[part].upperBound, parts[part].lowerBound + limit)
    var rest = [UInt8](repeating: 0, count: left)
    _ = fill(&rest, from: bytes)
  }

  private mutating func fill(
    _ buffer: UnsafeMutableBufferPointer<UInt8>, from bytes: UnsafeBufferPointer<UInt8>
  ) -> Bool {
    unsafe stream.pointee.next_out = buffer.baseAddress
    unsafe stream.pointee.avail_out = UInt32(clamping: buffer.count)
    while unsafe stream.pointee.avail_out > 0 {
      while part < parts.count, used == parts[part].count {
        part += 1
        used = 0
      }
      guard part < parts.count else { return false }
      let input = unsafe UnsafeMutablePointer(mutating: bytes.baseAddress)
      let rest = UInt32(clamping: parts[part].count - used)
      unsafe stream.pointee.next_in = input.map { unsafe $0 + parts[part].lowerBound + used }
      unsafe stream.pointee.avail_in = rest
      let status = unsafe inflate(stream, Z_NO_FLUSH)
      let taken = Int(unsafe rest - stream.pointee.avail_in)
      used += taken
      bytesRead += taken
      isEnded = status == Z_STREAM_END
      if isEnded { break }
      isDamaged = status != Z_OK && status != Z_BUF_ERROR
      guard status == Z_OK else { return false }
    }
    return unsafe stream.pointee.avail_out == 0
  }
}
