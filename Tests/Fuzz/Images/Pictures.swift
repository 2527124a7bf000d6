// A fuzz target for the decoders of pictures. Built by Tests/Fuzz/run.

@testable internal import Images

/// The input is a picture of any format.
///
/// No input traps, or takes more than is allowed; what is decoded is decoded within what it took, and not
/// within less.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzPicture(_ data: UnsafePointer<UInt8>, _ size: Int) -> CInt {
  // libFuzzer's buffer is valid for the call.
  let input = unsafe Array(UnsafeBufferPointer(start: data, count: size))
  var budget = PictureBudget(stepsMax: 1 << 20, bytesMax: 1 << 22)
  let hash = ImageHash.perceptual(of: input.span, budget: &budget)
  precondition(budget.steps <= budget.stepsMax)
  guard case .known = hash else { return 0 }
  var enough = PictureBudget(stepsMax: budget.steps, bytesMax: 1 << 22)
  precondition(ImageHash.perceptual(of: input.span, budget: &enough) == hash)
  var less = PictureBudget(stepsMax: budget.steps - 1, bytesMax: 1 << 22)
  precondition(ImageHash.perceptual(of: input.span, budget: &less) == .unknown)
  return 0
}
