public import Proxy

/// All workers of the process, as one of them sees them: to hand connections to those that have fewer.
public struct Colleagues: Sendable {
  /// How many clients each has.
  public let spread: ConnectionSpread
  /// How each is reached, by its index.
  public let mailboxes: [Mailbox]

  /// As many mailboxes as the spread has workers.
  public init(spread: ConnectionSpread, mailboxes: [Mailbox]) {
    precondition(spread.workers == mailboxes.count)
    self.spread = spread
    self.mailboxes = mailboxes
  }

  /// A worker that is the only one.
  init(alone mailbox: Mailbox) {
    self.init(spread: ConnectionSpread(workers: 1), mailboxes: [mailbox])
  }
}
