/// A member of an archive, as its header describes it.
public struct ArchiveEntry: Hashable, Sendable {
  /// What unpacking it makes.
  public enum Kind: UInt8, Hashable, Sendable {
    case file, directory, symbolicLink, hardLink
    /// A device, a pipe or a socket.
    case device
  }

  /// Its name, in UTF-8 where it could be told, else as it is. Hostile.
  public var name: [UInt8]
  /// What a link leads to; empty for others, and where it is the data.
  public var linkTarget: [UInt8]
  /// What unpacking it makes.
  public var kind: Kind
  /// How many bytes its data are, by its header; 0 where that does not say it.
  public var byteCount: Int
  /// Whether its data are encrypted.
  public var isEncrypted: Bool
}

/// Why an archive, or a member of it, cannot be read.
public enum ArchiveFault: UInt8, Hashable, Sendable {
  /// It is not as its format has it.
  case damaged
  /// It is encrypted.
  case encrypted
  /// It uses what is not read here.
  case unsupported
  /// It needs more memory than there is.
  case memory
}
