import Glibc

/// The few things that tests do with files.
enum Files {
  /// All of a file; nothing where there is none.
  static func bytes(_ path: String) -> [UInt8] {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return [] }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var part = [UInt8](repeating: 0, count: 64 << 10)
    while true {
      let count = unsafe part.withUnsafeMutableBytes {
        unsafe read(descriptor, $0.baseAddress!, $0.count)
      }
      guard count > 0 else { return bytes }
      bytes += part[..<count]
    }
  }

  /// All of a file as text.
  static func text(_ path: String) -> String { String(decoding: bytes(path), as: UTF8.self) }

  /// Makes or replaces a file.
  static func write(_ path: String, _ content: [UInt8]) throws {
    let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw Expired(description: "cannot write \(path): \(errno)") }
    defer { close(descriptor) }
    var start = 0
    while start < content.count {
      let count = unsafe content[start...].withUnsafeBytes {
        unsafe Glibc.write(descriptor, $0.baseAddress!, $0.count)
      }
      guard count > 0 else { throw Expired(description: "cannot write \(path): \(errno)") }
      start += count
    }
  }

  /// Makes or replaces a file of text.
  static func write(_ path: String, _ text: String) throws { try write(path, Array(text.utf8)) }

  /// The names in a directory.
  static func names(_ path: String) -> [String] {
    guard let directory = unsafe opendir(path) else { return [] }
    defer { unsafe closedir(directory) }
    var names: [String] = []
    while let entry = unsafe readdir(directory) {
      let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) {
        unsafe String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names
  }

  /// Where a symbolic link leads.
  static func linkTarget(_ path: String) -> String? {
    var target = [UInt8](repeating: 0, count: 4096)
    let count = unsafe target.withUnsafeMutableBytes { bytes in
      unsafe readlink(path, bytes.baseAddress!.assumingMemoryBound(to: CChar.self), bytes.count)
    }
    return count < 0 ? nil : String(decoding: target[..<count], as: UTF8.self)
  }

  /// Whether there is something at a path.
  static func exists(_ path: String) -> Bool { unsafe access(path, F_OK) == 0 }

  /// Removes a file, or a directory with all that it has.
  static func remove(_ path: String) {
    guard unsafe unlink(path) != 0 else { return }
    for name in names(path) { remove("\(path)/\(name)") }
    unsafe rmdir(path)
  }
}
