/// Bitmaps of Windows. Source: Microsoft, "Bitmap Storage".
enum BitmapFile {
  /// A header whose sizes fit, and the rows of pixels, where those are not compressed.
  static func extent(_ bytes: Span<UInt8>) -> MediaExtent {
    guard let said = bytes.little32(at: 2), let offset = bytes.little32(at: 10),
      let header = bytes.little32(at: 14), Int(offset) <= bytes.count
    else { return .invalid }
    let isOld = header == 12
    guard let width = isOld ? bytes.little16(at: 18).map({ Int($0) }) : signed(bytes, 18),
      let height = isOld ? bytes.little16(at: 20).map({ Int($0) }) : signed(bytes, 22),
      let bits = bytes.little16(at: isOld ? 24 : 28), width > 0, height != 0, width < 1 << 20,
      abs(height) < 1 << 20,
      [0, 1, 2, 4, 8, 16, 24, 32, 64].contains(bits)
    else { return .invalid }
    let compression = isOld ? 0 : bytes.little32(at: 30) ?? 0
    var end = Int(said)
    if compression == 0 || compression == 3 {
      let rowBytes = (width * Int(bits) + 31) / 32 * 4
      // The last row may lack its padding.
      guard Int(offset) + rowBytes * abs(height) - 4 <= bytes.count else { return .invalid }
      end = max(end, Int(offset) + rowBytes * abs(height))
    }
    return .valid(end: min(end, bytes.count))
  }

  private static func signed(_ bytes: Span<UInt8>, _ place: Int) -> Int? {
    bytes.little32(at: place).map { Int(Int32(bitPattern: $0)) }
  }
}
