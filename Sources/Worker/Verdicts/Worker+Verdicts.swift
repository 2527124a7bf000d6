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

/// Who asks for the verdict of a request.
enum VerdictReader: Equatable, Sendable {
  /// The operator, who may read all.
  case anyone
  /// A client of the scan API, who may read what came with its own key: that one's cell.
  case caller(cell: Int)
}

/// A worker's question to the one that has judged a request.
public struct VerdictQuestion: Sendable {
  let id: RequestID
  let reader: VerdictReader
  /// Who asks: the exchange, and where its worker is reached.
  let client: Handle
  let asker: RequestID
  let mailbox: Mailbox
}

/// The answer to that.
public struct VerdictReply: Sendable {
  let question: VerdictQuestion
  let verdict: KeptVerdict?
}

extension Worker where Driver: ~Copyable {
  /// How long another worker is waited for.
  static var verdictWaitMilliseconds: Int { 5000 }

  /// Keeps what an upload was judged, for who asks later.
  mutating func keepVerdict(
    _ slot: UInt32, _ judgement: Judgement, _ record: InspectionRecord
  ) {
    let exchange = clients[slot].exchange
    let shared = snapshots[exchange.snapshot]!.shared
    guard settings.verdictsMax > 0, let database = shared.database else { return }
    let cell: Int? =
      switch exchange.caller {
      case .nobody: nil
      case .anybody: ScanKeys.openCell
      case .key(let place): shared.scanKeys?.entries[place].cell
      }
    var verdict = KeptVerdict(
      id: exchange.id, cell: cell, wallNanoseconds: Clock.wallNanoseconds(), judgement: judgement,
      record: record, version: database.version, signatures: [])
    var found = record.contents.flatMap { $0.detections }.map(\.signature)
    if let suppressed = record.suppressed { found.append(suppressed.signature) }
    for index in found where !verdict.signatures.contains(where: { $0.index == index }) {
      let name = VerdictDocument.Signature(
        name: database.signatureName(index), database: database.databaseName(index))
      verdict.signatures.append((index, name))
    }
    if shelf.keep(verdict) { metrics.count(limit: .verdictBytesMax) }
  }

  /// Who asks, by the key of the exchange.
  func reader(_ slot: UInt32) -> VerdictReader {
    let exchange = clients[slot].exchange
    guard case .key(let place) = exchange.caller,
      let keys = snapshots[exchange.snapshot]!.shared.scanKeys
    else { return .caller(cell: ScanKeys.openCell) }
    return .caller(cell: keys.entries[place].cell)
  }

  /// Answers the operator, who may read all. False: the path is not that of a verdict.
  mutating func answeredVerdict(_ slot: UInt32, _ path: Span<UInt8>, consumed: Int) -> Bool {
    guard requestHead.method == .get || requestHead.method == .head,
      ScanOperation(path: path, below: "/") == .verdict
    else { return false }
    let id = path.verdictID
    memory.drop(consumed, &clients[slot].input)
    memory.releaseBlock(&clients[slot].block)
    clients[slot].scanner.reset()
    answerVerdict(slot, of: id, for: .anyone)
    return true
  }

  /// Answers with the verdict of an earlier request, whichever worker has judged it.
  mutating func answerVerdict(_ slot: UInt32, of id: RequestID?, for reader: VerdictReader) {
    guard let id, let worker = ids.worker(of: id), worker < colleagues.mailboxes.count else {
      return tellVerdict(slot, nil)
    }
    if worker == settings.index { return tellVerdict(slot, verdict(of: id, for: reader)) }
    clients[slot].exchange.isAsking = true
    clients[slot].deadlineNanoseconds = deadline(Self.verdictWaitMilliseconds)
    colleagues.mailboxes[worker].send(
      .verdictAsked(
        VerdictQuestion(
          id: id, reader: reader, client: clientHandle(slot), asker: clients[slot].exchange.id,
          mailbox: mailbox)))
  }

  private func verdict(of id: RequestID, for reader: VerdictReader) -> KeptVerdict? {
    guard let verdict = shelf.verdict(of: id) else { return nil }
    switch reader {
    case .anyone: return verdict
    case .caller(let cell): return verdict.cell == cell ? verdict : nil
    }
  }

  /// Another worker asks.
  mutating func verdictAsked(_ question: VerdictQuestion) {
    let verdict = verdict(of: question.id, for: question.reader)
    question.mailbox.send(.verdictTold(VerdictReply(question: question, verdict: verdict)))
  }

  /// Another worker answers; whoever asked may be gone.
  mutating func verdictTold(_ reply: VerdictReply) {
    let client = reply.question.client
    guard clients.contains(client), clients[client.slot].phase == .exchange,
      clients[client.slot].exchange.isAsking,
      clients[client.slot].exchange.id == reply.question.asker
    else { return }
    clients[client.slot].exchange.isAsking = false
    clients[client.slot].deadlineNanoseconds = .max
    tellVerdict(client.slot, reply.verdict)
  }

  private mutating func tellVerdict(_ slot: UInt32, _ verdict: KeptVerdict?) {
    guard let verdict else {
      _ = refuseScan(slot, 404, "no_verdict", "nothing is known of such a request, or no longer")
      return
    }
    answerScan(slot, status: 200, verdict.value, root: VerdictDocument.root, outcome: .answered)
  }
}
