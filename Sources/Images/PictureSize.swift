/// How many pixels a picture has.
struct PictureSize: Equatable {
  let width: Int
  let height: Int

  /// The most bytes that ClamAV decodes a picture to: of one that has more it tells no hash.
  private static let decodedBytesMax = 512 << 20

  /// A size; throws where there are no pixels, or ClamAV does not decode so many.
  ///
  /// - Parameter pixelBytes: how many bytes ClamAV decodes a pixel to.
  init(width: Int, height: Int, pixelBytes: Int) throws(PictureFault) {
    guard width > 0, height > 0, width <= Self.decodedBytesMax,
      height <= Self.decodedBytesMax / (width * pixelBytes)
    else { throw PictureFault.undecodable }
    self.width = width
    self.height = height
  }

  /// Width by height.
  var pixels: Int { width * height }
}
