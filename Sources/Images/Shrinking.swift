internal import Glibc

/// Shrinks pictures to 32 by 32 pixels with Lanczos' filter, of three lobes.
enum Shrinking {
  static let side = 32
  private static let lobes: Float = 3
  /// The number of 32 bits that is nearest; `Float.pi` is the one below.
  private static let pi: Float = 0x1.921fb6p1

  /// Where a pixel of the small picture comes from, in one direction.
  private struct Source {
    var first: Int
    var weights: [Float]
  }

  static func shrunk(_ picture: GreyPicture) -> [UInt8] {
    if picture.width == side, picture.height == side { return picture.pixels }
    let columns = sources(picture.width)
    var small: [UInt8] = []
    small.reserveCapacity(side * side)
    var row = [Float](repeating: 0, count: picture.width)
    for source in sources(picture.height) {
      for column in row.indices { row[column] = 0 }
      for (index, weight) in source.weights.enumerated() {
        let start = (source.first + index) * picture.width
        for column in row.indices { row[column] += Float(picture.pixels[start + column]) * weight }
      }
      for column in columns {
        var sum: Float = 0
        for (index, weight) in column.weights.enumerated() {
          sum += row[column.first + index] * weight
        }
        small.append(UInt8(max(0, min(255, sum)).rounded()))
      }
    }
    return small
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
