import Decoding
import Formats

/// Small files of each type, built as their writers do.
enum MediaSamples {
  static func big(_ value: Int, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * (count - 1 - $0))) }
  }

  static func little(_ value: Int, _ count: Int) -> [UInt8] { big(value, count).reversed() }

  static func chunk(_ name: String, _ data: [UInt8]) -> [UInt8] {
    let body = Array(name.utf8) + data
    return big(data.count, 4) + body + big(Int(Checksum.crc32(body.span)), 4)
  }

  static let png: [UInt8] =
    [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
    + chunk("IHDR", big(1, 4) + big(1, 4) + [8, 0, 0, 0, 0]) + chunk("tEXt", [0x61, 0, 0x62])
    + chunk("IDAT", [0x78, 0x9C, 0x63, 0, 0, 0, 2, 0, 1]) + chunk("IEND", [])

  static let jpeg: [UInt8] =
    [0xFF, 0xD8, 0xFF, 0xE0, 0, 4, 1, 2, 0xFF, 0xC0, 0, 5, 8, 0, 1, 0xFF, 0xDA, 0, 3, 1]
    + [1, 2, 0xFF, 0, 3, 0xFF, 0xD0, 4, 0xFF, 0xD9]

  static let gif: [UInt8] =
    Array("GIF89a".utf8) + [1, 0, 1, 0, 0x80, 0, 0, 0, 0, 0, 255, 255, 255, 0x21, 0xFE, 1, 0x61, 0]
    + [0x2C, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x44, 1, 0, 0x3B]

  static let bmp: [UInt8] =
    Array("BM".utf8) + little(58, 4) + little(0, 4) + little(54, 4) + little(40, 4) + little(1, 4)
    + little(1, 4) + little(1, 2) + little(24, 2) + little(0, 24) + [1, 2, 3, 0]

  static let tiff: [UInt8] =
    Array("II".utf8) + little(42, 2) + little(8, 4) + little(1, 2)
    + [UInt8](repeating: 0, count: 12)
    + little(0, 4)

  static let icon: [UInt8] =
    [0, 0, 1, 0, 1, 0, 1, 1, 0, 0, 1, 0, 32, 0] + little(40, 4) + little(22, 4) + little(40, 4)
    + [UInt8](repeating: 0, count: 36)

  static func riff(_ kind: String, _ chunk: String) -> [UInt8] {
    let body = Array((kind + chunk).utf8) + little(4, 4) + [1, 2, 3, 4]
    return Array("RIFF".utf8) + little(body.count, 4) + body
  }

  static func box(_ name: String, _ data: [UInt8]) -> [UInt8] {
    big(data.count + 8, 4) + Array(name.utf8) + data
  }

  static let mp4 =
    box("ftyp", Array("isom".utf8) + [0, 0, 0, 0]) + box("moov", []) + box("mdat", [1, 2, 3])

  static let flac: [UInt8] = Array("fLaC".utf8) + [0x80, 0, 0, 1, 0, 0xFF, 0xF8, 0]

  static let ogg: [UInt8] = Array("OggS".utf8) + [UInt8](repeating: 0, count: 22) + [1, 2, 7, 7]

  /// A tag, and two frames of 128 kbit/s at 44.1 kHz.
  static let mp3: [UInt8] = {
    let frame: [UInt8] = [0xFF, 0xFB, 0x90, 0] + [UInt8](repeating: 0, count: 413)
    return Array("ID3".utf8) + [3, 0, 0, 0, 0, 0, 2, 1, 1] + frame + frame
  }()

  static let matroska: [UInt8] = [0x1A, 0x45, 0xDF, 0xA3, 0x82, 1, 2, 0x18, 0x53, 0x80, 0x67, 0x80]

  static let font: [UInt8] =
    big(0x0001_0000, 4) + big(1, 2) + big(0, 6) + big(0, 8) + big(28, 4) + big(4, 4) + [1, 2, 3, 4]

  static let collection: [UInt8] =
    Array("ttcf".utf8) + big(0x0001_0000, 4) + big(1, 4) + big(16, 4) + big(0x0001_0000, 4)
    + big(1, 2) + big(0, 6)
    + big(0, 8) + big(44, 4) + big(4, 4) + [1, 2, 3, 4]

  static let woff: [UInt8] =
    Array("wOFF".utf8) + big(0, 4) + big(68, 4) + big(1, 2) + big(0, 30) + big(0, 4) + big(64, 4)
    + big(4, 4)
    + big(4, 4) + big(0, 4) + [1, 2, 3, 4]

  static let woff2: [UInt8] = Array("wOF2".utf8) + big(0, 4) + big(48, 4) + big(1, 2) + big(0, 34)

  /// All of them; those that tell where they end with that.
  static let all: [(format: MediaFormat, bytes: [UInt8], tellsEnd: Bool)] = [
    (.png, png, true), (.jpeg, jpeg, true), (.gif, gif, true), (.bmp, bmp, true),
    (.tiff, tiff, false),
    (.icon, icon, true), (.webp, riff("WEBP", "VP8 "), true), (.wave, riff("WAVE", "fmt "), true),
    (.avi, riff("AVI ", "LIST"), true), (.boxes, mp4, true), (.flac, flac, false),
    (.ogg, ogg, true),
    (.mp3, mp3, false), (.matroska, matroska, false), (.sfnt, font, true),
    (.collection, collection, true),
    (.woff, woff, true), (.woff2, woff2, true),
  ]
}
