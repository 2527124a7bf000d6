/// An encoding of two or four bytes per unit, recognised by the first four bytes.
enum WideEncoding {
  case utf16LittleEndian
  case utf16BigEndian
  case ucs4LittleEndian
  /// Also what has UCS-4 in an unusual byte order: the converter that ClamAV uses reads it so.
  case ucs4BigEndian

  /// The encoding by its byte order mark, or by a first `<` or `<?`; `nil` for bytes.
  init?(_ head: Span<UInt8>) {
    guard head.count >= 4 else { return nil }
    switch (head[0], head[1], head[2], head[3]) {
    case (0, 0, 0xfe, 0xff), (0, 0, 0, 0x3c): self = .ucs4BigEndian
    case (0, 0, 0xff, 0xfe), (0, 0, 0x3c, 0): self = .ucs4BigEndian
    case (0, 0x3c, 0, 0), (0xfe, 0xff, 0, 0): self = .ucs4BigEndian
    case (0, 0x3c, 0, 0x3f): self = .utf16BigEndian
    case (0xff, 0xfe, 0, 0), (0x3c, 0, 0, 0): self = .ucs4LittleEndian
    case (0x3c, 0, 0x3f, 0), (0xff, 0xfe, _, _): self = .utf16LittleEndian
    case (0xfe, 0xff, _, _): self = .utf16BigEndian
    default: return nil
    }
  }

  /// The character at a place, and its length in bytes; `nil` for what is none.
  func scalar(_ bytes: Span<UInt8>, _ place: Int) -> (Unicode.Scalar, Int)? {
    switch self {
    case .ucs4BigEndian, .ucs4LittleEndian:
      guard bytes.count - place >= 4 else { return nil }
      var value: UInt32 = 0
      for byte in 0..<4 {
        let shift = UInt32(self == .ucs4BigEndian ? 24 - 8 * byte : 8 * byte)
        value |= UInt32(bytes[place + byte]) << shift
      }
      return Unicode.Scalar(value).map { ($0, 4) }
    case .utf16BigEndian, .utf16LittleEndian:
      guard let lead = unit(bytes, place) else { return nil }
      if let scalar = Unicode.Scalar(UInt32(lead)) { return (scalar, 2) }
      guard UTF16.isLeadSurrogate(lead), let trail = unit(bytes, place + 2),
        UTF16.isTrailSurrogate(trail)
      else { return nil }
      let value = 0x10000 + (UInt32(lead) - 0xd800) << 10 + (UInt32(trail) - 0xdc00)
      return Unicode.Scalar(value).map { ($0, 4) }
    }
  }

  private func unit(_ bytes: Span<UInt8>, _ place: Int) -> UInt16? {
    guard bytes.count - place >= 2 else { return nil }
    let (one, two) = (UInt16(bytes[place]), UInt16(bytes[place + 1]))
    return self == .utf16BigEndian ? one << 8 | two : two << 8 | one
  }
}
