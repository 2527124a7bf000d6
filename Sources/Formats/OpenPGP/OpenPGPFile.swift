public import Decoding

/// What files of OpenPGP begin with, and how they are compressed. Source: RFC 9580.
public enum OpenPGPFile {
  /// Whether bytes begin as a message, a signature or a key does. One byte tells little, so what follows it
  /// must be as the packet has it.
  public static func isBeginning(_ bytes: Span<UInt8>) -> Bool {
    guard bytes.count >= Self.bytesMin, bytes[0] & 0x80 != 0,
      let packet = OpenPGPPacket(bytes, at: 0)
    else { return false }
    let body = packet.body(of: bytes, first: Self.headBytes)
    switch packet.tag {
    case 1: return isKey(body.span)
    case 3: return isPasswordKey(body.span)
    case 4: return isOnePass(body.span)
    case 2: return isSignature(body.span)
    case 5, 6: return isCertificate(body.span) && isFollowed(packet, bytes)
    case 8: return isCompressed(packet, bytes)
    case 10: return body == Array("PGP".utf8)
    case 11: return isLiteral(body.span) && isFollowed(packet, bytes)
    // Without a key before them these are for passwords: nothing but their length tells the first.
    case 9: return packet.isSized && packet.isWhole && packet.range.upperBound == bytes.count
    case 18:
      return (1...2).contains(body.first ?? 0) && packet.isSized && isFollowed(packet, bytes)
    case 20: return body.first == 1 && isCipher(body.span.byte(at: 1)) && isFollowed(packet, bytes)
    default: return false
    }
  }

  /// How the body of a compressed packet is, behind its first byte; `nil` where it is as it is, or by what
  /// nobody knows.
  public static func coding(_ algorithm: UInt8) -> Coding? {
    switch algorithm {
    case 1: .deflate
    case 2: .zlib
    case 3: .bzip2
    default: nil
    }
  }

  private static let bytesMin = 8
  /// So much of a packet is looked at.
  private static let headBytes = 16

  private static func isCipher(_ number: UInt8?) -> Bool {
    number.map { (1...13).contains($0) } ?? false
  }

  private static func isPublic(_ number: UInt8?) -> Bool {
    number.map { (1...3).contains($0) || (16...28).contains($0) } ?? false
  }

  private static func isHash(_ number: UInt8?) -> Bool {
    number.map { (1...14).contains($0) } ?? false
  }

  /// A session's key for somebody's key: a version, an identifier, an algorithm.
  private static func isKey(_ body: Span<UInt8>) -> Bool {
    switch body.byte(at: 0) {
    case 2, 3: isPublic(body.byte(at: 9))
    case 6: body.byte(at: 1).map { $0 == 0 || $0 == 21 || $0 == 33 } ?? false
    default: false
    }
  }

  /// A session's key for a password: a version, a cipher, a way from one to the other.
  private static func isPasswordKey(_ body: Span<UInt8>) -> Bool {
    switch body.byte(at: 0) {
    case 4, 5: isCipher(body.byte(at: 1))
    case 6: isCipher(body.byte(at: 2))
    default: false
    }
  }

  private static func isOnePass(_ body: Span<UInt8>) -> Bool {
    guard let version = body.byte(at: 0), version == 3 || version == 6,
      let kind = body.byte(at: 1), kind <= 1
    else { return false }
    return isHash(body.byte(at: 2)) && isPublic(body.byte(at: 3))
  }

  private static func isSignature(_ body: Span<UInt8>) -> Bool {
    switch body.byte(at: 0) {
    case 2, 3: body.byte(at: 1) == 5 && isPublic(body.byte(at: 15))
    case 4, 5, 6:
      (body.byte(at: 1).map { $0 <= 0x50 } ?? false) && isPublic(body.byte(at: 2))
        && isHash(body.byte(at: 3))
    default: false
    }
  }

  private static func isCertificate(_ body: Span<UInt8>) -> Bool {
    switch body.byte(at: 0) {
    case 2, 3: isPublic(body.byte(at: 7))
    case 4, 5, 6: isPublic(body.byte(at: 5))
    default: false
    }
  }

  private static func isLiteral(_ body: Span<UInt8>) -> Bool {
    guard let kind = body.byte(at: 0), body.byte(at: 1) != nil else { return false }
    // Binary, text, text in UTF-8, local, of a message of MIME.
    return [0x62, 0x74, 0x75, 0x6C, 0x31, 0x6D].contains(kind)
  }

  /// Whether a packet goes to the end, or another follows.
  private static func isFollowed(_ packet: OpenPGPPacket, _ bytes: Span<UInt8>) -> Bool {
    let end = packet.range.upperBound
    return packet.isWhole && (end == bytes.count || OpenPGPPacket(bytes, at: end) != nil)
  }

  /// What is compressed begins as a packet does.
  private static func isCompressed(_ packet: OpenPGPPacket, _ bytes: Span<UInt8>) -> Bool {
    let body = packet.body(of: bytes, first: Self.compressedBytes)
    guard let algorithm = body.first else { return false }
    let packed = body.span.extracting(1...)
    if algorithm == 0 { return isFollowed(packet, bytes) && isPacket(packed.byte(at: 0)) }
    // Blocks of bzip2 are as long as they are: nothing comes out of a part of one.
    if algorithm == 3 { return packed.has("BZh", at: 0) }
    guard let coding = coding(algorithm) else { return false }
    let decoded = Decoder.decode(packed, as: coding, bytesMax: 1)
    return isPacket(decoded.bytes.first)
  }

  /// Enough of what is compressed for a byte to come out: a table of codes, and a code.
  private static let compressedBytes = 1024

  private static func isPacket(_ header: UInt8?) -> Bool {
    guard let header, header & 0x80 != 0 else { return false }
    return header & 0x40 != 0 || header >> 2 & 0x0F != 0
  }
}
