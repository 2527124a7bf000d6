internal import Glibc
internal import Primitives

/// A file that is read or written, and closed with its owner.
struct OpenFile: ~Copyable {
  let number: Int32
  private let path: String

  /// Opens a file that is there; links are not followed.
  init(readingAt path: String) throws(QuarantineError) {
    try self.init(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK)
  }

  /// Makes a new file that nobody but this user may read, and nobody may run.
  init(creatingAt path: String) throws(QuarantineError) {
    try self.init(path, O_WRONLY | O_CREAT | O_EXCL)
  }

  private init(_ path: String, _ flags: Int32) throws(QuarantineError) {
    let number = unsafe open(path, flags | O_CLOEXEC, 0o600)
    guard number >= 0 else { throw .system(path, .last) }
    self.number = number
    self.path = path
  }

  deinit { close(number) }

  /// Its size.
  var bytes: Int {
    get throws(QuarantineError) {
      var status = stat()
      guard unsafe fstat(number, &status) == 0 else { throw .system(path, .last) }
      return Int(status.st_size)
    }
  }

  /// Fills an array from a place on, as far as there is something; how far that is.
  func read(at offset: Int, into bytes: inout [UInt8]) throws(QuarantineError) -> Int {
    do throws(Errno) {
      return try Self.read(number, at: offset, into: &bytes)
    } catch {
      throw .system(path, error)
    }
  }

  /// Likewise, of any descriptor.
  static func read(
    _ number: Int32, at offset: Int, into bytes: inout [UInt8]
  ) throws(Errno) -> Int {
    var done = 0
    while done < bytes.count {
      let left = bytes.count - done
      let result = unsafe bytes.withUnsafeMutableBytes {
        unsafe pread(number, $0.baseAddress! + done, left, off_t(offset + done))
      }
      if result == 0 { break }
      if result < 0 {
        if errno == EINTR { continue }
        throw .last
      }
      done += result
    }
    return done
  }

  /// Writes the first so many bytes of an array behind what is written.
  func write(_ bytes: [UInt8], count: Int) throws(QuarantineError) {
    do throws(Errno) {
      try Descriptor(number).writeAll(bytes.span.extracting(first: count))
    } catch {
      throw .system(path, error)
    }
  }

  /// Waits until the disk has it.
  func sync() throws(QuarantineError) {
    guard fsync(number) == 0 else { throw .system(path, .last) }
  }

  /// All bytes of a small file, which may be a pipe.
  static func bytes(path: String, bytesMax: Int) throws(QuarantineError) -> [UInt8] {
    let number = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard number >= 0 else { throw .system(path, .last) }
    defer { close(number) }
    var bytes: [UInt8] = []
    var block = [UInt8](repeating: 0, count: bytesMax + 1)
    while bytes.count <= bytesMax {
      let count = unsafe Glibc.read(number, &block, block.count)
      if count == 0 { return bytes }
      if count < 0 {
        if errno == EINTR { continue }
        throw .system(path, .last)
      }
      bytes += block[..<count]
    }
    throw .noKey(path)
  }
}

extension Errno {
  /// `ENOENT`.
  static let notFound = Errno(ENOENT)
}
