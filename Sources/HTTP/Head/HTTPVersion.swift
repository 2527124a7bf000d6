/// `HTTP/1.0` and `HTTP/1.1`, in exactly these bytes (RFC 9112, section 2.3: the name is
/// case-sensitive).
enum HTTPVersion {
  static let byteCount = 8

  /// Reads a version and returns its minor number: 0 or 1.
  static func minor(_ bytes: Span<UInt8>, at offset: Int) throws(HTTPFault) -> UInt8 {
    guard offset + byteCount <= bytes.count else { throw .incompleteHead }
    let word = ByteScan.word(bytes, at: offset)
    // "HTTP/1." in the low seven bytes.
    if word & 0x00FF_FFFF_FFFF_FFFF == 0x002E_312F_5054_5448 {
      if word &>> 56 == 0x31 { return 1 }
      if word &>> 56 == 0x30 { return 0 }
    }
    guard word & 0x0000_00FF_FFFF_FFFF == 0x0000_002F_5054_5448,
      ByteScan.isDigit(bytes[offset + 5]), bytes[offset + 6] == Byte.dot,
      ByteScan.isDigit(bytes[offset + 7])
    else { throw .malformedVersion }
    throw .unsupportedVersion
  }
}
