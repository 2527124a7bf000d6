public import Primitives
public import TLS

/// A pool of servers that can all answer the same requests.
public struct Backend: Sendable, Equatable {
  /// Its name in routes, logs and metrics: 1…64 letters, digits, `-`, `_` and `.`.
  public var name: String
  /// How one of its upstreams is chosen.
  public var balance: Balance
  /// What of a request ``Balance/consistentHash`` goes by; `nil` for all others.
  public var hash: HashSource?
  /// How clients are bound to the upstream that served them first; `nil`: they are not.
  public var sticky: Sticky?
  /// The servers: 1…``upstreamsMax``, no two with one address.
  public var upstreams: [Upstream]
  /// How many requests may wait for an upstream that has fewer than it may have, over all workers.
  public var queueMax = 1000
  /// How long one waits at most.
  public var queueMilliseconds = 10_000
  /// How the servers speak TLS; `nil` where they are spoken to in the clear.
  public var tls: UpstreamTLS?
  /// Whether upstreams are told whose request it is, at the beginning of each connection.
  public var proxyProtocol = ProxyProtocolMode.off
  /// After how many failures in a row an upstream is ejected: 1…1000.
  public var maxFails: Int
  /// How long an upstream's first ejection lasts; each one after it lasts twice as long.
  public var ejectMilliseconds: Int
  /// The longest ejection. At least ``ejectMilliseconds``.
  public var ejectMillisecondsMax: Int
  /// How many of the upstreams may be ejected at a time, of a hundred: 0…100. One always may.
  public var ejectPercentMax = 100
  /// For how long the weight of an upstream that came up grows; zero: it has all of it at once.
  public var slowStartMilliseconds = 0
  /// How upstreams are asked whether they are well; `nil`: they are not.
  public var check: UpstreamCheck?

  /// The most upstreams of one backend: each has counters of its own per worker.
  public static let upstreamsMax = 1024

  /// A backend; see the properties for the ranges.
  public init(
    name: String, balance: Balance = .leastConnections, upstreams: [Upstream],
    tls: UpstreamTLS? = nil, maxFails: Int = 3,
    ejectMilliseconds: Int = 1000, ejectMillisecondsMax: Int = 60_000
  ) {
    self.name = name
    self.balance = balance
    self.upstreams = upstreams
    self.tls = tls
    self.maxFails = maxFails
    self.ejectMilliseconds = ejectMilliseconds
    self.ejectMillisecondsMax = ejectMillisecondsMax
  }
}

/// Whether connections to upstreams begin with a PROXY header, and in which version. Such a connection
/// serves one request: it says whose that is.
public enum ProxyProtocolMode: String, Sendable, Equatable, CaseIterable {
  /// They do not.
  case off
  /// With a line of text.
  case v1
  /// With the binary form.
  case v2
}

/// How an upstream is chosen, over all workers.
public enum Balance: String, Sendable, Equatable, CaseIterable {
  /// The one with the fewest exchanges for its weight.
  case leastConnections
  /// Each in its turn, as often as its weight says, spread evenly.
  case roundRobin
  /// The one with the fewest bytes of unanswered requests for its weight.
  case leastBytes
  /// Of two that are drawn, the one with the fewest exchanges for its weight.
  case randomOfTwo
  /// The one that the client's address belongs to.
  case sourceHash
  /// The one that the value of a field or cookie belongs to.
  case consistentHash
}

/// What of a request an upstream is chosen by.
public enum HashSource: Sendable, Equatable {
  /// The value of the first field of a name, in lower case.
  case header(String)
  /// The value of a cookie.
  case cookie(String)
}

/// One server of a backend.
public struct Upstream: Sendable, Equatable {
  /// Where it is. Never port 0.
  public var address: SocketAddress
  /// Its share beside the others: 1…``weightMax``.
  public var weight: Int
  /// Whether it is used only while no other is up.
  public var isBackup = false
  /// The most exchanges at a time, over all workers; zero: any number.
  public var connectionsMax = 0

  /// The greatest weight.
  public static let weightMax = 256
  /// The greatest ``connectionsMax``.
  public static let connectionsMaxMax = 1_000_000

  /// An upstream at `address`.
  public init(
    address: SocketAddress, weight: Int = 1, isBackup: Bool = false, connectionsMax: Int = 0
  ) {
    self.address = address
    self.weight = weight
    self.isBackup = isBackup
    self.connectionsMax = connectionsMax
  }
}
