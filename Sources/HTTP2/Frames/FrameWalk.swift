/// Walks over received bytes frame by frame, ahead of nghttp2, which sees a frame only after it was judged.
///
/// It keeps nothing but the nine bytes of a header that is not whole, and knows only what those say.
struct FrameWalk: Sendable {
  /// What comes before the first frame (RFC 9113, section 3.4).
  static let prefaceBytes = 24

  /// What follows in the received bytes.
  enum Step: Equatable, Sendable {
    /// So many bytes of the preface, of a header that is not whole, or of a frame that was judged.
    case pass(Int)
    /// A frame begins with this, of which the last bytes and of what follows it so many are there.
    case frame(FrameHeader, bytes: Int)
  }

  private var prefaceLeft = FrameWalk.prefaceBytes
  private var header = InlineArray<13, UInt8>(repeating: 0)
  private var headerCount = 0
  /// How many bytes say what there is to say: of PRIORITY, the header and what the stream depends on.
  private var headerNeeded = FrameHeader.byteCount
  private var payloadLeft = 0

  /// Whether a frame has begun and is not whole.
  var isWithinFrame: Bool { headerCount > 0 || payloadLeft > 0 }

  /// The next step from `offset` on, of at least one byte. Traps at the end.
  mutating func next(in bytes: Span<UInt8>, from offset: Int) -> Step {
    let available = bytes.count - offset
    precondition(available > 0)
    if prefaceLeft > 0 {
      let count = min(prefaceLeft, available)
      prefaceLeft -= count
      return .pass(count)
    }
    if payloadLeft > 0 {
      let count = min(payloadLeft, available)
      payloadLeft -= count
      return .pass(count)
    }
    var taken = 0
    while headerCount < headerNeeded, taken < available {
      header[headerCount] = bytes[offset + taken]
      headerCount += 1
      taken += 1
      if headerCount == FrameHeader.byteCount, header[3] == FrameType.priority, header[2] == 5,
        header[1] | header[0] == 0
      {
        headerNeeded += 4
      }
    }
    guard headerCount == headerNeeded else { return .pass(taken) }
    var frame = FrameHeader(header)
    if headerNeeded > FrameHeader.byteCount {
      frame.dependency = FrameHeader.stream(header, at: FrameHeader.byteCount)
    }
    let left = frame.length - (headerNeeded - FrameHeader.byteCount)
    headerCount = 0
    headerNeeded = FrameHeader.byteCount
    let count = min(left, available - taken)
    payloadLeft = left - count
    return .frame(frame, bytes: taken + count)
  }
}
