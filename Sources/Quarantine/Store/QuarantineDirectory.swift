internal import Glibc
internal import Primitives

/// The directory of a quarantine: a file for each upload, named by its request.
public struct QuarantineDirectory: Sendable {
  static let suffix = ".sealed"
  static let partialSuffix = ".partial"

  /// Where it is.
  public let path: String

  /// The directory at a path, which nobody but this user may enter.
  ///
  /// Throws ``QuarantineError/openDirectory(_:)`` where others may, or where it is another user's: what is kept
  /// is dangerous, and what can be deleted or put there by others is no evidence. Root may look at everybody's.
  public init(path: String) throws(QuarantineError) {
    var status = stat()
    guard unsafe stat(path, &status) == 0 else { throw .system(path, .last) }
    guard status.st_mode & S_IFMT == S_IFDIR else { throw .system(path, Errno(ENOTDIR)) }
    let user = geteuid()
    guard status.st_mode & 0o077 == 0, user == 0 || status.st_uid == user else {
      throw .openDirectory(path)
    }
    guard unsafe access(path, R_OK | W_OK | X_OK) == 0 else { throw .system(path, .last) }
    self.path = path
  }

  /// The uploads in it, the oldest first.
  ///
  /// Files that have another kind of name are passed over.
  ///
  /// - Parameter tell: is told of each that cannot be opened, and is not among them.
  public func headers(
    unreadable tell: (QuarantineError) -> Void
  ) throws(QuarantineError) -> [EntryHeader] {
    var headers: [EntryHeader] = []
    for kept in try scan(removesPartial: false) {
      do throws(QuarantineError) {
        headers.append(try entry(kept.id).header)
      } catch .noEntry {
        // It has been deleted meanwhile.
      } catch {
        tell(error)
      }
    }
    return headers
  }

  /// Opens an upload.
  public func entry(_ id: EntryID) throws(QuarantineError) -> QuarantineEntry {
    try QuarantineEntry(path: name(of: id), id: id)
  }

  /// Deletes an upload.
  public func delete(_ id: EntryID) throws(QuarantineError) {
    guard unsafe unlink(name(of: id)) == 0 else {
      let code = Errno.last
      throw code == .notFound ? .noEntry("\(id)") : .system("\(id)", code)
    }
  }

  func name(of id: EntryID) -> String { "\(path)/\(id)\(Self.suffix)" }

  func partialName(of id: EntryID) -> String { "\(path)/\(id)\(Self.partialSuffix)" }

  /// Gives a written file its name, which the disk has for certain after ``syncNames()``.
  func publish(_ id: EntryID) throws(QuarantineError) {
    guard unsafe rename(partialName(of: id), name(of: id)) == 0 else {
      throw .system("\(id)", .last)
    }
  }

  /// Waits until the disk has all names.
  func syncNames() throws(QuarantineError) {
    let directory = unsafe Glibc.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard directory >= 0 else { throw .system(path, .last) }
    defer { close(directory) }
    guard fsync(directory) == 0 else { throw .system(path, .last) }
  }

  func removePartial(_ id: EntryID) { _ = unsafe unlink(partialName(of: id)) }

  /// Keeps other processes from keeping uploads there, for as long as the descriptor is open.
  func lock() throws(QuarantineError) -> Descriptor {
    let directory = try open()
    guard flock(directory.number, LOCK_EX | LOCK_NB) == 0 else {
      let code = Errno.last
      close(directory.number)
      throw code.code == EWOULDBLOCK ? .inUse(path) : .system(path, code)
    }
    return directory
  }

  /// What can be locked, and is not yet.
  func open() throws(QuarantineError) -> Descriptor {
    let directory = unsafe Glibc.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard directory >= 0 else { throw .system(path, .last) }
    return Descriptor(directory)
  }

  /// Waits until no other process has locked it. Where that cannot be done, what is kept is kept beside what
  /// the other one keeps.
  static func awaitLock(_ directory: Descriptor) {
    while flock(directory.number, LOCK_EX) != 0, errno == EINTR {}
  }

  /// What is there, the oldest first, by the times and sizes of files.
  ///
  /// - Parameter removesPartial: whether what was being written when its writer ended is removed.
  func scan(removesPartial: Bool) throws(QuarantineError) -> [KeptUpload] {
    guard let directory = unsafe opendir(path) else { throw .system(path, .last) }
    defer { unsafe closedir(directory) }
    var uploads: [KeptUpload] = []
    while let item = unsafe readdir(directory) {
      let name = unsafe withUnsafeBytes(of: item.pointee.d_name) {
        unsafe Array($0.prefix { $0 != 0 })
      }
      if let id = Self.id(of: name, Self.partialSuffix), removesPartial { removePartial(id) }
      guard let id = Self.id(of: name, Self.suffix) else { continue }
      var status = stat()
      guard unsafe lstat(self.name(of: id), &status) == 0, status.st_mode & S_IFMT == S_IFREG
      else { continue }
      uploads.append(
        KeptUpload(
          id: id, seconds: UInt64(max(0, status.st_mtim.tv_sec)), bytes: Int(status.st_size)))
    }
    return uploads.sorted { $0.seconds < $1.seconds }
  }

  private static func id(of name: [UInt8], _ suffix: String) -> EntryID? {
    guard name.count > suffix.utf8.count, name.suffix(suffix.utf8.count).elementsEqual(suffix.utf8)
    else { return nil }
    return EntryID(name.dropLast(suffix.utf8.count))
  }
}

/// A file of a quarantine, as its limits count it.
struct KeptUpload: Sendable {
  var id: EntryID
  /// When it was kept, in seconds of the wall clock.
  var seconds: UInt64
  var bytes: Int
}
