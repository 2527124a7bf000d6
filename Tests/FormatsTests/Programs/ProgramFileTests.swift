import Formats
import Testing

@Suite struct ProgramFileTests {
  /// A file of zeros with bytes at some places.
  static func file(_ count: Int, _ parts: [(Int, [UInt8])]) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    for (place, part) in parts { bytes.replaceSubrange(place..<place + part.count, with: part) }
    return bytes
  }

  /// The headers of a program of Windows with one section, whose data end at 512.
  static let windows = file(
    512,
    [
      (0, Array("MZ".utf8)), (0x3C, [0x80]), (0x80, Array("PE\0\0".utf8) + [0x64, 0x86, 1, 0]),
      (0x94, [0x10, 0]), (0xA8 + 16, [0, 1, 0, 0, 0, 1, 0, 0]),
    ])

  static let samples: [(ProgramKind, [UInt8])] = [
    (.windows, windows),
    (.dos, file(64, [(0, [0x4D, 0x5A, 16, 0, 1, 0, 0, 0, 2, 0])])),
    (.elf, file(64, [(0, [0x7F, 0x45, 0x4C, 0x46, 2, 1, 1])])),
    (.machO, file(32, [(0, [0xCF, 0xFA, 0xED, 0xFE])])),
    (.machO, file(48, [(0, [0xCA, 0xFE, 0xBA, 0xBE, 0, 0, 0, 2])])),
    (.javaClass, file(48, [(0, [0xCA, 0xFE, 0xBA, 0xBE, 0, 0, 0, 52])])),
    (.dex, Array("dex\n035\0".utf8)), (.webAssembly, Array("\0asm".utf8) + [1, 0, 0, 0]),
    (.lua, [0x1B, 0x4C, 0x75, 0x61, 0x54]), (.lua, [0x1B, 0x4C, 0x4A, 2]),
    (.python, [0xA7, 0x0D, 0x0D, 0x0A] + [UInt8](repeating: 0, count: 12) + [0xE3, 2, 0, 0, 0]),
    (.python, [0x03, 0xF3, 0x0D, 0x0A, 1, 2, 3, 4, 0x63, 0, 0, 0, 0]),
    (.flash, Array("CWS".utf8) + [10, 0, 0, 0, 0, 1]), (.bitcode, [0x42, 0x43, 0xC0, 0xDE]),
    // a.out of Linux and of a Sun; XCOFF of 32 and 64 bits; the flat format.
    (.other, file(96, [(0, [0x0B, 1, 0x64, 0]), (4, [32]), (8, [16])])),
    (.other, file(96, [(0, [0, 2, 1, 7]), (7, [64])])),
    (.other, file(160, [(0, [1, 0xDF, 0, 2]), (16, [0, 72]), (92, Array(".text".utf8))])),
    (.other, file(200, [(0, [1, 0xF7, 0, 1]), (16, [0, 120]), (144, Array(".text".utf8))])),
    (.other, file(64, [(0, Array("bFLT".utf8)), (7, [4]), (11, [64]), (15, [96])])),
  ]

  @Test func whatOnlyHasTheNumberOfAnOlderProgramIsNone() {
    for bytes in [
      // Lengths that the file does not have, and none; a machine that there is none of.
      Self.file(96, [(0, [0x0B, 1, 0x64, 0]), (4, [0xFF])]),
      Self.file(96, [(0, [0x0B, 1, 0x64, 0])]),
      Self.file(96, [(0, [0x0B, 1, 0x63, 0]), (4, [32])]),
      Self.file(20_000, [(0, [0x0B, 1, 0x64, 0]), (4, [32])]),
      Self.file(160, [(0, [1, 0xDF, 0, 2]), (16, [0, 72])]), Array("bFLT\0\0\0\u{5}".utf8),
      [0x0B, 1, 0x64, 0], [1, 0xDF],
    ] {
      #expect(ProgramFile.kind(bytes.span) == nil)
    }
  }

  @Test(arguments: samples.indices)
  func aProgramIsToldByItsHeader(_ index: Int) {
    let (kind, bytes) = Self.samples[index]
    #expect(ProgramFile.kind(bytes.span) == kind)
  }

  @Test func textThatBeginsLikeAProgramIsNone() {
    for text in [
      "MZ is how it begins, and it goes on for more than 64 bytes, which is a header", "ELF",
    ] {
      #expect(ProgramFile.kind(Array(text.utf8).span) == nil)
    }
  }

  @Test func aProgramOfWindowsIsOneWhereverItsHeaderLies() {
    let far = Self.file(
      70_000, [(0, [0x4D, 0x5A]), (0x3C, [0, 0, 1]), (65_536, Array("PE\0\0".utf8))])
    #expect(ProgramFile.kind(far.span) == .windows)
  }

  @Test func theImageEndsWithItsLastSection() {
    #expect(WindowsImage.end((Self.windows + [1, 2, 3]).span) == 512)
    #expect(WindowsImage.end(Array(Self.windows[..<0x90]).span) == nil)
    #expect(WindowsImage.end(Array(Self.windows[..<300]).span) == 300)
  }

  @Test func installersAreToldApart() {
    #expect(InstallerMarks.kind(Self.windows.span) == nil)
    let header: [UInt8] = [0, 0, 0, 0, 0xEF, 0xBE, 0xAD, 0xDE] + Array("NullsoftInst".utf8)
    #expect(InstallerMarks.kind((Self.windows + header).span) == .nullsoft)
    #expect(InstallerMarks.kind((Self.windows + [0] + header).span) == nil)
    let offsets: [UInt8] = Array("rDlPtS".utf8) + [0xCD, 0xE6, 0xD7, 0x7B, 0x0B, 0x2A]
    #expect(InstallerMarks.kind((Self.windows + offsets).span) == .inno)
    #expect(InstallerMarks.kind(Self.file(64, [(0x30, Array("Inno".utf8))]).span) == .inno)
  }

  @Test func everyBeginningAndChangeIsReadToAnEnd() {
    for (_, bytes) in Self.samples {
      withDamage(bytes) {
        _ = ProgramFile.kind($0.span)
        _ = WindowsImage.end($0.span)
        _ = InstallerMarks.kind($0.span)
      }
    }
  }
}
