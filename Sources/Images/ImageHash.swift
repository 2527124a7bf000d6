/// Perceptual hashes of pictures: alike for pictures that look alike.
///
/// Source: ClamAV's documentation of logical signatures, "Image fuzzy hash subsignatures"; the hash is
/// that of Python's `imagehash.phash`.
public enum ImageHash {
  /// The most pixels of a picture. One takes up to ten bytes of memory, and up to 90 nanoseconds: whoever
  /// has less time allows fewer.
  public static let pixelsMax = 1 << 24

  /// The hash of a picture: the bits of eight rows of eight frequencies, the lowest first and in the most
  /// significant place. `nil` where it cannot be decoded whole, or is larger than is allowed.
  ///
  /// - Parameters:
  ///   - bytes: the whole file.
  ///   - pixelsMax: the most pixels that it may have.
  public static func perceptual(
    of bytes: Span<UInt8>, pixelsMax: Int = ImageHash.pixelsMax
  ) -> UInt64? {
    let limit = min(pixelsMax, Self.pixelsMax)
    var picture: GreyPicture?
    if PNGPicture.isPNG(bytes) {
      picture = PNGPicture.decode(bytes, pixelsMax: limit)
    } else if GIFPicture.isGIF(bytes) {
      picture = GIFPicture.decode(bytes, pixelsMax: limit)
    } else if JPEGPicture.isJPEG(bytes) {
      picture = JPEGPicture.decode(bytes, pixelsMax: limit)
    }
    guard let picture else { return nil }
    return hash(picture)
  }

  /// The length of a side of the small picture.
  private static let side = Shrinking.side
  /// How many frequencies of each direction count.
  private static let frequencies = 8

  private static func hash(_ picture: GreyPicture) -> UInt64 {
    let small = Shrinking.shrunk(picture)
    var values = small.map { Float($0) / 255 }
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
