public import Decoding

/// Rich Text as Outlook keeps it in mail: repeats are places in a ring of the last bytes, which begins with
/// what such texts often have. Source: [MS-OXRTFCP].
public enum CompressedRichText {
  private static let headerBytes = 16
  private static let ringBytes = 4096
  /// What the ring begins with: section 2.1.2.1.
  private static let beginning = Array(
    ("{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}"
      + "{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor MS Sans SerifSymbolArialTimes "
      + "New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par "
      + "\\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx").utf8)

  /// Whether bytes begin with a header of one, compressed or not.
  public static func isBeginning(_ bytes: Span<UInt8>) -> Bool {
    bytes.count >= headerBytes && (bytes.has("LZFu", at: 8) || bytes.has("MELA", at: 8))
  }

  /// What comes out. The checksum does not matter: readers do not ask for it.
  public static func decompress(_ bytes: Span<UInt8>, bytesMax: Int) -> Decoded {
    guard isBeginning(bytes), let rawBytes = bytes.little32(at: 4) else {
      return Decoded(end: .damaged)
    }
    if bytes.has("MELA", at: 8) { return plain(bytes, rawBytes: Int(rawBytes), bytesMax: bytesMax) }
    var ring = beginning
    ring += [UInt8](repeating: 0, count: ringBytes - ring.count)
    var ringPlace = beginning.count
    var output: [UInt8] = []
    var place = headerBytes
    func put(_ byte: UInt8) {
      output.append(byte)
      ring[ringPlace] = byte
      ringPlace = (ringPlace + 1) % ringBytes
    }
    while place < bytes.count {
      let flags = bytes[place]
      place += 1
      for bit in 0..<8 {
        guard output.count < bytesMax else {
          return Decoded(bytes: output, consumedBytes: place, end: .limit)
        }
        if flags >> UInt8(bit) & 1 == 0 {
          guard let byte = bytes.byte(at: place) else { break }
          put(byte)
          place += 1
        } else {
          guard let token = bytes.big16(at: place) else { break }
          place += 2
          let from = Int(token >> 4)
          // A repeat of what comes next is the end.
          if from == ringPlace {
            return Decoded(bytes: output, consumedBytes: place, end: .complete)
          }
          for index in 0..<Int(token & 15) + 2 { put(ring[(from + index) % ringBytes]) }
        }
      }
    }
    // Without its end: whole all the same, where so much is there as the header says.
    let isWhole = output.count >= Int(rawBytes)
    return Decoded(
      bytes: output, consumedBytes: bytes.count, end: isWhole ? .complete : .truncated)
  }

  /// What is not compressed.
  private static func plain(_ bytes: Span<UInt8>, rawBytes: Int, bytesMax: Int) -> Decoded {
    let text = bytes.extracting(headerBytes...)
    let count = min(text.count, bytesMax)
    let end: DecodingEnd =
      count < text.count ? .limit : rawBytes > text.count ? .truncated : .complete
    return Decoded(
      bytes: [UInt8](copying: text.extracting(0..<count)), consumedBytes: headerBytes + count,
      end: end)
  }
}
