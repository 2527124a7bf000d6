import Executables

/// A PE file with one section, of imports.
struct BuiltWindows {
  /// What is imported of a library.
  enum Function {
    case named(String)
    case numbered(UInt16)
  }

  var libraries: [(name: String, functions: [Function])] = []
  var isWide = false
  var sectionCount: UInt16 = 1
  var entryAddress: UInt32 = 0x1000
  var sectionAlignment: UInt32 = 0x1000
  var fileAlignment: UInt32 = 0x200
  var headerBytes: UInt32 = 0x400
  var directoryCount: UInt32 = 16
  var sectionOffset: UInt32 = 0x400
  var sectionAddress: UInt32 = 0x1000
  /// The section's size as the header says; `nil` for what it has.
  var sectionBytes: UInt32?
  /// Address, size in memory, size and offset of sections behind it; ``sectionCount`` counts them too.
  var furtherSections: [[UInt32]] = []
  /// Bytes behind the section.
  var tail: [UInt8] = []

  var bytes: [UInt8] {
    let imports = importBytes()
    var file = Built(isBigEndian: false, isWide: isWide)
    file.addName("MZ", count: 60)
    file.add(UInt32(0x80))
    file.addZeros(to: 0x80)
    file.addName("PE", count: 4)
    for value: UInt16 in [0x14c, sectionCount] { file.add(value) }
    for _ in 0..<3 { file.add(UInt32(0)) }
    for value: UInt16 in [isWide ? 240 : 224, 0x102] { file.add(value) }
    let optional = file.bytes.count
    file.add(UInt16(isWide ? 0x20b : 0x10b))
    file.addZeros(to: optional + 16)
    file.add(entryAddress)
    file.addZeros(to: optional + 32)
    file.add(sectionAlignment)
    file.add(fileAlignment)
    file.addZeros(to: optional + 60)
    file.add(headerBytes)
    file.addZeros(to: optional + (isWide ? 108 : 92))
    file.add(directoryCount)
    for value: UInt32 in [0, 0, sectionAddress, UInt32(20 * libraries.count + 20)] {
      file.add(value)
    }
    file.addZeros(to: optional + (isWide ? 240 : 224))
    file.addName(".text", count: 8)
    let byteCount = sectionBytes ?? UInt32(imports.count)
    for value: UInt32 in [0x1000, sectionAddress, byteCount, sectionOffset] {
      file.add(value)
    }
    for section in furtherSections {
      file.addZeros(to: file.bytes.count + 16)
      file.addName(".more", count: 8)
      for value in [section[1], section[0], section[2], section[3]] { file.add(value) }
    }
    file.addZeros(to: 0x400)
    return file.bytes + imports + tail
  }

  /// The table of imports, and what it refers to, for the section's address.
  private func importBytes() -> [UInt8] {
    var table = Built(isBigEndian: false, isWide: false)
    var rest = Built(isBigEndian: false, isWide: false)
    let restAddress = sectionAddress + UInt32(20 * libraries.count + 20)
    for library in libraries {
      var thunks: [UInt32] = []
      for function in library.functions {
        switch function {
        case .numbered(let number): thunks.append(0x8000_0000 | UInt32(number))
        case .named(let name):
          thunks.append(restAddress + UInt32(rest.bytes.count))
          rest.addName("", count: 2)
          rest.addName(name, count: name.utf8.count + 1)
        }
      }
      let nameAddress = restAddress + UInt32(rest.bytes.count)
      rest.addName(library.name, count: library.name.utf8.count + 1)
      let thunkAddress = restAddress + UInt32(rest.bytes.count)
      for thunk in thunks + [0] { rest.add(thunk) }
      for value in [thunkAddress, 0, 0, nameAddress, thunkAddress] { table.add(value) }
    }
    table.addZeros(to: table.bytes.count + 20)
    return table.bytes + rest.bytes
  }

  /// A file with imports by name and by number, of libraries whose numbers have names and of others.
  static func random(with numbers: inout SeededNumbers) -> [UInt8] {
    var file = BuiltWindows()
    file.isWide = Int.random(in: 0..<8, using: &numbers) == 0
    let names = [
      "WS2_32.dll", "wsock32.dll", "OleAut32.dll", "a.b.DLL", "driver.SYS", "x", "c.exe",
    ]
    for _ in 0..<Int.random(in: 0...4, using: &numbers) {
      let functions = (0..<Int.random(in: 0...30, using: &numbers)).map { _ -> Function in
        let number = UInt16.random(in: 0...520, using: &numbers)
        return Bool.random(using: &numbers) ? .numbered(number) : .named("Func_\(number)")
      }
      file.libraries.append((names.randomElement(using: &numbers)!, functions))
    }
    file.tail = [UInt8](repeating: 0x41, count: Int.random(in: 0...400, using: &numbers))
    // Sections beyond the end, with highest bits set and without.
    for _ in 0..<Int.random(in: 0...2, using: &numbers) {
      let fields: [UInt32] = (0..<2).map { _ in
        [0x2000, 0x1000, 0x8000_0000, 0xffff_ffff].randomElement(using: &numbers)!
      }
      file.furtherSections.append(
        fields + [
          [0, 0x200].randomElement(using: &numbers)!,
          [0x10_0000, 0x8000_0000].randomElement(using: &numbers)!,
        ])
      file.sectionCount += 1
    }
    return file.bytes
  }
}

extension Built {
  /// Adds zeros up to an offset.
  mutating func addZeros(to count: Int) {
    while bytes.count < count { add(UInt8(0)) }
  }
}
