/// What documents of Hangul say of themselves: those in compound files in a stream of its own, older ones at
/// their beginning. Sources: Hancom, "Hangul Document File Formats", 5.0 revision 1.3 and 3.0 revision 1.2.
public struct HWPHeader: Hashable, Sendable {
  /// Whether text and files are packed by DEFLATE.
  public let isPacked: Bool
  /// Whether they are encrypted: with a password, a certificate, or by rights management.
  public let isEncrypted: Bool
  /// Whether the text is that of a document for distribution, which lies under a key that anybody can make,
  /// and is not opened here.
  public let isDistributed: Bool

  /// Reads the stream `FileHeader`; `nil` where it is another's.
  public init?(stream: Span<UInt8>) {
    guard stream.has("HWP Document File", at: 0), let flags = stream.little32(at: 36) else {
      return nil
    }
    isPacked = flags & 1 != 0
    isEncrypted = flags & (1 << 1 | 1 << 4 | 1 << 8 | 1 << 10) != 0
    isDistributed = flags & 1 << 2 != 0
  }
}

/// A document of Hangul of version 3: what lies before its text, and where that begins.
public struct HWP3Header: Hashable, Sendable {
  /// Whether the rest is packed by DEFLATE.
  public let isPacked: Bool
  /// Whether it needs a password.
  public let isEncrypted: Bool
  /// Where the text begins, or what it is packed to.
  public let end: Int

  /// Reads the beginning of a file; `nil` where it ends before its text.
  public init?(_ bytes: Span<UInt8>) {
    let information = Self.signatureBytes
    guard let password = bytes.little16(at: information + 96),
      let packed = bytes.byte(at: information + 124),
      let blockBytes = bytes.little16(at: information + 126)
    else { return nil }
    isEncrypted = password != 0
    isPacked = packed != 0
    end = information + Self.informationBytes + Self.summaryBytes + Int(blockBytes)
    guard end < bytes.count else { return nil }
  }

  private static let signatureBytes = 30
  private static let informationBytes = 128
  private static let summaryBytes = 1008
}
