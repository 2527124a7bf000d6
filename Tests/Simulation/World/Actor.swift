/// Somebody in the world outside the worker: a client, an upstream's connection.
public protocol Actor: AnyObject {
  /// It will never do anything again.
  var isFinished: Bool { get }
  /// The next moment at which it does something by itself, at the end of a pause; `.max`: it only
  /// reacts. Moments that are past do not count.
  var pauseUntilNanoseconds: UInt64 { get }
  /// Goes on, if it can; returns whether anything changed.
  func step(in world: World) -> Bool
}
