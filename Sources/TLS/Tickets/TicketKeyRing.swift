/// The keys of tickets over time: one to make them with, and the one before it, which opens them still.
///
/// Older ones are forgotten, so that who gets hold of the keys can read the sessions of the last hours alone.
struct TicketKeyRing {
  private(set) var current: TicketKey?
  private(set) var previous: TicketKey?
  private var nextSeconds: UInt64 = 0

  /// How long tickets are made with one key; they are taken for as long again.
  static let periodSeconds: UInt64 = 3600

  /// Brings the keys up to a time of the monotonic clock.
  mutating func advance(toSeconds now: UInt64) {
    guard now >= nextSeconds || current == nil else { return }
    // Who was away for a whole period has nothing left of that time.
    let isStale = now >= nextSeconds + Self.periodSeconds
    previous?.forget()
    previous = isStale ? nil : current
    if isStale { current?.forget() }
    current = TicketKey()
    nextSeconds = now + Self.periodSeconds
  }

  /// The key of a ticket by its name, and whether it is the one before the present.
  func key(named name: Span<UInt8>) -> (key: TicketKey, isPrevious: Bool)? {
    if let current, Self.isEqual(current.name, name) { return (current, false) }
    if let previous, Self.isEqual(previous.name, name) { return (previous, true) }
    return nil
  }

  private static func isEqual(_ left: [UInt8], _ right: Span<UInt8>) -> Bool {
    left.count == right.count && left.indices.allSatisfy { left[$0] == right[$0] }
  }
}
