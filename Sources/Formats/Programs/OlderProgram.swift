/// Programs of Unix in forms before ELF and beside it, by their headers.
///
/// Sources: 4.4BSD, `a.out(5)` and Linux, `include/uapi/linux/a.out.h`; AIX, `xcoff.h`; uClinux, `flat.h`.
enum OlderProgram {
  /// Whether bytes begin as a program that a loader takes.
  static func isBeginning(_ bytes: Span<UInt8>) -> Bool {
    guard let first = bytes.byte(at: 0) else { return false }
    switch first {
    case 0x62: return isFlat(bytes)
    case 0x01 where isExtendedCOFF(bytes): return true
    default: return isAssemblerOutput(bytes)
    }
  }

  /// `bFLT`, a version, and places in their order.
  private static func isFlat(_ bytes: Span<UInt8>) -> Bool {
    guard bytes.has("bFLT", at: 0), let version = bytes.big32(at: 4),
      let entry = bytes.big32(at: 8),
      let data = bytes.big32(at: 12)
    else { return false }
    return (2...4).contains(version) && entry >= 64 && entry <= data
  }

  /// Of 32 and of 64 bits: behind the header and the one for loaders a first section whose name begins with a
  /// dot.
  private static func isExtendedCOFF(_ bytes: Span<UInt8>) -> Bool {
    guard let magic = bytes.big16(at: 0), magic == 0x01DF || magic == 0x01EF || magic == 0x01F7,
      let sections = bytes.big16(at: 2), (1...256).contains(sections),
      let optional = bytes.big16(at: 16)
    else { return false }
    let header = magic == 0x01DF ? 20 : 24
    return optional <= 256 && bytes.byte(at: header + Int(optional)) == 0x2E
  }

  /// A word of a magic number and a machine, then lengths that the file has.
  private static func isAssemblerOutput(_ bytes: Span<UInt8>) -> Bool {
    guard let little = bytes.little32(at: 0) else { return false }
    return hasLengths(bytes, little) { $0.little32(at: $1) }
      || hasLengths(bytes, little.byteSwapped) { $0.big32(at: $1) }
  }

  private static func hasLengths(
    _ bytes: Span<UInt8>, _ word: UInt32, _ number: (Span<UInt8>, Int) -> UInt32?
  ) -> Bool {
    let magics: [UInt32] = [0o407, 0o410, 0o413, 0o314]
    guard magics.contains(word & 0xFFFF), machines.contains(word >> 16 & 0x3FF) else {
      return false
    }
    var total = 0
    // Code and data; what they take at run time; symbols; where it begins; corrections to both.
    for field in [4, 8, 16, 24, 28] {
      guard let length = number(bytes, field) else { return false }
      total += Int(length)
    }
    guard let code = number(bytes, 4), code > 0, total <= bytes.count else { return false }
    // Some begin on a page of their own; names of symbols have a length of their own.
    return total + 4096 >= bytes.count / 2
  }

  /// None, processors of Sun, of Intel, of DEC, of Motorola, MIPS, ARM.
  private static let machines: Set<UInt32> = [
    0, 1, 2, 3, 100, 103, 134, 135, 136, 138, 139, 140, 141, 142, 143, 151, 152,
  ]
}
