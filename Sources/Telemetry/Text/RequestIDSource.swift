/// Where a worker takes its request identifiers from.
public struct RequestIDSource: Sendable {
  private let process: UInt64
  private let worker: UInt64
  private var issued: UInt64 = 0

  /// Bits of the count; the worker's number takes the rest.
  private static let countBits: UInt64 = 48

  /// Makes the source of one worker.
  ///
  /// - Parameters:
  ///   - worker: under 65,536, and another for every source of the process.
  ///   - processRandom: the same for all workers of a process, and another at every start.
  public init(worker: Int, processRandom: UInt64) {
    precondition(worker >= 0 && worker < 1 << 16)
    process = processRandom
    self.worker = UInt64(worker) << Self.countBits
  }

  /// The next identifier. Unique in the process for the first 2^48 of a worker.
  public mutating func next() -> RequestID {
    issued &+= 1
    let number = worker | issued & (1 << Self.countBits - 1)
    return RequestID(high: process, low: Self.scramble(number ^ process))
  }

  /// The number of the worker that gave an identifier; `nil` where no worker of this process did.
  public func worker(of id: RequestID) -> Int? {
    guard id.high == process else { return nil }
    return Int((Self.unscramble(id.low) ^ process) >> Self.countBits)
  }

  /// ``scramble(_:)`` the other way: the factors are the inverses of its own, modulo 2^64.
  private static func unscramble(_ mixed: UInt64) -> UInt64 {
    var number = mixed ^ mixed &>> 31 ^ mixed &>> 62
    number = number &* 0x3196_42B2_D24D_8EC3
    number = (number ^ number &>> 27 ^ number &>> 54) &* 0x96DE_1B17_3F11_9089
    return number ^ number &>> 30 ^ number &>> 60
  }

  /// A one-to-one map of 64 bits (SplitMix64's finish): unlike numbers stay unlike.
  private static func scramble(_ number: UInt64) -> UInt64 {
    var mixed = number
    mixed = (mixed ^ mixed &>> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed &>> 27) &* 0x94D0_49BB_1331_11EB
    return mixed ^ mixed &>> 31
  }
}
