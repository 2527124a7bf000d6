/// What kind of program a file is.
public enum ProgramKind: Hashable, Sendable {
  /// PE, and NE, LE and LX of older Windows.
  case windows
  /// MS-DOS.
  case dos
  case elf
  /// Mach-O, for one processor or several.
  case machO
  case javaClass
  /// Byte code of Android.
  case dex
  case webAssembly
  /// Byte code of Python.
  case python
  /// Byte code of Lua.
  case lua
  case flash
  /// Byte code of LLVM.
  case bitcode
  /// Of other systems and of older ones: a.out, XCOFF, the flat format of uClinux.
  case other
}

/// Programs in machine code and byte code, by the headers that loaders look at.
///
/// Sources: Microsoft, "PE Format"; "Tool Interface Standard (TIS) Executable and Linking Format" 1.2; Apple,
/// `mach-o/loader.h` and `fat.h`; JVMS 4.1; Android, "Dalvik executable format"; WebAssembly 1.0, 5.5.16;
/// CPython, `importlib/_bootstrap_external.py`. Of others see ``OlderProgram`` and
/// `CompiledCode`.
public enum ProgramFile {
  /// What kind of program some bytes are; `nil` for none.
  ///
  /// A header of MS-DOS is a program by itself only where its sizes make sense, or where the bytes are no
  /// text: `MZ` are two letters.
  public static func kind(_ bytes: Span<UInt8>) -> ProgramKind? {
    guard let magic = bytes.big32(at: 0) else { return nil }
    switch magic {
    case 0x7F45_4C46: return isELF(bytes) ? .elf : nil
    case 0xFEED_FACE, 0xFEED_FACF, 0xCEFA_EDFE, 0xCFFA_EDFE:
      return bytes.count >= 28 ? .machO : nil
    case 0xCAFE_BABE, 0xCAFE_BABF, 0xBEBA_FECA, 0xBFBA_FECA: return javaOrMachO(bytes)
    case 0x6465_780A, 0x6465_790A, 0x6364_6578: return bytes.count >= 8 ? .dex : nil
    case 0x0061_736D: return .webAssembly
    case 0x1B4C_7561: return .lua
    case 0x4243_C0DE, 0xDEC0_170B: return .bitcode
    default: break
    }
    switch (bytes[0], bytes[1]) {
    // Loaders of MS-DOS take the letters in both orders.
    case (0x4D, 0x5A), (0x5A, 0x4D): return windowsOrDOS(bytes)
    case (0x1B, 0x4C) where bytes[2] == 0x4A && bytes[3] <= 4: return .lua
    default: break
    }
    if isFlash(bytes) { return .flash }
    if isPython(bytes) { return .python }
    let isOther = OlderProgram.isBeginning(bytes) || CompiledCode.isBeginning(bytes)
    return isOther ? .other : nil
  }

  private static func isELF(_ bytes: Span<UInt8>) -> Bool {
    guard let width = bytes.byte(at: 4), let order = bytes.byte(at: 5) else { return false }
    return (1...2).contains(width) && (1...2).contains(order)
  }

  /// Class files and universal binaries share their first bytes: the next four are a version of at least
  /// 45, or a number of processors.
  private static func javaOrMachO(_ bytes: Span<UInt8>) -> ProgramKind? {
    guard bytes[0] == 0xCA, bytes[3] == 0xBE, let next = bytes.big32(at: 4) else {
      return bytes.count >= 8 ? .machO : nil
    }
    return next & 0xFFFF >= 45 ? .javaClass : .machO
  }

  private static func windowsOrDOS(_ bytes: Span<UInt8>) -> ProgramKind? {
    if let place = bytes.little32(at: 0x3C).flatMap({ Int(exactly: $0) }) {
      if bytes.has("PE\0\0", at: place) { return .windows }
      // Less certain by their letters, so the header must be one of MS-DOS too.
      let isNew = ["NE", "LE", "LX"].contains { (name: StaticString) in bytes.has(name, at: place) }
      if isNew, hasDOSSizes(bytes) { return .windows }
    }
    return hasDOSSizes(bytes) || !PlainText.isText(bytes) ? .dos : nil
  }

  /// Whether the header's sizes are of this file: a last page of at most 512 bytes, and a header that is
  /// not longer than the image.
  private static func hasDOSSizes(_ bytes: Span<UInt8>) -> Bool {
    guard let lastPage = bytes.little16(at: 2), let pages = bytes.little16(at: 4),
      let paragraphs = bytes.little16(at: 8), bytes.count >= 28
    else { return false }
    return lastPage <= 512 && pages > 0 && Int(paragraphs) * 16 <= Int(pages) * 512
  }

  private static func isFlash(_ bytes: Span<UInt8>) -> Bool {
    guard bytes.count >= 9, bytes[1] == 0x57, bytes[2] == 0x53, bytes[3] > 0, bytes[3] <= 60 else {
      return false
    }
    return bytes[0] == 0x46 || bytes[0] == 0x43 || bytes[0] == 0x5A
  }

  /// A number of the compiler and a line end; a header of 8, 12 or 16 bytes; then a marshalled code object.
  private static func isPython(_ bytes: Span<UInt8>) -> Bool {
    guard bytes[2] == 0x0D, bytes[3] == 0x0A, let magic = bytes.little16(at: 0),
      (3000...4000).contains(magic) || (20121...62300).contains(magic)
    else { return false }
    return [8, 12, 16].contains { place in
      // Its number of arguments is small; text has letters there.
      guard let kind = bytes.byte(at: place), let arguments = bytes.little32(at: place + 1) else {
        return false
      }
      return kind & 0x7F == 0x63 && arguments < 1 << 16
    }
  }
}
