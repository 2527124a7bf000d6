internal import Glibc

/// A picture that is shrunk to 32 by 32 pixels as its rows come, with Lanczos' filter of three lobes.
///
/// It holds no more than what the rows so far add to the small picture's rows that they are a part of: seven,
/// as long as the picture is not smaller than the small one.
struct ShrunkPicture {
  static let side = 32
  private static let lobes: Float = 3
  /// The number of 32 bits that is nearest; `Float.pi` is the one below.
  private static let pi: Float = 0x1.921fb6p1

  /// Where a pixel of the small picture comes from, in one direction.
  private struct Source {
    var first: Int
    var weights: [Float]

    var end: Int { first + weights.count }
  }

  let size: PictureSize
  /// Row after row, from the top: whole once the picture is.
  private(set) var pixels: [UInt8]

  private let columns: [Source]
  private let rows: [Source]
  /// For each row of the small picture what the rows so far add to it; empty before and after.
  private var sums: [[PixelLane]]
  /// How many rows of the picture have come.
  private var rowsDone = 0
  /// The first row of the small picture that is not whole.
  private var firstOpen = 0
  /// The next row: whole numbers, and past its end anything.
  var lanes: [PixelLane]

  /// A picture none of whose rows has come; `budget` is charged with all that shrinking it takes.
  init(_ size: PictureSize, _ budget: inout PictureBudget) throws(PictureFault) {
    let laneCount = (size.width + PixelLane.scalarCount - 1) / PixelLane.scalarCount
    try budget.allow(bytes: Self.bytes(size))
    try budget.spend(size.pixels, PictureSteps.perPixelShrunk)
    try budget.spend(size.width + size.height, PictureSteps.perRowOrColumn)
    self.size = size
    pixels = [UInt8](repeating: 0, count: Self.side * Self.side)
    columns = Self.sources(size.width)
    rows = Self.sources(size.height)
    sums = [[PixelLane]](repeating: [], count: Self.side)
    lanes = [PixelLane](repeating: .zero, count: laneCount)
  }

  /// The bytes that shrinking holds at most: rows of numbers, and weights for either direction.
  static func bytes(_ size: PictureSize) -> Int {
    let rowsAtOnce = size.height < 4 * side ? side : 8
    return size.width * 4 * (rowsAtOnce + 7) + size.height * 4 * 7
  }

  /// Takes the next row, of as many pixels as the picture is wide.
  mutating func add(_ row: [UInt8]) {
    add(row.span)
  }

  /// Takes the next row, of as many pixels as the picture is wide.
  mutating func add(_ row: Span<UInt8>) {
    guard row.count >= size.width else { return }
    let whole = size.width / PixelLane.scalarCount
    for index in 0..<whole { lanes[index] = PixelLane(row, at: index * PixelLane.scalarCount) }
    for column in (whole * PixelLane.scalarCount)..<size.width {
      lanes[whole][column % PixelLane.scalarCount] = Float(row[column])
    }
    addLanes()
  }

  /// Takes the next row, as `lanes` has it.
  mutating func addLanes() {
    guard rowsDone < size.height else { return }
    if isSmall {
      for column in 0..<Self.side {
        let lane = lanes[column / PixelLane.scalarCount]
        pixels[rowsDone * Self.side + column] = UInt8(lane[column % PixelLane.scalarCount])
      }
      rowsDone += 1
      return
    }
    for index in firstOpen..<Self.side {
      if rows[index].first > rowsDone { break }
      accumulate(index)
    }
    rowsDone += 1
    closeRows()
  }

  /// Takes so many rows that are black.
  mutating func skip(_ count: Int) {
    rowsDone = min(size.height, rowsDone + count)
    if !isSmall { closeRows() }
  }

  /// Takes as many rows of one brightness as the picture has left.
  mutating func fill(_ brightness: UInt8) {
    let row = [UInt8](repeating: brightness, count: size.width)
    while rowsDone < size.height { add(row) }
  }

  /// Whether it is as small as it shall be.
  private var isSmall: Bool { size.width == Self.side && size.height == Self.side }

  /// Adds the row to a row of the small picture.
  private mutating func accumulate(_ index: Int) {
    let weight = rows[index].weights[rowsDone - rows[index].first]
    if sums[index].isEmpty { sums[index] = [PixelLane](repeating: .zero, count: lanes.count) }
    Self.add(lanes, weight, to: &sums[index])
  }

  private static func add(_ lanes: [PixelLane], _ weight: Float, to sum: inout [PixelLane]) {
    let row = lanes.span
    var sum = sum.mutableSpan
    for place in 0..<min(row.count, sum.count) { sum[place] += row[place] * weight }
  }

  /// Makes pixels of the rows of the small picture that are whole.
  private mutating func closeRows() {
    while firstOpen < Self.side, rows[firstOpen].end <= rowsDone {
      let sum = sums[firstOpen]
      sums[firstOpen] = []
      for (place, column) in columns.enumerated() where !sum.isEmpty {
        var total: Float = 0
        for (index, weight) in column.weights.enumerated() {
          let source = column.first + index
          total += sum[source / PixelLane.scalarCount][source % PixelLane.scalarCount] * weight
        }
        pixels[firstOpen * Self.side + place] = UInt8(max(0, min(255, total)).rounded())
      }
      firstOpen += 1
    }
  }

  /// The pixels that count for each of the small picture's, of so many.
  private static func sources(_ count: Int) -> [Source] {
    let ratio = Float(count) / Float(side)
    let scale = max(1, ratio)
    let reach = lobes * scale
    return (0..<side).map { index in
      let middle = (Float(index) + 0.5) * ratio
      let first = max(0, min(Int((middle - reach).rounded(.down)), count - 1))
      let end = max(first + 1, min(Int((middle + reach).rounded(.up)), count))
      var weights = (first..<end).map { weight((Float($0) - (middle - 0.5)) / scale) }
      let sum = weights.reduce(0, +)
      for index in weights.indices { weights[index] /= sum }
      return Source(first: first, weights: weights)
    }
  }

  private static func weight(_ distance: Float) -> Float {
    abs(distance) < lobes ? wave(distance) * wave(distance / lobes) : 0
  }

  private static func wave(_ distance: Float) -> Float {
    let angle = distance * pi
    return distance == 0 ? 1 : sinf(angle) / angle
  }
}
