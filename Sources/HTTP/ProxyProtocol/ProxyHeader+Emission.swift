internal import Primitives

/// In which form a PROXY header is written.
public enum ProxyVersion: Sendable {
  /// A line of text.
  case text
  /// Version 2.
  case binary
}

extension ProxyHeader {
  /// The most bytes that are written of one.
  public static let emissionBytesMax = textBytesMax

  /// Writes the header for an upstream. Without ends it says that the client is not known.
  ///
  /// - Parameter isLocal: whether the proxy speaks for itself, as in a health check: LOCAL in version 2,
  ///   and UNKNOWN in version 1, which knows no other word for it.
  /// - Returns: whether all fitted.
  @discardableResult
  public func emit(_ version: ProxyVersion, isLocal: Bool = false, into writer: inout ByteWriter)
    -> Bool
  {
    switch version {
    case .text: emitText(into: &writer)
    case .binary: emitBinary(isLocal: isLocal, into: &writer)
    }
    return writer.isWhole
  }

  private func emitText(into writer: inout ByteWriter) {
    guard let ends else {
      writer.append("PROXY UNKNOWN\r\n")
      return
    }
    let isIPv4 = ends.areIPv4
    writer.append(isIPv4 ? "PROXY TCP4 " : "PROXY TCP6 ")
    Self.append(ends.client.address, isMapped: !isIPv4, to: &writer)
    Self.append(ends.server.address, isMapped: !isIPv4, to: &writer)
    writer.appendDecimal(UInt64(ends.client.port))
    writer.append(Byte.space)
    writer.appendDecimal(UInt64(ends.server.port))
    writer.append("\r\n")
  }

  /// Both addresses of a header are of one family: an IPv4 one beside an IPv6 one is written as it is mapped.
  private static func append(
    _ address: IPAddress, isMapped: Bool, to writer: inout ByteWriter
  ) {
    if isMapped, address.isIPv4 { writer.append("::ffff:") }
    writer.append(address)
    writer.append(Byte.space)
  }

  private func emitBinary(isLocal: Bool, into writer: inout ByteWriter) {
    writer.append(Self.binarySignature.span)
    writer.append(UInt8(isLocal ? 0x20 : 0x21))
    guard let ends, !isLocal else {
      for _ in 0..<3 { writer.append(UInt8(0)) }
      return
    }
    let width = ends.areIPv4 ? 4 : 16
    writer.append(UInt8(ends.areIPv4 ? 0x11 : 0x21))
    Self.append(UInt128(2 * width + 4), bytes: 2, to: &writer)
    let (client, server) = (ends.client.address, ends.server.address)
    Self.append(ends.areIPv4 ? client.bits : client.ipv6, bytes: width, to: &writer)
    Self.append(ends.areIPv4 ? server.bits : server.ipv6, bytes: width, to: &writer)
    Self.append(UInt128(ends.client.port), bytes: 2, to: &writer)
    Self.append(UInt128(ends.server.port), bytes: 2, to: &writer)
  }

  /// A number, its high byte first.
  private static func append(_ number: UInt128, bytes: Int, to writer: inout ByteWriter) {
    for place in stride(from: bytes - 1, through: 0, by: -1) {
      writer.append(UInt8(truncatingIfNeeded: number >> UInt128(8 * place)))
    }
  }
}

extension ProxyHeader.Ends {
  /// Whether IPv4 can say both.
  fileprivate var areIPv4: Bool { client.address.isIPv4 && server.address.isIPv4 }
}

extension ByteWriter {
  /// Appends an address as text; false where it does not fit.
  @discardableResult
  mutating func append(_ address: IPAddress) -> Bool {
    let text = IPAddressText(address)
    return append(text.span)
  }
}
