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

/// All bytes of a file.
func fileBytes(_ path: String) throws(LoadError) -> [UInt8] {
  let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
  guard descriptor >= 0 else { throw .unreadableFile(path: path, errno: errno) }
  defer { _ = close(descriptor) }
  var bytes: [UInt8] = []
  var status = stat()
  // Room for all at once: a file may have gigabytes.
  if unsafe fstat(descriptor, &status) == 0, status.st_size > 0 {
    bytes.reserveCapacity(Int(status.st_size))
  }
  var piece = [UInt8](repeating: 0, count: 1 << 16)
  while true {
    let count = unsafe read(descriptor, &piece, piece.count)
    if count < 0 {
      if errno == EINTR { continue }
      throw .unreadableFile(path: path, errno: errno)
    }
    if count == 0 { return bytes }
    bytes.append(contentsOf: piece[..<count])
  }
}
