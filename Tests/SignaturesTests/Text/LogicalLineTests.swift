import Signatures
import Testing

@Suite struct LogicalLineTests {
  private func read(_ line: String) -> ContentSignature? {
    try? LogicalLine.read(Array(line.utf8)[...])
  }

  private func logic(_ text: String, parts: Int) -> LogicExpression? {
    let patterns = [String](repeating: "aabbccdd", count: parts).joined(separator: ";")
    return read("A;Target:0;\(text);\(patterns)")?.logic
  }

  @Test func `Logic is split at its first operator, and inside parentheses at the last`() {
    let (zero, one, two) = (
      LogicExpression.part(0, nil), LogicExpression.part(1, nil), LogicExpression.part(2, nil)
    )
    #expect(logic("0&1|2", parts: 3) == .both(zero, .either(one, two, nil), nil))
    #expect(logic("0|1&2", parts: 3) == .either(zero, .both(one, two, nil), nil))
    #expect(logic("(0&1|2)", parts: 3) == .either(.both(zero, one, nil), two, nil))
    #expect(logic("(0|1)&2", parts: 3) == .both(.either(zero, one, nil), two, nil))
    #expect(logic("((0))", parts: 1) == zero)
  }

  @Test(arguments: ["1(>>0#ib2#=5)", "9(>>0#ib2#=5)", "0(>>0#b2#=5)", "0(>>0#i2#=5)"])
  func `A byte comparison that cannot be made is never found`(text: String) throws {
    let signature = try #require(read("A;Target:0;0|1;6162;\(text)"))
    let isOfItself = text.first == "1"
    if case .never = signature.parts[1] { #expect(!isOfItself) } else { #expect(isOfItself) }
    #expect(read("A;Target:0;0|1;6162;\(text.replacing("=5", with: "5"))") == nil)
  }

  @Test func `Comparisons are of a part, or of a group with a number of parts`() {
    let more = CountComparison(.greater, 2, partsMin: 3)
    let either = LogicExpression.either(.part(0, nil), .part(1, CountComparison(.less, 4)), more)
    #expect(logic("(0|1<4)>2,3", parts: 2) == either)
    #expect(logic("0=0", parts: 1) == .part(0, CountComparison(.equal, 0)))
    // A part's number of different parts means nothing, to ClamAV too.
    #expect(logic("0>1,2", parts: 1) == .part(0, CountComparison(.greater, 1)))
    // A comparison is kept only where it is the last thing of its expression.
    #expect(
      logic("(0|1)>1&2", parts: 3)
        == .both(
          .either(.part(0, nil), .part(1, nil), CountComparison(.greater, 1)), .part(2, nil), nil))
  }

  @Test func `The description, the parts and their modifiers are read`() throws {
    let signature = try #require(
      read(
        """
        Name;Engine:81-255,Target:1,FileSize:1-2,EntryPoint:3-4,NumberOfSections:5-6,\
        Container:CL_TYPE_ZIP,HandlerType:CL_TYPE_PDF,Intermediates:CL_TYPE_RAR>CL_TYPE_ZIP,\
        IconGroup1:A,IconGroup2:B;0&1&2&3&4&5;S1+2,3:aabbccdd::wa;${6-7}12$;\
        EOF-9,2:0&1/a\\/;b/gi;0(<<26#hle4#=0x10,<0x20);fuzzy_img#af2ad01ed42993c7#0;aabb
        """))
    #expect(signature.name == "Name")
    #expect(signature.isLogical)
    var description = TargetDescription(target: .portableExecutable)
    description.fileSize = 1...2
    description.entryPoint = 3...4
    description.sectionCount = 5...6
    description.container = "CL_TYPE_ZIP"
    description.handlerType = "CL_TYPE_PDF"
    description.intermediates = ["CL_TYPE_RAR", "CL_TYPE_ZIP"]
    description.iconGroup1 = "A"
    description.iconGroup2 = "B"
    #expect(signature.description == description)
    try #require(signature.parts.count == 6)
    guard case .pattern(let pattern) = signature.parts[0],
      case .macro(let macro) = signature.parts[1],
      case .expression(let expression) = signature.parts[2],
      case .byteComparison(let comparison) = signature.parts[3],
      case .image(let image) = signature.parts[4]
    else {
      Issue.record("\(signature.parts)")
      return
    }
    #expect(pattern.offset == .fromSection(1, distance: 2, shift: 3))
    #expect(pattern.modifiers == [.wide, .ascii])
    #expect(macro == MacroPart(distance: 6...7, group: 12))
    #expect(expression.trigger == .both(.part(0, nil), .part(1, nil), nil))
    #expect(expression.offset == .fromEnd(back: 9, shift: 2))
    #expect(expression.expression == Array("a\\/;b".utf8))
    #expect(expression.flags == "gi")
    #expect(
      comparison
        == ByteComparison(
          part: 0, distance: -26, base: .hexadecimal, isLittleEndian: true, isExact: true,
          byteCount: 4, conditions: [.init(.equal, 16), .init(.less, 32)]))
    #expect(image == ImageHash(hash: 0xaf2a_d01e_d429_93c7, distanceMax: 0))
  }

  @Test func `Logic that is nested too deep or too long is refused`() {
    func nested(_ depth: Int) -> String {
      String(repeating: "(", count: depth) + "0" + String(repeating: ")", count: depth)
    }
    #expect(logic(nested(64), parts: 1) != nil)
    #expect(logic(nested(65), parts: 1) == nil)
    #expect(logic([String](repeating: "0", count: 256).joined(separator: "|"), parts: 1) != nil)
    #expect(logic([String](repeating: "0", count: 257).joined(separator: "|"), parts: 1) == nil)
    #expect(logic(String(repeating: "0", count: 8193), parts: 1) == nil)
  }

  @Test func `A line cut short anywhere, or with any byte changed, is read or refused`() {
    let line = Array(
      """
      N;Engine:81-255,Target:1,FileSize:1-2;(0|1)>2,1&2&(3|4);S1+2:aab?ccdd*ee0f(aa|bb)::wi;${6-7}1$;\
      5:0/a;b/i;0(>>26#ib2#>512);fuzzy_img#af2ad01ed42993c7#0
      """.utf8)
    var set = SignatureSet()
    set.add(contentsOf: line, name: "a.ldb")
    #expect(set.report.usedCount == 1)
    for place in line.indices {
      set.add(contentsOf: Array(line[..<place]), name: "a.ldb")
      for byte in Array("0;:,()&|>#$/{}*\n\0".utf8) {
        var changed = line
        changed[place] = byte
        set.add(contentsOf: changed, name: "a.ldb")
      }
    }
    for file in set.report.files {
      #expect(file.lineCount == file.usedCount + file.unused.reduce(0) { $0 + $1.count })
    }
  }
}
