internal import CZlib

/// How decoding came to an end.
public enum DecodingEnd: UInt8, Hashable, Sendable {
  /// At the coding's own end; what it carries to check itself fits.
  case complete
  /// The input ended before.
  case truncated
  /// The input is no such coding, or its checksum does not fit.
  case damaged
  /// There is more than was asked for at most.
  case limit
}

/// What came out of one run of a coding.
public struct Decoded: Hashable, Sendable {
  /// The bytes: all of them where the end is `complete`, else those before what went wrong.
  public var bytes: [UInt8]
  /// How many bytes of the input were used.
  public var consumedBytes: Int
  /// Why there is no more.
  public var end: DecodingEnd

  /// What came out; see the properties.
  public init(bytes: [UInt8] = [], consumedBytes: Int = 0, end: DecodingEnd) {
    self.bytes = bytes
    self.consumedBytes = consumedBytes
    self.end = end
  }
}

/// Decodes runs of bytes that are in one place. Hostile input: only where little is at stake, in an
/// inspector.
public enum Decoder {
  /// Decodes one run: of files with several members, one member.
  ///
  /// - Parameters:
  ///   - input: begins with the coding's first byte; what follows its end is not looked at.
  ///   - bytesMax: no more is put out, nor is memory taken for more.
  public static func decode(_ input: Span<UInt8>, as coding: Coding, bytesMax: Int) -> Decoded {
    switch coding {
    case .deflate: Inflation.inflate(input, windowBits: -15, bytesMax: bytesMax)
    case .zlib: Inflation.inflate(input, windowBits: 15, bytesMax: bytesMax)
    case .gzip: Inflation.inflate(input, windowBits: 31, bytesMax: bytesMax)
    }
  }
}
