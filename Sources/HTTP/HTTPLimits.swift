/// How much of each thing a message may have. Every limit bounds memory or time that a stranger
/// could otherwise choose.
public struct HTTPLimits: Hashable, Sendable {
  /// Bytes of a head, from its first byte to its empty line inclusive. Protects the slot in which
  /// partial heads are collected. At most `headBytesCeiling`. Past it: 431.
  public var headBytesMax: Int

  /// Bytes of a request line without its CRLF. Protects routing and logs from targets as long as the
  /// head. Past it: 414.
  public var requestLineBytesMax: Int

  /// Fields in a head. Protects the walk over the fields, which is linear in their number, and sizes
  /// the preallocated field table. At most `fieldsCeiling`. Past it: 431.
  public var fieldsMax: Int

  /// Bytes of chunk extensions in a whole body, not per chunk: a limit per chunk would let a flood
  /// of small chunks carry any amount of unscanned, uncounted bytes. Past it: 400.
  public var chunkExtensionBytesMax: Int

  /// Framing bytes (sizes, extensions, CRLFs) that a chunked body may have beyond
  /// `chunkOverheadFactor` times its data. Protects the processor against floods of tiny chunks with
  /// padded sizes. Past it: 400.
  public var chunkOverheadBytesMax: Int

  /// Bytes of the trailer section, which is checked and dropped. Past it: 431.
  public var trailerBytesMax: Int

  /// Offsets in a head are 16 bits wide.
  public static let headBytesCeiling = 65_535

  /// Field indices are 16 bits wide, and more than this is no HTTP message that anyone sends.
  public static let fieldsCeiling = 4_096

  /// Framing bytes per byte of data that are always allowed. A body sent in chunks of one byte
  /// needs five: `1`, CRLF, CRLF.
  public static let chunkOverheadFactor: UInt64 = 8

  /// Empty lines tolerated before a request line. RFC 9112, section 2.2, asks for at least one,
  /// because old clients send a CRLF after a body that is not counted in its length. More is
  /// a stream of bytes that make no request: an idle connection that looks busy.
  public static let leadingEmptyLinesMax = 1

  /// Names in `Connection` that are not known fields. Each is compared with every field, so their
  /// number is the factor of a product that a client would choose. Past it: 400.
  public static let connectionOptionsMax = 16

  /// The defaults. Values past a ceiling are cut to it, negative ones to zero.
  public init(
    headBytesMax: Int = 16_384, requestLineBytesMax: Int = 8_192, fieldsMax: Int = 100,
    chunkExtensionBytesMax: Int = 4_096, chunkOverheadBytesMax: Int = 65_536,
    trailerBytesMax: Int = 8_192
  ) {
    self.headBytesMax = min(max(0, headBytesMax), Self.headBytesCeiling)
    self.requestLineBytesMax = max(0, requestLineBytesMax)
    self.fieldsMax = min(max(0, fieldsMax), Self.fieldsCeiling)
    self.chunkExtensionBytesMax = max(0, chunkExtensionBytesMax)
    self.chunkOverheadBytesMax = max(0, chunkOverheadBytesMax)
    self.trailerBytesMax = max(0, trailerBytesMax)
  }
}
