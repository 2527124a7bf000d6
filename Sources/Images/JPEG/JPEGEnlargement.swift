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
    let (samples, others) = (row.all.span, other.all.span)
    var mixed = result.mutableSpan
    for column in 0..<row.count {
      let sum = 3 * UInt16(samples[row.start + column]) + UInt16(others[other.start + column]) + 2
      mixed[place + column] = UInt8(truncatingIfNeeded: sum >> 2)
    }
  }

  /// Twice as many samples of a row, of three or more.
  static func widen(_ row: JPEGRow, into result: inout [UInt8], at place: Int) {
    let samples = row.all.span
    var wide = result.mutableSpan
    let last = row.count - 1
    var before = UInt16(samples[row.start])
    wide[place] = UInt8(before)
    for column in 1...last {
      let value = UInt16(samples[row.start + column])
      wide[place + 2 * column - 1] = UInt8(truncatingIfNeeded: (3 * before + value + 2) >> 2)
      wide[place + 2 * column] = UInt8(truncatingIfNeeded: (3 * value + before + 2) >> 2)
      before = value
    }
    wide[place + 2 * last + 1] = UInt8(before)
  }
}

/// A row of samples, among others.
struct JPEGRow {
  let all: [UInt8]
  let start: Int
  let count: Int
}
