internal import Glibc

/// The system's words for an `errno`.
func systemMessage(_ errno: Int32) -> String {
  guard let text = unsafe strerror(errno) else { return "error \(errno)" }
  return unsafe String(cString: text)
}

/// The names in a directory that start with no dot, sorted by their bytes.
func directoryNames(_ path: String) throws(LoadError) -> [String] {
  guard let directory = unsafe opendir(path) else {
    throw .unreadableDirectory(path: path, errno: errno)
  }
  defer { _ = unsafe closedir(directory) }
  var names: [String] = []
  while true {
    errno = 0
    guard let entry = unsafe readdir(directory) else { break }
    let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { name in
      unsafe name.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
    }
    if !name.hasPrefix(".") { names.append(name) }
  }
  guard errno == 0 else { throw .unreadableDirectory(path: path, errno: errno) }
  return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
}
