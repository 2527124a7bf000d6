/// What looking for a digest gave.
package enum HashLookup: Hashable, Sendable {
  /// It is listed: the signature's number among those on hashes.
  case found(UInt32)
  /// It is not listed.
  case absent
  /// The place where it would be cannot be read, or is not what was written: it may be listed.
  case damaged

  /// Whether a signature was found.
  package var isFound: Bool { if case .found = self { true } else { false } }

  /// What two look-ups give together: a find counts even if the other could not be read.
  package func or(_ other: HashLookup) -> HashLookup {
    switch (self, other) {
    case (.found, _): self
    case (_, .found): other
    case (.damaged, _), (_, .damaged): .damaged
    case (.absent, .absent): .absent
    }
  }
}
