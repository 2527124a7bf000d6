public import Primitives

/// A pool of servers that can all answer the same requests.
public struct Backend: Sendable, Equatable {
  /// Its name in routes, logs and metrics: 1…64 letters, digits, `-`, `_` and `.`.
  public var name: String
  /// How one of its upstreams is chosen.
  public var balance: Balance
  /// The servers: 1…``upstreamsMax``, no two with one address.
  public var upstreams: [Upstream]
  /// After how many failures in a row an upstream is ejected: 1…1000.
  public var maxFails: Int
  /// How long an upstream's first ejection lasts; each one after it lasts twice as long.
  public var ejectMilliseconds: Int
  /// The longest ejection. At least ``ejectMilliseconds``.
  public var ejectMillisecondsMax: Int

  /// The most upstreams of one backend: each has counters of its own per worker.
  public static let upstreamsMax = 1024

  /// A backend; see the properties for the ranges.
  public init(
    name: String, balance: Balance = .leastConnections, upstreams: [Upstream], maxFails: Int = 3,
    ejectMilliseconds: Int = 1000, ejectMillisecondsMax: Int = 60_000
  ) {
    self.name = name
    self.balance = balance
    self.upstreams = upstreams
    self.maxFails = maxFails
    self.ejectMilliseconds = ejectMilliseconds
    self.ejectMillisecondsMax = ejectMillisecondsMax
  }
}

/// How an upstream is chosen.
public enum Balance: String, Sendable, Equatable, CaseIterable {
  /// The one with the fewest exchanges for its weight, counted over all workers.
  case leastConnections
}

/// One server of a backend.
public struct Upstream: Sendable, Equatable {
  /// Where it is. Never port 0.
  public var address: SocketAddress
  /// Its share beside the others: 1…``weightMax``.
  public var weight: Int

  /// The greatest weight.
  public static let weightMax = 256

  /// An upstream at `address`.
  public init(address: SocketAddress, weight: Int = 1) {
    self.address = address
    self.weight = weight
  }
}
