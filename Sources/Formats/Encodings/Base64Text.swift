/// Text in base64, in the readings that real decoders have of it. Source: RFC 4648.
///
/// All pass over line breaks or refuse the text. Else they part ways: a character outside the alphabet is
/// passed over, or is the end; after padding the text ends, begins anew, or goes on as if there were none;
/// `-` and `_` are worth what `+` and `/` are, or are outside the alphabet, or these are.
public struct Base64Text: Hashable, Sendable {
  /// What it stands for: characters outside the alphabet passed over, and begun anew after padding.
  public private(set) var bytes: [UInt8] = []
  /// What it stands for in other readings.
  public private(set) var otherReadings: [[UInt8]] = []
  /// Whether decoders read it in different ways.
  public private(set) var isAmbiguous = false
  /// Characters outside the alphabet, spaces within lines and paddings in the middle.
  public private(set) var strayCount = 0

  /// Decodes a text. Characters that do not fill a byte at its end are left.
  ///
  /// - Parameter hasSpaces: whether spaces within lines are passed over by all, as in mail.
  public init(_ text: Span<UInt8>, hasSpaces: Bool = false) {
    var decoding = Base64Decoding(byteCount: text.count / 4 * 3 + 3)
    decoding.hasSpaces = hasSpaces
    let values = Base64Alphabet.values
    decoding.decode(text, values.span)
    strayCount = decoding.strayCount
    let isMixed = decoding.hasPlainSigns && decoding.hasURLSigns
    isAmbiguous = strayCount > 0 || isMixed
    if let end = decoding.firstStrayByteCount, end > 0 {
      otherReadings.append(Array(decoding.bytes[..<end]))
    }
    if decoding.hasInnerPadding {
      var values = Base64Alphabet.values
      values[0x3D] = Base64Alphabet.other
      otherReadings.append(Self.bytes(text, values.span))
    }
    if isMixed {
      for outside in [[0x2D, 0x5F], [0x2B, 0x2F]] {
        var values = Base64Alphabet.values
        for byte in outside { values[byte] = Base64Alphabet.other }
        otherReadings.append(Self.bytes(text, values.span))
      }
    }
    bytes = decoding.finish()
  }

  private static func bytes(_ text: Span<UInt8>, _ values: Span<UInt8>) -> [UInt8] {
    var decoding = Base64Decoding(byteCount: text.count / 4 * 3 + 3)
    decoding.decode(text, values)
    return decoding.finish()
  }
}
