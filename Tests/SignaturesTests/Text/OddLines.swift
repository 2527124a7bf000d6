/// Lines that are odd or malformed, in every text format, for the comparison with clamscan.
enum OddLines {
  /// The oracle.
  static let clamscan = "/usr/bin/clamscan"

  /// A line, in a file of some extension, and why it is read otherwise than by clamscan, if it is.
  struct Case: Sendable {
    var format: String
    var line: String
    var difference: String?
  }

  static let md5 = "b1946ac92492d2347c6235b4d2611184"
  static let sha1 = "f572d396fae9206628714fb2ce00f72e94f2258f"
  static let sha256 = "5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03"

  static let all: [Case] =
    bodies + plainBodies + hashes + ignores + others + TargetDescriptions.all + Logics.all
    + Subsignatures.all

  static func cases(_ format: String, _ lines: [String]) -> [Case] {
    lines.map { Case(format: format, line: $0) }
  }

  static func different(_ format: String, _ difference: String, _ lines: [String]) -> [Case] {
    lines.map { Case(format: format, line: $0, difference: difference) }
  }

  private static let bodies =
    cases(
      "ndb",
      [
        "A:0:*:aabbccdd", "A:*:*:aabbccdd", "A::*:aabbccdd", "A:0::aabbccdd", "A:00:*:aabbccdd",
        "A:0:*", "A", ":", ":::", ":0:*:aabbccdd", "A:0:*:aabbccdd:", "A:0:*:aabbccdd::",
        "A:0:*:aabbccdd:1:", "A:0:*:aabbccdd:1:255", "A:0:*:aabbccdd:1:255:7",
        "A:0:*:aabbccdd:216", "A:0:*:aabbccdd:217", "A:0:*:aabbccdd:1:215",
        "A:0:*:aabbccdd:1:216", "A:0:*:aabbccdd:x", "A:0:*:aabbccdd:-1", "A:0:*:aabbccdd: 1",
        "A:x:*:aabbccdd", "A:-1:*:aabbccdd", "A:15:*:aabbccdd", "A:99:*:aabbccdd",
        "A: 1:*:aabbccdd", "A:1:EP+0:aabbccdd", "A:1:EP-0:aabbccdd", "A:1:EP+:aabbccdd",
        "A:1:EP:aabbccdd", "A:1:EP*:aabbccdd", "A:1:ep+0:aabbccdd", "A:1:EP+x:aabbccdd",
        "A:0:EP+0:aabbccdd", "A:6:EP+0:aabbccdd", "A:9:EP+0:aabbccdd", "A:2:EP+0:aabbccdd",
        "A:1:S0+0:aabbccdd", "A:1:S0-0:aabbccdd", "A:1:S+0:aabbccdd", "A:1:S1:aabbccdd",
        "A:1:S1+:aabbccdd", "A:1:S1+2x:aabbccdd", "A:1:S 1+2:aabbccdd", "A:1:SE:aabbccdd",
        "A:1:SE1:aabbccdd", "A:1:SEx:aabbccdd", "A:1:SE1,5:aabbccdd", "A:1:SL+0:aabbccdd",
        "A:1:SL-0:aabbccdd", "A:1:SL:aabbccdd", "A:1:SL+:aabbccdd", "A:1:VI:aabbccdd",
        "A:1:VIx:aabbccdd", "A:1:VI,7:aabbccdd", "A:0:VI:aabbccdd", "A:1:V:aabbccdd",
        "A:0:$0$:aabbccdd", "A:0:$31$:aabbccdd", "A:0:$32$:aabbccdd", "A:0:$x$:aabbccdd",
        "A:0:$3:aabbccdd", "A:0:x$3$:aabbccdd", "A:0:EOF-5:aabbccdd", "A:0:EOF-:aabbccdd",
        "A:0:EOF+5:aabbccdd", "A:0:EOF:aabbccdd", "A:0:eof-5:aabbccdd", "A:0:EOF-5,:aabbccdd",
        "A:0:EOF-5,x:aabbccdd", "A:0:1,2,3:aabbccdd", "A:0:,5:aabbccdd", "A:0:*,5:aabbccdd",
        "A:0:-5:aabbccdd", "A:0:4294967296:aabbccdd", "A:0:99999999999999999999:aabbccdd",
        "A:0:0x10:aabbccdd", "A:0:*:", "A:0:*:aa", "A:0:*:aabbcc", "A:0:*:aabbc",
        "A:0:*:aabbccd", "A:0:*:xxyyzz", "A:0:*:AABBCCDD", "A:0:*:aabb ccdd",
        "A:0:*:aabbcc*", "A:0:*:*aabbcc", "A:0:*:aabb*ccdd", "A:0:*:aabb**ccdd",
        "A:0:*:aabb{4}ccdd", "A:0:*:aabb{4-}ccdd", "A:0:*:aabb{-4}ccdd", "A:0:*:aabb{4-8}ccdd",
        "A:0:*:aabb{x}ccdd", "A:0:*:aabb{4ccdd", "A:0:*:aabb4}ccdd",
        "A:0:*:aabb(cc|dd)eeff", "A:0:*:aabb(cc|ddee)ff00", "A:0:*:aabb(cc|)eeff",
        "A:0:*:aabb()eeff", "A:0:*:aabb(ccdd", "A:0:*:aabb!(cc|dd)eeff", "A:0:*:aabb!(cc)eeff",
        "A:0:*:????", "A:0:*:??aabbcc", "A:0:*:a?bbccdd", "A:0:*:a?b?c?d?", "A:0:*:aa??bb??",
        "A:0:*:aabb[2-4]cc", "A:0:*:aa[2-4]bbcc", "A:0:*:aabb[2-4]ccdd", "A:0:*:aabb[4-2]cc",
        "A:0:*:(B)aabbcc", "A:0:*:aabbcc(L)", "A:0:*:aabb(W)ccdd", "A:0:*:(Q)aabbcc",
        "\u{e9}:0:*:aabbccdd", "A B C:0:*:aabbccdd", "A (Clam):0:*:aabbccdd",
        " (Clam):0:*:aabbccdd", "A:0:\(String(repeating: "0", count: 64)):aabbccdd",
        "A:0:\(String(repeating: "0", count: 65)):aabbccdd", "#A:0:*:aabbccdd",
        "A:0:*:\(String(repeating: "ab", count: 4091))",
        "A:0:*:\(String(repeating: "ab", count: 4093))", "A:0:*:aabbccdd\r", "\u{1}",
      ])
    + different(
      "ndb", "one of clamscan's two matchers needs three bytes: the pattern is as good as others",
      ["A:0:*:aabb"])
    + different(
      "ndb", "no file has this target: the line is not used",
      ["A:8:*:aabbccdd", "A:13:*:aabbccdd"])

  private static let plainBodies = cases(
    "db",
    [
      "A=aabbccdd", "A==aabbccdd", "A", "=aabbccdd", "A=", "A=aabbccd", "A=aa*bb", "A=aabb*ccdd",
      "A=aabb{3-5}ccdd", "A=zz", "A=aabb=cc", "#A=aabb", "A = aabbccdd",
    ])

  private static let hashes =
    cases(
      "hdb",
      [
        "\(md5):6:A", "\(sha1):6:A", "\(sha256):6:A", "\(md5.uppercased()):6:A", "\(md5):*:A",
        "\(md5):*:A:72", "\(md5):*:A:73", "\(md5):*:A:73:255", "\(md5):*:A:217", "\(md5):0:A",
        "\(md5)::A", "\(md5):-1:A", "\(md5):4294967294:A", "\(md5):4294967295:A",
        "\(md5):99999999999999999999:A", "\(md5): 6:A", "\(md5):+6:A", "\(md5):6 :A",
        "\(md5):6x:A", "\(md5):0x6:A", "\(md5):6", "\(md5):6:", "\(md5):6:A:", "\(md5):6:A:x",
        "\(md5):6:A::", "\(md5):6:A:1:x", "\(md5):6:A:1:216", "\(md5):6:A:1:216:7",
        "\(md5):6:A:-1", "\(md5.dropLast()):6:A", "\(md5)0:6:A", "\(md5)00:6:A",
        "\(md5.dropLast())g:6:A", ":6:A", "6:\(md5):A", "\(md5):6:A (Clam)x", "\(md5)",
      ])
    + cases("hsb", ["\(sha256):*:A:73", "\(md5):6:A"])
    + cases("hdu", ["\(md5):6:A"]) + cases("hsu", ["\(md5):6:A", "x"])
    + cases(
      "mdb",
      [
        "6:\(md5):A", "*:\(md5):A", "*:\(md5):A:73", "\(md5):6:A", "0:\(md5):A", "6:\(sha1):A",
        "6:\(sha256):A", "6:\(md5):", "6:\(md5)",
      ])
    + cases("msb", ["6:\(sha256):A", "*:\(sha256):A:72"])
    + cases("imp", ["\(md5):6:A", "\(md5):*:A", "\(md5):*:A:1", "*:\(md5):A", "\(sha256):*:A"])
    + cases("fp", ["\(md5):6:A", "\(md5):*:A", "\(md5):*:A:73", "x"])
    + cases("sfp", ["\(sha256):6:A", "\(sha256):*:A"])

  private static let ignores =
    cases(
      "ign2",
      ["A", "Name:\(md5)", "Name:\(md5)0", "A:x", "db:3:A", "db:3:A:4", ":", "A:", "::A", "::"])
    + different(
      "ign2", "clamscan fills up short names, and destroys the digest after them", ["A:\(md5)"])

  private static let others =
    cases(
      "cdb",
      [
        "A:CL_TYPE_ZIP:*:name:*:*:*:*:*:*", "A:*:*:*:*:*:*:*:*:*", "A:CL_TYPE_X:*:*:*:*:*:*:*:*",
        "A:*:5-7:*:*:*:*:*:*:*", "A:*:5:*:*:*:*:*:*:*", "A:*:x:*:*:*:*:*:*:*",
        "A:*:5-:*:*:*:*:*:*:*", "A:*:-5:*:*:*:*:*:*:*", "A:*:*:*:1-2:3-4:1:5-6:x:y",
        "A:*:*:*:*:*:2:*:*:*", "A:*:*:*:*:*::*:*:*", "A:*:*:*:*:*:0:*:*:*:10:255",
        "A:*:*:*:*:*:0:*:*:*:217", "A:*:*:*:*:*:0:*:*:*:x", "A:*:*:*:*:*:0:*:*",
        ":*:*:*:*:*:*:*:*:*", "A:*::*:*:*:*:*:*:*",
      ])
    + different(
      "cdb", "an empty range is never met: the line is not used", ["A:*:7-5:*:*:*:*:*:*:*"])
    + cases(
      "ftm",
      [
        "0:0:aabbccdd:Name:CL_TYPE_ANY:CL_TYPE_ZIP", "1:*:aabbccdd:N:CL_TYPE_ANY:CL_TYPE_ZIP",
        "4:0:aabb:N:CL_TYPE_ANY:CL_TYPE_MBR",
        "x:0:aabb:N:CL_TYPE_ANY:CL_TYPE_ZIP", "0:x:aabb:N:CL_TYPE_ANY:CL_TYPE_ZIP",
        "0:0:aabx:N:CL_TYPE_ANY:CL_TYPE_ZIP", "0:0:aab:N:CL_TYPE_ANY:CL_TYPE_ZIP",
        "0:0:aabb:N:CL_TYPE_NONE:CL_TYPE_ZIP", "0:0:aabb:N:CL_TYPE_ANY:zip",
        "0:0:aabb:N:CL_TYPE_ANY", "0:0:aabb:N:CL_TYPE_ANY:CL_TYPE_ZIP:1:255",
        "0:0:aabb:N:CL_TYPE_ANY:CL_TYPE_ZIP:x", "0:0:aabb:N:CL_TYPE_ANY:CL_TYPE_ZIP:1:255:3",
        "1:EP+0:aabbccdd:N:CL_TYPE_ANY:CL_TYPE_ZIP",
        "1:0,4:aa??bbcc:N:CL_TYPE_ANY:CL_TYPE_ZIP", "1:*:aabbccdd::CL_TYPE_ANY:CL_TYPE_ZIP",
        "0:0::N:CL_TYPE_ANY:CL_TYPE_ZIP", "1:*:zz:N:CL_TYPE_ANY:CL_TYPE_ZIP",
        "0:0:aabb:N:CL_TYPE_OTHER:CL_TYPE_ZIP",
      ])
    + different(
      "ftm", "clamscan refuses a file of nothing but rules that it passes over",
      ["9:0:aabb:N:CL_TYPE_ANY:CL_TYPE_ZIP", "0:0:aabb:N:CL_TYPE_ANY:CL_TYPE_ZIP:217"])
}
