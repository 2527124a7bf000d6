extension ContentType {
  /// Whether files of the type carry no others that are opened, run nothing, and need not be complete to be
  /// judged: pictures, sound, film, and data that nobody knows. What begins like one may be judged while it
  /// arrives; all other types are judged whole.
  public var isJudgedInPassing: Bool {
    switch self {
    case .unknown, .png, .jpeg, .bmp, .tiff, .webp, .psd, .jpeg2000, .jpegXL, .heif, .avif, .wav,
      .mp3,
      .flac, .ogg, .aac, .midi, .aiff, .amr, .mp4, .quickTime, .matroska, .avi, .flv, .mpeg,
      .mpegTS,
      .pcap:
      true
    default: false
    }
  }
}
