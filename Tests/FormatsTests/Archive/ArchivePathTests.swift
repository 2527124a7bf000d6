import Testing

@testable import Formats

@Suite struct ArchivePathTests {
  @Test(arguments: [
    "/etc/passwd", "..", "../x", "a/../../x", "..\\x", "\\x", "C:\\x", "c:x", "a\0b",
    "a/b/../../../c",
  ])
  func theseLeaveTheirRoot(_ name: String) {
    let leaves = ArchivePath.leavesRoot(Array(name.utf8).span)
    #expect(leaves)
  }

  @Test(arguments: ["", "a", "a/b", "./a", "a/../b", "..a", "a..", "...", "a/...", "1:a", "a//b"])
  func theseDoNot(_ name: String) {
    let leaves = ArchivePath.leavesRoot(Array(name.utf8).span)
    #expect(!leaves)
  }

  @Test(arguments: [
    ("a/link", "../b", false), ("link", "../b", true), ("a/link", "../../b", true),
    ("link", "/etc", true), ("a/b/link", "../../c", false), ("link", "a/b", false),
  ])
  func aLinkIsJudgedFromWhereItLies(_ name: String, _ target: String, _ leaves: Bool) {
    let leads = ArchivePath.linkLeavesRoot(
      name: Array(name.utf8).span, target: Array(target.utf8).span)
    #expect(leads == leaves)
  }
}
