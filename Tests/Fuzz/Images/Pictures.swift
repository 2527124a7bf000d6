// A fuzz target for the decoders of pictures. Built by Tests/Fuzz/run into one module with the sources that
// it names.

/// The input is a picture of any format.
///
/// No input traps; one whose pixels are too many by one is not decoded; a decoded picture has a hash.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzPicture(_ data: UnsafePointer<UInt8>, _ size: Int) -> CInt {
  // libFuzzer's buffer is valid for the call.
  let input = unsafe Array(UnsafeBufferPointer(start: data, count: size))
  let pixelsMax = 1 << 16
  let hash = ImageHash.perceptual(of: input.span, pixelsMax: pixelsMax)
  guard JPEGPicture.isJPEG(input.span) else { return 0 }
  let picture = JPEGPicture.decode(input.span, pixelsMax: pixelsMax)
  precondition((picture == nil) == (hash == nil))
  guard let picture else { return 0 }
  let count = picture.width * picture.height
  precondition(count <= pixelsMax && picture.pixels.count == count)
  precondition(JPEGPicture.decode(input.span, pixelsMax: count - 1) == nil)
  return 0
}
