import HTTP
import Primitives
import Testing

@Suite struct ProxyHeaderTests {
  private static func ends(_ client: String, _ server: String) -> ProxyHeader.Ends {
    ProxyHeader.Ends(client: SocketAddress(client)!.end!, server: SocketAddress(server)!.end!)
  }

  private static let ipv4 = ends("192.0.2.1:56324", "198.51.100.7:443")
  private static let ipv6 = ends("[2001:db8::1]:65535", "[2001:db8::2]:0")

  /// What is said of all of `bytes`, after seeing that each cut of them says the same.
  private static func read(_ bytes: [UInt8], followedBy rest: [UInt8] = []) -> ProxyHeaderProgress {
    let all = bytes + rest
    let whole = ProxyHeader.read(all.span)
    for count in 0..<all.count {
      let part = ProxyHeader.read(all.span.extracting(first: count))
      switch part {
      case .incomplete: break
      // As soon as it is known, it stays.
      case .complete, .failed: #expect(part == whole, "\(count) of \(all.count) bytes")
      }
    }
    return whole
  }

  // MARK: Version 1

  @Test(arguments: [
    ("PROXY TCP4 192.0.2.1 198.51.100.7 56324 443\r\n", ipv4 as ProxyHeader.Ends?),
    ("PROXY TCP6 2001:db8::1 2001:db8::2 65535 0\r\n", ipv6),
    ("PROXY TCP6 2001:0db8:0000:0000:0000:0000:0000:0001 2001:DB8::2 65535 0\r\n", ipv6),
    ("PROXY TCP6 ::ffff:192.0.2.1 ::ffff:198.51.100.7 56324 443\r\n", ipv4),
    ("PROXY UNKNOWN\r\n", nil),
    ("PROXY UNKNOWN ffff::1 ffff::2 65535 65535\r\n", nil),
    ("PROXY UNKNOWN what ever\r\n", nil),
  ])
  func aLineIsRead(line: String, ends: ProxyHeader.Ends?) {
    for rest in ["", "GET / HTTP/1.1\r\n", "\r\n\r\n"] {
      #expect(
        Self.read(Array(line.utf8), followedBy: Array(rest.utf8))
          == .complete(ProxyHeader(ends: ends), count: line.utf8.count))
    }
  }

  @Test(arguments: [
    ("GET / HTTP/1.1\r\n\r\n", ProxyFault.missing), ("POST", .missing), ("PROXYTCP4", .missing),
    ("proxy TCP4 1.2.3.4 1.2.3.4 1 1\r\n", .missing), (" PROXY TCP4", .missing),
    ("\u{16}\u{3}\u{1}", .missing), ("\r\nPROXY TCP4", .missing),
    ("PROXY TCP4 192.0.2.1 198.51.100.7 56324 443\n\r\n", .malformed),
    ("PROXY TCP4 192.0.2.1 198.51.100.7 56324 443\r\r\n", .malformed),
    ("PROXY TCP4 192.0.2.1 198.51.100.7 56324\r\n", .malformed),
    ("PROXY TCP4 192.0.2.1 198.51.100.7 56324 443 \r\n", .malformed),
    ("PROXY TCP4 192.0.2.1 198.51.100.7 56324 443 1\r\n", .malformed),
    ("PROXY TCP4  192.0.2.1 198.51.100.7 56324 443\r\n", .malformed),
    ("PROXY  TCP4 192.0.2.1 198.51.100.7 56324 443\r\n", .malformed),
    ("PROXY TCP4 192.0.2.1\t198.51.100.7 56324 443\r\n", .malformed),
    ("PROXY TCP4 192.0.2.01 198.51.100.7 56324 443\r\n", .malformed),
    ("PROXY TCP4 192.0.2.1 198.51.100.7 056324 443\r\n", .malformed),
    ("PROXY TCP4 192.0.2.1 198.51.100.7 65536 443\r\n", .malformed),
    ("PROXY TCP4 192.0.2.1 198.51.100.7 +1 443\r\n", .malformed),
    ("PROXY TCP4 2001:db8::1 2001:db8::2 1 1\r\n", .malformed),
    ("PROXY TCP4 ::ffff:1.2.3.4 ::ffff:1.2.3.4 1 1\r\n", .malformed),
    ("PROXY TCP6 192.0.2.1 198.51.100.7 1 1\r\n", .malformed),
    ("PROXY TCP5 192.0.2.1 198.51.100.7 1 1\r\n", .malformed),
    ("PROXY tcp4 192.0.2.1 198.51.100.7 1 1\r\n", .malformed),
    ("PROXY UNKNOWNX\r\n", .malformed), ("PROXY \r\n", .malformed), ("PROXY TCP4\r\n", .malformed),
    ("PROXY UNKNOWN a\0b\r\n", .malformed),
    ("PROXY UNKNOWN \(String(repeating: "x", count: 92))\r\n", .tooLong),
    ("PROXY UNKNOWN \(String(repeating: "x", count: 4000))", .tooLong),
  ])
  func aLineThatIsNoneIsRefused(line: String, fault: ProxyFault) {
    #expect(Self.read(Array(line.utf8)) == .failed(fault), "\(line)")
  }

  @Test func theLongestLineIsRead() {
    let line = "PROXY UNKNOWN \(String(repeating: "x", count: 91))\r\n"
    #expect(line.utf8.count == ProxyHeader.textBytesMax)
    #expect(Self.read(Array(line.utf8)) == .complete(ProxyHeader(ends: nil), count: 107))
  }

  // MARK: Version 2

  private static let signature: [UInt8] = [13, 10, 13, 10, 0, 13, 10, 0x51, 0x55, 0x49, 0x54, 10]

  private static func binary(_ command: UInt8, _ family: UInt8, _ rest: [UInt8]) -> [UInt8] {
    signature + [command, family, UInt8(rest.count >> 8), UInt8(rest.count & 255)] + rest
  }

  private static let addresses4: [UInt8] = [192, 0, 2, 1, 198, 51, 100, 7, 0xDC, 0x04, 1, 0xBB]
  private static let addresses6: [UInt8] =
    [0x20, 1, 0x0D, 0xB8] + [UInt8](repeating: 0, count: 11) + [1, 0x20, 1, 0x0D, 0xB8]
    + [UInt8](repeating: 0, count: 11) + [2, 255, 255, 0, 0]
  private static let unix = [UInt8](repeating: 0x61, count: 216)

  @Test func addressesAreRead() {
    let cases: [(bytes: [UInt8], ends: ProxyHeader.Ends?)] = [
      (Self.binary(0x21, 0x11, Self.addresses4), Self.ipv4),
      (Self.binary(0x21, 0x21, Self.addresses6), Self.ipv6),
      // TLVs: one that nobody knows, an empty one, one of padding.
      (
        Self.binary(0x21, 0x11, Self.addresses4 + [0xEA, 0, 2, 1, 2, 5, 0, 0, 4, 0, 1, 0]),
        Self.ipv4
      ),
      (Self.binary(0x21, 0x31, Self.unix), nil), (Self.binary(0x21, 0x32, Self.unix), nil),
      (Self.binary(0x21, 0x12, Self.addresses4), nil),
      (Self.binary(0x21, 0x10, Self.addresses4), nil),
      (Self.binary(0x21, 0x22, Self.addresses6), nil), (Self.binary(0x21, 0, []), nil),
      (Self.binary(0x21, 0, [1, 2, 3]), nil), (Self.binary(0x20, 0, []), nil),
      (Self.binary(0x20, 0x11, Self.addresses4), nil), (Self.binary(0x20, 0x11, [1]), nil),
      (Self.binary(0x20, 0xF1, []), nil),
    ]
    for (bytes, ends) in cases {
      #expect(
        Self.read(bytes, followedBy: Array("GET".utf8))
          == .complete(ProxyHeader(ends: ends), count: bytes.count))
    }
  }

  @Test func whatIsNoHeaderIsRefused() {
    let cases: [(bytes: [UInt8], fault: ProxyFault)] = [
      (Array(Self.signature.prefix(11)) + [11], .missing), ([13, 10, 13, 11], .missing),
      (Self.binary(0x11, 0x11, Self.addresses4), .malformed),
      (Self.binary(0x31, 0x11, Self.addresses4), .malformed),
      (Self.binary(0x22, 0x11, Self.addresses4), .malformed),
      (Self.binary(0x21, 0x41, Self.addresses4), .malformed),
      (Self.binary(0x21, 0x13, Self.addresses4), .malformed),
      (Self.binary(0x21, 0x11, Array(Self.addresses4.dropLast())), .malformed),
      (Self.binary(0x21, 0x21, Array(Self.addresses6.dropLast())), .malformed),
      (Self.binary(0x21, 0x31, Array(Self.unix.dropLast())), .malformed),
      (Self.binary(0x21, 0x11, Self.addresses4 + [1]), .malformed),
      (Self.binary(0x21, 0x11, Self.addresses4 + [1, 0]), .malformed),
      (Self.binary(0x21, 0x11, Self.addresses4 + [1, 0, 1]), .malformed),
      (Self.binary(0x21, 0x11, Self.addresses4 + [1, 255, 255, 0]), .malformed),
      (Self.binary(0x21, 0x11, Self.addresses4 + [3, 0, 3, 0, 0, 0]), .malformed),
      (Self.binary(0x21, 0x11, Self.addresses4 + [3, 0, 4, 0, 0, 0, 0]), .checksum),
      (Self.binary(0x21, 0, [UInt8](repeating: 0, count: 4081)), .tooLong),
      (Self.signature + [0x20, 0, 255, 255], .tooLong),
    ]
    for (bytes, fault) in cases {
      #expect(Self.read(bytes) == .failed(fault), "\(bytes.prefix(60))")
    }
  }

  @Test func theLongestHeaderIsRead() {
    let bytes = Self.binary(0x21, 0, [UInt8](repeating: 7, count: 4080))
    #expect(bytes.count == ProxyHeader.bytesMax)
    #expect(ProxyHeader.read(bytes.span) == .complete(ProxyHeader(ends: nil), count: 4096))
  }

  /// The checksum is that of a header in which it is zero, wherever it stands.
  @Test func aChecksumMustHold() {
    let before: [UInt8] = [0xE0, 0, 1, 9]
    let sum: [UInt8] = [3, 0, 4, 0, 0, 0, 0]
    let after: [UInt8] = [0xE1, 0, 2, 8, 8]
    let place = 16 + 12 + before.count + 3
    var bytes = Self.binary(0x21, 0x11, Self.addresses4 + before + sum + after)
    let checksum = Self.castagnoli(bytes)
    for index in 0..<4 {
      bytes[place + index] = UInt8(truncatingIfNeeded: checksum >> (24 - 8 * index))
    }
    #expect(Self.read(bytes) == .complete(ProxyHeader(ends: Self.ipv4), count: bytes.count))
    // A length that is changed moves what follows; without its type it is no checksum.
    for index in 16..<bytes.count where ![29, 30, 32].contains(index) {
      var changed = bytes
      changed[index] ^= 1
      guard case .failed = ProxyHeader.read(changed.span) else {
        Issue.record("byte \(index) is not covered")
        continue
      }
    }
    // Twice: which one would count?
    bytes = Self.binary(0x21, 0x11, Self.addresses4 + sum + sum)
    #expect(Self.read(bytes) == .failed(.malformed))
  }

  /// By a table, against the bits of the target; the known sum of nine digits is that of the standard.
  private static func castagnoli(_ bytes: [UInt8]) -> UInt32 {
    var table: [UInt32] = []
    for byte in UInt32(0)..<256 {
      var sum = byte
      for _ in 0..<8 {
        let isOdd = sum & 1 == 1
        sum >>= 1
        if isOdd { sum ^= 0x82F6_3B78 }
      }
      table.append(sum)
    }
    var sum = UInt32.max
    for byte in bytes {
      let place = Int((sum ^ UInt32(byte)) & 255)
      sum = table[place] ^ (sum >> 8)
    }
    return ~sum
  }

  @Test func theTestsOwnChecksumIsTheStandards() {
    #expect(Self.castagnoli(Array("123456789".utf8)) == 0xE306_9283)
  }

  // MARK: Writing

  private static func written(
    _ ends: ProxyHeader.Ends?, _ version: ProxyVersion, isLocal: Bool = false
  ) -> [UInt8] {
    var output = [UInt8](repeating: 0, count: ProxyHeader.emissionBytesMax)
    var writer = ByteWriter(output.mutableSpan)
    let isWhole = ProxyHeader(ends: ends).emit(version, isLocal: isLocal, into: &writer)
    #expect(isWhole)
    let count = writer.count
    return Array(output[..<count])
  }

  @Test(arguments: [ProxyVersion.text, .binary])
  func whatIsWrittenIsRead(version: ProxyVersion) {
    let long = Self.ends(
      "[aaaa:bbbb:cccc:dddd:eeee:ffff:1111:2222]:65535",
      "[aaaa:bbbb:cccc:dddd:eeee:ffff:1111:3333]:65535")
    let mixed = Self.ends("192.0.2.1:1", "[2001:db8::2]:2")
    for ends in [Self.ipv4, Self.ipv6, long, mixed, nil] {
      let bytes = Self.written(ends, version)
      #expect(Self.read(bytes) == .complete(ProxyHeader(ends: ends), count: bytes.count))
    }
  }

  @Test func theFormsAreThoseOfTheProtocol() {
    func text(_ ends: ProxyHeader.Ends?) -> String {
      String(decoding: Self.written(ends, .text), as: UTF8.self)
    }
    #expect(text(Self.ipv4) == "PROXY TCP4 192.0.2.1 198.51.100.7 56324 443\r\n")
    #expect(text(Self.ipv6) == "PROXY TCP6 2001:db8::1 2001:db8::2 65535 0\r\n")
    #expect(
      text(Self.ends("192.0.2.1:1", "[2001:db8::2]:2"))
        == "PROXY TCP6 ::ffff:192.0.2.1 2001:db8::2 1 2\r\n")
    #expect(text(nil) == "PROXY UNKNOWN\r\n")
    #expect(Self.written(Self.ipv4, .binary) == Self.binary(0x21, 0x11, Self.addresses4))
    #expect(Self.written(Self.ipv6, .binary) == Self.binary(0x21, 0x21, Self.addresses6))
    #expect(Self.written(nil, .binary) == Self.binary(0x21, 0, []))
    #expect(Self.written(nil, .binary, isLocal: true) == Self.binary(0x20, 0, []))
    #expect(Self.written(nil, .text, isLocal: true) == Array("PROXY UNKNOWN\r\n".utf8))
  }
}
