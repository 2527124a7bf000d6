/// A set of networks, and whether it holds an address: a binary search, without allocation.
public struct NetworkList: Hashable, Sendable {
  /// The networks, in the order in which they were given.
  public let networks: [Network]
  /// Whether it holds those that come over Unix sockets.
  public let hasUnix: Bool

  private struct Run: Hashable, Sendable {
    var first: UInt128
    var last: UInt128
  }

  /// Sorted, and apart from each other.
  private let ipv4: [Run]
  private let ipv6: [Run]

  /// A list; it may be empty.
  public init(_ networks: [Network] = [], hasUnix: Bool = false) {
    self.networks = networks
    self.hasUnix = hasUnix
    ipv4 = Self.runs(networks.filter(\.first.isIPv4))
    ipv6 = Self.runs(networks.filter { !$0.first.isIPv4 })
  }

  private static func runs(_ networks: [Network]) -> [Run] {
    var runs: [Run] = []
    for network in networks.sorted(by: { $0.first.bits < $1.first.bits }) {
      // Of two networks one holds the other, or they are apart.
      if let last = runs.last, network.first.bits <= last.last {
        runs[runs.count - 1].last = max(last.last, network.last)
      } else {
        runs.append(Run(first: network.first.bits, last: network.last))
      }
    }
    return runs
  }

  /// Whether it holds nothing.
  public var isEmpty: Bool { networks.isEmpty && !hasUnix }

  /// Whether an address is in one of the networks.
  public func contains(_ address: IPAddress) -> Bool {
    address.isIPv4 ? Self.contains(ipv4, address.bits) : Self.contains(ipv6, address.bits)
  }

  /// Whether it holds where a connection comes from. What is not known is in no list.
  public func contains(_ address: RemoteAddress) -> Bool {
    switch address {
    case .host(let address): contains(address)
    case .unix: hasUnix
    case .unknown: false
    }
  }

  private static func contains(_ runs: [Run], _ bits: UInt128) -> Bool {
    var (low, high) = (0, runs.count)
    while low < high {
      let middle = (low + high) / 2
      if runs[middle].last < bits { low = middle + 1 } else { high = middle }
    }
    return low < runs.count && runs[low].first <= bits
  }
}

/// Who is admitted, by address: whom no list of those who are not has, and, where there is a list of those
/// who are, that one has.
public struct AccessList: Hashable, Sendable {
  /// Those who are admitted; `nil`: all.
  public var allow: NetworkList?
  /// Those who are not, though ``allow`` may have them; `nil`: none.
  public var deny: NetworkList?

  /// A list; without both, all are admitted.
  public init(allow: NetworkList? = nil, deny: NetworkList? = nil) {
    self.allow = allow
    self.deny = deny
  }

  /// Whether anybody may be refused.
  public var isRestricted: Bool { allow != nil || deny != nil }

  /// Whether somebody is admitted. Who is not known is not, where there is any list.
  public func admits(_ address: RemoteAddress) -> Bool {
    guard isRestricted else { return true }
    if address == .unknown { return false }
    if deny?.contains(address) ?? false { return false }
    return allow?.contains(address) ?? true
  }
}
