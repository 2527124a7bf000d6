/// Where in a pixel of a BMP file its colours are, as masks say.
struct BMPMasks: Equatable {
  let red: Field
  let green: Field
  let blue: Field
  let alpha: Field

  /// Five bits for each colour.
  static let five = BMPMasks(
    red: Field(shift: 10, count: 5), green: Field(shift: 5, count: 5),
    blue: Field(shift: 0, count: 5), alpha: Field(shift: 0, count: 0))

  /// Some bits in a row.
  struct Field: Equatable {
    let shift: Int
    /// How many there are, eight at most; 0 for none.
    let count: Int

    init(shift: Int, count: Int) { (self.shift, self.count) = (shift, count) }

    /// Those of a mask; `nil` where there are others between them, or it has more bits than a pixel.
    init?(mask: UInt32, bitsMax: Int) {
      guard mask != 0 else {
        self.init(shift: 0, count: 0)
        return
      }
      let shift = mask.trailingZeroBitCount
      let count = mask.nonzeroBitCount
      guard (~(mask >> shift)).trailingZeroBitCount == count, shift + count <= bitsMax else {
        return nil
      }
      self.init(shift: shift + max(0, count - 8), count: min(count, 8))
    }

    /// The bits of a pixel, as eight.
    @inline(__always) func value(_ pixel: UInt32) -> UInt8 {
      let bits = pixel >> UInt32(shift) & (1 << UInt32(count) - 1)
      switch count {
      case 8: return UInt8(truncatingIfNeeded: bits)
      case 7: return UInt8(truncatingIfNeeded: bits << 1 | bits >> 6)
      default:
        let top = UInt32(1) << UInt32(count) - 1
        return UInt8(truncatingIfNeeded: (bits * 510 + top) / (2 * top))
      }
    }
  }

  init(red: Field, green: Field, blue: Field, alpha: Field) {
    (self.red, self.green, self.blue, self.alpha) = (red, green, blue, alpha)
  }

  /// Reads masks; `nil` where they are not valid, or a colour has none.
  init?(red: UInt32, green: UInt32, blue: UInt32, alpha: UInt32, bitsMax: Int) {
    guard let redField = Field(mask: red, bitsMax: bitsMax), redField.count > 0,
      let greenField = Field(mask: green, bitsMax: bitsMax), greenField.count > 0,
      let blueField = Field(mask: blue, bitsMax: bitsMax), blueField.count > 0,
      let alphaField = Field(mask: alpha, bitsMax: bitsMax)
    else { return nil }
    self.init(red: redField, green: greenField, blue: blueField, alpha: alphaField)
  }

  /// How bright a pixel is.
  @inline(__always) func brightness(_ pixel: UInt32) -> UInt8 {
    Brightness.of(red.value(pixel), green.value(pixel), blue.value(pixel))
  }
}
