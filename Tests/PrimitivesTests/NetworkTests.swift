import Primitives
import Testing

@Suite struct NetworkTests {
  @Test(arguments: [
    ("10.0.0.0/8", "10.0.0.0/8"), ("192.0.2.7", "192.0.2.7"), ("192.0.2.7/32", "192.0.2.7"),
    ("0.0.0.0/0", "0.0.0.0/0"), ("::/0", "::/0"), ("2001:db8::/32", "2001:db8::/32"),
    ("::1", "::1"), ("::1/128", "::1"), ("::ffff:10.0.0.0/104", "10.0.0.0/8"),
    ("::ffff:10.0.0.1", "10.0.0.1"), ("::ffff:0:0/96", "0.0.0.0/0"),
  ])
  func aNetworkIsReadAndWritten(text: String, written: String) throws {
    let network = try #require(Network(text))
    #expect("\(network)" == written)
    #expect(Network(written) == network)
  }

  @Test(arguments: [
    "", "/", "10.0.0.0/", "/8", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/+8", "10.0.0.0/08",
    "10.0.0.0/8/8",
    "10.0.0.0/a", "10.0.0/8", "::/129", "10.0.0.1/8", "2001:db8::1/32", "::ffff:10.0.0.0/95",
    "10.0.0.0/255.0.0.0", "10.0.0.0 /8", "example.com", "10.0.0.0/99999999999999999999",
  ])
  func whatIsNoNetworkIsRefused(text: String) { #expect(Network(text) == nil) }

  @Test func bitsPastThePrefixAreNamed() {
    #expect(Network.around("10.1.2.3/8") == Network("10.0.0.0/8"))
    #expect(Network.around("2001:db8::1/32") == Network("2001:db8::/32"))
    #expect(Network.around("10.0.0.0/33") == nil)
  }

  private static func list(_ texts: String..., hasUnix: Bool = false) -> NetworkList {
    NetworkList(texts.map { Network($0)! }, hasUnix: hasUnix)
  }

  @Test func aListHoldsWhatItsNetworksHold() {
    let list = Self.list(
      "10.0.0.0/8", "10.1.0.0/16", "192.0.2.1", "192.0.2.2", "2001:db8::/33", "::1")
    let inside = [
      "10.0.0.0", "10.255.255.255", "10.1.2.3", "192.0.2.1", "192.0.2.2", "2001:db8::",
      "2001:db8:7fff:ffff:ffff:ffff:ffff:ffff", "::1", "::ffff:10.0.0.1",
    ]
    let outside = [
      "9.255.255.255", "11.0.0.0", "192.0.2.0", "192.0.2.3", "0.0.0.0", "255.255.255.255", "::",
      "::2",
      "2001:db7:ffff:ffff:ffff:ffff:ffff:ffff", "2001:db8:8000::", "::a00:1",
    ]
    for text in inside { #expect(list.contains(IPAddress(text)!), "\(text)") }
    for text in outside { #expect(!list.contains(IPAddress(text)!), "\(text)") }
  }

  @Test func allOfOneKindIsNothingOfTheOther() {
    let (four, six) = (Self.list("0.0.0.0/0"), Self.list("::/0"))
    let (address, mapped, other) = (
      IPAddress("192.0.2.1")!, IPAddress("::ffff:192.0.2.1")!, IPAddress("2001:db8::1")!
    )
    #expect(four.contains(address) && four.contains(mapped) && !four.contains(other))
    #expect(!six.contains(address) && !six.contains(mapped) && six.contains(other))
    #expect(six.contains(IPAddress("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff")!))
  }

  /// Against a look at each network.
  @Test func lookingUpIsLookingAtEach() {
    var random = SeededRandom(seed: 3)
    for _ in 0..<300 {
      let networks = (0..<random.below(30)).compactMap { _ -> Network? in
        let isIPv4 = random.below(2) == 0
        let bits = UInt128(random.below(1 << 12)) << (isIPv4 ? 20 : 116)
        let address = isIPv4 ? IPAddress(ipv4: UInt32(bits)) : IPAddress(ipv6: bits)
        return Network(around: address, prefixBits: Int(random.below(isIPv4 ? 33 : 129)))
      }
      let list = NetworkList(networks)
      for _ in 0..<100 {
        let isIPv4 = random.below(2) == 0
        let bits = UInt128(random.below(1 << 12)) << (isIPv4 ? 20 : 116)
        let address = isIPv4 ? IPAddress(ipv4: UInt32(bits)) : IPAddress(ipv6: bits)
        let isHeld = networks.contains { Network(around: address, prefixBits: $0.prefixBits) == $0 }
        #expect(list.contains(address) == isHeld)
      }
    }
  }

  @Test func whoIsOnBothListsIsRefused() {
    let access = AccessList(
      allow: Self.list("10.0.0.0/8", hasUnix: true), deny: Self.list("10.1.0.0/16"))
    #expect(access.admits(.host(IPAddress("10.0.0.1")!)))
    #expect(!access.admits(.host(IPAddress("10.1.0.1")!)))
    #expect(!access.admits(.host(IPAddress("192.0.2.1")!)))
    #expect(access.admits(.unix))
    let deny = AccessList(deny: Self.list("10.1.0.0/16"))
    #expect(deny.admits(.host(IPAddress("192.0.2.1")!)) && deny.admits(.unix))
    #expect(!deny.admits(.host(IPAddress("10.1.2.3")!)))
    #expect(AccessList().admits(.unknown))
  }

  /// A client that is gone when it is asked for its address may have left a request.
  @Test func whoIsNotKnownIsRefusedWhereThereIsAList() {
    #expect(!AccessList(deny: Self.list("10.1.0.0/16")).admits(.unknown))
    #expect(!AccessList(allow: Self.list("0.0.0.0/0", "::/0", hasUnix: true)).admits(.unknown))
  }
}
