/// Whether a file of images, sound, film or letters is what its type must be, and where it ends.
///
/// Viewers open much that the documents of the formats forbid, and so it is valid here: what is asked is
/// whether a file is of its type at all, not whether it was written well.
public struct MediaExtent: Hashable, Sendable {
  /// Whether readers of the type open it.
  public let isValid: Bool
  /// Where it ends by its own account, at most at the end of the bytes; `nil` where the type does not tell.
  public let end: Int?

  /// A file that is valid.
  static func valid(end: Int?) -> MediaExtent { MediaExtent(isValid: true, end: end) }
  /// A file that is not.
  static let invalid = MediaExtent(isValid: false, end: nil)
}

/// The types whose structure is checked.
public enum MediaFormat: Hashable, Sendable, CaseIterable {
  case png, jpeg, gif, bmp, tiff, icon
  case webp, wave, avi
  /// Boxes: MP4, QuickTime, HEIF, AVIF.
  case boxes
  case flac, ogg, mp3, matroska
  case sfnt, collection, woff, woff2
}

extension MediaExtent {
  /// Looks through a file of a type, from its first byte on. Each byte is passed over once at most, most
  /// are not looked at.
  public init(_ bytes: Span<UInt8>, as format: MediaFormat) {
    switch format {
    case .png: self = PNGFile.extent(bytes)
    case .jpeg: self = JPEGFile.extent(bytes)
    case .gif: self = GIFFile.extent(bytes)
    case .bmp: self = BitmapFile.extent(bytes)
    case .tiff: self = TIFFFile.extent(bytes)
    case .icon: self = IconFile.extent(bytes)
    case .webp: self = RIFFFile.extent(bytes, first: ["VP8 ", "VP8L", "VP8X"], isWhole: true)
    case .wave: self = RIFFFile.extent(bytes, first: [], isWhole: false)
    case .avi: self = RIFFFile.extent(bytes, first: ["LIST", "JUNK"], isWhole: false)
    case .boxes: self = BoxFile.extent(bytes)
    case .flac: self = SoundFile.flac(bytes)
    case .ogg: self = SoundFile.ogg(bytes)
    case .mp3: self = SoundFile.mp3(bytes)
    case .matroska: self = SoundFile.matroska(bytes)
    case .sfnt: self = FontFile.sfnt(bytes, at: 0)
    case .collection: self = FontFile.collection(bytes)
    case .woff: self = FontFile.woff(bytes, headerBytes: 44, entryBytes: 20)
    case .woff2: self = FontFile.woff(bytes, headerBytes: 48, entryBytes: 0)
    }
  }
}
