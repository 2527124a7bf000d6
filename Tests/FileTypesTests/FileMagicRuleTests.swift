import Primitives
import Testing

@testable import FileTypes

@Suite struct FileMagicRuleTests {
  private func rule(_ line: String) throws -> FileMagicRule? {
    try FileMagicRule(line: Array(line.utf8)[...])
  }

  @Test func `every type has a name of its own that names it again`() {
    var names: Set<String> = []
    for type in FileType.allCases {
      #expect(names.insert(type.name).inserted)
      #expect(FileType(name: type.name) == (type == .other ? nil : type))
    }
    #expect(FileType(name: "CL_TYPE_ERROR") == nil)
  }

  @Test(arguments: [
    "0:0:41424344:A:CL_TYPE_ANY:CL_TYPE_PS", "0:0::A:CL_TYPE_ANY:CL_TYPE_PS",
    "0:0:41424344:A:CL_TYPE_ANY:CL_TYPE_PS:", "0:0:41424344:A:CL_TYPE_ANY:CL_TYPE_PS:216:216",
    "1:*:3c737667:SVG:CL_TYPE_ANY:CL_TYPE_HTML", "1:5,20:2020*23646566:Y:CL_TYPE_ANY:CL_TYPE_PS",
    "1:EOF-512:6b6f6c79:D:CL_TYPE_ANY:CL_TYPE_DMG", "4:1024:482B0004:H:CL_TYPE_PART_ANY:CL_TYPE_PS",
  ])
  func `lines that clamscan takes are rules`(line: String) throws {
    #expect(try rule(line) != nil)
  }

  @Test(arguments: [
    "# a comment", "2:0:41424344:A:CL_TYPE_ANY:CL_TYPE_PS",
    "0:0:41424344:A:CL_TYPE_ANY:CL_TYPE_PS:217", "0:0:41424344:A:CL_TYPE_ANY:CL_TYPE_PS::215",
    "0:0:41424344:A:CL_TYPE_ANY:CL_TYPE_PS::",
  ])
  func `lines that clamscan passes over are none`(line: String) throws {
    #expect(try rule(line) == nil)
  }

  @Test(arguments: [
    ("", FileMagicFault.fields(count: 1)), ("1:0:41424344:A:CL_TYPE_ANY", .fields(count: 5)),
    ("0:0:4142:A:CL_TYPE_ANY:CL_TYPE_PS:1:1:1", .fields(count: 9)),
    ("1:0:4142zz:A:CL_TYPE_ANY:CL_TYPE_PS", .pattern),
    ("1:0:41424344:A:CL_TYPE_ANY:CL_TYPE_FOO", .type),
    ("0:x:41424344:A:CL_TYPE_ANY:CL_TYPE_PS", .number),
    ("1:x:41424344:A:CL_TYPE_ANY:CL_TYPE_PS", .offset),
    ("0:0:4142434:A:CL_TYPE_ANY:CL_TYPE_PS", .pattern),
    ("0:0:??424344:A:CL_TYPE_ANY:CL_TYPE_PS", .pattern),
    ("1:0:4a:A:CL_TYPE_ANY:CL_TYPE_PS", .noAnchor),
    ("1:0:(23|3b)21{2-30}2f62696e:A:CL_TYPE_ANY:CL_TYPE_PS", .noAnchor),
    ("1:0:4142!(43|44):A:CL_TYPE_ANY:CL_TYPE_PS", .unsupportedPattern),
    ("1:0:4142{3:A:CL_TYPE_ANY:CL_TYPE_PS", .pattern),
    ("1:0:41424344:A:CL_TYPE_ANY:CL_TYPE_ANY", .type),
    ("x:0:41424344:A:CL_TYPE_ANY:CL_TYPE_PS", .number),
  ])
  func `lines that are no rules say why`(line: String, fault: FileMagicFault) {
    #expect(throws: fault) { try rule(line) }
  }

  @Test func `every truncation and every byte of a line is taken or refused`() throws {
    let line = Array(
      "1:0,1024:0a(46|66)726f??20{-1024}0a*4d6?:Mail:CL_TYPE_ANY:CL_TYPE_MAIL:1:300".utf8)
    for count in 0...line.count { _ = try? FileMagicRule(line: line[..<count]) }
    for place in line.indices {
      for byte in UInt8.min...UInt8.max {
        var changed = line
        changed[place] = byte
        _ = try? FileMagicRule(line: changed[...])
      }
    }
  }

  @Test func `rules of first bytes take the place of those built in, patterns join them`() throws {
    let pattern = try #require(try rule("1:*:3c737667:SVG:CL_TYPE_ANY:CL_TYPE_HTML"))
    let first = try #require(try rule("0:0:2321:SH:CL_TYPE_ANY:CL_TYPE_SCRIPT"))
    #expect(FileMagicRule.effective(own: []).count == FileMagicRule.builtIn.count)
    #expect(FileMagicRule.effective(own: [pattern]).count == FileMagicRule.builtIn.count + 1)
    #expect(FileMagicRule.effective(own: [pattern, first]) == [pattern, first])
  }

  @Test(arguments: [
    ("41424344", 0, "414243"), ("4100000042", 0, "410000"), ("4142", 0, "4142"),
    ("??0d0d0a", 1, "0d0d0a"), ("60ea??????????0002", 7, "0002"), ("0000004142", 2, "004142"),
    ("(4d|6d)(49|69)2d(56|76)657273", 4, "657273"), ("3c??3a576f", 2, "3a576f"),
    ("0000000000", 2, "000000"),
  ])
  func `a part is noticed by the bytes by which ClamAV notices it`(
    pattern: String, offset: Int, bytes: String
  ) throws {
    let pattern = try MagicPattern(Array(pattern.utf8)[...])
    let anchor = try #require(MagicAnchor(pattern.parts[0]))
    #expect(anchor.offset == offset)
    #expect(anchor.bytes == Hexadecimal.bytes(bytes.utf8))
  }
}
