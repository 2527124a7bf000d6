internal import Glibc

/// How one upstream of a backend is chosen.
public enum BalanceAlgorithm: Sendable, Equatable {
  /// The one with the fewest exchanges for its weight.
  case leastConnections
  /// Each in its turn, as often as its weight says.
  case roundRobin
  /// The one with the fewest bytes of unanswered uploads for its weight.
  case leastBytes
  /// Of two that are drawn, the one with the fewest exchanges for its weight.
  case randomOfTwo
  /// The one that the request's hash belongs to; the fewest exchanges where it has none.
  case hash
}

/// One upstream as a worker chooses from it.
public struct BalancedUpstream: Sendable {
  /// Its cell in ``UpstreamLoads``.
  public var cell: Int
  /// Its share, at least 1.
  public var weight: Int
  /// Whether it is only used while no other is up.
  public var isBackup: Bool
  /// The most exchanges at a time, over all workers; zero: any number.
  public var connectionsMax: Int
  /// What hashes are held against: the same for the same upstream in all workers, processes and hosts.
  public var identity: UInt64

  /// Names the five.
  public init(
    cell: Int, weight: Int = 1, isBackup: Bool = false, connectionsMax: Int = 0,
    identity: UInt64 = 0
  ) {
    precondition(weight >= 1 && connectionsMax >= 0)
    self.cell = cell
    self.weight = weight
    self.isBackup = isBackup
    self.connectionsMax = connectionsMax
    self.identity = identity
  }
}

/// One backend as a worker chooses from it.
public struct BalancedBackend: Sendable {
  /// Its upstreams, in the order of the configuration.
  public var upstreams: [BalancedUpstream]
  /// How one of them is chosen.
  public var algorithm: BalanceAlgorithm
  /// When one is taken out.
  public var ejection: EjectionPolicy
  /// For how long the weight of one that came up grows; zero: it has all of it at once.
  public var slowStartNanoseconds: UInt64
  /// Whether some of them are for emergencies.
  let hasBackups: Bool

  /// Names them.
  public init(
    upstreams: [BalancedUpstream], algorithm: BalanceAlgorithm = .leastConnections,
    ejection: EjectionPolicy, slowStartNanoseconds: UInt64 = 0
  ) {
    self.upstreams = upstreams
    self.algorithm = algorithm
    self.ejection = ejection
    self.slowStartNanoseconds = slowStartNanoseconds
    hasBackups = upstreams.contains(where: \.isBackup)
  }
}

/// What of a request decides which upstream gets it.
public struct BalanceKey: Sendable {
  /// The upstream that its client is bound to; negative: none.
  public var bound: Int
  /// The hash of what its backend goes by; `nil` where it has no such thing.
  public var hash: UInt64?
  /// Bytes of its body.
  public var bytes: Int

  /// Names the three.
  public init(bound: Int = -1, hash: UInt64? = nil, bytes: Int = 0) {
    self.bound = bound
    self.hash = hash
    self.bytes = bytes
  }
}

/// What came of choosing.
public enum Placement: Sendable, Equatable {
  /// A place is taken at the upstream of this index.
  case taken(Int)
  /// All that could be used have as many exchanges as they may have.
  case full
  /// None can be used: all are down, taken out, ejected or tried.
  case none

  /// The index of the upstream where there is one.
  public var index: Int? {
    if case .taken(let index) = self { return index }
    return nil
  }
}

/// Hashes by which requests and upstreams are brought together: not for what must not be guessed.
public enum BalanceHash {
  /// The hash of some bytes: FNV-1a, mixed so that each of its bits is as good as any other.
  public static func of(_ bytes: Span<UInt8>) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for index in bytes.indices { hash = (hash ^ UInt64(bytes[index])) &* 0x100_0000_01B3 }
    return mix(hash)
  }

  static func mix(_ value: UInt64) -> UInt64 {
    var mixed = (value ^ value &>> 33) &* 0xFF51_AFD7_ED55_8CCD
    mixed = (mixed ^ mixed &>> 33) &* 0xC4CE_B9FE_1A85_EC53
    return mixed ^ mixed &>> 33
  }

  /// How much an upstream wants a request: whichever wants it most gets it.
  ///
  /// Weighted rendezvous (Thaler and Ravishankar 1998; weights as in Schindelhauer and Schomaker 2005):
  /// an upstream that goes takes only its own requests with it, and one that comes takes from each of the
  /// others in proportion to its weight.
  static func score(_ hash: UInt64, _ identity: UInt64, weight: Int) -> Double {
    let drawn = Double(mix(hash ^ identity) &>> 11) + 0.5
    return Double(weight) / -log(drawn * 0x1p-53)
  }
}
