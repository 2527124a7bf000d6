import Glibc

/// The bytes of a file of bounded size.
enum FileContent {
  case bytes([UInt8])
  /// `errno`.
  case failed(Int32)
  case tooLarge

  /// Reads at most `bytesMax` bytes; never waits for a pipe's writer.
  static func read(path: String, bytesMax: Int) -> FileContent {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { return .failed(errno) }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var block = [UInt8](repeating: 0, count: 64 << 10)
    while true {
      let count = unsafe Glibc.read(descriptor, &block, block.count)
      if count == 0 { return .bytes(bytes) }
      if count < 0 {
        if errno == EINTR { continue }
        return .failed(errno)
      }
      bytes += block[..<count]
      if bytes.count > bytesMax { return .tooLarge }
    }
  }
}

/// What a file of bounded size holds.
enum FileText {
  case text(String)
  /// `errno`.
  case failed(Int32)
  case tooLarge
  /// Bytes that are not UTF-8, first in `line`.
  case notText(line: Int)

  /// Reads at most `bytesMax` bytes; never waits for a pipe's writer.
  static func read(path: String, bytesMax: Int) -> FileText {
    switch FileContent.read(path: path, bytesMax: bytesMax) {
    case .failed(let code): return .failed(code)
    case .tooLarge: return .tooLarge
    case .bytes(let bytes):
      if let text = String(validating: bytes, as: UTF8.self) { return .text(text) }
      let valid = validPrefix(of: bytes)
      return .notText(line: bytes[..<valid].count { $0 == 0x0A } + 1)
    }
  }

  /// How many bytes come before the first that is not UTF-8.
  private static func validPrefix(of bytes: [UInt8]) -> Int {
    var decoder = UTF8()
    var iterator = bytes.makeIterator()
    var count = 0
    while case .scalarValue(let scalar) = decoder.decode(&iterator) {
      count += String(Character(scalar)).utf8.count
    }
    return count
  }
}
