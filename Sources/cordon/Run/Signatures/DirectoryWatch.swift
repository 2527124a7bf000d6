import Configuration
import Glibc
import Primitives
import Signatures

/// Hears of files that come, go and are written in the directories of a signature source (inotify(7)).
struct DirectoryWatch: ~Copyable {
  /// Readable when something has happened; none where the kernel has no watches left.
  let descriptor: Descriptor
  private var directories: [String: Int32] = [:]
  private var fileName: String?

  init() {
    descriptor = Descriptor(inotify_init1(Int32(IN_CLOEXEC | IN_NONBLOCK)))
  }

  deinit { if descriptor.isOpen { close(descriptor.number) } }

  /// Whether nothing can happen unheard: otherwise the files must be looked at.
  var isComplete: Bool { !directories.isEmpty && !directories.values.contains(-1) }

  /// Watches what a source names, and nothing else. What is not there is tried again with each call;
  /// returns whether that has brought something new.
  mutating func watch(_ source: SignatureSource) -> Bool {
    guard descriptor.isOpen else { return false }
    var wanted: Set<String> = []
    if let directory = source.directory { wanted.insert(directory) }
    fileName = nil
    if let file = source.file, let slash = file.lastIndex(of: "/") {
      wanted.insert(slash == file.startIndex ? "/" : String(file[..<slash]))
      fileName = String(file[file.index(after: slash)...])
    }
    for (path, number) in directories where !wanted.contains(path) {
      if number >= 0 { inotify_rm_watch(descriptor.number, number) }
      directories[path] = nil
    }
    let events = UInt32(
      IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE | IN_DELETE_SELF | IN_MOVE_SELF
        | IN_ONLYDIR)
    var isNew = false
    for path in wanted where (directories[path] ?? -1) < 0 {
      let number = unsafe inotify_add_watch(descriptor.number, path, events)
      directories[path] = number
      if number >= 0 { isNew = true }
    }
    return isNew
  }

  /// Takes what has happened; returns whether a database was among it, or a directory itself.
  mutating func takeEvents() -> Bool {
    var isRelevant = false
    var buffer = [UInt8](repeating: 0, count: 16 << 10)
    while true {
      let count = unsafe read(descriptor.number, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return isRelevant }
      var offset = 0
      while offset + Self.headerBytes <= count {
        let event = unsafe buffer.withUnsafeBytes {
          unsafe $0.loadUnaligned(fromByteOffset: offset, as: inotify_event.self)
        }
        let start = offset + Self.headerBytes
        offset = start + Int(event.len)
        guard offset <= count else { break }
        if take(event, name: buffer[start..<offset]) { isRelevant = true }
      }
    }
  }

  /// The size of what comes before an event's name.
  private static let headerBytes = 16

  private mutating func take(_ event: inotify_event, name: ArraySlice<UInt8>) -> Bool {
    let ends = UInt32(IN_DELETE_SELF | IN_MOVE_SELF | IN_IGNORED | IN_UNMOUNT)
    if event.mask & ends != 0 {
      // Whatever is at the path next is another directory.
      for (path, number) in directories where number == event.wd { directories[path] = -1 }
      if event.mask & UInt32(IN_MOVE_SELF) != 0 { inotify_rm_watch(descriptor.number, event.wd) }
      return true
    }
    if event.mask & UInt32(IN_Q_OVERFLOW) != 0 { return true }
    let text = String(decoding: name.prefix { $0 != 0 }, as: UTF8.self)
    return text == fileName || SignatureSet.reads(fileName: text)
  }
}
