internal import Glibc

/// The discrete cosine transform of the second kind, for a power of two of values: by halves and quarters.
///
/// The order of its additions is part of the hash: pictures of one colour have frequencies that are nothing
/// but what rounding left. Source: G. Plonka and M. Tasche, "Fast and numerically stable algorithms for
/// discrete cosine transforms", 2005.
struct CosineTransform {
  private let count: Int
  private let cosines: [Float]
  private let sines: [Float]

  init(count: Int) {
    self.count = count
    let angles = (0..<(count / 4)).map {
      2 * Double.pi / Double(count * 4) * Double(2 * $0 + 1)
    }
    cosines = angles.map { Float(cos($0)) }
    sines = angles.map { Float(sin($0)) }
  }

  /// The frequencies of so many values, the lowest first.
  func apply(_ values: [Float]) -> [Float] {
    if count == 1 { return values }
    if count == 2 {
      return [values[0] + values[1], (values[0] - values[1]) * Float(0.5).squareRoot()]
    }
    let half = count / 2
    let quarter = count / 4
    var sums = [Float](repeating: 0, count: half)
    var evens = [Float](repeating: 0, count: quarter)
    var odds = [Float](repeating: 0, count: quarter)
    for index in 0..<quarter {
      let (low, high) = (values[index], values[count - index - 1])
      let (lowMiddle, highMiddle) = (values[half - index - 1], values[half + index])
      sums[index] = high + low
      sums[half - index - 1] = lowMiddle + highMiddle
      let outer = low - high
      let inner = lowMiddle - highMiddle
      evens[index] = outer * cosines[index] + inner * sines[index]
      let odd = inner * cosines[index] - outer * sines[index]
      odds[quarter - index - 1] = index % 2 == 0 ? odd : -odd
    }
    let halves = CosineTransform(count: half)
    let quarters = CosineTransform(count: quarter)
    return merged(halves.apply(sums), quarters.apply(evens), quarters.apply(odds))
  }

  private func merged(_ sums: [Float], _ evens: [Float], _ odds: [Float]) -> [Float] {
    let quarter = count / 4
    var result = [Float](repeating: 0, count: count)
    for index in sums.indices { result[2 * index] = sums[index] }
    result[1] = evens[0]
    result[count - 1] = -odds[0]
    for index in 1..<max(1, quarter) {
      let odd = odds[quarter - index]
      let sine = (index + quarter) % 2 == 0 ? -odd : odd
      result[4 * index - 1] = evens[index] + sine
      result[4 * index + 1] = evens[index] - sine
    }
    return result
  }
}
