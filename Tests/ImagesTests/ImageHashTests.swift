import Images
import Testing

@Suite struct ImageHashTests {
  private func hash(_ bytes: [UInt8], steps: Int = 1 << 24, memory: Int = 1 << 24) -> PictureHash {
    var budget = PictureBudget(stepsMax: steps, bytesMax: memory)
    let hash = ImageHash.perceptual(of: bytes.span, budget: &budget)
    #expect(budget.steps <= steps)
    return hash
  }

  /// 10 by 10 pixels of four colours, from the GIF specification's own discussion of LZW.
  private static let gif: [UInt8] = [
    0x47, 0x49, 0x46, 0x38, 0x39, 0x61, 0x0a, 0x00, 0x0a, 0x00, 0x91, 0x00, 0x00, 0xff, 0xff, 0xff,
    0xff, 0x00, 0x00, 0x00, 0x00, 0xff, 0x00, 0x00, 0x00, 0x21, 0xf9, 0x04, 0x00, 0x00, 0x00, 0x00,
    0x00, 0x2c, 0x00, 0x00, 0x00, 0x00, 0x0a, 0x00, 0x0a, 0x00, 0x00, 0x02, 0x16, 0x8c, 0x2d, 0x99,
    0x87, 0x2a, 0x1c, 0xdc, 0x33, 0xa0, 0x02, 0x75, 0xec, 0x95, 0xfa, 0xa8, 0xde, 0x60, 0x8c, 0x04,
    0x91, 0x4c, 0x01, 0x00, 0x3b,
  ]

  @Test func `pictures have the hash that clamscan tells`() {
    #expect(hash(BuiltPNG.gradient.bytes) == .known(0x8257_f252_f250_f745))
    #expect(hash(Self.gif) == .known(0x8a44_2004_8a51_8a04))
    #expect(hash(BuiltJPEG.sampled) == .known(0x8d8d_f258_6da7_0cf0))
    #expect(hash(BuiltJPEG.progressive) == .known(0xf838_2d2d_57d2_d622))
    #expect(hash(BuiltJPEG.inks) == .known(0xf8dc_ed3c_f6c2_1021))
  }

  @Test func `a picture has one hash however its pixels are written`() {
    let grey = BuiltPNG.gradient
    let expected = hash(grey.bytes)
    var other = grey
    other.kind = 2
    other.rows = grey.rows.map { $0.flatMap { [$0, $0, $0] } }
    #expect(hash(other.bytes) == expected, "three colours")
    other.kind = 0
    other.depth = 16
    other.rows = grey.rows.map { $0.flatMap { [$0, $0] } }
    #expect(hash(other.bytes) == expected, "16 bits")
    other = grey
    other.kind = 3
    other.palette = (0...255).flatMap { value in [255 - value, 255 - value, 255 - value] }
    other.rows = grey.rows.map { $0.map { 255 - $0 } }
    #expect(hash(other.bytes) == expected, "a palette")
    other = grey
    other.filter = 1
    other.rows = grey.rows.map { row in
      row.indices.map { $0 == 0 ? row[0] : row[$0] &- row[$0 - 1] }
    }
    #expect(hash(other.bytes) == expected, "differences to the left")
    other.filter = 2
    other.rows = grey.rows.indices.map { index in
      index == 0 ? grey.rows[0] : zip(grey.rows[index], grey.rows[index - 1]).map { $0 &- $1 }
    }
    #expect(hash(other.bytes) == expected, "differences to the row above")
  }

  @Test func `a picture has one hash in BMP and TIFF, too`() {
    let expected = hash(BuiltPNG.gradient.bytes)
    var bitmap = BuiltBMP()
    for bits in [8, 24, 32] {
      for isFromTop in [false, true] {
        (bitmap.bits, bitmap.isFromTop) = (bits, isFromTop)
        #expect(hash(bitmap.bytes) == expected, "BMP, \(bits) bits, \(isFromTop)")
      }
    }
    bitmap.masks = [0xff00_0000, 0x00ff_0000, 0x0000_ff00]
    #expect(hash(bitmap.bytes) == expected, "BMP, masks")
    #expect(hash(BuiltBMP(bits: 8, hasRuns: true).bytes) == expected, "BMP, runs")
    for compression in [1, 5, 8, 0x8005] {
      for kind in 0..<96 {
        let picture = BuiltTIFF(
          isLittle: kind % 2 == 0, interpretation: kind / 2 % 3, bits: kind / 6 % 2 == 0 ? 8 : 16,
          isDifferences: kind / 12 % 2 == 1, compression: compression, isInTiles: kind / 24 % 2 == 1
        )
        #expect(hash(picture.bytes) == expected, "\(picture)")
      }
    }
  }

  @Test
  func `a picture that ClamAV decodes and that is not decoded here has a hash that is unknown`() {
    var picture = BuiltTIFF(compression: 7)
    #expect(hash(picture.bytes) == .unknown)
    // Of palettes ClamAV's decoder makes nothing.
    picture.interpretation = 3
    picture.compression = 1
    #expect(hash(picture.bytes) == .none)
  }

  @Test func `a picture that takes more than is allowed has a hash that is unknown, not none`() {
    var picture = BuiltPNG.gradient
    for bytes in [
      picture.bytes, Self.gif, BuiltBMP().bytes, BuiltBMP(bits: 8, hasRuns: true).bytes,
      BuiltTIFF(compression: 5, isInTiles: true).bytes, BuiltJPEG.sampled, BuiltJPEG.progressive,
      BuiltJPEG.separate,
    ] {
      var budget = PictureBudget(stepsMax: 1 << 24)
      let expected = ImageHash.perceptual(of: bytes.span, budget: &budget)
      #expect(hash(bytes, steps: budget.steps) == expected)
      #expect(hash(bytes, steps: budget.steps - 1) == .unknown)
      #expect(hash(bytes, memory: 1 << 10) == .unknown)
    }
    for (width, height) in [(1 << 29, 1), (1, 1 << 29), (1 << 14, 1 << 15)] {
      picture.width = width
      picture.height = height
      #expect(hash(picture.bytes) == .unknown)
    }
  }

  @Test func `a picture that ClamAV does not decode for its size has no hash`() {
    var picture = BuiltPNG.gradient
    for (width, height) in [(1 << 29, 2), (1 << 16, 1 << 16), (0x7fff_ffff, 0x7fff_ffff), (0, 64)] {
      picture.width = width
      picture.height = height
      #expect(hash(picture.bytes) == .none)
    }
  }

  @Test func `a picture that is cut off has no hash, and does no harm`() {
    for bytes in [BuiltPNG.gradient.bytes, Self.gif] {
      var shortest = bytes.count
      for count in stride(from: bytes.count, through: 0, by: -1) {
        guard hash(Array(bytes.prefix(count))) != .none else { continue }
        shortest = count
      }
      #expect(shortest > bytes.count - 40, "\(shortest) of \(bytes.count)")
    }
  }

  @Test func `changed pictures do no harm`() {
    for bytes in [
      BuiltPNG.gradient.bytes, Self.gif, BuiltJPEG.progressive, BuiltJPEG.sampled,
      BuiltBMP(bits: 8, hasRuns: true).bytes,
    ] {
      for place in 0..<min(120, bytes.count) {
        for value: UInt8 in [0, 0xff] {
          var changed = bytes
          changed[place] = value
          _ = hash(changed, steps: 1 << 16)
        }
      }
    }
  }
}
