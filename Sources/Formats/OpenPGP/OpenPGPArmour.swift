/// OpenPGP as text: base64 between lines of hyphens, behind fields. Source: RFC 9580, section 6.2.
public struct OpenPGPArmour: Hashable, Sendable {
  /// What the base64 stands for.
  public let bytes: [UInt8]
  /// Where the line behind it begins.
  public let end: Int

  /// The next in a text, from a place on; `nil` where there is none. Signed texts are as they are, but for what
  /// signs them.
  public static func next(in text: Span<UInt8>, from place: Int) -> OpenPGPArmour? {
    var from = place
    while let found = beginning.firstPlace(in: text, from: from) {
      from = found + 1
      if text.has("SIGNED MESSAGE", at: found + 15) { continue }
      return OpenPGPArmour(text, at: found)
    }
    return nil
  }

  private static let beginning = ByteSearch("-----BEGIN PGP ")

  private init(_ text: Span<UInt8>, at found: Int) {
    var place = Self.lineEnd(text, from: found)
    // Fields end with an empty line. Some writers leave out both.
    while place < text.count {
      let next = Self.lineEnd(text, from: place)
      guard text.extracting(place..<next).firstPlace(of: 0x3A) != nil else { break }
      place = next
    }
    var decoder = Sextets()
    // A sign of equality fills, or begins the checksum; a hyphen begins the last line.
    while let byte = text.byte(at: place), byte != 0x3D, byte != 0x2D {
      decoder.add(byte)
      place += 1
    }
    bytes = decoder.bytes
    end = place
  }

  /// Where the next line begins, behind one line break of any kind.
  private static func lineEnd(_ text: Span<UInt8>, from place: Int) -> Int {
    let end = text.nextLine(from: place)
    return text[end - 1] == 0x0D && text.byte(at: end) == 0x0A ? end + 1 : end
  }

  /// Base64 without anything else.
  private struct Sextets {
    private(set) var bytes: [UInt8] = []
    private var bits: UInt32 = 0
    private var count = 0

    mutating func add(_ byte: UInt8) {
      let value: UInt8
      switch byte {
      case 0x41...0x5A: value = byte - 0x41
      case 0x61...0x7A: value = byte - 0x61 + 26
      case 0x30...0x39: value = byte - 0x30 + 52
      case 0x2B: value = 62
      case 0x2F: value = 63
      default: return
      }
      bits = bits << 6 | UInt32(value)
      count += 6
      guard count >= 8 else { return }
      count -= 8
      bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
    }
  }
}
