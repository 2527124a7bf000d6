internal import CTurboJPEG

/// Decodes JPEG with libjpeg-turbo. Source: ITU-T T.81.
enum JPEGPicture {
  static func isJPEG(_ bytes: Span<UInt8>) -> Bool {
    bytes.count > 3 && bytes[0] == 0xff && bytes[1] == 0xd8 && bytes[2] == 0xff
  }

  static func decode(_ bytes: Span<UInt8>, pixelsMax: Int) -> GreyPicture? {
    guard let decoder = unsafe tjInitDecompress() else { return nil }
    defer { _ = unsafe tjDestroy(decoder) }
    return unsafe bytes.withUnsafeBufferPointer { bytes in
      unsafe decode(bytes, with: decoder, pixelsMax: pixelsMax)
    }
  }

  private static func decode(
    _ bytes: UnsafeBufferPointer<UInt8>, with decoder: tjhandle, pixelsMax: Int
  ) -> GreyPicture? {
    var width: Int32 = 0
    var height: Int32 = 0
    var sampling: Int32 = 0
    var space: Int32 = 0
    guard let count = UInt(exactly: bytes.count),
      unsafe tjDecompressHeader3(
        decoder, bytes.baseAddress, count, &width, &height, &sampling, &space) == 0,
      var picture = GreyPicture(width: Int(width), height: Int(height), pixelsMax: pixelsMax)
    else { return nil }
    let isPrint = space == Int32(TJCS_CMYK.rawValue) || space == Int32(TJCS_YCCK.rawValue)
    let pixelBytes = isPrint ? 4 : 3
    var colours = [UInt8](repeating: 0, count: picture.pixels.count * pixelBytes)
    let format = Int32(isPrint ? TJPF_CMYK.rawValue : TJPF_RGB.rawValue)
    // A picture of very many scans takes very long: libjpeg-turbo refuses more than 500.
    let status = unsafe tjDecompress2(
      decoder, bytes.baseAddress, count, &colours, width, 0, height, format,
      Int32(TJFLAG_LIMITSCANS | TJFLAG_ACCURATEDCT))
    guard status == 0 else { return nil }
    for index in picture.pixels.indices {
      let start = index * pixelBytes
      let (first, second, third) = (colours[start], colours[start + 1], colours[start + 2])
      guard isPrint else {
        picture.pixels[index] = GreyPicture.brightness(first, second, third)
        continue
      }
      let black = Int(colours[start + 3])
      func mixed(_ ink: UInt8) -> UInt8 { UInt8(Int(ink) * black / 255) }
      picture.pixels[index] = GreyPicture.brightness(mixed(first), mixed(second), mixed(third))
    }
    return picture
  }
}
