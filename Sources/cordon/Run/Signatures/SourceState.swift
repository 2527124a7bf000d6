import Configuration
import Glibc
import Primitives
import Signatures

/// What the files that signatures come from look like from outside: where that has not changed, their
/// content has not.
struct SourceState: Equatable {
  /// One file.
  struct File: Equatable {
    var path: String
    var device: UInt64
    var inode: UInt64
    var bytes: Int64
    /// When its content changed, and when anything of it did, in nanoseconds since 1970.
    var contentNanoseconds: Int64
    var statusNanoseconds: Int64
  }

  /// The files that the database is compiled from; empty where the directory cannot be listed.
  var sources: [File] = []
  /// The built database, if one is named and there.
  var built: File?

  /// Nothing is there.
  init() {}

  /// Looks at them now.
  init(_ source: SignatureSource) {
    if let directory = source.directory {
      sources = ((try? SignatureSet.files(ofDirectory: directory)) ?? []).compactMap(File.init)
    }
    built = source.file.flatMap { File(path: $0) }
  }

  private var files: [File] { sources + (built.map { [$0] } ?? []) }

  /// Whether a file has changed so lately that it may be being written.
  func isFresh(quietNanoseconds: Int64) -> Bool {
    let now = Int64(clamping: Clock.wallNanoseconds())
    // A file from the future says nothing.
    return files.contains {
      $0.contentNanoseconds <= now && $0.contentNanoseconds > now - quietNanoseconds
    }
  }

  /// Whether there is a built database, and a source is newer.
  var isBuiltOlder: Bool {
    guard let built else { return false }
    return sources.contains { $0.contentNanoseconds > built.contentNanoseconds }
  }
}

extension SourceState.File {
  /// Looks at a file; `nil` where there is none.
  init?(path: String) {
    var status = stat()
    guard unsafe stat(path, &status) == 0 else { return nil }
    self.init(
      path: path, device: UInt64(status.st_dev), inode: UInt64(status.st_ino),
      bytes: Int64(status.st_size), contentNanoseconds: Self.nanoseconds(status.st_mtim),
      statusNanoseconds: Self.nanoseconds(status.st_ctim))
  }

  private static func nanoseconds(_ time: timespec) -> Int64 {
    Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec)
  }
}
