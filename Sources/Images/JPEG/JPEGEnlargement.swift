/// How a component's samples are brought to the picture's size.
enum JPEGEnlargement: Equatable {
  case none
  /// To twice as many across, down, or both: a quarter of the next sample is mixed in.
  case across
  case down
  case both
  /// To so many times as many, each sample as it is.
  case repeated(across: Int, down: Int)

  init(across: Int, down: Int) {
    switch (across, down) {
    case (1, 1): self = .none
    case (2, 1): self = .across
    case (1, 2): self = .down
    case (2, 2): self = .both
    default: self = .repeated(across: across, down: down)
    }
  }

  /// How many samples come of one.
  var factor: Int {
    switch self {
    case .none: 1
    case .across, .down: 2
    case .both: 4
    case .repeated(let across, let down): across * down
    }
  }

  /// Whether a row of samples needs those above and below it.
  var isVertical: Bool { self == .down || self == .both }

  /// Three quarters of each sample of a row and a quarter of another row's.
  static func mix(
    _ row: JPEGRow, with other: JPEGRow, into result: inout [UInt8], at place: Int
  ) {
    let (samples, others) = (row.samples, other.samples)
    var mixed = result.mutableSpan
    let count = min(samples.count, others.count)
    guard place >= 0, place <= mixed.count - count else { return }
    for column in 0..<count {
      mixed[place &+ column] = mix(samples[column], others[column])
    }
  }

  /// Twice as many samples of a row, of three or more.
  static func widen(_ row: JPEGRow, into result: inout [UInt8], at place: Int) {
    let samples = row.samples
    let count = samples.count
    var wide = result.mutableSpan
    guard place >= 0, place <= wide.count - 2 * count else { return }
    wide[place] = samples[0]
    for column in 0..<(count - 1) {
      let (value, next) = (samples[column], samples[column + 1])
      wide[place &+ 2 &* column &+ 1] = mix(value, next)
      wide[place &+ 2 &* column &+ 2] = mix(next, value)
    }
    wide[place + 2 * count - 1] = samples[count - 1]
  }

  /// Three quarters of a sample and a quarter of another.
  @inline(__always) private static func mix(_ sample: UInt8, _ other: UInt8) -> UInt8 {
    UInt8(truncatingIfNeeded: (3 &* UInt16(sample) &+ UInt16(other) &+ 2) >> 2)
  }
}

/// A row of samples, among others.
struct JPEGRow {
  let all: [UInt8]
  let start: Int
  let count: Int

  var samples: Span<UInt8> { all.span.extracting(start..<(start + count)) }
}
