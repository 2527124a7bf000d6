import Executables

/// Executables written field by field, in either byte order and size of addresses.
struct Built {
  private(set) var bytes: [UInt8] = []
  let isBigEndian: Bool
  let isWide: Bool

  init(isBigEndian: Bool, isWide: Bool) {
    self.isBigEndian = isBigEndian
    self.isWide = isWide
  }

  mutating func add(_ value: some FixedWidthInteger) {
    let ordered = isBigEndian ? value.bigEndian : value.littleEndian
    unsafe withUnsafeBytes(of: ordered) { bytes += unsafe Array($0) }
  }

  mutating func addAddress(_ value: UInt64) {
    if isWide { add(value) } else { add(UInt32(truncatingIfNeeded: value)) }
  }

  mutating func addName(_ name: String, count: Int = 16) {
    bytes += Array(name.utf8) + [UInt8](repeating: 0, count: count - name.utf8.count)
  }

  /// Adds bytes of no meaning up to an offset.
  mutating func fill(to count: Int, with numbers: inout SeededNumbers) {
    while bytes.count < count { bytes.append(UInt8.random(in: 0...255, using: &numbers)) }
  }

  /// A Mach-O file: a segment of some sections, and a thread that begins in one of them.
  static func machO(with numbers: inout SeededNumbers) -> [UInt8] {
    var file = Built(isBigEndian: .random(using: &numbers), isWide: .random(using: &numbers))
    let processors: [UInt32] = [7, 18, 18 | 0x100_0000, 7 | 0x100_0000, 12]
    let processor = processors.randomElement(using: &numbers)!
    let sectionCount = Int.random(in: 0...4, using: &numbers)
    let entry = UInt64.random(in: 0x1000..<0x1600, using: &numbers)
    file.add(UInt32(file.isWide ? 0xfeed_facf : 0xfeed_face))
    for value in [processor, 3, 2, 3, 400, 0] { file.add(value) }
    if file.isWide { file.add(UInt32(0)) }
    file.add(UInt32(0x1b))
    file.add(UInt32(24))
    file.addName("uuid")
    file.addSegment(sectionCount: sectionCount, with: &numbers)
    let isSmall = processor == 18 || processor == 7
    file.add(UInt32(5))
    file.add(UInt32(isSmall ? 176 : 328))
    file.add(UInt32(1))
    file.add(UInt32(40))
    if isSmall { file.add(UInt32(entry)) } else { file.add(entry) }
    file.fill(to: 0x1200, with: &numbers)
    return file.bytes
  }

  private mutating func addSegment(sectionCount: Int, with numbers: inout SeededNumbers) {
    add(UInt32(isWide ? 0x19 : 1))
    add(UInt32((isWide ? 72 : 56) + sectionCount * (isWide ? 80 : 68)))
    addName("__TEXT")
    for value: UInt64 in [0x1000, 0x1000, 0, 0x1000] { addAddress(value) }
    for value: UInt32 in [7, 5, UInt32(sectionCount), 0] { add(value) }
    for index in 0..<sectionCount {
      addName("__text\(index)")
      addName("__TEXT")
      addAddress(UInt64(0x1000 + 0x100 * index))
      addAddress(UInt64.random(in: 0...0x200, using: &numbers))
      add(UInt32(0x400 + 0x200 * index))
      add(UInt32.random(in: 0...12, using: &numbers))
      for _ in 0..<5 { add(UInt32(0)) }
      if isWide { add(UInt32(0)) }
    }
  }

  /// An ELF file with program headers and section headers.
  static func elf(with numbers: inout SeededNumbers) -> [UInt8] {
    var file = Built(isBigEndian: .random(using: &numbers), isWide: .random(using: &numbers))
    let programs = Int.random(in: 0...3, using: &numbers)
    let sections = Int.random(in: 0...5, using: &numbers)
    let headerBytes = file.isWide ? 64 : 52
    let programBytes = file.isWide ? 56 : 32
    let sectionBytes = file.isWide ? 64 : 40
    file.bytes = [0x7f, 0x45, 0x4c, 0x46, file.isWide ? 2 : 1, file.isBigEndian ? 2 : 1, 1, 0]
    file.bytes += [UInt8](repeating: 0, count: 8)
    for value: UInt16 in [2, 8] { file.add(value) }
    file.add(UInt32(1))
    let entry: UInt64 =
      .random(using: &numbers) ? 0x40_0000 + .random(in: 0...0x900, using: &numbers) : 0
    file.addAddress(entry)
    file.addAddress(UInt64(headerBytes))
    file.addAddress(UInt64(headerBytes + programs * programBytes))
    file.add(UInt32(0))
    for value in [headerBytes, programBytes, programs, sectionBytes, sections, 0] {
      file.add(UInt16(value))
    }
    for index in 0..<programs { file.addProgram(index) }
    for index in 0..<sections { file.addSection(index, with: &numbers) }
    file.fill(to: 0xa00, with: &numbers)
    return file.bytes
  }

  private mutating func addProgram(_ index: Int) {
    let offset = UInt64(0x200 + 0x100 * index)
    add(UInt32(1))
    if isWide { add(UInt32(5)) }
    for value in [offset, 0x40_0000 + offset, 0x40_0000 + offset] { addAddress(value) }
    addAddress(0x180)
    addAddress(0x200)
    if !isWide { add(UInt32(5)) }
    addAddress(0x1000)
  }

  private mutating func addSection(_ index: Int, with numbers: inout SeededNumbers) {
    add(UInt32(index))
    add(UInt32(1))
    addAddress(6)
    addAddress(UInt64(0x40_0200 + 0x100 * index))
    addAddress(UInt64(0x200 + 0x100 * index))
    addAddress(UInt64.random(in: 0...0x180, using: &numbers))
    add(UInt32(0))
    add(UInt32(0))
    addAddress(16)
    addAddress(0)
  }
}
