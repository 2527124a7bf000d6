/// A small, fast, deterministic source of random numbers: equal seeds give equal sequences.
///
/// xoshiro256** (Blackman and Vigna, "Scrambled linear pseudorandom number generators", 2018), its
/// state filled from the seed by SplitMix64. For balancing, jitter and simulation. It is predictable
/// from a few outputs: not for keys, tokens, or anything that a client must not guess.
public struct SeededRandom: RandomNumberGenerator, Sendable {
  @usableFromInline var state: (UInt64, UInt64, UInt64, UInt64)

  /// Starts the sequence that belongs to `seed`. Every seed is good, zero too.
  @inlinable public init(seed: UInt64) {
    var splitMix = seed
    state = (
      Self.splitMix(&splitMix), Self.splitMix(&splitMix), Self.splitMix(&splitMix),
      Self.splitMix(&splitMix)
    )
  }

  /// The next 64 bits.
  @inlinable public mutating func next() -> UInt64 {
    let result = Self.rotate(state.1 &* 5, by: 7) &* 9
    let shifted = state.1 &<< 17
    state.2 ^= state.0
    state.3 ^= state.1
    state.1 ^= state.2
    state.0 ^= state.3
    state.2 ^= shifted
    state.3 = Self.rotate(state.3, by: 45)
    return result
  }

  /// A number in `0 ..< bound`, by multiplication: the bias is below `bound / 2^64`. `bound` over 0.
  @inlinable public mutating func below(_ bound: UInt64) -> UInt64 {
    precondition(bound > 0, "a bound of 0 leaves nothing to choose")
    return next().multipliedFullWidth(by: bound).high
  }

  @inlinable static func splitMix(_ state: inout UInt64) -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ mixed &>> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed &>> 27) &* 0x94D0_49BB_1331_11EB
    return mixed ^ mixed &>> 31
  }

  @inlinable static func rotate(_ value: UInt64, by count: UInt64) -> UInt64 {
    value &<< count | value &>> (64 &- count)
  }
}
