import Configuration
import Ring

/// How far a body is whose route streams.
enum StreamStage: UInt8 {
  /// It is held, or passes through unscanned: it does not stream.
  case none
  /// Its first window is being received.
  case gathering
  /// Its first window is full, and is being looked into.
  case deciding
  /// All of it moves on but the last window.
  case passing
  /// A signature was found in it that a false-positive list may clear: nothing more moves on before the end.
  case suspected
  /// Its verdict is there, or nobody waits for it: all of it may move on.
  case released
  /// All of it has moved on.
  case finished
}

/// What a body that moves on while it is scanned has.
struct StreamState {
  var stage = StreamStage.none
  /// How many of its last bytes stay back.
  var windowBytes = 0
  /// Scanned, and waiting for what follows or for the verdict.
  var window = SegmentQueue()
  /// Whether it is delivered though it can only be judged whole.
  var isUnscanned = false
}
