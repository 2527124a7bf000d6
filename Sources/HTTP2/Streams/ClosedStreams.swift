/// The last streams that were closed, for frames that come after: what the client had sent before it heard
/// that the server has cut a stream is to be ignored, and all else is an error (RFC 9113, section 5.1).
struct ClosedStreams: Sendable {
  /// How many of each kind are known.
  static let knownMax = 64

  private struct Ring: Sendable {
    var numbers = InlineArray<64, Int32>(repeating: 0)
    var count = 0

    mutating func append(_ number: Int32) {
      numbers[count % ClosedStreams.knownMax] = number
      count += 1
    }

    func contains(_ number: Int32) -> Bool {
      for index in 0..<min(count, ClosedStreams.knownMax) where numbers[index] == number {
        return true
      }
      return false
    }
  }

  private var ended = Ring()
  private var cut = Ring()

  /// One that the client had ended.
  mutating func insertEnded(_ number: Int32) { ended.append(number) }

  /// One that the server has cut, or never took.
  mutating func insertCut(_ number: Int32) { cut.append(number) }

  /// What a frame means on a stream that is not open: `nil`: it is to be ignored.
  func fault(of number: Int32) -> HTTP2Error? {
    if cut.contains(number) { return nil }
    if ended.contains(number) { return .streamClosed }
    // Never opened, or forgotten.
    return cut.count > Self.knownMax ? nil : .protocolError
  }
}
