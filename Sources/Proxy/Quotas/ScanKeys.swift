public import Configuration
public import Digests

/// The keys of the scan API as workers look them up. Never changed once made.
public struct ScanKeys: Sendable {
  /// A key, and where its calls are counted.
  public struct Entry: Sendable {
    /// Its name and quotas.
    public var key: ScanKey
    /// Its cell in the ledger.
    public var cell: Int

    /// See the properties.
    public init(key: ScanKey, cell: Int) {
      self.key = key
      self.cell = cell
    }
  }

  /// The keys; none where everybody may call.
  public let entries: [Entry]
  /// Where calls are counted.
  public let ledger: KeyLedger
  /// Whether no key is asked for.
  public let isOpen: Bool
  private let words: [(UInt64, UInt64, UInt64, UInt64)]

  /// The cell under which calls without a key are counted.
  public static let openCell = 0

  /// Keys, each with its cell; none: everybody may call.
  public init(_ entries: [Entry], isOpen: Bool, ledger: KeyLedger) {
    self.entries = entries
    self.isOpen = isOpen
    self.ledger = ledger
    words = entries.map { Self.words(of: $0.key.digest) }
  }

  /// Takes a call of a key, if its quotas leave one.
  ///
  /// - Parameter place: the key's place in ``entries``.
  public func charge(
    _ place: Int, unixSeconds: UInt64, monotonicSeconds: UInt64
  ) -> KeyCharge {
    let entry = entries[place]
    return ledger.take(
      entry.cell, monthMax: entry.key.monthlyMax, secondMax: entry.key.perSecondMax,
      unixSeconds: unixSeconds, monotonicSeconds: monotonicSeconds)
  }

  /// The place of the key of a digest in ``entries``; `nil` where there is none.
  ///
  /// All of them are compared whole, whichever it is: how long that takes tells nothing of where a guess
  /// went wrong.
  public func place(of digest: Digest) -> Int? {
    let wanted = Self.words(of: digest)
    var found = -1
    for (place, word) in words.enumerated() {
      let difference =
        word.0 ^ wanted.0 | word.1 ^ wanted.1 | word.2 ^ wanted.2 | word.3 ^ wanted.3
      // All ones where nothing differs, else zero.
      let mask = Int(truncatingIfNeeded: (difference | (0 &- difference)) >> 63) &- 1
      found = found & ~mask | place & mask
    }
    return found < 0 ? nil : found
  }

  private static func words(of digest: Digest) -> (UInt64, UInt64, UInt64, UInt64) {
    func word(_ start: Int) -> UInt64 {
      (start..<start + 8).reduce(0) { $0 << 8 | ($1 < digest.count ? UInt64(digest[$1]) : 0) }
    }
    return (word(0), word(8), word(16), word(24))
  }
}
