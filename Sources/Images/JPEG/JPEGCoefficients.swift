/// The coefficients of all blocks of a component of a progressive picture.
struct JPEGCoefficients {
  /// Block after block.
  var values: [Int16]
  /// For each block which of its coefficients are not zero, by their numbers: most are, and a scan that
  /// refines others goes over them all.
  private(set) var present: [UInt64]

  /// The bytes that a coefficient takes, times eight.
  static let eighthsOfBytes = 17

  init(blockCount: Int) {
    values = [Int16](repeating: 0, count: 64 * blockCount)
    present = [UInt64](repeating: 0, count: blockCount)
  }

  /// Whether a coefficient is not zero, by its number of 64.
  @inline(__always) func has(_ number: Int, of block: Int) -> Bool {
    present[block] >> UInt64(number) & 1 == 1
  }

  /// Sets a coefficient whose number may be past the last: then it is the last.
  @inline(__always) mutating func set(_ number: Int, of block: Int, to value: Int16) {
    setWrapped(min(number, 63), of: block, to: value)
  }

  /// Sets a coefficient whose number may be past the last: then it is one from the first on.
  @inline(__always) mutating func setWrapped(_ number: Int, of block: Int, to value: Int16) {
    values[64 * block + JPEGOrder.wrapped(number)] = value
    let bit: UInt64 = 1 << UInt64(number & 63)
    if value != 0 { present[block] |= bit } else { present[block] &= ~bit }
  }

  /// Makes a coefficient that is not zero larger by a unit, if it is not yet.
  @inline(__always) mutating func refine(_ number: Int, of block: Int, by unit: Int16) {
    let place = 64 * block + JPEGOrder.wrapped(number)
    let value = values[place]
    guard value & unit == 0 else { return }
    values[place] = value >= 0 ? value &+ unit : value &- unit
  }
}
