internal import Glibc

/// The bytes of a database file: of an open file, or in memory.
@safe
struct SourceFile: ~Copyable {
  /// Its name, without the directory.
  let name: String
  /// Its path, for errors.
  let path: String

  private let descriptor: Int32
  private let bytes: [UInt8]

  /// Bytes at hand.
  init(name: String, bytes: [UInt8]) {
    self.name = name
    path = name
    self.bytes = bytes
    descriptor = -1
  }

  /// Opens a file.
  init(path: String) throws(LoadError) {
    name = path.split(separator: "/").last.map { String($0) } ?? path
    self.path = path
    bytes = []
    // Nothing but files is read: a pipe would not end.
    descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw .unreadableFile(path: path, errno: errno) }
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else {
      throw .unreadableFile(path: path, errno: errno)
    }
    guard status.st_mode & S_IFMT == S_IFREG else { throw .notAFile(path: path) }
  }

  deinit {
    if descriptor >= 0 { _ = close(descriptor) }
  }

  /// Reads bytes from an offset; how many, 0 at the end.
  func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws(LoadError) -> Int {
    if descriptor < 0 {
      let count = max(0, min(buffer.count, bytes.count - offset))
      if count > 0 {
        unsafe bytes.withUnsafeBytes {
          unsafe buffer.copyMemory(from: .init(rebasing: $0[offset..<(offset + count)]))
        }
      }
      return count
    }
    while true {
      let count = unsafe pread(descriptor, buffer.baseAddress, buffer.count, offset)
      if count >= 0 { return count }
      guard errno == EINTR else { throw .unreadableFile(path: path, errno: errno) }
    }
  }

  /// Fills a buffer from an offset on; how many bytes, fewer only at the end.
  func readFully(
    at offset: Int, into buffer: UnsafeMutableRawBufferPointer
  ) throws(LoadError) -> Int {
    var count = 0
    while count < buffer.count {
      let more = try unsafe read(
        at: offset + count, into: UnsafeMutableRawBufferPointer(rebasing: buffer[count...]))
      if more == 0 { break }
      count += more
    }
    return count
  }

  /// How many bytes are read at once.
  static let pieceBytes = 1 << 20

  /// Gives all bytes from an offset on, piece by piece.
  func forEachPiece(
    from start: Int = 0, _ body: (UnsafeRawBufferPointer) throws(LoadError) -> Void
  ) throws(LoadError) {
    let buffer = UnsafeMutableRawBufferPointer.allocate(
      byteCount: Self.pieceBytes, alignment: 16)
    defer { unsafe buffer.deallocate() }
    var offset = start
    while true {
      let count = try unsafe read(at: offset, into: buffer)
      if count == 0 { return }
      try unsafe body(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
      offset += count
    }
  }
}
