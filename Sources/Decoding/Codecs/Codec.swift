/// What one step of a codec did.
struct CodecStep {
  /// How it stands after the step.
  enum State {
    /// There may be more.
    case going
    /// The run has ended.
    case complete
    /// This is no run of the coding.
    case damaged
    /// The run needs more memory than a codec may take.
    case memory
  }

  var consumedBytes: Int
  var writtenBytes: Int
  var state: State
}

/// One run of a coding in the course of being read. A codec owns its library's state and gives it back at
/// its end.
protocol Codec: ~Copyable {
  /// Takes some of the input, puts out into some of the room. Neither need be there, but a step with both
  /// does something, if only to find damage.
  mutating func step(
    _ input: UnsafeBufferPointer<UInt8>, _ room: UnsafeMutableBufferPointer<UInt8>
  ) -> CodecStep
}

extension Codec where Self: ~Copyable {
  /// Reads the run to its end, or to where it cannot go on.
  mutating func decode(_ input: Span<UInt8>, bytesMax: Int) -> Decoded {
    let first = min(16 << 10, max(64, 4 * input.count))
    var output = DecodedOutput(firstBytes: first, bytesMax: bytesMax)
    var consumed = 0
    let end = unsafe input.withUnsafeBufferPointer { input in
      unsafe run(input, &output, &consumed)
    }
    return Decoded(bytes: output.finish(), consumedBytes: consumed, end: end)
  }

  private mutating func run(
    _ input: UnsafeBufferPointer<UInt8>, _ output: inout DecodedOutput, _ consumed: inout Int
  ) -> DecodingEnd {
    while true {
      let rest = unsafe UnsafeBufferPointer(rebasing: input[consumed...])
      let hasRoom = output.makeRoom()
      let step = hasRoom ? unsafe stepInto(&output, rest) : unsafe stepPastLimit(rest)
      if !hasRoom, step.writtenBytes > 0 { return .limit }
      consumed += step.consumedBytes
      switch step.state {
      case .complete: return .complete
      case .damaged: return .damaged
      case .memory: return .memory
      case .going: break
      }
      if step.consumedBytes == 0, step.writtenBytes == 0 {
        return consumed == input.count ? .truncated : .damaged
      }
    }
  }

  private mutating func stepInto(
    _ output: inout DecodedOutput, _ rest: UnsafeBufferPointer<UInt8>
  ) -> CodecStep {
    unsafe output.withRoom { room in
      let step = unsafe step(rest, room)
      return (step, step.writtenBytes)
    }
  }

  /// A step where all output that is allowed is there: whether the run ends with it, or one byte more
  /// comes out.
  private mutating func stepPastLimit(_ rest: UnsafeBufferPointer<UInt8>) -> CodecStep {
    var byte: UInt8 = 0
    return unsafe withUnsafeMutablePointer(to: &byte) { byte in
      unsafe step(rest, UnsafeMutableBufferPointer(start: byte, count: 1))
    }
  }
}
