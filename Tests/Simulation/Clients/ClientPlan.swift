/// What a simulated client is going to do on one connection.
public struct ClientPlan: Sendable {
  /// How it ends.
  public enum Ending: Sendable, Equatable {
    /// Closes when it has all responses.
    case afterResponses
    /// Ends its own direction when it has sent all, and reads on.
    case halfClose
    /// Closes or resets when it has sent that many bytes.
    case vanish(afterSentBytes: Int, isReset: Bool)
    /// Closes or resets when it has sent all.
    case vanishWhenSent(isReset: Bool)
    /// Closes or resets when it has received that many bytes.
    case deaf(afterReceivedBytes: Int, isReset: Bool)
    /// Sends nothing more after that many bytes, and waits.
    case stalls(afterSentBytes: Int)
    /// Reads nothing more after that many bytes, and waits.
    case stopsReading(afterReceivedBytes: Int)
    /// Stays, and leaves the closing to the other side.
    case stays
  }

  public var requests: [ClientRequest] = []
  /// It sends all requests at once, not each after the answer to the one before.
  public var isPipelined = false
  /// The most that it writes at once; 1: byte by byte.
  public var writeBytesMax = 65_536
  /// The pause between writes, at most.
  public var writePauseNanosecondsMax: UInt64 = 0
  /// The most that it reads at once, of the first ``slowReadCount`` bytes.
  public var readBytesMax = 65_536
  /// How many bytes it reads in small pieces; the rest, which would only take long, it does not.
  public var slowReadCount = 600
  /// The pause between reads, at most.
  public var readPauseNanosecondsMax: UInt64 = 0
  public var ending = Ending.afterResponses
  /// When it connects, counted from the beginning of the world.
  public var startNanoseconds: UInt64 = 0
  /// The pause between an answer and the next request, at most.
  public var thinkNanosecondsMax: UInt64 = 0
  /// When it gives up and closes, counted from its connect.
  public var patienceNanoseconds: UInt64 = 600_000_000_000

  /// A client that sends nothing.
  public init() {}

  /// Whether it keeps to the rules to the end, so that each of its requests has to be answered.
  public var isWellBehaved: Bool {
    (ending == .afterResponses || ending == .halfClose || ending == .stays)
      && requests.allSatisfy(\.isValid)
  }
}
