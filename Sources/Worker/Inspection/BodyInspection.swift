import Primitives
import Scanning
import Signatures

/// Judges requests one after another, each by its own database.
public struct BodyInspection: ~Copyable {
  /// What judges, made for the database that was asked for last.
  private var scan: WholeScan?

  /// Makes nothing yet.
  public init() {}

  /// Judges a request. Never clean without having judged all of the body.
  public mutating func judge(_ request: InspectionRequest) -> InspectionOutcome {
    let unjudged = InspectionOutcome.judged(WholeResult(verdict: .unscannable(.engine)))
    do {
      guard try request.arena.fill(from: request.spill, fileBytes: request.spilledBytes),
        !request.arena.isAbandoned
      else { return unjudged }
    } catch {
      return .spillLost
    }
    if scan?.database !== request.database {
      scan = nil
      scan = try? WholeScan(database: request.database)
    }
    guard let result = unsafe scan?.judge(request.arena.bytes, request.handover) else {
      return unjudged
    }
    return .judged(result)
  }

  /// Lets go of a database that is not this one: nobody will ask for it much longer.
  public mutating func forget(butFor database: ObjectIdentifier?) {
    if let held = scan?.database, ObjectIdentifier(held) != database { scan = nil }
  }
}
