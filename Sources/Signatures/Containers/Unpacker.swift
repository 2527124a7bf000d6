internal import CZlib

/// The bytes after a container's header, from the first on: unpacked where they are packed with gzip.
@safe
struct Unpacker: ~Copyable {
  private var offset = ContainerHeader.bytes
  private var stream: UnsafeMutablePointer<z_stream>?
  private let input: UnsafeMutableRawBufferPointer
  private var unpackedBytes = 0
  private var hasBegun = false
  private var isAtEnd = false

  /// Reads nothing yet.
  init() {
    unsafe input = .allocate(byteCount: SourceFile.pieceBytes, alignment: 16)
  }

  deinit {
    if let stream = unsafe stream {
      _ = unsafe inflateEnd(stream)
      unsafe stream.deallocate()
    }
    unsafe input.deallocate()
  }

  /// Fills a buffer; how many bytes, fewer only at the end.
  mutating func read(
    _ source: borrowing SourceFile, into buffer: UnsafeMutableRawBufferPointer
  ) throws(LoadError) -> Int {
    if !hasBegun { try begin(source) }
    let count: Int
    if unsafe stream == nil {
      count = try unsafe source.readFully(at: offset, into: buffer)
      offset += count
    } else {
      count = try unsafe inflate(source, into: buffer)
    }
    unpackedBytes += count
    guard unpackedBytes <= ContainerLimits.unpackedBytesMax else {
      throw .damagedContainer(path: source.path, .tooLarge)
    }
    return count
  }

  private mutating func begin(_ source: borrowing SourceFile) throws(LoadError) {
    hasBegun = true
    let magic = unsafe UnsafeMutableRawBufferPointer(rebasing: input[..<2])
    guard try unsafe source.readFully(at: offset, into: magic) == 2,
      unsafe magic[0] == 0x1f, unsafe magic[1] == 0x8b
    else { return }
    let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
    unsafe stream.initialize(to: z_stream())
    guard unsafe cordon_zlib_begin_gzip(stream) == Z_OK else {
      unsafe stream.deallocate()
      throw .damagedContainer(path: source.path, .compression)
    }
    unsafe self.stream = stream
  }

  private mutating func inflate(
    _ source: borrowing SourceFile, into buffer: UnsafeMutableRawBufferPointer
  ) throws(LoadError) -> Int {
    guard let stream = unsafe stream, !isAtEnd, buffer.count > 0 else { return 0 }
    unsafe stream.pointee.next_out = buffer.baseAddress?.assumingMemoryBound(to: UInt8.self)
    unsafe stream.pointee.avail_out = UInt32(clamping: buffer.count)
    while unsafe stream.pointee.avail_out > 0, !isAtEnd {
      if unsafe stream.pointee.avail_in == 0 {
        let count = try unsafe source.readFully(at: offset, into: input)
        offset += count
        unsafe stream.pointee.next_in = input.baseAddress?.assumingMemoryBound(to: UInt8.self)
        unsafe stream.pointee.avail_in = UInt32(count)
        // Data that end before their trailer are cut short.
        guard count > 0 else { throw .damagedContainer(path: source.path, .compression) }
      }
      switch unsafe CZlib.inflate(stream, Z_NO_FLUSH) {
      case Z_OK: break
      case Z_STREAM_END: isAtEnd = true
      default: throw .damagedContainer(path: source.path, .compression)
      }
    }
    return unsafe Int(UInt32(clamping: buffer.count) - stream.pointee.avail_out)
  }
}
