/// The header that a cabinet begins with. Source: Microsoft, "Cabinet File Format" (MS-CAB), section 2.1.
struct CabinetHeader {
  /// Bytes of the cabinet.
  let byteCount: Int

  /// The header that bytes begin with; `nil` where it is none.
  init?(_ bytes: Span<UInt8>) {
    let headerBytes: UInt32 = 36
    guard bytes.little32(at: 4) == 0, let size = bytes.little32(at: 8), bytes.little32(at: 12) == 0,
      let files = bytes.little32(at: 16), files >= headerBytes, files < size,
      bytes.byte(at: 25) == 1, bytes.little16(at: 26).map({ $0 > 0 }) ?? false,
      bytes.little16(at: 28).map({ $0 > 0 }) ?? false
    else { return nil }
    byteCount = Int(size)
  }
}
