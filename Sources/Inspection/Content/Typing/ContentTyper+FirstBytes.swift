internal import Formats

extension ContentTyper {
  /// Images, audio, video, fonts and others, by their first bytes.
  static func typeByFirstBytes(of bytes: Span<UInt8>) -> ContentType? {
    guard let magic = bytes.big32(at: 0) else { return nil }
    switch bytes[0] {
    case 0x00: return zeroType(of: bytes, magic)
    case 0x0A: return isPCX(bytes) ? .pcx : nil
    case 0x1A: return magic == 0x1A45_DFA3 ? .matroska : nil
    case 0x21: return bytes.has("!BDN", at: 0) ? .outlookStore : nil
    case 0x23: return bytes.has("#!AMR", at: 0) ? .amr : nil
    case 0x25: return bytes.has("%PDF-", at: 0) ? .pdf : nil
    case 0x30: return magic == 0x3026_B275 ? .wma : nil
    case 0x38: return bytes.has("8BPS\0\u{1}", at: 0) ? .psd : nil
    case 0x42: return isBMP(bytes) ? .bmp : nil
    // An archive behind a header with a signature. Source: Chromium, `components/crx_file/`.
    case 0x43:
      guard bytes.has("Cr24", at: 0), let version = bytes.little32(at: 4) else { return nil }
      return (2...3).contains(version) ? .browserExtension : nil
    case 0x46: return letterF(bytes)
    case 0x47:
      return bytes.has("GIF87a", at: 0) || bytes.has("GIF89a", at: 0) ? .gif : transport(bytes)
    case 0x49, 0x4D: return tiffOrOthers(bytes, magic)
    case 0x4C where MarkupText.isEBCDIC(bytes): return .xml
    case 0x4C: return bytes.little32(at: 4) == 0x0002_1401 && magic == 0x4C00_0000 ? .shortcut : nil
    case 0x4F: return bytes.has("OggS", at: 0) ? .ogg : magic == 0x4F54_544F ? .openType : nil
    case 0x52: return riffType(of: bytes)
    case 0x53: return bytes.has("SQLite format 3\0", at: 0) ? .sqlite : nil
    case 0x66: return letterSmallF(bytes, magic)
    case 0x67: return bytes.has("gimp xcf ", at: 0) ? .xcf : nil
    case 0x74:
      return magic == 0x7472_7565 ? .trueType : magic == 0x7474_6366 ? .trueTypeCollection : nil
    case 0x77: return magic == 0x774F_4646 ? .woff : magic == 0x774F_4632 ? .woff2 : nil
    case 0x64:
      return bytes.has("d8:announce", at: 0) || bytes.has("d10:created", at: 0) ? .torrent : nil
    case 0x89: return magic == 0x8950_4E47 && bytes.big32(at: 4) == 0x0D0A_1A0A ? .png : nil
    case 0xA1, 0xD4: return magic == 0xA1B2_C3D4 || magic == 0xD4C3_B2A1 ? .pcap : nil
    case 0xD7: return magic == 0xD7CD_C69A ? .wmf : nil
    case 0xFF: return jpegOrAudio(bytes)
    default: return nil
    }
  }

  private static func zeroType(of bytes: Span<UInt8>, _ magic: UInt32) -> ContentType? {
    if bytes.has("ftyp", at: 4) { return boxType(of: bytes) }
    switch magic {
    case 0x0001_0000: return isSfnt(bytes) ? .trueType : nil
    case 0x0000_0100: return IconFile.isBeginning(bytes) ? .ico : nil
    case 0x0000_0200: return IconFile.isBeginning(bytes) ? .cur : nil
    case 0x0000_000C:
      if bytes.has("jP  ", at: 4) { return .jpeg2000 }
      return bytes.has("JXL ", at: 4) ? .jpegXL : nil
    case 0x0000_01BA, 0x0000_01B3: return .mpeg
    case 0x0100_0000: return nil
    default: break
    }
    if ["moov", "mdat", "wide", "free", "skip"].contains(where: { (name: StaticString) in
      bytes.has(name, at: 4)
    }) {
      return .quickTime
    }
    return nil
  }

  /// What the brand of a file of boxes says.
  private static func boxType(of bytes: Span<UInt8>) -> ContentType {
    let brand = bytes.big32(at: 8) ?? 0
    switch brand {
    case 0x6176_6966, 0x6176_6973: return .avif
    case 0x6865_6963, 0x6865_6978, 0x6865_7663, 0x6865_7678, 0x6D69_6631, 0x6D73_6631, 0x6865_696D,
      0x6865_6973:
      return .heif
    case 0x7174_2020: return .quickTime
    case 0x6A70_3220, 0x6A70_7820: return .jpeg2000
    default: return .mp4
    }
  }

  /// Some tables, of which the first has a name of letters: objects of .NET begin with the same bytes.
  private static func isSfnt(_ bytes: Span<UInt8>) -> Bool {
    guard let tables = bytes.big16(at: 4), tables > 0, tables < 256 else { return false }
    for place in 12..<16 {
      guard let byte = bytes.byte(at: place), (0x20...0x7E).contains(byte) else { return false }
    }
    return true
  }

  private static func isPCX(_ bytes: Span<UInt8>) -> Bool {
    guard bytes.count >= 128, bytes[1] <= 5, bytes[2] <= 1 else { return false }
    return [1, 2, 4, 8].contains(bytes[3]) && bytes[64] == 0
  }

  /// `BM`, and a header of a size that there is.
  private static func isBMP(_ bytes: Span<UInt8>) -> Bool {
    guard bytes.has("BM", at: 0), let size = bytes.little32(at: 14) else { return false }
    return [12, 16, 40, 52, 56, 64, 108, 124].contains(size)
  }

  private static func letterF(_ bytes: Span<UInt8>) -> ContentType? {
    if bytes.has("FLV\u{1}", at: 0) { return .flv }
    guard bytes.has("FORM", at: 0) else { return nil }
    return bytes.has("AIFF", at: 8) || bytes.has("AIFC", at: 8) ? .aiff : nil
  }

  private static func letterSmallF(_ bytes: Span<UInt8>, _ magic: UInt32) -> ContentType? {
    bytes.has("fLaC", at: 0) ? .flac : nil
  }

  /// Packets of 188 bytes, four of them.
  private static func transport(_ bytes: Span<UInt8>) -> ContentType? {
    for index in 0..<4 where bytes.byte(at: index * 188) != 0x47 { return nil }
    return .mpegTS
  }

  private static func tiffOrOthers(_ bytes: Span<UInt8>, _ magic: UInt32) -> ContentType? {
    switch magic {
    case 0x4949_2A00, 0x4D4D_002A, 0x4949_2B00, 0x4D4D_002B: return .tiff
    case 0x4D54_6864: return .midi
    default: break
    }
    if bytes.has("ID3", at: 0), let version = bytes.byte(at: 3), version <= 4 { return .mp3 }
    return nil
  }

  private static func riffType(of bytes: Span<UInt8>) -> ContentType? {
    guard bytes.has("RIFF", at: 0) || bytes.has("RIFX", at: 0) || bytes.has("RF64", at: 0) else {
      return nil
    }
    if bytes.has("WEBP", at: 8) { return .webp }
    if bytes.has("WAVE", at: 8) { return .wav }
    return bytes.has("AVI ", at: 8) ? .avi : nil
  }

  /// A JPEG's first marker; frames of audio: eleven bits, and fields that have such values.
  private static func jpegOrAudio(_ bytes: Span<UInt8>) -> ContentType? {
    if bytes[1] == 0xD8, bytes[2] == 0xFF { return .jpeg }
    if bytes.count >= 12, bytes.big16(at: 0) == 0xFF0A { return .jpegXL }
    if bytes[1] & 0xF6 == 0xF0 { return AudioFrames.isADTS(bytes) ? .aac : nil }
    return AudioFrames.isMPEG(bytes) ? .mp3 : nil
  }
}
