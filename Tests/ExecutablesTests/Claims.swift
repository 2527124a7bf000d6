import Digests
import Executables
import Foundation

/// What a layout says of a file, as signatures that must be found in it and others that must not.
struct Claims {
  /// Lines of databases by the ending of their file.
  private(set) var lines: [String: [String]] = [:]
  /// Which of the signatures made for this file alone must be found.
  private(set) var expected: Set<String> = []
  /// Hash signatures, which may be of several files.
  private(set) var hashes: Set<String> = []

  private let bytes: [UInt8]
  private let data: Data
  private let prefix: String
  private let target: Int
  private var lineCount = 0

  /// The most bytes of a pattern.
  private static let patternBytes = 12

  init(_ bytes: [UInt8], format: ExecutableLayout.Format, number: Int) throws {
    self.bytes = bytes
    data = Data(bytes)
    prefix = "F\(number)"
    target =
      switch format {
      case .portableExecutable: 1
      case .elf: 6
      case .machO: 9
      }
    if format == .portableExecutable,
      let layout = ExecutableLayout(bytes.span, format: format, dropsMissing: true)
    {
      try claimHashes(layout)
    }
    guard let layout = ExecutableLayout(bytes.span, format: format) else {
      // Headers that are not used leave no place to count from, not even the end of the file.
      add("EOF", "EOF-16", pattern(at: bytes.count - 16), false)
      add("EP", "EP+0", pattern(at: 0), false)
      add("S", "S0+0", pattern(at: 0), false)
      return
    }
    add("EOF", "EOF-16", pattern(at: bytes.count - 16), true)
    claimPlaces(layout)
    claimCounts(layout)
    if format == .portableExecutable { claimVersions(layout) }
  }

  private func pattern(at place: Int) -> [UInt8]? {
    guard place >= 0, place + 4 <= bytes.count else { return nil }
    return Array(bytes[place..<min(bytes.count, place + Self.patternBytes)])
  }

  private func has(_ pattern: [UInt8], at place: Int) -> Bool {
    place >= 0 && place + pattern.count <= bytes.count
      && bytes[place..<(place + pattern.count)].elementsEqual(pattern)
  }

  private mutating func add(
    _ kind: String, _ offset: String, _ pattern: [UInt8]?, _ isExpected: Bool
  ) {
    guard let pattern else { return }
    lineCount += 1
    let name = "\(prefix).\(kind).\(lineCount)"
    lines["ndb", default: []].append("\(name):\(target):\(offset):\(Self.hex(pattern))")
    if isExpected { expected.insert(name) }
  }

  /// Claims that bytes are at a place that an offset tells, and not where it says one more or less.
  private mutating func claim(_ kind: String, _ offset: String, at place: UInt32) {
    guard let pattern = pattern(at: Int(place)) else { return }
    for shift in [-1, 0, 1, 700] where shift >= 0 || offset.hasPrefix("EP") {
      let text = shift < 0 ? "\(offset)-\(-shift)" : "\(offset)+\(shift)"
      add(kind, text, pattern, has(pattern, at: Int(place) + shift))
    }
    // The shift after a comma allows that much more, and no more.
    if let later = self.pattern(at: Int(place) + 9) {
      add(kind, "\(offset)+0,9", later, (0...9).contains { has(later, at: Int(place) + $0) })
      add(kind, "\(offset)+0,8", later, (0...8).contains { has(later, at: Int(place) + $0) })
    }
  }

  private mutating func claimPlaces(_ layout: ExecutableLayout) {
    claim("EP", "EP", at: layout.entryPoint)
    for (index, section) in layout.sections.enumerated().prefix(24) {
      claim("S\(index)", "S\(index)", at: section.offset)
      claimSpan(index, section)
    }
    if let last = layout.sections.last {
      claim("SL", "SL", at: last.offset)
      add("SN", "S\(layout.sections.count)+0", pattern(at: Int(last.offset)), false)
    }
  }

  /// Claims what is within a section: from its first byte to the one behind it.
  private mutating func claimSpan(_ index: Int, _ section: ExecutableLayout.Section) {
    let start = Int(section.offset)
    let end = start + Int(section.byteCount)
    guard end < 1 << 31 else { return }
    for place in [start, end - 3, end, end + 1, start - 1] {
      guard let pattern = pattern(at: place), Set(pattern).count > 3 else { continue }
      let name = "\(prefix).SE\(index).\(place - start)"
      lines["ldb", default: []].append(
        "\(name);Engine:51-255,Target:\(target);0;SE\(index):\(Self.hex(pattern))")
      if first(pattern, in: start..<max(start, end + pattern.count)) != nil {
        expected.insert(name)
      }
    }
  }

  private mutating func claimCounts(_ layout: ExecutableLayout) {
    let (entry, count) = (UInt64(layout.entryPoint), UInt64(layout.sections.count))
    let magic = Self.hex(Array(bytes.prefix(4)))
    func ldb(_ kind: String, _ key: String, _ least: UInt64, _ most: UInt64) -> (String, String) {
      let name = "\(prefix).\(kind)"
      return (name, "\(name);Engine:51-255,Target:\(target),\(key):\(least)-\(most);0;0:\(magic)")
    }
    guard entry < 1 << 31 else { return }
    for (name, line, isExpected) in [
      (ldb("EP0", "EntryPoint", entry, entry), true),
      (ldb("EP1", "EntryPoint", entry + 1, entry + 9), false),
      (ldb("N0", "NumberOfSections", count, count), true),
      (ldb("N1", "NumberOfSections", count + 1, count + 9), false),
    ].map({ ($0.0.0, $0.0.1, $0.1) }) {
      lines["ldb", default: []].append(line)
      if isExpected { expected.insert(name) }
    }
  }

  private mutating func claimVersions(_ layout: ExecutableLayout) {
    let places = Set(layout.versionOffsets.map { Int($0) })
    var candidates = layout.versionOffsets.prefix(8).flatMap { [Int($0), Int($0) + 2] }
    // What has the form of a string, but is none, too.
    candidates += [Int(layout.entryPoint)] + keys().prefix(8)
    for place in candidates {
      guard let pattern = pattern(at: place) else { continue }
      add("VI", "VI", pattern, places.contains { has(pattern, at: $0) })
    }
  }

  /// Where the names of common strings are.
  private func keys() -> [Int] {
    let key: [UInt8] = "FileVersion".utf8.flatMap { (byte: UInt8) -> [UInt8] in [byte, 0] }
    var places: [Int] = []
    while let place = first(key, in: (places.last.map { $0 + 1 } ?? 0)..<bytes.count) {
      places.append(place)
    }
    return places
  }

  /// Where bytes are first, all of them within a range.
  private func first(_ wanted: [UInt8], in range: Range<Int>) -> Int? {
    data.range(of: Data(wanted), in: range.clamped(to: 0..<data.count))?.lowerBound
  }

  private mutating func claimHashes(_ layout: ExecutableLayout) throws {
    for section in layout.sections where section.byteCount > 0 {
      let start = Int(section.offset)
      let end = start + Int(section.byteCount)
      guard end <= bytes.count else { continue }
      let digest = try Self.md5(bytes[start..<end])
      let name = "M.\(section.byteCount).\(digest)"
      lines["mdb", default: []].append("\(section.byteCount):\(digest):\(name)")
      lines["mdb", default: []].append(
        "\(section.byteCount + 1):\(digest):M.\(prefix).\(lineCount)")
      lineCount += 1
      hashes.insert(name)
    }
    if let hash = try ImportHash(bytes.span, layout: layout), hash.byteCount > 0 {
      let name = "I.\(hash.byteCount).\(hash.digest.hex)"
      lines["imp", default: []].append("\(hash.digest.hex):\(hash.byteCount):\(name)")
      hashes.insert(name)
    }
  }

  static func md5(_ bytes: ArraySlice<UInt8>) throws -> String {
    var stream = try DigestStream(.md5)
    unsafe bytes.withUnsafeBytes { unsafe stream.update($0) }
    return stream.finish().hex
  }

  private static func hex(_ bytes: [UInt8]) -> String {
    let digits = Array("0123456789abcdef")
    return String(bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
  }
}
