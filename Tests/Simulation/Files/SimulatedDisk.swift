/// Where simulated files lie: it counts what they hold and refuses what does not fit.
struct SimulatedDisk {
  /// What all files hold together.
  private(set) var usedBytes = 0
  /// The most that was ever held at once.
  private(set) var usedBytesMax = 0

  /// Takes up to `wanted` more bytes of `capacity`; returns how many.
  mutating func grow(by wanted: Int, capacity: Int) -> Int {
    let taken = max(0, min(wanted, capacity - usedBytes))
    usedBytes += taken
    usedBytesMax = max(usedBytesMax, usedBytes)
    return taken
  }

  mutating func shrink(by bytes: Int) { usedBytes -= bytes }
}

/// A file without a name: it is gone when its descriptor is closed.
final class SimulatedFile {
  var bytes: [UInt8] = []

  /// Overwrites and appends; a gap before `offset` reads as zeros.
  func write(_ source: ArraySlice<UInt8>, at offset: Int) {
    if bytes.count < offset { bytes += [UInt8](repeating: 0, count: offset - bytes.count) }
    let over = min(source.count, bytes.count - offset)
    bytes.replaceSubrange(offset..<offset + over, with: source.prefix(over))
    bytes += source.dropFirst(over)
  }
}

/// A counter that wakes a reader, like an `eventfd`.
final class SimulatedEvent {
  var counter: UInt64 = 0
}
