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

  /// How many first bytes ``init(firstBytes:)`` looks at, at most.
  public static let firstBytesMax = 8

  /// The type of a body that begins with these bytes; ``any`` where it is none of the others.
  ///
  /// Decided by the magic numbers in which ClamAV's internal file-type table agrees for these
  /// types. `cafebabe` begins Java classes and Mach-O files for several processors: the version
  /// or the number of processors that follows tells them apart, and the latter have no target type.
  ///
  /// - Parameter firstBytes: the body's first eight bytes, the first of them the most significant;
  ///   zeros where the body is shorter.
  public init(firstBytes: UInt64) {
    self =
      switch firstBytes >> 32 {
      case 0x7f45_4c46: .elf
      case 0xcefa_edfe, 0xcffa_edfe, 0xfeed_face, 0xfeed_facf: .machO
      case 0xcafe_babe where (0x20...0x3f).contains(firstBytes & 0xffff_ffff): .java
      default:
        switch firstBytes {
        case 0xd0cf_11e0_a1b1_1ae1: .ole2
        case _ where firstBytes >> 48 == 0x4d5a: .portableExecutable
        case _ where firstBytes >> 24 == 0x25_5044_462d: .pdf
        case _ where Self.isFlash(firstBytes >> 40): .flash
        default: .any
        }
      }
  }

  private static func isFlash(_ magic: UInt64) -> Bool {
    magic == 0x46_5753 || magic == 0x43_5753 || magic == 0x5a_5753
  }
}
