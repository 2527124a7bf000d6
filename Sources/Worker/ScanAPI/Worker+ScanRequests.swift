import Configuration
import HTTP
import Inspection
import Primitives
import Ring
import ScanAPI
import Signatures
import Telemetry

extension Worker where Driver: ~Copyable {
  /// Decides what becomes of a request for the scan API by its head alone. False: it is answered.
  mutating func acceptScan(_ slot: UInt32) -> Bool {
    let head = head(slot)
    let path = head.extracting(RequestLine(head).pathWithoutQuery(in: head))
    let prefix = route(of: slot)?.path ?? "/"
    guard let form = ScanFormat(acceptedBy: head) else {
      return refuseScan(
        slot, 406, "not_acceptable",
        "answers are application/json, text/json, application/xml or text/xml")
    }
    clients[slot].exchange.answerForm = form
    guard let operation = ScanOperation(path: path, below: prefix) else {
      return refuseScan(slot, 404, "no_operation", "the scan API has nothing under this path")
    }
    guard isMethod(clients[slot].exchange.method, of: operation) else {
      let fields = [
        AnswerField(name: "Allow", value: operation.method.withUTF8Buffer { unsafe Array($0) })
      ]
      return refuseScan(
        slot, 405, "method", "this path is asked for with \(operation.method)", fields)
    }
    switch operation {
    case .status:
      answerStatus(slot)
      return false
    case .unavailable:
      return refuseScan(
        slot, 501, "not_available",
        "send the file itself to /virus/scan/file or /virus/scan/file/advanced")
    case .verdict:
      guard admit(slot) else { return false }
      answerVerdict(slot, of: path.verdictID, for: reader(slot))
      return false
    case .description:
      let document = AdminAnswer(
        status: 200, mediaType: ScanFormat.json.mediaType, body: ScanDescription.bytes)
      answerDocument(slot, document, outcome: .answered)
      return false
    case .scan, .advancedScan: return acceptFile(slot, operation)
    }
  }

  private func isMethod(_ method: RequestMethod, of operation: ScanOperation) -> Bool {
    switch operation {
    case .scan, .advancedScan, .unavailable: method == .post
    case .status, .description, .verdict: method == .get || method == .head
    }
  }

  /// Whether a file may come: then its body is awaited.
  private mutating func acceptFile(_ slot: UInt32, _ operation: ScanOperation) -> Bool {
    guard admit(slot) else { return false }
    do throws(ScanFault) {
      _ = try ScanRequest(operation, head: head(slot))
    } catch {
      return refuseScan(slot, 400, error.reason, error.detail)
    }
    guard !clients[slot].exchange.isBodyComplete else {
      return refuseScan(slot, 400, "missing_file", "the request has no body")
    }
    let snapshot = snapshots[clients[slot].exchange.snapshot]!
    if case .length(let count) = clients[slot].exchange.framing,
      count > UInt64(snapshot.limits.inspectionBytesMax)
    {
      metrics.count(limit: .inspectionBytesMax)
      return refuseTooLarge(slot)
    }
    guard snapshot.shared.database != nil else {
      return refuseScan(slot, 503, "no_database", "there are no signatures to scan by")
    }
    guard charge(slot) else { return false }
    clients[slot].exchange.operation = operation
    return true
  }

  /// Whether files are scanned.
  private mutating func answerStatus(_ slot: UInt32) {
    let database = snapshots[clients[slot].exchange.snapshot]!.shared.database
    guard let database, !database.isEmpty else {
      _ = refuseScan(slot, 503, "no_database", "there are no signatures to scan by")
      return
    }
    answerScan(
      slot, status: 200, .object([("Status", .word("Online"))]), root: "VirusScanStatus",
      outcome: .answered)
  }

  /// The request of an exchange, by its canonical head; `nil` for what brings no file.
  func scanRequest(_ slot: UInt32) -> ScanRequest? {
    guard let operation = clients[slot].exchange.operation else { return nil }
    return try? ScanRequest(operation, head: head(slot))
  }
}

extension Span where Element == UInt8 {
  /// The request that a path names behind its last slash; `nil` where that is no id.
  var verdictID: RequestID? {
    let slash = indices.last { self[$0] == UInt8(ascii: "/") } ?? -1
    return RequestID(text: extracting((slash + 1)...))
  }
}

extension RequestLine {
  /// The path of the target.
  func pathWithoutQuery(in head: Span<UInt8>) -> Range<Int> {
    let end = path.first { head[$0] == UInt8(ascii: "?") } ?? path.upperBound
    return path.lowerBound..<end
  }
}
