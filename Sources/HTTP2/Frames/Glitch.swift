/// What a client sends that costs it little and others much, or that no client has a reason to send. Single
/// ones are harmless, and clients of all kinds have them; floods are attacks.
public enum Glitch: UInt8, CaseIterable, Sendable {
  /// A stream that was cut short.
  case reset
  /// A request that breaks the rules.
  case malformed
  case settings
  case ping
  case priority
  case windowUpdate
  /// DATA that neither carries anything nor ends the stream, or a piece of a header block without a byte.
  case emptyFrame
  /// A frame of a type that is not known, or without a use to a server.
  case other

  /// What it is counted as.
  var cost: Int {
    switch self {
    case .reset, .malformed, .settings, .emptyFrame: 10
    case .ping, .other: 4
    case .priority: 2
    case .windowUpdate: 1
    }
  }
}

/// How much a client has been odd, of late.
struct GlitchCount: Sendable {
  private let most: Int
  private let forgivenPerSecond: Int
  private var count = 0
  private var countedNanoseconds: UInt64 = 0

  init(limits: HTTP2Limits) {
    most = limits.glitchesMax
    forgivenPerSecond = limits.glitchesForgivenPerSecond
  }

  /// Counts one; false where there have been too many.
  mutating func count(_ glitch: Glitch, nowNanoseconds now: UInt64) -> Bool {
    if now > countedNanoseconds {
      // Ten seconds forgive all, in any case; `min` keeps the product in range.
      let milliseconds = Int(min((now - countedNanoseconds) / 1_000_000, 10_000))
      let forgiven = milliseconds * forgivenPerSecond / 1_000
      if forgiven > 0 || milliseconds >= 10_000 {
        count = milliseconds >= 10_000 ? 0 : max(0, count - forgiven)
        countedNanoseconds = now
      }
    }
    count += glitch.cost
    return count <= most
  }

  /// What a frame of data that was sent makes up for: windows are updated and measured for it.
  mutating func forgive(_ cost: Int) { count = max(0, count - cost) }
}
