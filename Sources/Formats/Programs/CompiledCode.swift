/// Code that is compiled and no program by itself, or is one of a rare machine.
///
/// Sources: Microsoft, "PE Format" (COFF); UEFI, "Platform Initialization Specification", volume 1, chapter
/// 15 (TE); Erlang, `erts/emulator/beam/beam_file.c`; Hermes, `BytecodeFileFormat.h`; Android, `vdex_file.h`,
/// `image.h`; Ruby, `compile.c`; mruby, `dump.h`.
enum CompiledCode {
  /// Whether bytes begin as such code.
  static func isBeginning(_ bytes: Span<UInt8>) -> Bool {
    switch bytes[0] {
    case 0x46: return bytes.has("FOR1", at: 0) && bytes.has("BEAM", at: 8)
    case 0x52: return bytes.has("RITE0", at: 0)
    case 0x56: return isTerse(bytes)
    case 0x59: return bytes.has("YARB", at: 0) && bytes.little32(at: 4).map { $0 < 16 } ?? false
    case 0x61: return bytes.has("art\n0", at: 0)
    case 0x76: return bytes.has("vdex0", at: 0)
    case 0xC6: return bytes.big64(at: 0) == 0xC61F_BC03_C103_191F
    default: return isObject(bytes) || isLargeObject(bytes)
    }
  }

  /// x86, its 64 bits, ARM, Thumb, ARM of 64 bits, Itanium, RISC-V of both sizes.
  private static func isMachine(_ number: UInt16?) -> Bool {
    switch number {
    case 0x014C, 0x8664, 0x01C0, 0x01C2, 0x01C4, 0xAA64, 0x0200, 0x5032, 0x5064: true
    default: false
    }
  }

  /// An object of COFF: no optional header, and sections, of which the first has a name that begins with a
  /// dot or leads to one.
  private static func isObject(_ bytes: Span<UInt8>) -> Bool {
    guard isMachine(bytes.little16(at: 0)), let sections = bytes.little16(at: 2), sections > 0,
      let symbols = bytes.little32(at: 8), Int(symbols) <= bytes.count,
      bytes.little16(at: 16) == 0, let name = bytes.byte(at: 20),
      20 + Int(sections) * 40 <= bytes.count
    else { return false }
    return name == 0x2E || name == 0x2F
  }

  /// An object of many sections.
  private static func isLargeObject(_ bytes: Span<UInt8>) -> Bool {
    bytes.big32(at: 0) == 0xFFFF && bytes.little16(at: 4) == 2 && isMachine(bytes.little16(at: 6))
      && bytes.big32(at: 12) == 0xC7A1_BAD1
  }

  /// A program of firmware whose headers are cut short.
  private static func isTerse(_ bytes: Span<UInt8>) -> Bool {
    guard bytes.has("VZ", at: 0), isMachine(bytes.little16(at: 2)),
      let sections = bytes.byte(at: 4),
      let cutBytes = bytes.little16(at: 6)
    else { return false }
    return (1...96).contains(sections) && cutBytes >= 64
  }
}
