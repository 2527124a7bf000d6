/// What one inspector may use.
public struct InspectorLimits: Sendable, Equatable {
  /// Bytes of memory of its own. The body's arena and the database are not its own.
  public var memoryBytesMax: Int
  /// Time of a processor for one body, in milliseconds; counted in whole seconds, rounded up.
  public var cpuMillisecondsMax: Int

  /// Whether it takes what time others leave: beside a proxy it must, where somebody waits for nothing else
  /// it need not.
  public var isBatch: Bool

  /// See the properties.
  public init(memoryBytesMax: Int, cpuMillisecondsMax: Int, isBatch: Bool = true) {
    self.memoryBytesMax = memoryBytesMax
    self.cpuMillisecondsMax = cpuMillisecondsMax
    self.isBatch = isBatch
  }

  /// In whole seconds, as `RLIMIT_CPU` counts.
  var cpuSecondsMax: UInt64 { UInt64((max(1, cpuMillisecondsMax) + 999) / 1000) }

  /// Descriptors at a time: three that lead nowhere, the socket, two of each of two databases, an arena, a
  /// spill file, and what the next message brings.
  static let descriptorsMax: UInt64 = 16
}
