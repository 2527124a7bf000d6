import Configuration
import Testing

/// Text that is not a configuration at all, or wants to be expensive.
@Suite struct HostileTextTests {
  @Test(arguments: [
    ("", "cordon.yaml: found an empty file, expected a configuration"),
    ("# nothing\n", "cordon.yaml: found an empty file, expected a configuration"),
    ("a: [1,\n", "cordon.yaml:2: found "),
    ("a: b: c\n", "cordon.yaml:1: found mapping values are not allowed"),
    ("a: 1\n\tb: 2\n", "cordon.yaml:2: found "),
    ("- workers\n", "cordon.yaml:1: found a list, expected a mapping with "),
    ("workers: 1\n---\nworkers: 2\n", "cordon.yaml:2: found but found another document"),
    ("a: 1\nworkers: \"\u{0}\"\n", "cordon.yaml:2: found "),
    (
      "workers: 1\nworkers: 2\n",
      "cordon.yaml:1: found more than once: \"workers\", expected each key once in a mapping"
    ),
    (
      "a: 1\nlimits: { headTimeout: 1s, headTimeout: 2s }\n",
      "cordon.yaml:2: found more than once: \"headTimeout\", expected each key once in a mapping"
    ),
  ])
  func textThatIsNoConfigurationIsRefusedWithItsLine(text: String, start: String) {
    let problems = Sample.problems(text)
    #expect(problems.first?.hasPrefix(start) == true, "\(problems)")
  }

  @Test(arguments: [
    ("a: &x 1\nb: *x\n", "1: found \"&x\""),
    ("a: 1\nb: *x\n", "2: found \"*x\""),
    ("b: [1,*x]\n", "1: found \"*x\""),
    ("*x : 1\n", "1: found \"*x\""),
    ("? *x\n: 1\n", "1: found \"*x\""),
    ("a: \"x # y\" \nb: 1 # c\n\"d # e\": *x\n", "3: found \"*x\""),
    ("\"d\n # e\": *x\n", "2: found \"*x\""),
    ("'d # e': *x\n", "1: found \"*x\""),
    ("a: !!str &x b\n", "1: found \"&x\""),
  ])
  func anAnchorOrAliasIsRefusedBeforeItIsExpanded(text: String, problem: String) {
    let problems = Sample.problems(text)
    #expect(problems.count == 1)
    #expect(problems.first?.hasPrefix("cordon.yaml:\(problem), expected no anchors") == true)
  }

  @Test func aCommentMayHaveStarsAndAmpersands() {
    #expect(
      Sample.problems(
        "# see *this* & that\n" + Sample.minimal.replacing("uploads:\n", with: "uploads: # *x &y\n")
          + "spill: { directory: /a*b&c/d.*e }\n") == [])
  }

  @Test func aliasesThatDoubleAtEachLevelCostNothing() {
    var text = "a0: &a0 [x]\n"
    for level in 1...64 { text += "a\(level): &a\(level) [*a\(level - 1), *a\(level - 1)]\n" }
    text += "? *a64\n: 1\n"
    #expect(Sample.problems(text).count == 1)
  }

  @Test(arguments: ["[", "{", "- ", "? ", "{a: [", "\"a\": {"])
  func depthIsBounded(opener: String) {
    #expect(!Sample.problems("a:\n " + String(repeating: opener, count: 100_000)).isEmpty)
  }

  @Test func indentationIsBounded() {
    var text = ""
    for level in 0..<1400 { text += String(repeating: " ", count: level) + "a:\n" }
    #expect(!Sample.problems(text).isEmpty)
  }

  @Test func aFileLargerThanTheLimitIsRefused() {
    let text = Sample.minimal + String(repeating: "#", count: Configuration.fileBytesMax)
    #expect(
      Sample.problems(text) == [
        "cordon.yaml: found \(text.utf8.count) bytes, expected at most 1MiB"
      ])
  }

  @Test func manyUnknownKeysAreNamedUpToALimit() {
    func problems(_ count: Int) -> Int {
      Sample.problems((0..<count).map { "key\($0): 1\n" }.joined() + Sample.minimal).count
    }
    #expect(problems(900) == 900)
    #expect(problems(2000) == 1000)
  }

  @Test func everyPrefixAndEveryLostByteIsJudgedWithoutATrap() {
    let bytes = Array(Sample.minimal.utf8)
    for index in bytes.indices {
      _ = Sample.problems(String(decoding: bytes[..<index], as: UTF8.self))
      _ = Sample.problems(
        String(decoding: bytes[..<index] + bytes[(index + 1)...], as: UTF8.self))
    }
  }
}
