/// RIFF: WebP, WAVE, AVI. Sources: Microsoft, "Resource Interchange File Format"; Google, "WebP Container
/// Specification".
enum RIFFFile {
  /// Chunks of a size that the header says.
  ///
  /// - Parameters:
  ///   - names: what the first chunk must be called; any, where there are none.
  ///   - isWhole: whether all of the bytes must be there. Recorders leave the size at zero, or at its highest,
  ///     and players play what there is.
  static func extent(_ bytes: Span<UInt8>, first names: [StaticString], isWhole: Bool)
    -> MediaExtent
  {
    let isBig = bytes.has("RIFX", at: 0)
    guard let size = isBig ? bytes.big32(at: 4) : bytes.little32(at: 4), bytes.count >= 20 else {
      return .invalid
    }
    if !names.isEmpty, !names.contains(where: { bytes.has($0, at: 12) }) { return .invalid }
    let end = Int(size) + 8
    if end > bytes.count {
      // An odd end may lack its padding.
      return isWhole && end > bytes.count + 1 ? .invalid : .valid(end: nil)
    }
    if isWhole { return .valid(end: end + end % 2 <= bytes.count ? end + end % 2 : end) }
    // More of the same may follow, as in films of more than a gigabyte.
    return .valid(end: size == 0 || bytes.has("RIFF", at: end) ? nil : end)
  }
}
