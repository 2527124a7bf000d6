/// A header of an LHA archive, of level 0 to 3. Source: "LHA header specification", of LHa for UNIX
/// (header.doc).
struct LhaHeader {
  /// Where the next header is.
  let next: Int

  /// The header at a place.
  init?(_ bytes: Span<UInt8>, at place: Int) {
    guard let fixed = bytes.run(at: place, count: 22), fixed.has("-l", at: 2), fixed[6] == 0x2D,
      let packed = fixed.little32(at: 7)
    else { return nil }
    let headerBytes: Int
    switch fixed[20] {
    case 0, 1:
      // A sum of all that follows it.
      guard fixed[0] >= 20, let summed = bytes.run(at: place + 2, count: Int(fixed[0])) else {
        return nil
      }
      var sum: UInt8 = 0
      for index in summed.indices { sum &+= summed[index] }
      guard sum == fixed[1] else { return nil }
      headerBytes = Int(fixed[0]) + 2
    case 2:
      guard let size = fixed.little16(at: 0), size >= 26 else { return nil }
      headerBytes = Int(size)
    case 3:
      guard fixed.little16(at: 0) == 4, let size = bytes.little32(at: place + 24), size >= 32 else {
        return nil
      }
      headerBytes = Int(size)
    default: return nil
    }
    guard headerBytes + Int(packed) <= bytes.count - place else { return nil }
    next = place + headerBytes + Int(packed)
  }

  /// Where the archive that begins the bytes ends.
  static func end(in bytes: Span<UInt8>) -> Int? {
    var place = 0
    while let header = LhaHeader(bytes, at: place) { place = header.next }
    return bytes.byte(at: place) == 0 ? place + 1 : place
  }
}
