public import Primitives

/// What a proxy says, at the beginning of a connection, of the client that it stands for: the PROXY
/// protocol of HAProxy, versions 1 (text) and 2 (binary).
///
/// It is read strictly. A header must be as the protocol's text has it, byte for byte, and what is wrong in
/// it is never taken for something else: not for a request, and not for a header without addresses.
public struct ProxyHeader: Hashable, Sendable {
  /// The client's end of its connection, and the one that it connected to.
  public struct Ends: Hashable, Sendable {
    /// Where the client is.
    public var client: ConnectionEnd
    /// What it connected to.
    public var server: ConnectionEnd

    /// Both ends.
    public init(client: ConnectionEnd, server: ConnectionEnd) {
      self.client = client
      self.server = server
    }
  }

  /// The ends of the client's connection; `nil` where nothing is said of them that a proxy for TCP can use:
  /// the proxy speaks for itself (LOCAL, as its health checks do), does not know (UNKNOWN, AF_UNSPEC), or
  /// its client comes over a Unix socket or by datagrams. The connection's own ends count then.
  public var ends: Ends?

  /// A header.
  public init(ends: Ends?) { self.ends = ends }

  /// The longest header of version 1, its CRLF included.
  public static let textBytesMax = 107
  /// The longest header of version 2 that is taken, all of its TLVs included. The protocol allows 65,551
  /// bytes, but those of real proxies have a few hundred; it must fit into a worker's smallest block.
  public static let bytesMax = 4096

  /// Reads a header at the beginning of a connection.
  ///
  /// However the bytes are cut, the answer is the same: call it with all of them each time that there are more.
  ///
  /// - Parameter bytes: all that has been received, contiguous, from the first byte of the connection.
  public static func read(_ bytes: Span<UInt8>) -> ProxyHeaderProgress {
    guard bytes.count > 0 else { return .incomplete }
    let isText = bytes[0] == UInt8(ascii: "P")
    let signatureBytes = isText ? textSignature.count : binarySignature.count
    for index in 0..<min(bytes.count, signatureBytes)
    where bytes[index] != (isText ? textSignature[index] : binarySignature[index]) {
      return .failed(.missing)
    }
    guard bytes.count >= signatureBytes else { return .incomplete }
    return isText ? readText(bytes) : readBinary(bytes)
  }

  /// `PROXY` and a space.
  static let textSignature: InlineArray<6, UInt8> = [0x50, 0x52, 0x4F, 0x58, 0x59, 0x20]
  /// Bytes that no text protocol begins with.
  static let binarySignature: InlineArray<12, UInt8> = [
    0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A,
  ]
}
