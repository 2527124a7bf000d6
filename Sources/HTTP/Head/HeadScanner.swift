/// How far the head of a message has come.
public enum HeadProgress: Hashable, Sendable {
  /// More bytes are needed.
  case incomplete
  /// The head is whole: its length in bytes, its empty line included. A body, or the next message,
  /// begins there.
  case complete(count: Int)
  /// No continuation of these bytes is a head.
  case failed(HTTPFault)
}

/// Finds the end of a head while it arrives, and refuses at once what cannot become one.
///
/// It looks at each byte once, however the head is cut, and comes to the same answer for every cut.
/// Every line must end in CRLF: a parser that takes a bare LF and one that does not would see
/// different requests in the same bytes (RFC 9112, section 2.2, permits the refusal).
///
/// It checks line ends and control characters only. What the lines say is for `RequestHead` and
/// `ResponseHead`.
public struct HeadScanner: Sendable {
  /// Which heads are expected.
  public enum Kind: Sendable {
    /// `HTTPLimits.leadingEmptyLinesMax` empty lines may precede, and the first line has a limit of
    /// its own.
    case request
    /// Nothing may precede: an upstream that sends stray bytes between responses has lost count.
    case response
  }

  private let kind: Kind
  private let headBytesMax: Int
  private let startLineBytesMax: Int
  /// Everything below is judged.
  private var position = 0
  private var lineStart = 0
  private var leadingEmptyLines = 0
  private var hasStartLine = false

  /// A scanner for one head.
  public init(_ kind: Kind, limits: HTTPLimits = HTTPLimits()) {
    self.kind = kind
    headBytesMax = limits.headBytesMax
    startLineBytesMax = kind == .request ? limits.requestLineBytesMax : limits.headBytesMax
  }

  /// Begins anew, for the next head of the connection.
  public mutating func reset() {
    position = 0
    lineStart = 0
    leadingEmptyLines = 0
    hasStartLine = false
  }

  /// Looks at what is new.
  ///
  /// - Parameter bytes: all of the head seen so far, contiguous, from its first byte, and whatever
  ///   follows it. Never shorter than in the call before.
  /// - Returns: where the head stands. After `complete` or `failed` the scanner must be `reset`.
  public mutating func scan(_ bytes: Span<UInt8>) -> HeadProgress {
    let end = min(bytes.count, headBytesMax)
    var offset = min(position, end)
    while true {
      let lineLimit = hasStartLine ? end : min(end, lineStart + startLineBytesMax + 1)
      offset = ByteScan.control(bytes, from: offset, to: lineLimit)
      guard offset < lineLimit else {
        position = offset
        if lineLimit < end || (!hasStartLine && offset > lineStart + startLineBytesMax) {
          return .failed(.requestLineTooLong)
        }
        return needMore(bytes.count)
      }
      switch bytes[offset] {
      case Byte.tab:
        offset += 1
      case Byte.cr:
        guard offset + 1 < end else {
          position = offset
          return needMore(bytes.count)
        }
        guard bytes[offset + 1] == Byte.lf else { return .failed(.bareCarriageReturn) }
        if let progress = endLine(at: offset) { return progress }
        offset += 2
        lineStart = offset
      case Byte.lf: return .failed(.bareLineFeed)
      case 0: return .failed(.nul)
      default: return .failed(.controlCharacter)
      }
    }
  }

  private func needMore(_ count: Int) -> HeadProgress {
    count >= headBytesMax ? .failed(.headTooLarge) : .incomplete
  }

  private mutating func endLine(at offset: Int) -> HeadProgress? {
    guard lineStart == offset else {
      hasStartLine = true
      return nil
    }
    if hasStartLine { return .complete(count: offset + 2) }
    guard kind == .request, leadingEmptyLines < HTTPLimits.leadingEmptyLinesMax else {
      return .failed(.leadingEmptyLines)
    }
    leadingEmptyLines += 1
    return nil
  }
}
