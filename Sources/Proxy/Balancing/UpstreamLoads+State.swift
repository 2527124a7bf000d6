import Synchronization

/// What the operator wants of an upstream.
public enum UpstreamMode: Int, Sendable, CaseIterable {
  /// It takes part.
  case ready
  /// It finishes what it has, and gets no new exchanges but those of clients that are bound to it.
  case drain
  /// It finishes what it has, and gets nothing.
  case maintenance
}

/// How an upstream is, as logs and metrics tell it: the gravest that holds.
public enum UpstreamState: Int, Sendable, CaseIterable {
  /// It gets exchanges.
  case up
  /// It has failed several times, and waits for a pause to end or a trial to succeed.
  case ejected
  /// Checks have found it down.
  case down
  /// The operator drains it.
  case drain
  /// The operator has taken it out.
  case maintenance

  /// The word for it.
  public var word: StaticString {
    switch self {
    case .up: "up"
    case .ejected: "ejected"
    case .down: "down"
    case .drain: "drain"
    case .maintenance: "maintenance"
    }
  }
}

extension UpstreamLoads {
  /// How an upstream is.
  public func state(_ cell: Int) -> UpstreamState {
    switch mode(cell) {
    case .maintenance: .maintenance
    case .drain: .drain
    case .ready: isDown(cell) ? .down : needsTrial(cell) ? .ejected : .up
    }
  }

  /// What the operator wants of it.
  public func mode(_ cell: Int) -> UpstreamMode {
    precondition(cell >= 0 && cell < capacity)
    return unsafe UpstreamMode(rawValue: cells[cell].mode.load(ordering: .relaxed)) ?? .ready
  }

  /// Does what the operator wants, for exchanges to come.
  public func set(_ mode: UpstreamMode, of cell: Int, nowNanoseconds now: UInt64) {
    precondition(cell >= 0 && cell < capacity)
    let before = unsafe cells[cell].mode.exchange(mode.rawValue, ordering: .relaxed)
    if mode == .ready, before != mode.rawValue { cameUp(cell, nowNanoseconds: now) }
  }

  /// Whether checks have found it down.
  public func isDown(_ cell: Int) -> Bool {
    precondition(cell >= 0 && cell < capacity)
    return unsafe cells[cell].isDown.load(ordering: .relaxed) != 0
  }

  /// Notes what checks have found.
  public func setDown(_ isDown: Bool, of cell: Int, nowNanoseconds now: UInt64) {
    precondition(cell >= 0 && cell < capacity)
    let before = unsafe cells[cell].isDown.exchange(isDown ? 1 : 0, ordering: .relaxed)
    if !isDown, before != 0 { cameUp(cell, nowNanoseconds: now) }
  }

  /// It is new, or well again: its slow start begins.
  public func cameUp(_ cell: Int, nowNanoseconds now: UInt64) {
    precondition(cell >= 0 && cell < capacity)
    unsafe cells[cell].upSince.store(now, ordering: .relaxed)
  }

  /// When it came up; zero: it was from the beginning.
  func upSince(_ cell: Int) -> UInt64 {
    precondition(cell >= 0 && cell < capacity)
    return unsafe cells[cell].upSince.load(ordering: .relaxed)
  }

  /// Whether it may get an exchange now: that of a client that is bound to it, or any.
  func isOpen(_ cell: Int, isBound: Bool, nowNanoseconds now: UInt64) -> Bool {
    switch mode(cell) {
    case .maintenance: return false
    case .drain where !isBound: return false
    case .drain, .ready: return !isDown(cell) && !isEjected(cell, nowNanoseconds: now)
    }
  }
}
