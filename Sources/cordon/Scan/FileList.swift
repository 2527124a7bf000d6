import Glibc

/// A file that names files, one on a line.
enum FileList {
  /// Why it cannot be read.
  struct Failure: Error, CustomStringConvertible {
    var path: String
    var errno: Int32

    var description: String { "\(path): \(SystemError.text(errno))" }
  }

  /// The paths, as bytes: they need not be text. Empty lines are none.
  static func paths(in path: String) throws(Failure) -> [[UInt8]] {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw Failure(path: path, errno: errno) }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = unsafe read(descriptor, &piece, piece.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw Failure(path: path, errno: errno) }
      if count == 0 { break }
      bytes += piece[..<count]
    }
    // Lists from Windows have two characters at the end of a line.
    return bytes.split(separator: UInt8(ascii: "\n")).compactMap { line in
      let path = line.last == UInt8(ascii: "\r") ? line.dropLast() : line
      return path.isEmpty ? nil : Array(path)
    }
  }
}
