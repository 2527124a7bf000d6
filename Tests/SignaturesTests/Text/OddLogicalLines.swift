extension OddLines {
  /// Target descriptions.
  enum TargetDescriptions {
    static let all =
      logical([
        "Target:0", "Target:1", "Target:12", "Target:15", "Target:x", "Target:", "", "Target",
        "target:0", "Engine:51-255", "Engine:51-255,Target:0", "Target:0,Engine:51-255",
        "Engine:51-215,Target:0", "Engine:217-255,Target:0", "Engine:51,Target:0",
        "Engine:x-y,Target:0", "Engine:-,Target:0", "Target:0,FileSize:1-2",
        "Engine:50-255,Target:0,FileSize:1-2", "Engine:51-255,Target:0,FileSize:1-2",
        "Engine:51-255,Target:0,FileSize:1", "Engine:51-255,Target:0,FileSize:1-x",
        "Engine:51-255,Target:0,FileSize:-", "Engine:51-255,Target:0,FileSize:0-99999999999",
        "Engine:51-255,Target:0,EntryPoint:1-2", "Engine:51-255,Target:1,EntryPoint:1-2",
        "Engine:51-255,Target:6,NumberOfSections:1-2",
        "Engine:51-255,Target:2,NumberOfSections:1-2", "Engine:51-255,Target:1,IconGroup1:x",
        "Engine:51-255,Target:0,IconGroup1:x", "Engine:51-255,Target:1,IconGroup2:",
        "Engine:51-255,Target:0,Container:CL_TYPE_ZIP", "Engine:51-255,Target:0,Container:zip",
        "Engine:51-255,Target:0,HandlerType:CL_TYPE_PDF",
        "Engine:51-255,Target:0,HandlerType:CL_TYPE_OTHER",
        "Engine:51-255,Target:0,Intermediates:CL_TYPE_ZIP>CL_TYPE_PDF",
        "Engine:51-255,Target:0,Intermediates:CL_TYPE_ZIP>", "Engine:51-255,Target:0,Unknown:1",
        "Engine:51-255,Unknown:1,Target:x", "Target:0,Target:1", "Target:0,", ",Target:0",
        "Engine:51-255,Target:0,FileSize:1-2,FileSize:3-4", "Target:0:1",
        "Engine:255-51,Target:0",
      ])
      + OddLines.different(
        "ldb", "an empty range is never met: the line is not used",
        ["A;Engine:51-255,Target:0,FileSize:2-1;0;aabbccdd"])
      + OddLines.different(
        "ldb", "no file has this target: the line is not used", ["A;Target:8;0;aabbccdd"])

    private static func logical(_ descriptions: [String]) -> [Case] {
      OddLines.cases("ldb", descriptions.map { "A;\($0);0;aabbccdd" })
    }
  }

  /// Logic.
  enum Logics {
    static let all =
      logical(
        [
          "0", "0>1", "0=2", "0<3", "0>1,2", "0>", "0>x", ">1", "0=", "(0)", "((0))", "(0", "0)",
          "()", "", "(", ")", "0x", " 0", "0 ", "00", "1", "-1", "+0", "x", "a0", "0>1>2", "0=0",
          "0&", "&0", "0|", "|0", "!0", "(0)>1", "(0>1)", "0==1",
        ], parts: 1)
      + logical(
        [
          "0&1", "0|1", "(0&1)", "(0|1)>2", "(0|1)>2,2", "(0|1)=3,1", "(0|1)<2,", "(0|1)>",
          "(0|1)>x", "((0|1)>2)", "((0|1))>2", "0&&1", "0&|1", "(0|1", "0|1)", "0|(1)", "(0)|(1)",
          "(0)|1", "(0|1)x", "(0&1)>1x", "(0&1)(0&1)", "0&1>2", "0>1&1>1", "1&0", "1|1", "0|2",
          "0,1", "0 & 1", "(0|1)>1,2,3", "(0&1) >1", "0>1,2&1",
        ], parts: 2)
      + logical(
        [
          "0&1&2", "0&(1|2)", "(0|1)&2", "(0&1&2)", "(0|1|2)>1", "((0|1)&2)", "(0|(1&2))>2,2",
          "((0|1)>1&2)", "0|1&2", "(0|1)>1&2", "(0|1)&(1|2)", "((0)|(1))&2", "(((0|1))&2)=3",
        ], parts: 3)
      + OddLines.different(
        "ldb", "a parenthesis inside a number's comparison: clamscan never finds it",
        ["A;Target:0;0(1)2;aabbccdd"])
      + OddLines.cases(
        "ldb",
        [
          "A;Target:0;0", "A;Target:0;0;", "A;Target:0;0;aabbccdd;", "A;Target:0;0;aabbccdd;aabb",
          ";Target:0;0;aabbccdd", "A;Target:0", "A", ";;;", "A;Target:0;0;aabbccdd\r",
          "#A;Target:0;0;aabbccdd", "A:0:*:aabbccdd",
          "A;Target:0;\((0..<64).map(String.init).joined(separator: "&"));"
            + [String](repeating: "aabbccdd", count: 64).joined(separator: ";"),
          "A;Target:0;\((0..<65).map(String.init).joined(separator: "&"));"
            + [String](repeating: "aabbccdd", count: 65).joined(separator: ";"),
          "A;Target:0;63;" + [String](repeating: "aabbccdd", count: 64).joined(separator: ";"),
          "A;Target:0;64;" + [String](repeating: "aabbccdd", count: 65).joined(separator: ";"),
          "A;Target:0;0;\(String(repeating: "ab", count: 16_370))",
          "A;Target:0;0;\(String(repeating: "ab", count: 16_380))",
        ])

    private static func logical(_ logics: [String], parts: Int) -> [Case] {
      let parts = [String](repeating: "aabbccdd", count: parts).joined(separator: ";")
      return OddLines.cases("ldb", logics.map { "A;Target:0;\($0);\(parts)" })
    }
  }

  /// Parts of logical signatures.
  enum Subsignatures {
    static let all =
      second([
        "aabbccdd", "aabbccdd::i", "aabbccdd::w", "aabbccdd::a", "aabbccdd::f", "aabbccdd::iwaf",
        "aabbccdd::ii", "aabbccdd::x", "aabbccdd::I", "aabbccdd::", "aabbccdd:x:i", "0:aabbccdd",
        "0,5:aabbccdd", "EOF-5:aabbccdd::i", "*:aabbccdd::w", "EP+0:aabbccdd", "x:aabbccdd",
        "0:aabbccdd:i", "a:b:c:d:e", "aabbccdd:1:2:3:4", "aabbccdd:1:2:3:4:5", ":aabbccdd", ":",
        "", "aa", "aabb", "aabb::w", "aabb*ccdd::i", "aabb{2-4}ccdd::f", "(B)aabbccdd::w",
        "aabb[2-4]cc::f", "aabb[2-4]cc::w", "aabb(cc|dd)ee::wi", "aabbcc??::w", "aabb?cdd::w",
        "zz", "$0$", "${6-7}0$", "${6-7}31$", "${6-7}32$", "${6-7}0", "${6}0$", "${-7}0$", "$",
        "$$", "${6-7}$", "${x-7}0$", "0/ab/", "0/a;b/", "0/a:b/", "0/a\\/b/", "0/ab", "/ab/",
        "0//", "0/ab/i", "0/ab/gresimxAEU", "0/ab/z", "0/ab/ii", "1/ab/", "2/ab/", "x/ab/",
        "0&0/ab/", "0>1/ab/", "(0)/ab/", "5:0/ab/", "5,9:0/ab/i", "EOF-5:0/ab/", "x:0/ab/",
        "5:6:0/ab/", "0/a/b/", "0/ab/ ", "0(>>4#ib2#>5)", "0(<<4#il2#>5)", "0(#ib2#>5)",
        "0(0#ib2#>5)", "0(4#ib2#>5)", "0(>4#ib2#>5)", "0(>>x#ib2#>5)", "0(>>#ib2#>5)",
        "0(>>0x10#ib2#>5)", "0(>>010#ib2#>5)", "0(>>4#ib3#>5)", "0(>>4#ib16#>5)",
        "0(>>4#ib0#>5)", "0(>>4#ib#>5)", "0(>>4#hb18#>5)", "0(>>4#hb19#>5)", "0(>>4#db30#>5)",
        "0(>>4#dl2#>5)", "0(>>4#ldb2#>5)", "0(>>4#hle4#=0x10)", "0(>>4#abe4#=10)",
        "0(>>4#hdb2#>5)", "0(>>4#bl2#>5)", "0(>>4#xb2#>5)", "0(>>4#ib2#5)", "0(>>4#ib2#>)",
        "0(>>4#ib2#>5x)", "0(>>4#ib2#>5,<9)", "0(>>4#ib2#>5,<9,=7)", "0(>>4#ib2#>5,)",
        "0(>>4#ib2#>-5)", "0(>>4#ib2#>99999999999999999999)", "0(>>4#ib2)", "0(>>4#ib2#>5#6)",
        "0(>>4#ib2#>5", "0(>>4#ib2#>5)x", "x(>>4#ib2#>5)", "(>>4#ib2#>5)", "0 (>>4#ib2#>5)",
        "65(>>4#ib2#>5)", "0(>>4#ib2#!5)", "0(>>4#b2#>5)", "0(>>4#i2#>5)",
        "9(>>4#ib2#>5)", "fuzzy_img#af2ad01ed42993c7#0",
        "fuzzy_img#af2ad01ed42993c7", "fuzzy_img#af2ad01ed42993c7#1",
        "fuzzy_img#af2ad01ed42993c#0", "fuzzy_img#AF2AD01ED42993C7#0", "fuzzy_img#xf2ad01ed42993c7",
        "fuzzy_img#af2ad01ed42993c7#", "fuzzy_img#af2ad01ed42993c7#0#9", "fuzzy_img#",
        "fuzzy_xyz#af2ad01ed42993c7#0",
      ])
      + different(
        "clamscan loads a macro with an empty range and never finds it", ["${7-6}0$"])

    private static func line(_ part: String) -> String {
      "A;Engine:81-255,Target:0;0&1;aabbccdd;\(part)"
    }

    private static func second(_ parts: [String]) -> [Case] {
      OddLines.cases("ldb", parts.map(line))
    }

    private static func different(_ difference: String, _ parts: [String]) -> [Case] {
      OddLines.different("ldb", difference, parts.map(line))
    }
  }
}
