internal import CPosix
internal import Glibc
internal import Primitives

/// A file that is written without a name, and gets one only when it is complete.
///
/// In a directory it has no name where the filesystem can do that (`O_TMPFILE`), so that nothing is
/// left behind however the process ends; elsewhere a hidden name of its own. In memory it is
/// sealed.
struct TemporaryFile: ~Copyable {
  /// What errors call it.
  let path: String
  private let file: OwnedDescriptor
  /// The name to remove; `nil` where there is none.
  private var temporaryPath: String?
  private let isInMemory: Bool

  var number: Int32 { file.number }

  private init(path: String, number: Int32, temporaryPath: String?, isInMemory: Bool) {
    self.path = path
    file = OwnedDescriptor(number)
    self.temporaryPath = temporaryPath
    self.isInMemory = isInMemory
  }

  deinit {
    if let temporaryPath { _ = unsafe unlink(temporaryPath) }
  }

  /// A file that will be at `path`, beside which it is written; where a symbolic link leads to, if there is
  /// one. Anything else than a file is not replaced.
  static func beside(_ path: String) throws(DatabaseFileError) -> TemporaryFile {
    var path = path
    if let target = unsafe realpath(path, nil) {
      defer { unsafe free(target) }
      path = unsafe String(cString: target)
      var status = stat()
      guard unsafe stat(path, &status) == 0 else {
        throw DatabaseFileError(path: path, .write(errno: errno))
      }
      guard status.st_mode & S_IFMT == S_IFREG else {
        throw DatabaseFileError(path: path, .notAFile)
      }
    }
    let mode: mode_t = 0o644
    let flags = O_RDWR | O_CLOEXEC
    let unnamed = unsafe open(directory(of: path), flags | cordon_posix_tmpfile, mode)
    if unnamed >= 0 {
      return TemporaryFile(path: path, number: unnamed, temporaryPath: nil, isInMemory: false)
    }
    let name = hiddenName(for: path)
    let number = unsafe open(name, flags | O_CREAT | O_EXCL, mode)
    guard number >= 0 else { throw DatabaseFileError(path: path, .write(errno: errno)) }
    return TemporaryFile(path: path, number: number, temporaryPath: name, isInMemory: false)
  }

  /// A file in memory.
  static func inMemory(name: String) throws(DatabaseFileError) -> TemporaryFile {
    let number = unsafe cordon_posix_memory_file("cordon-signatures")
    guard number >= 0 else { throw DatabaseFileError(path: name, .memory(errno: errno)) }
    return TemporaryFile(path: name, number: number, temporaryPath: nil, isInMemory: true)
  }

  private static func directory(of path: String) -> String {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  private static func hiddenName(for path: String) -> String {
    let slash = path.utf8.lastIndex(of: UInt8(ascii: "/"))
    let name = slash.map { String(path[path.index(after: $0)...]) } ?? path
    let unique = "\(getpid()).\(Clock.monotonicNanoseconds())"
    return "\(directory(of: path))/.\(name).\(unique)"
  }

  /// Writes all bytes at a place.
  func write(_ bytes: UnsafeRawBufferPointer, at offset: UInt64) throws(DatabaseFileError) {
    var done = 0
    while done < bytes.count {
      let count = unsafe pwrite(
        number, bytes.baseAddress! + done, bytes.count - done, off_t(offset) + off_t(done))
      if count >= 0 {
        done += count
      } else if errno != EINTR {
        throw DatabaseFileError(path: path, .write(errno: errno))
      }
    }
  }

  /// Puts the complete file in its place, in one step, and so that it survives a loss of power.
  ///
  /// A process that has the file before it open keeps that one.
  consuming func commit() throws(DatabaseFileError) -> OwnedDescriptor {
    if isInMemory {
      guard cordon_posix_seal(number) == 0 else {
        throw DatabaseFileError(path: path, .memory(errno: errno))
      }
      return file
    }
    guard fsync(number) == 0 else { throw DatabaseFileError(path: path, .write(errno: errno)) }
    let name = try named()
    guard unsafe rename(name, path) == 0 else {
      let error = errno
      throw DatabaseFileError(path: path, .write(errno: error))
    }
    temporaryPath = nil
    let parent = unsafe open(Self.directory(of: path), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard parent >= 0 else { throw DatabaseFileError(path: path, .write(errno: errno)) }
    defer { _ = close(parent) }
    guard fsync(parent) == 0 else { throw DatabaseFileError(path: path, .write(errno: errno)) }
    return file
  }

  /// The hidden name, given now where there was none: only a name can be renamed over another.
  private mutating func named() throws(DatabaseFileError) -> String {
    if let temporaryPath { return temporaryPath }
    let name = Self.hiddenName(for: path)
    let source = "/proc/self/fd/\(number)"
    guard unsafe linkat(AT_FDCWD, source, AT_FDCWD, name, AT_SYMLINK_FOLLOW) == 0 else {
      throw DatabaseFileError(path: path, .write(errno: errno))
    }
    temporaryPath = name
    return name
  }
}
