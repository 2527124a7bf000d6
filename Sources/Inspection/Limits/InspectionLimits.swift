/// What an inspection may take. Reaching a limit is never clean: it is an ``UnjudgedReason`` of its own.
public struct InspectionLimits: Hashable, Sendable {
  // The words in brackets are the limits' names in the configuration, where they have one.

  /// Contents in contents: the body is at depth 0 (`unpackDepthMax`).
  public var depthMax = 17
  /// Contents of one body, itself included (`unpackFilesMax`).
  public var filesMax = 10_000
  /// Bytes unpacked and decoded from one body, all together (`unpackBytesMax`).
  public var unpackedBytesMax = 400 << 20
  /// Bytes unpacked to one content (`unpackFileBytesMax`).
  public var fileBytesMax = 100 << 20
  /// How many times its packed size a content may have, once it has more than ``ratioFloorBytes``
  /// (`unpackRatioMax`).
  public var ratioMax = 250
  /// Contents of fewer bytes have any ratio: images of discs and sparse files are full of zeros. So many
  /// bytes are unpacked and scanned within a few hundredths of a second.
  public var ratioFloorBytes = 8 << 20
  /// All that is unpacked from a body may have ``ratioMax`` times its size, once it is more than this: many
  /// contents, each within its limits, and contents in contents, whose ratios multiply, end here.
  public var bodyRatioFloorBytes = 16 << 20
  /// Pictures in documents may have as many bytes as their width and height make, whatever they are packed
  /// to, and all of a body so many: a blank page that was scanned in colors, at 300 dots an inch, has 26 MB.
  public var pictureBytesMax = 64 << 20
  /// Bytes of a member's name (`unpackNameBytesMax`).
  public var nameBytesMax = 4096
  /// Whether the body's SHA-256 is wanted, whatever is found in it.
  public var wantsDigest = false
  /// Whether somebody asks what a file is that the body is, or has as a part, instead of having it delivered:
  /// inspecting goes on behind the first content that is infected, so that all are named, and all classes;
  /// each part of a form is a file, however it is described; and of files, and of what something is found in,
  /// digests are wanted.
  public var wantsFileReport = false
  /// Whether a multipart body is delivered as it is written anew, and how; `nil`: as it was received.
  public var canonical: CanonicalOrder?
  /// The types that files may be of; `nil` for all.
  public var allowedTypes: ContentTypes?
  /// Whether that goes for the members of archives as well.
  public var restrictsMembers = false
  /// Processor time of one inspection (`unpackTime`).
  public var timeMilliseconds = 10_000

  /// The defaults.
  public init() {}
}
