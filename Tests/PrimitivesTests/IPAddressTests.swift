import Glibc
import Primitives
import Testing

@Suite struct IPAddressTests {
  @Test(arguments: [
    ("192.0.2.1", "192.0.2.1"), ("0.0.0.0", "0.0.0.0"), ("255.255.255.255", "255.255.255.255"),
    ("::", "::"), ("::1", "::1"), ("1::", "1::"), ("2001:DB8::1", "2001:db8::1"),
    ("2001:0db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"), ("1:0:0:2:0:0:0:3", "1:0:0:2::3"),
    ("1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8"), ("1:0:3:4:5:6:7:8", "1:0:3:4:5:6:7:8"),
    ("1::3:4:5:6:7:8", "1:0:3:4:5:6:7:8"), ("0:0:3::", "0:0:3::"), ("fe80::a:b", "fe80::a:b"),
    ("64:ff9b::192.0.2.33", "64:ff9b::c000:221"), ("::ffff:192.0.2.1", "192.0.2.1"),
    ("::FFFF:c000:0201", "192.0.2.1"), ("0:0:0:0:0:ffff:10.0.0.1", "10.0.0.1"),
  ])
  func anAddressIsReadAndWritten(text: String, written: String) throws {
    let address = try #require(IPAddress(text))
    #expect("\(address)" == written)
    #expect(IPAddress(written) == address)
  }

  @Test(arguments: [
    "", ".", "1", "1.2.3", "1.2.3.4.5", "1.2.3.256", "01.2.3.4", "1.2.3.04", "1.2.3.4 ", " 1.2.3.4",
    "1..2.3", ".1.2.3", "1.2.3.", "-1.2.3.4", "+1.2.3.4", "1.2.3.4/8", "0x1.2.3.4", ":", ":1", "1:",
    ":::", "1:::2", "1::2::3", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1:2:3:4::5:6:7:8",
    "12345::", "g::", "::1%eth0", "[::1]", "::1.2.3", "::1.2.3.4:5", "1:2:3:4:5:6:7:1.2.3.4",
    "1.2.3.4::", "::256.0.0.1", "1::2:",
  ])
  func whatIsNoAddressIsRefused(text: String) { #expect(IPAddress(text) == nil) }

  /// Every text that is read is read by the system to the same bytes, and what is written is what it writes.
  @Test func theSystemReadsTheSame() throws {
    var random = SeededRandom(seed: 7)
    for _ in 0..<20_000 {
      var groups = (0..<8).map { _ in
        random.below(3) == 0
          ? 0 : UInt64(random.below(4) == 0 ? random.below(16) : random.below(65_536))
      }
      // Not a mapped one, which is written as what it stands for, nor the forms that the system writes dotted.
      if groups[0..<6].allSatisfy({ $0 == 0 || $0 == 0xFFFF }) { groups[0] = 0x2001 }
      let bits = groups.reduce(UInt128(0)) { $0 << 16 | UInt128($1) }
      let high = UInt64(truncatingIfNeeded: bits >> 64)
      let low = UInt64(truncatingIfNeeded: bits)
      let known = SocketAddress.ipv6(high: high, low: low, port: 1)
      #expect("\(IPAddress(ipv6: bits))" == known.host)
      #expect(IPAddress(known.host) == IPAddress(ipv6: bits))
    }
  }

  @Test func noBytesAreReadAsAnAddressThatTheSystemDoesNotKnow() {
    var random = SeededRandom(seed: 8)
    let alphabet = Array("0123456789abcfF:.::..".utf8)
    for _ in 0..<200_000 {
      let bytes = (0..<random.below(20)).map { _ in
        alphabet[Int(random.below(UInt64(alphabet.count)))]
      }
      let text = String(decoding: bytes, as: UTF8.self)
      let known =
        SocketAddress("\(text):1")?.end?.address ?? SocketAddress("[\(text)]:1")?.end?.address
      #expect(IPAddress(bytes.span) == known, "\(text)")
    }
  }

  @Test func theKernelsFormsAreTheSame() {
    #expect(SocketAddress("192.0.2.1:80")?.end?.address == IPAddress("192.0.2.1"))
    #expect(SocketAddress("[::ffff:192.0.2.1]:80")?.end?.address == IPAddress("192.0.2.1"))
    #expect(
      SocketAddress("[2001:db8::1]:80")?.end == ConnectionEnd(IPAddress("2001:db8::1")!, port: 80))
    #expect(RemoteAddress(.unix(path: "/a")) == .unix)
    #expect(RemoteAddress(nil) == .unknown)
    #expect(IPAddress("192.0.2.1")?.ipv6 == IPAddress("::1")!.bits - 1 + 0xFFFF_C000_0201)
  }
}
