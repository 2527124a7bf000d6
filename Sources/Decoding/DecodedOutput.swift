/// Room for what is decoded: it grows as it fills, to a limit.
struct DecodedOutput: ~Copyable {
  private var bytes: [UInt8]
  private var count = 0
  private let bytesMax: Int

  /// Room for some bytes at first.
  init(firstBytes: Int, bytesMax: Int) {
    self.bytesMax = max(0, bytesMax)
    bytes = [UInt8](repeating: 0, count: min(max(1, firstBytes), self.bytesMax))
  }

  /// Whether what there is room for is there.
  var isFull: Bool { count == bytes.count }

  /// Makes room where there is none left; false where the limit is reached. One byte more than the limit
  /// is never asked for: what has exactly so many bytes ends in time.
  mutating func makeRoom() -> Bool {
    guard isFull else { return true }
    guard bytes.count < bytesMax else { return false }
    let more = min(max(bytes.count, 4096), bytesMax - bytes.count)
    bytes.append(contentsOf: repeatElement(0, count: more))
    return true
  }

  /// Puts a byte behind the others; false where the limit is reached.
  mutating func put(_ byte: UInt8) -> Bool {
    guard makeRoom() else { return false }
    bytes[count] = byte
    count += 1
    return true
  }

  /// Puts bytes behind the others that lie so far before them, and may overlap them; `nil` where all are there.
  mutating func repeatBytes(distance: Int, byteCount: Int) -> DecodingEnd? {
    guard distance > 0, distance <= count else { return .damaged }
    for _ in 0..<byteCount {
      guard put(bytes[count - distance]) else { return .limit }
    }
    return nil
  }

  /// Gives the room to `body`, which tells how much of it it has filled.
  mutating func withRoom<Status>(
    _ body: (UnsafeMutableBufferPointer<UInt8>) -> (Status, Int)
  ) -> Status {
    let from = count
    let (status, written) = unsafe bytes.withUnsafeMutableBufferPointer { all in
      unsafe body(UnsafeMutableBufferPointer(rebasing: all[from...]))
    }
    precondition(written >= 0 && written <= bytes.count - count)
    count += written
    return status
  }

  /// What was decoded.
  consuming func finish() -> [UInt8] {
    bytes.removeLast(bytes.count - count)
    return bytes
  }
}
