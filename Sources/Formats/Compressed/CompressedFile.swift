public import Decoding

/// What compressed files show before they are decoded.
public enum CompressedFile {
  /// Whether a run of a coding seems to begin here: its first bytes are there, or the skippable frame of
  /// Zstandard and LZ4.
  public static func begins(_ bytes: Span<UInt8>, as coding: Coding) -> Bool {
    switch coding {
    case .gzip: isLittle16(bytes, 0x8B1F)
    case .bzip2:
      bytes.has("BZh", at: 0) && bytes.byte(at: 3).map { (0x31...0x39).contains($0) } ?? true
    case .xz: isLittle32(bytes, 0x587A_37FD) && bytes.little16(at: 4) == 0x005A
    case .lzip: bytes.has("LZIP", at: 0)
    case .zstd: isLittle32(bytes, 0xFD2F_B528) || isSkippableFrame(bytes)
    case .lz4: isLittle32(bytes, 0x184D_2204) || isSkippableFrame(bytes)
    case .compress: isLittle16(bytes, 0x9D1F)
    case .lzma: isLzma(bytes)
    case .deflate, .deflate64, .zlib, .zipLZMA, .brotli: false
    }
  }

  /// A frame of Zstandard and LZ4 that holds what decoders pass over. Source: RFC 8878, section 3.1.2.
  public static func isSkippableFrame(_ bytes: Span<UInt8>) -> Bool {
    bytes.little32(at: 0).map { $0 & 0xFFFF_FFF0 == 0x184D_2A50 } ?? false
  }

  /// Where the name lies that the header of a gzip member carries; empty where it has none. Source:
  /// RFC 1952, section 2.3.1.
  public static func gzipName(_ bytes: Span<UInt8>) -> Range<Int> {
    guard isLittle16(bytes, 0x8B1F), let flags = bytes.byte(at: 3), flags & 0x08 != 0,
      let start = gzipExtraEnd(bytes, flags), let end = bytes.firstPlace(of: 0, from: start)
    else { return 0..<0 }
    return start..<end
  }

  /// Where the data of a run begin, behind what no decoder gives out: the header of a gzip member with its
  /// extra field, its name and its comment, and frames that are skipped.
  public static func dataStart(_ run: Span<UInt8>, as coding: Coding) -> Int {
    if isSkippableFrame(run), coding == .zstd || coding == .lz4 { return run.count }
    guard coding == .gzip, let flags = run.byte(at: 3), let start = gzipExtraEnd(run, flags) else {
      return 0
    }
    var place = start
    for flag: UInt8 in [0x08, 0x10] where flags & flag != 0 {
      guard let end = run.firstPlace(of: 0, from: min(place, run.count)) else { return run.count }
      place = end + 1
    }
    return min(place, run.count)
  }

  private static func gzipExtraEnd(_ bytes: Span<UInt8>, _ flags: UInt8) -> Int? {
    guard flags & 0x04 != 0 else { return 10 }
    return bytes.little16(at: 10).map { 12 + Int($0) }
  }

  /// A `.lzma` file has no magic: properties in bounds, a dictionary of 2^n or 2^n + 2^(n-1) bytes, a size
  /// that is unknown or below 2^38, and a first byte of data that is zero.
  private static func isLzma(_ bytes: Span<UInt8>) -> Bool {
    guard bytes.count > 13, bytes[0] < 225, bytes[13] == 0, let dictionary = bytes.little32(at: 1),
      let size = bytes.little64(at: 5)
    else { return false }
    let isSizeLikely = size == .max || size < 1 << 38
    let highest = dictionary == 0 ? 0 : UInt32(1) << UInt32(31 - dictionary.leadingZeroBitCount)
    let isRound = dictionary == highest || dictionary == highest | highest >> 1
    return isSizeLikely && dictionary >= 4096 && (isRound || dictionary == .max)
  }

  private static func isLittle16(_ bytes: Span<UInt8>, _ value: UInt16) -> Bool {
    bytes.little16(at: 0) == value
  }

  private static func isLittle32(_ bytes: Span<UInt8>, _ value: UInt32) -> Bool {
    bytes.little32(at: 0) == value
  }
}
