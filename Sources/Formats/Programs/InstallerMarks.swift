/// Installers are programs of Windows with what they install behind them, in forms of their own.
public enum InstallerMarks {
  /// An installer of a kind.
  public enum Kind: Hashable, Sendable {
    /// Nullsoft Scriptable Install System.
    case nullsoft
    /// Inno Setup.
    case inno
  }

  /// Which kind of installer a program of Windows is; `nil` for none. Looks at each 512th place, and at
  /// two fixed ones.
  ///
  /// Sources: NSIS, `Source/exehead/fileform.h`: a header at a multiple of 512 bytes; Inno Setup,
  /// `Projects/Src/Shared.SetupEntFunc`: an identifier at 0x30, or a resource of offsets.
  public static func kind(_ bytes: Span<UInt8>) -> Kind? {
    if bytes.has("Inno", at: 0x30) { return .inno }
    var place = 512
    while place + 20 <= bytes.count {
      if bytes.little32(at: place + 4) == 0xDEAD_BEEF, bytes.has("NullsoftInst", at: place + 8) {
        return .nullsoft
      }
      place += 512
    }
    return hasInnoOffsets(bytes) ? .inno : nil
  }

  /// The table of offsets begins on a border of four bytes, as all resources do.
  private static func hasInnoOffsets(_ bytes: Span<UInt8>) -> Bool {
    var place = 0
    while place + 12 <= bytes.count {
      if bytes[place] == 0x72, bytes.has("rDlPtS", at: place), bytes[place + 6] == 0xCD,
        bytes[place + 7] == 0xE6
      {
        return true
      }
      place += 4
    }
    return false
  }
}
