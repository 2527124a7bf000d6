import Executables
import Testing

@Suite struct WindowsLayoutTests {
  private func layout(_ file: BuiltWindows) -> ExecutableLayout? {
    ExecutableLayout(file.bytes.span, format: .portableExecutable)
  }

  @Test func `the entry point is where its section has it in the file`() {
    var file = BuiltWindows(tail: [UInt8](repeating: 0x90, count: 0x1000))
    file.sectionBytes = 0x200
    file.entryAddress = 0x1010
    #expect(layout(file)?.entryPoint == 0x410)
    file.entryAddress = 0x11ff
    #expect(layout(file)?.entryPoint == 0x5ff)
    file.entryAddress = 0x1200
    #expect(layout(file) == nil)
    // In the headers, whose size is rounded up to the alignment of sections, addresses are offsets.
    file.entryAddress = 0xfff
    #expect(layout(file)?.entryPoint == 0xfff)
  }

  @Test func `offsets are rounded down and sizes up to the alignment in the file`() {
    var file = BuiltWindows(tail: [UInt8](repeating: 0x90, count: 0x1000))
    file.sectionOffset = 0x4ff
    file.sectionBytes = 0x201
    #expect(layout(file)?.sections.first?.offset == 0x400)
    #expect(layout(file)?.sections.first?.byteCount == 0x400)
    file.fileAlignment = 0
    #expect(layout(file)?.sections.first?.offset == 0x4ff)
    #expect(layout(file)?.sections.first?.byteCount == 0x201)
    // Where only 512 fits the offset, it is taken.
    file.fileAlignment = 0x1000
    file.sectionOffset = 0x600
    #expect(layout(file)?.sections.first?.offset == 0x600)
    file.sectionOffset = 0x601
    #expect(layout(file)?.sections.first?.offset == 0)
  }

  @Test func `a section is cut at the end of the file, and has no bytes behind it`() {
    var file = BuiltWindows(tail: [UInt8](repeating: 0x90, count: 0x100))
    file.entryAddress = 0
    file.sectionBytes = 0x10_0000
    let count = UInt32(file.bytes.count)
    #expect(layout(file)?.sections.first?.byteCount == count - 0x400)
    file.sectionOffset = 0x10_0000
    #expect(layout(file)?.sections.first?.byteCount == 0)
    #expect(layout(file)?.sections.count == 1)
  }

  @Test func `values with the highest bit set, and no sections, end the reading`() {
    var file = BuiltWindows()
    file.entryAddress = 0
    #expect(layout(file) != nil)
    file.sectionAddress = 0x8000_0000
    #expect(layout(file) == nil)
    file = BuiltWindows()
    file.entryAddress = 0
    file.sectionCount = 0
    #expect(layout(file) == nil)
    file.sectionCount = 0xffff
    #expect(layout(file) == nil, "the headers of so many sections are not there")
  }

  @Test
  func `sections beyond the end are dropped with what is wrong of them, but never all of them`() {
    func dropping(_ file: BuiltWindows) -> ExecutableLayout? {
      ExecutableLayout(file.bytes.span, format: .portableExecutable, dropsMissing: true)
    }
    var file = BuiltWindows(tail: [UInt8](repeating: 0x90, count: 0x200))
    file.entryAddress = 0
    let whole = layout(file)
    #expect(dropping(file) == whole)
    file.sectionCount = 3
    file.furtherSections = [
      [0x8000_0000, 0x1000, 0x200, 0x10_0000], [0x3000, 0xffff_ffff, 0x200, 0x8000_0000],
    ]
    #expect(layout(file) == nil)
    #expect(dropping(file)?.sections == whole?.sections)
    // Of one without bytes nothing is missing.
    file.furtherSections[1][2] = 0
    #expect(dropping(file) == nil)
    file.furtherSections = []
    file.sectionCount = 1
    file.sectionOffset = 0x10_0000
    #expect(layout(file)?.sections.count == 1)
    #expect(dropping(file) == nil)
  }

  @Test func `more directories than there may be are not looked at, fewer need not be there`() {
    var file = BuiltWindows(libraries: [("a.dll", [.named("f")])])
    file.tail = [UInt8](repeating: 0, count: 300)
    let whole = layout(file)
    #expect(whole != nil)
    file.directoryCount = 0xffff_ffff
    #expect(layout(file) == whole)
    file.directoryCount = 1
    #expect(layout(file)?.sections == whole?.sections)
  }

  @Test
  func `every beginning of a file, and every byte of its headers changed, is read without harm`() {
    var file = BuiltWindows(libraries: [("ws2_32.dll", [.numbered(1), .named("f")])])
    for isWide in [false, true] {
      file.isWide = isWide
      let bytes = file.bytes
      for count in 0...bytes.count {
        read(Array(bytes.prefix(count)))
      }
      for place in 0..<bytes.count {
        for value: UInt8 in [0, 0x7f, 0x80, 0xff] {
          var changed = bytes
          changed[place] = value
          read(changed)
        }
      }
    }
  }

  @Test(arguments: [ExecutableLayout.Format.elf, .machO])
  func `cut and changed files of other formats are read without harm`(
    format: ExecutableLayout.Format
  ) {
    var numbers = SeededNumbers(seed: 7)
    for _ in 0..<20 {
      let bytes = format == .elf ? Built.elf(with: &numbers) : Built.machO(with: &numbers)
      for count in 0..<min(800, bytes.count) {
        let cut = Array(bytes.prefix(count))
        _ = ExecutableLayout(cut.span, format: format)
        for value: UInt8 in [0x7f, 0x80, 0xff] {
          var changed = bytes
          changed[count] = value
          _ = ExecutableLayout(changed.span, format: format)
        }
      }
    }
  }

  private func read(_ bytes: [UInt8]) {
    guard let layout = ExecutableLayout(bytes.span, format: .portableExecutable) else { return }
    _ = try? ImportHash(bytes.span, layout: layout)
  }
}
