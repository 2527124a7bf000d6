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
  /// It needs more memory than is given: a window or dictionary of unusual size.
  case memory
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
    case .deflate: inflate(input, windowBits: -15, bytesMax)
    case .deflate64: Deflate64.decode(input, bytesMax: bytesMax)
    case .zlib: inflate(input, windowBits: 15, bytesMax)
    case .gzip: inflate(input, windowBits: 31, bytesMax)
    case .bzip2: run(Bzip2(), input, bytesMax)
    case .xz: run(Lzma(.xz), input, bytesMax)
    case .lzma: run(Lzma(.alone), input, bytesMax)
    case .lzip: run(Lzma(.lzip), input, bytesMax)
    case .zipLZMA: Lzma.decodeZipMember(input, bytesMax: bytesMax)
    case .zstd: run(Zstandard(), input, bytesMax)
    case .lz4: run(LZ4(), input, bytesMax)
    case .brotli: run(Brotli(), input, bytesMax)
    case .compress: Compress.decode(input, bytesMax: bytesMax)
    }
  }

  /// Whether bytes that begin with the number of `compress` are likely to be such a file: two bytes tell
  /// little.
  public static func isLikelyCompress(_ input: Span<UInt8>) -> Bool { Compress.isLikely(input) }

  private static func inflate(_ input: Span<UInt8>, windowBits: Int32, _ bytesMax: Int) -> Decoded {
    run(Inflation(windowBits: windowBits), input, bytesMax)
  }

  /// A codec that there is no memory for is none.
  private static func run<Kind: Codec & ~Copyable>(
    _ codec: consuming Kind?, _ input: Span<UInt8>, _ bytesMax: Int
  ) -> Decoded {
    guard var codec = consume codec else { return Decoded(end: .memory) }
    return codec.decode(input, bytesMax: bytesMax)
  }
}
