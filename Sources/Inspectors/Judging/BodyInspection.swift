public import Inspection
public import Scanning
public import Signatures

/// Judges complete bodies, one after another, by one database: what an inspector is there for.
public struct BodyInspection: ~Copyable {
  private var inspection: ContentInspection

  /// Allocates what judging by this database needs.
  ///
  /// - Parameter reportsAll: whether all signatures of a body are asked for, not the first alone.
  public init(database: SignatureDatabase, reportsAll: Bool = false) throws {
    inspection = try ContentInspection(database: database, reportsAll: reportsAll)
  }

  /// Inspects a body. Its record says of everything that was not judged why.
  ///
  /// - Parameters:
  ///   - body: all of it.
  ///   - handover: what scanning it as it arrived has left open, by the same database.
  ///   - description: what the request said of it, as ``BodyDescription`` is written in a message.
  ///   - limits: what it may take.
  public mutating func judge(
    _ body: UnsafeRawBufferPointer, _ handover: Handover, description: [UInt8],
    limits: InspectionLimits
  ) -> InspectionRecord {
    guard let description = BodyDescription(message: description) else {
      return InspectionRecord(unjudged: .ambiguous, byteCount: body.count)
    }
    return unsafe inspection.inspect(body: body, description, handover, limits)
  }

  /// The body that is to be delivered in place of the one that was judged last, where there is one.
  public mutating func takeCanonicalBody() -> CanonicalBody? { inspection.takeCanonicalBody() }
}
