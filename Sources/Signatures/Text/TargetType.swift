/// What a signature wants the body to be: ClamAV's numbers, those that the first bytes decide.
public enum TargetType: UInt8, BitwiseCopyable, CaseIterable, Sendable {
  /// Any body.
  case any = 0
  /// A Windows or DOS executable.
  case portableExecutable = 1
  /// An OLE2 container (old Office documents).
  case ole2 = 2
  /// HTML, normalised.
  case html = 3
  /// A mail message.
  case mail = 4
  /// An image.
  case graphics = 5
  /// A Unix executable or library.
  case elf = 6
  /// Text, normalised.
  case text = 7
  /// A macOS executable or library, for one processor.
  case machO = 9
  /// A PDF document.
  case pdf = 10
  /// A Flash film.
  case flash = 11
  /// A Java class file.
  case java = 12
  /// A file in which nothing is recognised: binary data.
  case other = 14
}
