/// One direction of a simulated connection: a bounded queue of bytes with an end.
struct Pipe {
  private var bytes: [UInt8] = []
  private var head = 0
  /// How many bytes fit.
  let capacity: Int
  /// No more bytes will come (FIN).
  var isFinished = false
  /// All bytes that were ever written.
  private(set) var writtenCount = 0

  init(capacity: Int) { self.capacity = max(1, capacity) }

  var count: Int { bytes.count - head }
  var isEmpty: Bool { head == bytes.count }
  var room: Int { max(0, capacity - count) }

  /// Writes as much as fits; returns how much that was.
  mutating func write(_ source: ArraySlice<UInt8>) -> Int {
    let taken = min(room, source.count)
    bytes += source.prefix(taken)
    writtenCount += taken
    return taken
  }

  /// Reads up to `most` bytes.
  mutating func read(_ most: Int) -> ArraySlice<UInt8> {
    let taken = min(most, count)
    let result = bytes[head..<head + taken]
    head += taken
    if head == bytes.count {
      bytes = []
      head = 0
    } else if head > 65_536 {
      bytes.removeFirst(head)
      head = 0
    }
    return result
  }

  /// Loses all but the first `kept` bytes: they were under way when the connection was reset.
  mutating func truncate(to kept: Int) {
    guard count > kept else { return }
    bytes.removeLast(count - kept)
  }
}
