/// Where the parts of an executable lie in its file, as ClamAV reckons it: what the offsets of signatures
/// are counted from.
///
/// Places are file offsets of 32 bits, which ClamAV's arithmetic keeps by wrapping around: a header may lie
/// as it likes, and what it says need not be in the file. Whoever reads there checks.
///
/// Not for judging whether a file is sound: a header that a loader refuses may have a layout here.
public struct ExecutableLayout: Equatable, Sendable {
  /// The format of an executable.
  public enum Format: Sendable {
    /// Windows: PE32 and PE32+. Source: Microsoft, "PE Format".
    case portableExecutable
    /// Unix: ELF. Source: "Tool Interface Standard (TIS) Executable and Linking Format", version 1.2.
    case elf
    /// macOS: Mach-O, for one processor. Source: Apple, `mach-o/loader.h`.
    case machO
  }

  /// A section.
  public struct Section: Equatable, Sendable {
    /// Where its bytes begin in the file.
    public var offset: UInt32
    /// How many bytes it has in the file, cut at the file's end; 0 where it has none.
    public var byteCount: UInt32
    /// Where it is in memory, relative to the image.
    var address: UInt32
    /// How large it is in memory.
    var addressCount: UInt32
  }

  /// The file offset of the entry point; 0 where there is none.
  public var entryPoint: UInt32
  /// The sections in the order of the headers.
  public var sections: [Section]
  /// Where strings of the version information begin in the file (`VI`); PE only.
  public var versionOffsets: [UInt32]
  /// What is known of a PE's headers beyond that.
  var windows: WindowsHeaders?

  /// Reads the headers; `nil` where they are not such that ClamAV uses them. Then no offset that is
  /// counted from them, nor from the end of the file, can match.
  ///
  /// - Parameters:
  ///   - bytes: the whole file.
  ///   - format: what it is, by its type.
  ///   - dropsMissing: whether PE sections that begin beyond the end of the file are left out, whatever
  ///     else is wrong with them, as ClamAV does where it takes digests of sections and imports. It uses no
  ///     header of which none would be left.
  public init?(_ bytes: Span<UInt8>, format: Format, dropsMissing: Bool = false) {
    entryPoint = 0
    sections = []
    versionOffsets = []
    let isRead =
      switch format {
      case .portableExecutable: readWindows(bytes, dropsMissing: dropsMissing)
      case .elf: readELF(bytes)
      case .machO: readMachO(bytes)
      }
    if !isRead { return nil }
  }
}
