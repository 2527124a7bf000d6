import Glibc
import Primitives

/// A file to scan, or why it cannot be.
struct WalkedFile: ~Copyable {
  /// Its path: bytes, which need not be text.
  let path: [UInt8]
  /// A regular file, open for reading and closed with this value; -1 after a failure.
  let descriptor: Int32
  /// Why there is no descriptor.
  let failure: String?

  init(path: [UInt8], descriptor: Int32) {
    self.path = path
    self.descriptor = descriptor
    failure = nil
  }

  init(path: [UInt8], failure: String) {
    self.path = path
    descriptor = -1
    self.failure = failure
  }

  deinit {
    if descriptor >= 0 { close(descriptor) }
  }
}

/// The regular files that paths name, those in directories and, if asked for, those below. In the order of
/// the paths, and of a directory by name. `-` names standard input.
struct FileWalk {
  private enum Step {
    case named([UInt8])
    case below([UInt8])
  }

  /// What is still to come, last first.
  private var steps: [Step]
  private let isRecursive: Bool
  private let filter: PathFilter

  init(_ paths: [[UInt8]], isRecursive: Bool, filter: PathFilter = .all) {
    steps = paths.reversed().map { .named($0) }
    self.isRecursive = isRecursive
    self.filter = filter
  }

  /// The next file; `nil` after the last.
  mutating func next() -> WalkedFile? {
    while let step = steps.popLast() {
      switch step {
      case .named(let path):
        // What is named may be a link; what fails here fails below as well, with its reason.
        if path == StandardInput.path { return standardInput() }
        guard Self.type(of: path, followsLinks: true) == S_IFDIR else {
          guard filter.takes(file: path) else { continue }
          return open(path, flags: 0)
        }
        if let failure = enter(path) { return WalkedFile(path: path, failure: failure) }
      case .below(let path):
        switch Self.type(of: path, followsLinks: false) {
        case nil: return WalkedFile(path: path, failure: SystemError.text(errno))
        case S_IFDIR:
          guard isRecursive else { continue }
          if let failure = enter(path) { return WalkedFile(path: path, failure: failure) }
        case S_IFREG:
          guard filter.takes(file: path) else { continue }
          return open(path, flags: O_NOFOLLOW)
        default: break
        }
      }
    }
    return nil
  }

  /// Opens a regular file.
  private func open(_ path: [UInt8], flags: Int32) -> WalkedFile {
    let descriptor = unsafe Self.withCString(path) {
      // Non-blocking, as a pipe without a writer would wait for one.
      unsafe Glibc.open($0, O_RDONLY | O_NONBLOCK | O_CLOEXEC | flags)
    }
    guard descriptor >= 0 else { return WalkedFile(path: path, failure: SystemError.text(errno)) }
    let file = WalkedFile(path: path, descriptor: descriptor)
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else {
      return WalkedFile(path: path, failure: SystemError.text(errno))
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      return WalkedFile(path: path, failure: "is not a regular file")
    }
    return file
  }

  private func standardInput() -> WalkedFile {
    do throws(Errno) {
      return WalkedFile(path: StandardInput.name, descriptor: try StandardInput.copy())
    } catch {
      return WalkedFile(path: StandardInput.name, failure: error.description)
    }
  }

  /// Puts what a directory has before all else; why not, if so.
  private mutating func enter(_ path: [UInt8]) -> String? {
    guard filter.enters(directory: path) else { return nil }
    guard let directory = unsafe Self.withCString(path, { unsafe opendir($0) }) else {
      return SystemError.text(errno)
    }
    defer { unsafe closedir(directory) }
    var names: [[UInt8]] = []
    while let entry = unsafe readdir(directory) {
      let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) {
        unsafe Array($0.prefix { $0 != 0 })
      }
      if name != [0x2E] && name != [0x2E, 0x2E] { names.append(name) }
    }
    names.sort { $1.lexicographicallyPrecedes($0) }
    let slash: [UInt8] = path.last == 0x2F ? [] : [0x2F]
    steps += names.map { .below(path + slash + $0) }
    return nil
  }

  /// The type bits of a path itself or of what it links to; `nil` and errno where there are none.
  private static func type(of path: [UInt8], followsLinks: Bool) -> mode_t? {
    var status = stat()
    let flags = followsLinks ? 0 : AT_SYMLINK_NOFOLLOW
    guard unsafe withCString(path, { unsafe fstatat(AT_FDCWD, $0, &status, flags) }) == 0 else {
      return nil
    }
    return status.st_mode & S_IFMT
  }

  private static func withCString<Result>(
    _ path: [UInt8], _ body: (UnsafePointer<CChar>) -> Result
  ) -> Result {
    unsafe (path.map { CChar(bitPattern: $0) } + [0]).withUnsafeBufferPointer {
      unsafe body($0.baseAddress!)
    }
  }
}
