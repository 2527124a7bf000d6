/// Addresses that begin with the same bits: `192.0.2.0/24`, `2001:db8::/32`, or one address alone.
///
/// A network of IPv4 holds no IPv6 address, and the other way round: `::/0` is all of IPv6 and no more.
public struct Network: Hashable, Sendable {
  /// The first address.
  public let first: IPAddress
  /// How many bits all of them have in common: 0…32 for IPv4, 0…128 for IPv6.
  public let prefixBits: Int

  /// The network in which an address lies; `nil` where an address of its kind has fewer bits.
  public init?(around address: IPAddress, prefixBits: Int) {
    guard prefixBits >= 0, prefixBits <= address.width else { return nil }
    let host = Self.hostMask(address.width - prefixBits)
    first =
      address.isIPv4
      ? IPAddress(ipv4: UInt32(address.bits & ~host)) : IPAddress(ipv6: address.bits & ~host)
    // `::/64` to `::/95` begin where no IPv4 address does, so that a masked address stays of its kind.
    self.prefixBits = prefixBits
  }

  /// Reads `ADDRESS/BITS`, or an address alone. `nil` also where the address has bits set past those in common:
  /// what was meant cannot be known then.
  public init?(_ text: String) {
    guard let (address, bits) = Self.parts(of: text),
      let network = Network(around: address, prefixBits: bits), network.first == address
    else { return nil }
    self = network
  }

  /// The network in which the address of a text lies that ``init(_:)`` refuses for its other bits.
  public static func around(_ text: String) -> Network? {
    parts(of: text).flatMap { Network(around: $0.address, prefixBits: $0.bits) }
  }

  private static func parts(of text: String) -> (address: IPAddress, bits: Int)? {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count <= 2, let address = IPAddress(parts[0]) else { return nil }
    guard parts.count == 2 else { return (address, address.width) }
    let digits = parts[1].utf8
    guard !digits.isEmpty, digits.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }),
      digits.count == 1 || digits.first != 0x30, var bits = Int(parts[1])
    else { return nil }
    // Of `::ffff:192.0.2.0/120`, 96 bits say that it is an IPv4 network.
    if address.isIPv4, parts[0].utf8.contains(UInt8(ascii: ":")) { bits -= 96 }
    return (address, bits)
  }

  /// The last address, as a number.
  var last: UInt128 { first.bits | Self.hostMask(first.width - prefixBits) }

  private static func hostMask(_ bits: Int) -> UInt128 {
    bits == 128 ? .max : (1 << UInt128(bits)) - 1
  }
}

extension Network: CustomStringConvertible {
  /// What ``init(_:)`` reads back as the same network.
  public var description: String {
    prefixBits == first.width ? "\(first)" : "\(first)/\(prefixBits)"
  }
}
