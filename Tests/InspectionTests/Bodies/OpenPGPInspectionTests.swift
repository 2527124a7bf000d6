import Testing

@testable import Inspection

/// Files of OpenPGP: what nobody needs a key for is read, and the rest is not clean.
@Suite struct OpenPGPInspectionTests {
  private static func stored(_ bytes: [UInt8]) -> [UInt8] {
    let (low, high) = (UInt8(bytes.count & 0xFF), UInt8(bytes.count >> 8))
    return [1, low, high, ~low, ~high] + bytes
  }

  /// A packet with a length of one byte, as it is written today.
  private static func packet(_ tag: UInt8, _ body: [UInt8]) -> [UInt8] {
    [0xC0 | tag, UInt8(body.count)] + body
  }

  /// A literal packet whose first piece has 512 bytes, and the planted text on its edge.
  private static let literal: [UInt8] = {
    let head: [UInt8] = [0x62, 5] + Array("a.txt".utf8) + [0x60, 0, 0, 0]
    let filling = [UInt8](repeating: 0x2E, count: 512 - head.count - 9)
    let body = head + filling + planted
    return [0xCB, 0xE9] + body[..<512] + [UInt8(body.count - 512)] + body[512...]
  }()

  private static let zlib: [UInt8] = {
    var (a, b) = (UInt32(1), UInt32(0))
    for byte in literal {
      a = (a + UInt32(byte)) % 65_521
      b = (b + a) % 65_521
    }
    return [0x78, 0x01] + stored(literal) + [b >> 8, b, a >> 8, a].map { UInt8($0 & 0xFF) }
  }()

  private static let onePass = packet(4, [3, 0, 8, 1, 1, 2, 3, 4, 5, 6, 7, 8, 1])

  private static let messages: [[UInt8]] = [
    literal, [0xA3, 1] + stored(literal), [0xA3, 2] + zlib,
    [0xC8, 0xFF, 0, 0] + [UInt8((zlib.count + 1) >> 8), UInt8((zlib.count + 1) & 0xFF), 2] + zlib,
    onePass + literal, packet(10, Array("PGP".utf8)) + literal,
  ]

  @Test(arguments: messages) func whatNeedsNoKeyIsRead(_ message: [UInt8]) throws {
    for body in [message, armoured(message)] {
      let record = try inspect(body)
      #expect(record.contents[0].type == .pgp)
      #expect(record.isInfected && record.reasons.isEmpty)
      #expect(record.contents.contains { $0.name == Array("a.txt".utf8) })
    }
  }

  private static let random = (0..<40).map { UInt8(($0 * 151 + 17) & 0xFF) }

  private static let encrypted: [[UInt8]] = [
    // For a password, and for a key.
    packet(3, [4, 9, 3, 8, 1, 2, 3, 4, 5, 6, 7, 8, 0x60]) + packet(18, [1] + random),
    packet(1, [3, 1, 2, 3, 4, 5, 6, 7, 8, 1, 0, 8, 0xFF]) + packet(18, [1] + random),
    [0x8C, 13, 4, 9, 3, 8, 1, 2, 3, 4, 5, 6, 7, 8, 0x60] + [0xA7] + random,
    packet(9, random), packet(18, [1] + random), packet(20, [1, 9, 2, 10] + random),
  ]

  @Test(arguments: encrypted) func whatNeedsAKeyIsEncrypted(_ message: [UInt8]) throws {
    for body in [message, armoured(message)] {
      let record = try inspect(body)
      #expect(record.contents[0].type == .pgp)
      #expect(record.reasons == UnjudgedReasons(.encrypted))
      #expect(record.classes == ThreatClasses(.passwordProtected))
    }
  }

  @Test func otherBytesAreNoPackets() throws {
    for bytes: [UInt8] in [[0xC3, 0xA9] + Array(" est une lettre".utf8), [0xA3, 1] + Self.random] {
      let record = try inspect(bytes)
      #expect(record.contents[0].type != .pgp && record.reasons.isEmpty)
    }
  }

  /// They begin like messages that are encrypted, and are shorter than any.
  @Test(arguments: ["yQ4RqD/WbQSbMslg944lvA==", "ww4ECRGoP9ZtBJsyyWD3jg=="])
  func identifiersInTextAreNoMessages(_ identifier: String) throws {
    for text in ["<a href=\"#\(identifier)\">b</a>", "{\"id\": \"\(identifier)\"}"] {
      #expect(try inspect(Array(text.utf8)).reasons.isEmpty)
    }
  }

  /// Readers look for where it begins, and lines may be of any length.
  @Test func aTextHasItAnywhere() throws {
    let text = armoured([0xA3, 1] + Self.stored(Self.literal))
    let fieldBytes = 51
    var short = Array("Some words.\n\n".utf8) + text[..<fieldBytes]
    for sign in text[fieldBytes...] { short += sign == 0x41 ? [sign, 0x0A] : [sign] }
    let record = try inspect(short)
    #expect(record.contents[0].type == .text && record.isInfected)
  }

  @Test func damagedPacketsAreNotClean() throws {
    let message = [0xA3, 1] + Self.stored(Self.literal).dropLast(4)
    #expect(try inspect(message).reasons == UnjudgedReasons(.damaged))
  }

  private func armoured(_ bytes: [UInt8]) -> [UInt8] {
    let signs = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    var text = Array("-----BEGIN PGP MESSAGE-----\r\nComment: of a test\r\n\r\n".utf8)
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let group = Array(bytes[start..<min(start + 3, bytes.count)])
      let bits = group.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - group.count))
      text += (0..<4).map { $0 <= group.count ? signs[bits >> (18 - 6 * $0) & 63] : 0x3D }
      if start % 48 == 45 { text += [0x0D, 0x0A] }
    }
    return text + Array("\r\n=aaaa\r\n-----END PGP MESSAGE-----\r\n".utf8)
  }
}

/// Mail that is encrypted.
@Suite struct EncryptedMailTests {
  @Test(arguments: [
    "multipart/encrypted; protocol=\"application/pgp-encrypted\"; boundary=b",
    "application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m",
    "application/x-pkcs7-mime; smime-type=\"AuthEnveloped-Data\"",
  ])
  func whatIsSaidToBeEncryptedIs(_ type: String) throws {
    let mail =
      "From: a\r\nMIME-Version: 1.0\r\nContent-Type: \(type)\r\n\r\n--b\r\n\r\nx\r\n--b--\r\n"
    let record = try inspect(Array(mail.utf8))
    #expect(record.reasons.contains(UnjudgedReasons(.encrypted)))
    #expect(record.classes.contains(ThreatClasses(.passwordProtected)))
  }

  /// Enveloped, encrypted and with authentication: by their identifiers alone; inside a signature too.
  @Test(
    arguments: [
      [0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x07, 0x03],
      [0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x07, 0x06],
      [0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x09, 0x10, 0x01, 0x17],
    ] as [[UInt8]])
  func messagesOfCMSThatAreEncryptedAreNotClean(_ identifier: [UInt8]) throws {
    func element(_ tag: UInt8, _ content: [UInt8]) -> [UInt8] {
      [tag, UInt8(content.count)] + content
    }
    let message = element(
      0x30, element(6, identifier) + element(0xA0, element(0x30, element(2, [0]))))
    #expect(try inspect(message).reasons == UnjudgedReasons(.encrypted))
    let signedData: [UInt8] = [0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x07, 0x02]
    let carried = element(0x30, element(6, identifier) + element(0xA0, element(4, [1, 2, 3])))
    let signed = element(
      0x30,
      element(6, signedData)
        + element(0xA0, element(0x30, element(2, [1]) + element(0x31, []) + carried)))
    #expect(try inspect(signed).reasons == UnjudgedReasons(.encrypted))
  }
}
