/// Where refused uploads are kept, encrypted, with their evidence; and how many.
public struct QuarantinePlace: Sendable, Equatable {
  /// An absolute path: a directory that is the service's alone.
  public var directory: String
  /// The absolute path of the public key for which they are encrypted.
  public var keyFile: String
  /// Bytes of all of them; past it the oldest are deleted. Protects the disk.
  public var bytesMax = 10 << 30
  /// How many; past it the oldest are deleted. Protects the time that a start takes.
  public var uploadsMax = 100_000
  /// How long one is kept. Protects those whose data it is.
  public var ageMaxMilliseconds = 30 * 86_400_000
  /// Bytes of one; a larger one is not kept. Protects the others.
  public var uploadBytesMax = 1 << 30
  /// Bytes in memory of those that wait for the disk, over all workers; past it they are not kept. Protects the
  /// memory of the host.
  public var waitingBytesMax = 64 << 20

  /// How many of a worker's wait for the disk at a time, with two descriptors each; past it they are not kept.
  public static let waitingUploadsMax = 128

  /// Uploads in `directory`, encrypted for the key in `keyFile`.
  public init(directory: String, keyFile: String) {
    self.directory = directory
    self.keyFile = keyFile
  }
}
