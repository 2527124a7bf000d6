import Testing

@testable import Inspection

@Suite struct TarInspectionTests {
  static let end = [UInt8](repeating: 0, count: 1024)

  /// A header and data.
  static func entry(
    _ name: String, _ data: [UInt8], kind: String = "0", size: String? = nil
  ) -> [UInt8] {
    func field(_ text: String, _ count: Int) -> [UInt8] {
      Array(text.utf8) + [UInt8](repeating: 0, count: count - text.utf8.count)
    }
    func octal(_ value: Int, _ count: Int) -> String {
      let digits = String(value, radix: 8)
      return String(repeating: "0", count: count - digits.count) + digits
    }
    let before = field(name, 100) + field("0000644", 8) + field("0000000", 8) + field("0000000", 8)
    let sizes = field(size ?? octal(data.count, 11), 12) + field("00000000000", 12)
    let after = Array(kind.utf8) + field("", 100) + field("ustar\000", 8) + field("", 247)
    let sum = (before + sizes + after).reduce(8 * 32) { $0 + Int($1) }
    let header = before + sizes + field(octal(sum, 6) + "\0 ", 8) + after
    return header + data + [UInt8](repeating: 0, count: -data.count & 511)
  }

  static func extended(_ key: String, _ value: String, kind: String = "x") -> [UInt8] {
    let line = " \(key)=\(value)\n"
    let length = line.utf8.count + 2
    return entry("x", Array("\(length)\(line)".utf8), kind: kind)
  }

  private static let harmless = Array("harmless".utf8)

  /// Each link by itself stays inside, and both together lead out.
  @Test func aMemberBehindALinkIsUnsafe() throws {
    func link(_ name: String, _ target: String) -> [UInt8] {
      Self.extended("linkpath", target) + Self.entry(name, [], kind: "2")
    }
    let archive =
      link("x", ".") + link("x/y", "..") + Self.entry("x/y/out", Self.harmless) + Self.end
    #expect(try inspect(archive).classes == ThreatClasses(.unsafeArchive))
    let ordinary =
      link("x", "folder") + Self.entry("folder/x/y", Self.harmless) + link("folder/z", "x")
      + Self.end
    #expect(try inspect(ordinary).classes.isEmpty)
  }

  @Test func anArchiveBehindTheEndOfAnotherIsRead() throws {
    let first = Self.entry("a", Self.harmless)
    for zeros in [512, 1024, 10_240] {
      let tape = first + [UInt8](repeating: 0, count: zeros) + Self.entry("b", planted) + Self.end
      let record = try inspect(tape)
      #expect(record.contents.map(\.relation) == [.body, .member, .member])
      #expect(record.contents.last?.detections.isEmpty == false && record.reasons.isEmpty)
    }
  }

  @Test func whatLiesBehindTheEndIsAContent() throws {
    let record = try inspect(Self.entry("a", Self.harmless) + Self.end + SmallZip().bytes)
    #expect(record.contents.contains { $0.relation == .appended && $0.type == .zip })
    #expect(record.isInfected)
  }

  @Test func manyArchivesBehindEachOtherAreNoDeeperThanOne() throws {
    let one = Self.entry("a", Self.harmless) + Self.end
    let record = try inspect([[UInt8]](repeating: one, count: 100).flatMap { $0 })
    #expect(record.reasons.isEmpty && record.contents.count == 101)
  }

  @Test(arguments: ["1", "2", "3", "5", "6"]) func dataOfWhatHasNoneAreAmbiguous(
    _ kind: String
  ) throws {
    let record = try inspect(Self.entry("a", Self.harmless, kind: kind) + Self.end)
    #expect(record.reasons.contains(UnjudgedReasons(.ambiguous)))
    #expect(try inspect(Self.entry("a", [], kind: "5") + Self.end).reasons.isEmpty)
  }

  @Test func aSizeThatIsTwoSizesIsAmbiguous() throws {
    let member = Self.entry("a", Self.harmless) + Self.end
    #expect(try inspect(Self.extended("size", "8") + member).reasons.isEmpty)
    for size in ["0", "9", "520", "x"] {
      let record = try inspect(Self.extended("size", size) + member)
      #expect(record.reasons.contains(UnjudgedReasons(.ambiguous)), "\(size)")
    }
    let global = try inspect(Self.extended("size", "8", kind: "g") + member)
    #expect(global.reasons.contains(UnjudgedReasons(.ambiguous)))
  }

  @Test func aSizeThatIsNoNumberIsAmbiguous() throws {
    for size in ["00000000010x", "8", "\u{FF}"] {
      let record = try inspect(Self.entry("a", Self.harmless, size: size) + Self.end)
      #expect(record.reasons.contains(UnjudgedReasons(.ambiguous)), "\(size)")
    }
    let spaced = try inspect(Self.entry("a", Self.harmless, size: "        10 ") + Self.end)
    #expect(spaced.reasons.isEmpty)
  }

  /// In the oldest archives a name says that it is a folder.
  @Test func dataOfAFolderByNameAreAmbiguous() throws {
    let record = try inspect(Self.entry("a/", Self.harmless) + Self.end)
    #expect(record.reasons.contains(UnjudgedReasons(.ambiguous)))
  }
}
