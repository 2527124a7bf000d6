/// The provided buffers of one group, first in, first out.
struct ProvidedGroup {
  /// A buffer that the simulated kernel may fill.
  struct Buffer {
    var index: UInt16
    var run: Run
  }

  /// The entries of the ring; more than that cannot be provided at once.
  var capacity = 0
  var buffers: [Buffer] = []
  private var head = 0

  var isEmpty: Bool { head == buffers.count }
  var count: Int { buffers.count - head }

  mutating func append(_ buffer: Buffer) { buffers.append(buffer) }

  mutating func removeFirst() -> Buffer? {
    guard head < buffers.count else { return nil }
    let buffer = buffers[head]
    head += 1
    if head == buffers.count || head > 256 {
      buffers.removeFirst(head)
      head = 0
    }
    return buffer
  }

  /// The buffers that are provided now.
  var provided: ArraySlice<Buffer> { buffers[head...] }
}
