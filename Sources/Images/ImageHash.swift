/// Perceptual hashes of pictures: alike for pictures that look alike.
///
/// Source: ClamAV's documentation of logical signatures, "Image fuzzy hash subsignatures"; the hash is
/// that of Python's `imagehash.phash`.
public enum ImageHash {
  /// The hash of a picture.
  ///
  /// - Parameters:
  ///   - bytes: the whole file.
  ///   - budget: what decoding may take; is charged with what it takes.
  public static func perceptual(
    of bytes: Span<UInt8>, budget: inout PictureBudget
  ) -> PictureHash {
    do {
      guard var picture = try decode(bytes, &budget) else { return .none }
      // Rows that are missing are black.
      picture.skip(picture.size.height)
      return .known(hash(picture))
    } catch {
      return error == .undecodable ? .none : .unknown
    }
  }

  /// A picture of a format that ClamAV hashes; `nil` of others.
  static func decode(
    _ bytes: Span<UInt8>, _ budget: inout PictureBudget
  ) throws(PictureFault) -> ShrunkPicture? {
    if PNGPicture.isPNG(bytes) { return try PNGPicture.decode(bytes, &budget) }
    if GIFPicture.isGIF(bytes) { return try GIFPicture.decode(bytes, &budget) }
    if BMPPicture.isBMP(bytes) { return try BMPPicture.decode(bytes, &budget) }
    if TIFFPicture.isTIFF(bytes) { return try TIFFPicture.decode(bytes, &budget) }
    if JPEGPicture.isJPEG(bytes) { return try JPEGPicture.decode(bytes, &budget) }
    return nil
  }

  /// The length of a side of the small picture.
  private static let side = ShrunkPicture.side
  /// How many frequencies of each direction count.
  private static let frequencies = 8

  private static func hash(_ picture: ShrunkPicture) -> UInt64 {
    var values = picture.pixels.map { Float($0) / 255 }
    let transform = CosineTransform(count: side)
    for column in 0..<side {
      let result = transform.apply((0..<side).map { values[$0 * side + column] })
      for row in 0..<side { values[row * side + column] = result[row] * 2 }
    }
    var low: [Float] = []
    for row in 0..<frequencies {
      let result = transform.apply(Array(values[(row * side)..<((row + 1) * side)]))
      low += result.prefix(frequencies).map { $0 * 2 }
    }
    let sorted = low.sorted()
    let median = (sorted[31] + sorted[32]) / 2
    return low.reduce(0) { $0 << 1 | ($1 > median ? 1 : 0) }
  }
}
