/// What a world does wrong on purpose: a check that notices none of these checks nothing.
public enum Sabotage: Sendable, CaseIterable {
  /// Nothing.
  case none
  /// Now and then a received byte is another than was sent.
  case altersBytes
  /// Now and then a buffer that is provided is lost.
  case losesBuffers
  /// Now and then a completion does not come.
  case losesCompletions
  /// Now and then a byte that was sent goes twice.
  case doublesBytes
}
