import Digests
import Glibc
import Primitives
import Proxy
import Telemetry

/// The file that keeps the calls of the month over restarts: a first line, and a line
/// `SHA256 YYYY-MM CALLS` for each key that has had calls.
struct QuotaFile {
  /// What a key has had.
  struct Entry: Equatable {
    var digest: Digest
    /// Months since year 0.
    var month: UInt64
    var used: Int
  }

  /// What is wrong with it.
  struct Failure: Error, CustomStringConvertible {
    var description: String
  }

  let path: String

  private static let firstLine = "cordon scan quotas 1"
  private static let bytesMax = 1 << 20

  /// What it says; nothing where it is not there.
  func read() throws -> [Entry] {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    if descriptor < 0, errno == ENOENT { return [] }
    guard descriptor >= 0 else { throw failure("cannot be read: \(SystemError.text(errno))") }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var block = [UInt8](repeating: 0, count: 64 << 10)
    while true {
      let count = unsafe Glibc.read(descriptor, &block, block.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw failure("cannot be read: \(SystemError.text(errno))") }
      if count == 0 { break }
      bytes += block[..<count]
      guard bytes.count <= Self.bytesMax else { throw failure("is too large") }
    }
    return try entries(String(decoding: bytes, as: UTF8.self))
  }

  private func entries(_ text: String) throws -> [Entry] {
    let lines = text.split(separator: "\n")
    guard lines.first.map({ $0 == Self.firstLine }) ?? false else { throw damaged(1) }
    return try lines.dropFirst().enumerated().map { number, line in
      guard let entry = Self.entry(line.split(separator: " ")) else { throw damaged(number + 2) }
      return entry
    }
  }

  private static func entry(_ words: [Substring]) -> Entry? {
    guard words.count == 3, let digest = Digest(hex: words[0].utf8), digest.algorithm == .sha256,
      let used = Int(words[2]), (0...KeyLedger.callsMax).contains(used)
    else { return nil }
    let parts = words[1].split(separator: "-").compactMap { UInt64($0) }
    guard parts.count == 2, (1970...9999).contains(parts[0]), (1...12).contains(parts[1]) else {
      return nil
    }
    return Entry(digest: digest, month: parts[0] * 12 + parts[1] - 1, used: used)
  }

  private func damaged(_ line: Int) -> Failure {
    failure("is damaged in line \(line): remove it to begin with no calls")
  }

  private func failure(_ what: String) -> Failure {
    Failure(description: "scanAPI.quotasFile: \(path) \(what)")
  }

  /// The text of entries.
  static func text(_ entries: [Entry]) -> String {
    var text = firstLine + "\n"
    for entry in entries {
      let month = entry.month % 12 + 1
      text +=
        "\(entry.digest.hex) \(entry.month / 12)-\(month < 10 ? "0" : "")\(month) \(entry.used)\n"
    }
    return text
  }

  /// Replaces the file: there is the old one or the new one at any moment, whatever happens.
  func write(_ text: String) throws {
    let other = path + ".new"
    let descriptor = unsafe open(
      other, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { throw failure("cannot be written: \(SystemError.text(errno))") }
    let bytes = Array(text.utf8)
    do throws(Errno) {
      defer { close(descriptor) }
      try Descriptor(descriptor).writeAll(bytes.span)
      guard fsync(descriptor) == 0 else { throw .last }
    } catch {
      throw failure("cannot be written: \(error)")
    }
    guard unsafe rename(other, path) == 0 else {
      throw failure("cannot be written: \(SystemError.text(errno))")
    }
    syncDirectory()
  }

  /// Without it, the new name may be lost with the power, and the old file comes back: that is old, and whole.
  private func syncDirectory() {
    let directory = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
    let descriptor = unsafe open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    fsync(descriptor)
    close(descriptor)
  }
}
