/// Decodes JPEG. Source: ITU-T T.81.
enum JPEGPicture {
  static func isJPEG(_ bytes: Span<UInt8>) -> Bool {
    bytes.count > 3 && bytes[0] == 0xff && bytes[1] == 0xd8 && bytes[2] == 0xff
  }

  static func decode(_ bytes: Span<UInt8>, pixelsMax: Int) -> GreyPicture? {
    guard var decoder = try? JPEGDecoder(bytes, pixelsMax: pixelsMax) else { return nil }
    return try? decoder.decode(bytes)
  }
}
