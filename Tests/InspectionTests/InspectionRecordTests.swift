import Scanning
import Signatures
import Testing

@testable import Inspection

@Suite struct InspectionRecordTests {
  /// A body with many harmless members, and one far behind whose member has a class.
  func record(members: Int) -> InspectionRecord {
    var record = InspectionRecord()
    func add(_ parent: Int?, _ name: String, _ classes: ThreatClasses = []) {
      record.contents.append(
        Content(
          parent: parent, relation: .member, name: Array(name.utf8), type: .text, byteCount: 1,
          classes: classes))
      record.classes.formUnion(classes)
      record.contentCount += 1
    }
    add(nil, "")
    for member in 0..<members { add(0, "\(member)") }
    add(0, "outer")
    add(members + 1, "inner", ThreatClasses(.macros))
    return record
  }

  @Test func whatSaysSomethingIsKeptWithWhatIsAroundIt() throws {
    let pruned = record(members: 100).pruned(contentsMax: 5)
    #expect(pruned.contents.count == 5 && pruned.contentCount == 103)
    let place = try #require(pruned.contents.firstIndex { !$0.classes.isEmpty })
    #expect(pruned.path(of: place) == [Array("outer".utf8), Array("inner".utf8)])
    #expect(pruned.contents[0].parent == nil)
  }

  @Test func noSignatureIsForgottenForAnotherThatIsInManyContents() throws {
    var record = record(members: 100)
    for place in 1...100 {
      let signature = SignatureIndex(rawValue: place == 100 ? 2 : 1)
      record.contents[place].detections = [Detection(signature: signature, offset: 0, size: 1)]
    }
    let pruned = record.pruned(contentsMax: 5)
    let found = Set(pruned.contents.flatMap(\.detections).map(\.signature.rawValue))
    #expect(pruned.contents.count == 5 && found == [1, 2])
  }

  @Test func aRecordThatFitsStaysAsItIs() {
    let whole = record(members: 2)
    #expect(whole.pruned(contentsMax: 5).contents.map(\.name) == whole.contents.map(\.name))
    #expect(whole.pruned(contentsMax: 1).contents.count == 1)
  }

  @Test func partsThatDoNotAgreeAreNoRecord() {
    let body = Content(parent: nil, relation: .body, name: [], type: .text, byteCount: 1)
    let member = Content(
      parent: 1, relation: .member, name: [], type: .text, byteCount: 1,
      classes: ThreatClasses(.html))
    func made(_ contents: [Content], _ classes: ThreatClasses = ThreatClasses(.html)) -> Bool {
      InspectionRecord(
        contents: contents, contentCount: 2, unpackedBytes: 0, classes: classes, reasons: [],
        suppressed: nil) != nil
    }
    #expect(made([body]) && made([body, member.inside(0)]))
    #expect(!made([]) && !made([body, member]) && !made([member]) && !made([body, body, body]))
    #expect(!made([body, member.inside(0)], []))
  }
}
