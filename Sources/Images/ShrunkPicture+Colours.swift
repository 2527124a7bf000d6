/// Where in the bytes of a pixel its colours are.
struct ColourPlaces: Equatable {
  let pixelBytes: Int
  let red: Int
  let green: Int
  let blue: Int
}

extension ShrunkPicture {
  /// Takes the next row, of colours of eight bits.
  mutating func add(colours row: Span<UInt8>, _ places: ColourPlaces) {
    let step = places.pixelBytes
    guard row.count >= size.width * step else { return }
    let whole = size.width / PixelLane.scalarCount
    switch step {
    case 3: fill(whole, row, places, step: 3)
    case 4: fill(whole, row, places, step: 4)
    default: fill(whole, row, places, step: step)
    }
    for column in (whole * PixelLane.scalarCount)..<size.width {
      let pixel = column * step
      lanes[whole][column % PixelLane.scalarCount] = Float(
        Brightness.of(
          row[pixel + places.red], row[pixel + places.green], row[pixel + places.blue]))
    }
    addLanes()
  }

  /// Takes so many lanes. The step is written out by the caller, for each to be made for its own.
  @inline(__always) private mutating func fill(
    _ count: Int, _ row: Span<UInt8>, _ places: ColourPlaces, step: Int
  ) {
    for index in 0..<count {
      let place = index * PixelLane.scalarCount * step
      lanes[index] = .brightness(
        PixelLane(row, at: place + places.red, step: step),
        PixelLane(row, at: place + places.green, step: step),
        PixelLane(row, at: place + places.blue, step: step))
    }
  }
}
