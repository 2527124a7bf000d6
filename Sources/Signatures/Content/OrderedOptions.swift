/// The options of a choice in the order in which ClamAV tries them, and which of them it takes for
/// unique: once such an option fits, no later one is tried, even if the rest then does not fit.
///
/// An option is not unique where another of a different length begins as it does. Where two options
/// have wildcards such that neither contains the other, ClamAV takes both for unique, though both may
/// fit: that is kept.
struct OrderedOptions {
  private(set) var options: [[BodyPattern.MaskedByte]] = []
  private(set) var isUnique: [Bool] = []

  init(_ all: [[BodyPattern.MaskedByte]]) {
    // Two different options of fixed bytes and one length never fit both: the common case, and the
    // long one.
    if let count = all.first?.count,
      all.allSatisfy({ $0.count == count && $0.allSatisfy(\.isKnown) })
    {
      options = all
      isUnique = Array(repeating: true, count: all.count)
      return
    }
    for option in all { insert(option) }
  }

  private mutating func insert(_ option: [BodyPattern.MaskedByte]) {
    var isNewUnique = true
    for place in options.indices {
      guard let hasWildcard = Self.overlap(options[place], option) else { continue }
      if options[place].count != option.count {
        isUnique[place] = false
        isNewUnique = false
      } else if !hasWildcard {
        return
      }
    }
    options.append(option)
    isUnique.append(isNewUnique)
  }

  /// Whether one of two options contains the other as far as both go; with that, whether one has a
  /// wildcard where the other has none. `nil` where it is not so.
  private static func overlap(
    _ first: [BodyPattern.MaskedByte], _ second: [BodyPattern.MaskedByte]
  ) -> Bool? {
    var firstIsWider = false
    var secondIsWider = false
    for (a, b) in zip(first, second) {
      let common = a.mask & b.mask
      if a.value & common != b.value & common { return nil }
      if a.mask == b.mask || a.isKnown && b.isKnown { continue }
      if b.isKnown || a.mask == 0 {
        firstIsWider = true
      } else if a.isKnown || b.mask == 0 {
        secondIsWider = true
      } else {
        return nil
      }
      if firstIsWider && secondIsWider { return nil }
    }
    return firstIsWider || secondIsWider
  }
}
