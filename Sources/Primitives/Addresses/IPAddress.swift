/// The address of a host: IPv4 or IPv6.
///
/// An IPv4 address in the form of an IPv6 one (`::ffff:192.0.2.1`, RFC 4291, section 2.5.5.2), as the
/// kernel gives it on a listener of both, is the IPv4 address: a list that names one would otherwise not
/// hold for the other.
public struct IPAddress: Hashable, Sendable {
  /// Whether it is an IPv4 address.
  public let isIPv4: Bool
  /// The address as a number; of an IPv4 address the low 32 bits.
  public let bits: UInt128

  /// An IPv4 address.
  public init(ipv4: UInt32) {
    isIPv4 = true
    bits = UInt128(ipv4)
  }

  /// An IPv6 address, or the IPv4 address that it stands for.
  public init(ipv6: UInt128) {
    isIPv4 = ipv6 >> 32 == Self.mappedPrefix
    bits = isIPv4 ? ipv6 & 0xFFFF_FFFF : ipv6
  }

  /// `::ffff:0:0/96` without its last 32 bits.
  private static var mappedPrefix: UInt128 { 0xFFFF }

  /// The address as one of IPv6, which an IPv4 address has in `::ffff:0:0/96`.
  public var ipv6: UInt128 { isIPv4 ? Self.mappedPrefix << 32 | bits : bits }

  /// How many bits an address of its kind has.
  public var width: Int { isIPv4 ? 32 : 128 }

  /// Reads four decimal numbers without leading zeros, or the forms of RFC 4291, section 2.2. No zones:
  /// they mean nothing to another host.
  public init?(_ text: Span<UInt8>) {
    if let address = Self.ipv4(text) {
      self.init(ipv4: address)
    } else if let address = Self.ipv6(text) {
      self.init(ipv6: address)
    } else {
      return nil
    }
  }

  /// Reads the same forms.
  public init?(_ text: some StringProtocol) {
    let bytes = Array(text.utf8)
    self.init(bytes.span)
  }

  fileprivate static func ipv4(_ text: Span<UInt8>) -> UInt32? {
    var address: UInt32 = 0
    var (number, digits, numbers) = (UInt32(0), 0, 0)
    for index in text.indices {
      let byte = text[index]
      if byte == UInt8(ascii: ".") {
        guard digits > 0, numbers < 3 else { return nil }
        address = address << 8 | number
        (number, digits, numbers) = (0, 0, numbers + 1)
        continue
      }
      // Some readers take a leading zero for octal.
      guard byte &- 0x30 < 10, digits == 0 || number > 0 else { return nil }
      number = number * 10 + UInt32(byte &- 0x30)
      digits += 1
      guard number <= 255 else { return nil }
    }
    return numbers == 3 && digits > 0 ? address << 8 | number : nil
  }

  private static func ipv6(_ text: Span<UInt8>) -> UInt128? {
    var reader = GroupReader()
    return reader.read(text)
  }
}

/// Reads the groups of an IPv6 address.
private struct GroupReader {
  private var bits: UInt128 = 0
  private var groups = 0
  /// How many groups stand before `::`; `nil`: there is none yet.
  private var groupsBeforeGap: Int?
  private var offset = 0

  init() {}

  mutating func read(_ text: Span<UInt8>) -> UInt128? {
    if text.count >= 2, text[0] == UInt8(ascii: ":"), text[1] == UInt8(ascii: ":") {
      groupsBeforeGap = 0
      offset = 2
    }
    while offset < text.count {
      guard groups < 8, readGroup(text) else { return nil }
    }
    guard let before = groupsBeforeGap else { return groups == 8 ? bits : nil }
    // The gap stands for one group at least.
    guard groups < 8 else { return nil }
    let after = 16 * (groups - before)
    let tail = bits & ((1 << UInt128(after)) - 1)
    return (bits >> UInt128(after)) << UInt128(128 - 16 * before) | tail
  }

  /// Reads a group and what separates it from the next one.
  private mutating func readGroup(_ text: Span<UInt8>) -> Bool {
    let rest = text.extracting(offset..<text.count)
    // The last two groups may be written as an IPv4 address.
    if groups < 7, let address = IPAddress.ipv4(rest) {
      bits = bits << 32 | UInt128(address)
      groups += 2
      offset = text.count
      return true
    }
    var digits = 0
    var group: UInt128 = 0
    while offset < text.count, let digit = Self.value(text[offset]) {
      guard digits < 4 else { return false }
      group = group << 4 | UInt128(digit)
      digits += 1
      offset += 1
    }
    guard digits > 0 else { return false }
    bits = bits << 16 | group
    groups += 1
    return offset == text.count || readSeparator(text)
  }

  private mutating func readSeparator(_ text: Span<UInt8>) -> Bool {
    guard text[offset] == UInt8(ascii: ":"), offset + 1 < text.count else { return false }
    offset += 1
    guard text[offset] == UInt8(ascii: ":") else { return true }
    guard groupsBeforeGap == nil else { return false }
    groupsBeforeGap = groups
    offset += 1
    return true
  }

  private static func value(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    default: nil
    }
  }
}
