/// Frames of MPEG audio, which begin with eleven or twelve bits set. Sources: ISO/IEC 11172-3, 2.4.1.3;
/// ISO/IEC 13818-7, 6.2.
public enum AudioFrames {
  /// Whether two frames of layers II or III follow one another at the beginning, or one is all there is.
  public static func isMPEG(_ bytes: Span<UInt8>) -> Bool {
    guard let length = mpegBytes(bytes, at: 0) else { return false }
    return length == bytes.count || mpegBytes(bytes, at: length) != nil
  }

  /// How long the frame at a place is, as its header says; `nil` where none begins. Layer I, which no file
  /// of today is of, begins like text in UTF-16.
  public static func mpegBytes(_ bytes: Span<UInt8>, at place: Int) -> Int? {
    guard let header = bytes.big32(at: place), header >> 21 == 0x7FF else { return nil }
    let version = Int(header >> 19 & 3)
    let layer = 4 - Int(header >> 17 & 3)
    let rate = Int(header >> 12 & 15)
    let frequency = Int(header >> 10 & 3)
    guard version != 1, layer == 2 || layer == 3, rate > 0, rate < 15, frequency < 3 else {
      return nil
    }
    let hertz = [44_100, 48_000, 32_000][frequency] >> (version == 3 ? 0 : version == 2 ? 1 : 2)
    let bits = kilobits(isFirst: version == 3, layer: layer)[rate] * 1000
    let padding = Int(header >> 9 & 1)
    let samples = layer == 3 && version != 3 ? 72 : 144
    return samples * bits / hertz + padding
  }

  private static func kilobits(isFirst: Bool, layer: Int) -> [Int] {
    switch (isFirst, layer) {
    case (true, 2): [0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384]
    case (true, _): [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320]
    case (false, _): [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160]
    }
  }

  /// Whether two frames of AAC in ADTS follow one another at the beginning.
  public static func isADTS(_ bytes: Span<UInt8>) -> Bool {
    guard let length = adtsBytes(bytes, at: 0) else { return false }
    return length == bytes.count || adtsBytes(bytes, at: length) != nil
  }

  /// How many frames of either kind follow one another at the beginning, at most so many.
  public static func count(_ bytes: Span<UInt8>, atMost most: Int) -> Int {
    var (place, found) = (0, 0)
    while found < most, let length = mpegBytes(bytes, at: place) ?? adtsBytes(bytes, at: place) {
      place += length
      found += 1
    }
    return found
  }

  private static func adtsBytes(_ bytes: Span<UInt8>, at place: Int) -> Int? {
    guard let first = bytes.big32(at: place), let second = bytes.big32(at: place + 4),
      first & 0xFFF6_0000 == 0xFFF0_0000, first >> 10 & 15 < 13
    else { return nil }
    let length = Int(first & 3) << 11 | Int(second >> 21)
    return length >= 7 ? length : nil
  }
}
