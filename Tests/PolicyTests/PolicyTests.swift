import Inspection
import Testing

@testable import Policy

@Suite struct PolicyTests {
  @Test func whatIsNotSetIsBlocked() {
    let policy = Policy()
    for threat in ThreatClass.allCases {
      #expect(policy[threat] == .block)
      let judged = policy.judge(isInfected: false, classes: ThreatClasses(threat), reasons: [])
      #expect(judged == .forbidden(threat))
    }
    for reason in UnjudgedReason.allCases {
      let judged = policy.judge(isInfected: false, classes: [], reasons: UnjudgedReasons(reason))
      #expect(judged == .unscannable(reason))
    }
    #expect(policy.judge(isInfected: false, classes: [], reasons: []) == .clean)
  }

  @Test func theGravestThingCounts() {
    let policy = Policy()
    let classes: ThreatClasses = [ThreatClasses(.html), ThreatClasses(.macros)]
    let reasons = UnjudgedReasons(.encrypted)
    #expect(policy.judge(isInfected: true, classes: classes, reasons: reasons) == .infected)
    #expect(
      policy.judge(isInfected: false, classes: classes, reasons: reasons) == .forbidden(.macros))
  }

  @Test func whoAllowsAClassAcceptsItsTwin() {
    var policy = Policy()
    policy.set(.allow, for: .passwordProtected)
    let encrypted = policy.judge(
      isInfected: false, classes: ThreatClasses(.passwordProtected),
      reasons: UnjudgedReasons(.encrypted))
    #expect(encrypted == .unscannable(.encrypted) && !policy.refuses(encrypted))
    policy.set(.block, for: .encrypted)
    #expect(
      policy.judge(isInfected: false, classes: [], reasons: UnjudgedReasons(.encrypted))
        == .unscannable(.encrypted))
  }

  @Test func reportedIsDeliveredAndKnown() {
    var policy = Policy()
    policy.set(.report, for: .executable)
    #expect(policy[ThreatClass.executable] == .report)
    #expect(policy.reportedClasses == ThreatClasses(.executable))
    let reported = policy.judge(
      isInfected: false, classes: ThreatClasses(.executable), reasons: UnjudgedReasons(.damaged))
    #expect(reported == .unscannable(.damaged) && policy.refuses(reported))
    policy.set(.allow, for: .damaged)
    let accepted = policy.judge(
      isInfected: false, classes: ThreatClasses(.executable), reasons: UnjudgedReasons(.damaged))
    #expect(accepted == .forbidden(.executable) && !policy.refuses(accepted))
    #expect(
      policy.judge(isInfected: true, classes: ThreatClasses(.executable), reasons: []) == .infected)
  }
}
