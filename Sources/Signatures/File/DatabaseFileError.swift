public import Hyperscan

/// Why a database file cannot be written or used.
public struct DatabaseFileError: Error, Equatable, CustomStringConvertible {
  /// The file's path, or what it is called where it has none.
  public var path: String
  /// What is wrong.
  public var reason: Reason

  /// What can be wrong with a database file.
  public enum Reason: Error, Equatable {
    /// It cannot be opened, with the `errno`.
    case open(errno: Int32)
    /// It cannot be read, with the `errno`.
    case read(errno: Int32)
    /// It cannot be written, with the `errno`: a full disk, for example.
    case write(errno: Int32)
    /// It is a directory, a device or a pipe.
    case notAFile
    /// There is no memory for what of it is resident, with the `errno`.
    case memory(errno: Int32)
    /// Hyperscan cannot compile the signatures, or does not take what was compiled.
    case compile(HyperscanError)
    /// It is no database of Cordon's.
    case notADatabase
    /// It has another version of the file format.
    case otherFormat(UInt32)
    /// Another version of Cordon wrote it.
    case otherCordon(String)
    /// It was compiled by another version of Hyperscan.
    case otherHyperscan(String)
    /// It was compiled for a CPU with instruction sets that this one lacks.
    case otherProcessor(missing: String)
    /// It is shorter than it was written.
    case truncated(expectedBytes: UInt64, actualBytes: UInt64)
    /// A part is not what was written.
    case damaged(String)
  }

  /// A reason for a path.
  public init(path: String, _ reason: Reason) {
    self.path = path
    self.reason = reason
  }

  public var description: String { "\(path): \(reason)" }

  /// Whether the file is sound, but not for this build or this CPU: to be built again.
  public var asksForRebuild: Bool {
    switch reason {
    case .otherFormat, .otherCordon, .otherHyperscan, .otherProcessor: true
    default: false
    }
  }
}

extension DatabaseFileError.Reason: CustomStringConvertible {
  public var description: String {
    switch self {
    case .open(let errno): "cannot open the signature database: \(systemMessage(errno))"
    case .read(let errno): "cannot read the signature database: \(systemMessage(errno))"
    case .write(let errno): "cannot write the signature database: \(systemMessage(errno))"
    case .notAFile: "not a regular file"
    case .memory(let errno): "no memory for the signature database: \(systemMessage(errno))"
    case .compile(let error): "cannot compile the signatures: \(error)"
    case .notADatabase: "not a signature database of Cordon"
    case .otherFormat(let version):
      "format \(version) of the signature database; this Cordon reads format "
        + "\(DatabaseHeader.formatVersion): build it again"
    case .otherCordon(let version):
      "the signature database was built by Cordon \(version): build it again with this one"
    case .otherHyperscan(let version):
      "the signature database was compiled by Hyperscan \(version): build it again"
    case .otherProcessor(let missing):
      "the signature database was compiled for a CPU with \(missing): build it again on this one"
    case .truncated(let expected, let actual):
      "the signature database is truncated: \(actual) of \(expected) bytes"
    case .damaged(let part): "the signature database is damaged: \(part)"
    }
  }
}
