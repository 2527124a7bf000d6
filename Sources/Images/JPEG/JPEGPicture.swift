/// Decodes JPEG. Source: ITU-T T.81.
enum JPEGPicture {
  static func isJPEG(_ bytes: Span<UInt8>) -> Bool {
    bytes.count > 3 && bytes[0] == 0xff && bytes[1] == 0xd8 && bytes[2] == 0xff
  }

  static func decode(
    _ bytes: Span<UInt8>, _ budget: inout PictureBudget
  ) throws(PictureFault) -> ShrunkPicture {
    var decoder = try JPEGDecoder(bytes, &budget)
    return try decoder.decode(bytes, &budget)
  }
}
