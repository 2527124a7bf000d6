import Executables
import Foundation

/// Executables of this machine, and what a seed makes of them.
enum Samples {
  /// Directories with executables, and how many files of each are taken by default.
  static let places: [(directory: String, format: ExecutableLayout.Format, count: Int)] = [
    ("/usr/lib/x86_64-linux-gnu/wine/x86_64-windows", .portableExecutable, 50),
    ("/usr/lib/x86_64-linux-gnu/wine/i386-windows", .portableExecutable, 50),
    ("/usr/bin", .elf, 30),
    ("/usr/lib/x86_64-linux-gnu", .elf, 20),
  ]

  /// How many times as many files and changes are tried: `CORDON_ORACLE_SCALE`, or 1.
  static var scale: Int {
    ProcessInfo.processInfo.environment["CORDON_ORACLE_SCALE"].flatMap { Int($0) } ?? 1
  }

  /// Files of a directory, evenly over its names, none larger than 4 MiB.
  static func files(in directory: String, _ format: ExecutableLayout.Format, count: Int) -> [URL] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
    var files: [URL] = []
    for name in names.sorted() {
      let file = URL(filePath: directory).appending(path: name)
      guard let values = try? file.resourceValues(forKeys: [.isRegularFileKey, .fileSizeKey]),
        values.isRegularFile == true, let size = values.fileSize, size > 64, size < 4 << 20,
        isOf(format, file)
      else { continue }
      files.append(file)
    }
    let step = max(1, files.count / max(1, count))
    return stride(from: 0, to: files.count, by: step).prefix(count).map { files[$0] }
  }

  static func bytes(_ file: URL) throws -> [UInt8] { try [UInt8](Data(contentsOf: file)) }

  private static func isOf(_ format: ExecutableLayout.Format, _ file: URL) -> Bool {
    guard let handle = try? FileHandle(forReadingFrom: file) else { return false }
    defer { try? handle.close() }
    let head = [UInt8]((try? handle.read(upToCount: 4)) ?? Data())
    switch format {
    case .portableExecutable: return head.starts(with: "MZ".utf8)
    case .elf: return head == [0x7f, 0x45, 0x4c, 0x46]
    case .machO: return head == [0xce, 0xfa, 0xed, 0xfe] || head == [0xcf, 0xfa, 0xed, 0xfe]
    }
  }
}

/// Numbers from a seed: SplitMix64.
struct SeededNumbers: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var value = state
    value = (value ^ (value >> 30)) &* 0xbf58_476d_1ce4_e5b9
    value = (value ^ (value >> 27)) &* 0x94d0_49bb_1331_11eb
    return value ^ (value >> 31)
  }
}

/// Changes of headers that keep the type of a file.
enum Mutation {
  /// Numbers at which arithmetic goes wrong, if it does.
  private static let edges: [UInt32] = [
    0, 1, 2, 4, 0x10, 0x11, 0x60, 0xe0, 0x1ff, 0x200, 0x201, 0x400, 0xfff, 0x1000, 0x10_0000,
    0x7fff_ffff, 0x8000_0000, 0xffff_f000, 0xffff_ffff, 0xffff,
  ]

  /// Changes one to four places of the headers, or cuts the file off.
  static func apply(
    to bytes: inout [UInt8], _ format: ExecutableLayout.Format, with numbers: inout SeededNumbers
  ) {
    let fields = fields(of: bytes, format)
    for _ in 0..<Int.random(in: 1...4, using: &numbers) {
      switch Int.random(in: 0..<10, using: &numbers) {
      case 0:
        let least = min(bytes.count, 128)
        let limit = Bool.random(using: &numbers) ? min(bytes.count, 2048) : bytes.count
        bytes.removeLast(bytes.count - Int.random(in: least...max(least, limit), using: &numbers))
      case 1: bytes += (0..<Int.random(in: 1..<2000, using: &numbers)).map { UInt8($0 & 255) }
      case 2...6:
        let field = fields.randomElement(using: &numbers) ?? 60
        write(edges.randomElement(using: &numbers) ?? 0, at: field, in: &bytes)
      case 7:
        let field = fields.randomElement(using: &numbers) ?? 60
        write(UInt32.random(in: 0...UInt32(bytes.count), using: &numbers), at: field, in: &bytes)
      default:
        let field = fields.randomElement(using: &numbers) ?? 60
        guard field >= 0, field < bytes.count else { continue }
        bytes[field] = UInt8.random(in: 0...255, using: &numbers)
      }
    }
  }

  private static func write(_ value: UInt32, at place: Int, in bytes: inout [UInt8]) {
    for index in 0..<4 where place + index >= 0 && place + index < bytes.count {
      bytes[place + index] = UInt8(truncatingIfNeeded: value >> (8 * UInt32(index)))
    }
  }

  /// Places of fields of the headers.
  private static func fields(of bytes: [UInt8], _ format: ExecutableLayout.Format) -> [Int] {
    func little32(_ place: Int) -> Int {
      guard place >= 0, place + 4 <= bytes.count else { return 0 }
      return (0..<4).reduce(0) { $0 | Int(bytes[place + $1]) << (8 * $1) }
    }
    switch format {
    case .portableExecutable:
      let header = little32(60)
      let sections = header + 24 + (little32(header + 20) & 0xffff)
      let ofHeader = [6, 20, 24, 24 + 16, 24 + 32, 24 + 36, 24 + 60, 24 + 92, 24 + 108]
      var fields = ofHeader.map { header + $0 }
      for index in 0..<6 { fields += [header + 120 + 4 * index, header + 136 + 4 * index] }
      for section in 0..<8 {
        let place = sections + 40 * section
        fields += [8, 12, 16, 20, 8, 12, 16, 20].map { place + $0 }
      }
      for start in [0x400, 0x600] { fields += (0..<16).map { start + 4 * $0 } }
      return fields + resourceFields(bytes, sections: sections, little32)
        + importFields(bytes, header: header, sections: sections, little32)
    case .elf:
      let programs = little32(32)
      let sections = little32(40)
      var fields = Array(stride(from: 4, to: 64, by: 2))
      for index in 0..<12 {
        fields += [8, 16, 32].map { programs + 56 * index + $0 }
        fields += [16, 24, 32].map { sections + 64 * index + $0 }
      }
      return fields
    case .machO: return Array(stride(from: 4, to: 400, by: 4))
    }
  }

  /// Places in the imports of a PE32 file: descriptors, and the first names and addresses.
  private static func importFields(
    _ bytes: [UInt8], header: Int, sections: Int, _ little32: (Int) -> Int
  ) -> [Int] {
    let address = little32(header + 24 + 104)
    for section in 0..<16 {
      let start = little32(sections + 40 * section + 12)
      let size = little32(sections + 40 * section + 16)
      guard address >= start, address < start + size else { continue }
      let shift = little32(sections + 40 * section + 20) - start
      let table = address + shift
      let thunks = little32(table) + shift
      let names = little32(thunks) + shift
      return [0, 12, 16, 20, 32, 36, 40, 52, 56].map { table + $0 }
        + (0..<6).map { thunks + 4 * $0 } + (0..<6).map { names + 3 * $0 }
    }
    return []
  }

  /// Places in what looks like the resources: the section whose name begins with `.rs`.
  private static func resourceFields(
    _ bytes: [UInt8], sections: Int, _ little32: (Int) -> Int
  ) -> [Int] {
    for section in 0..<16 {
      let header = sections + 40 * section
      guard header + 40 <= bytes.count else { break }
      guard bytes[header..<(header + 3)].elementsEqual(".rs".utf8) else { continue }
      let start = little32(header + 20)
      return (0..<64).map { start + 4 * $0 }
    }
    return []
  }
}
