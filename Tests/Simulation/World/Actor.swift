/// Somebody in the world outside the worker: a client, an upstream's connection.
public protocol Actor: AnyObject {
  /// It will never do anything again.
  var isFinished: Bool { get }
  /// It does nothing before this moment (0: it waits for no moment).
  var wakeNanoseconds: UInt64 { get }
  /// Goes on, if it can; returns whether anything changed.
  func step(in world: World) -> Bool
}
