import Configuration
import HTTP
import Inspection
import Policy
import Primitives
import Proxy
import Ring
import ScanAPI
import Scanning
import Signatures
import Telemetry

extension Worker where Driver: ~Copyable {
  /// The last byte of a body with a file has come. It was not scanned as it came: what is to be judged lies
  /// in it where only the readers of forms find it.
  mutating func judgeFile(_ slot: UInt32) {
    // A form's own bytes are nobody's file.
    beginInspection(slot, isBodyClean: scanRequest(slot)?.isForm ?? false)
  }

  /// What there is to know of a file is known: its client is told.
  mutating func judgedFile(_ slot: UInt32, _ record: InspectionRecord) {
    let snapshot = snapshots[clients[slot].exchange.snapshot]!
    guard let request = scanRequest(slot), let database = snapshot.shared.database else {
      return answer(slot, status: 500, reason: "failed", outcome: .failed)
    }
    if let reason = record.reasons.all.first(where: \.isTransient), !record.isInfected {
      note(slot, .unscannable(reason), record, isLogged: true)
      countScan(slot, .unscannable)
      let fields = [AnswerField(name: "Retry-After", value: Array("5".utf8))]
      _ = refuseScan(
        slot, 503, "\(reason.name)", "the file could not be judged now: try again", fields)
      return
    }
    if record.contents.count == 1, record.reasons == UnjudgedReasons(.size) {
      note(slot, .unscannable(.size), record, isLogged: true)
      countScan(slot, .refused)
      _ = refuseTooLarge(slot)
      return
    }
    do throws(ScanFault) {
      let result = try ScanAnswer(record, request) { database.signatureName($0.signature) }
      note(slot, result.judgement, record, isLogged: result.judgement != .clean)
      countScan(slot, ScanOutcome(result.judgement))
      answerScan(slot, status: 200, result.value, root: result.root, outcome: .answered)
    } catch {
      note(slot, .unscannable(.ambiguous), record, isLogged: true)
      countScan(slot, .refused)
      _ = refuseScan(slot, 400, error.reason, error.detail)
    }
  }

  mutating func refuseTooLarge(_ slot: UInt32) -> Bool {
    refuseScan(slot, 413, "file_too_large", "the file is larger than what is scanned here")
  }

  /// Answers a request that has no result. False, as it is answered.
  mutating func refuseScan(
    _ slot: UInt32, _ status: UInt16, _ reason: String, _ detail: String,
    _ fields: [AnswerField] = []
  ) -> Bool {
    let problem = ScanProblem(status: status, reason: reason, detail: detail)
    answerScan(
      slot, status: status, problem.value(id: idText(slot)), root: ScanProblem.root,
      outcome: Self.outcome(of: status), fields)
    return false
  }

  private static func outcome(of status: UInt16) -> RequestOutcome {
    switch status {
    case 404: .noRoute
    case 402, 413, 429: .limit
    case 503: .overloaded
    default: .badRequest
    }
  }

  func idText(_ slot: UInt32) -> [UInt8] {
    let text = clients[slot].exchange.id.text
    return text.indices.map { text[$0] }
  }

  /// Answers an exchange in the form that its client wants. What was held of it is given back.
  mutating func answerScan(
    _ slot: UInt32, status: UInt16, _ value: AnswerValue, root: String, outcome: RequestOutcome,
    _ fields: [AnswerField] = []
  ) {
    let form = clients[slot].exchange.answerForm
    let document = AdminAnswer(
      status: status, mediaType: form.mediaType, body: value.bytes(as: form, root: root))
    answerDocument(slot, document, outcome: outcome, fields)
  }
}
