import Glibc

/// What a process says of its seeds, in a file that its parent reads: `seed N` before each, `fault
/// TEXT` for each that went wrong, `tally NAME N` and `done` at the end. A process that trapped leaves
/// a report without an end.
struct SeedReport {
  private(set) var lastSeed: UInt64 = 0
  private(set) var faults: [String] = []
  private(set) var isDone = false
  /// What happened in all of them together.
  private(set) var tally: [String: Int] = [:]

  /// Reads what a process left.
  init(path: String) {
    let file = unsafe open(path, O_RDONLY)
    guard file >= 0 else { return }
    defer { close(file) }
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = unsafe piece.withUnsafeMutableBytes {
        unsafe read(file, $0.baseAddress, $0.count)
      }
      guard count > 0 else { break }
      bytes += piece.prefix(count)
    }
    for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") { add(line) }
  }

  private mutating func add(_ line: Substring) {
    if line.hasPrefix("seed ") {
      lastSeed = UInt64(line.dropFirst(5)) ?? 0
    } else if line.hasPrefix("fault ") {
      faults.append(String(line.dropFirst(6)))
    } else if line.hasPrefix("tally ") {
      let words = line.split(separator: " ")
      tally[String(words[1]), default: 0] += Int(words[2]) ?? 0
    } else {
      isDone = true
    }
  }

  /// Writes one.
  struct Writer {
    private let file: Int32

    init(path: String) {
      file = unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
      precondition(file >= 0, "\(path) cannot be written")
    }

    func write(_ line: String) {
      let bytes = Array((line + "\n").utf8)
      let count = unsafe bytes.withUnsafeBytes {
        unsafe Glibc.write(file, $0.baseAddress, $0.count)
      }
      precondition(count == bytes.count)
    }
  }
}
