public import Scanning
public import Signatures

/// Judges complete bodies, one after another, by one database: what an inspector is there for.
public struct BodyInspection: ~Copyable {
  private var scan: WholeScan

  /// Allocates what judging by this database needs.
  public init(database: SignatureDatabase) throws {
    scan = try WholeScan(database: database)
  }

  /// Judges a body. Never clean without having judged all of it.
  ///
  /// - Parameters:
  ///   - body: all of it.
  ///   - handover: what scanning it as it arrived has left open, by the same database.
  ///   - description: what the request said of it; not used yet.
  public mutating func judge(
    _ body: UnsafeRawBufferPointer, _ handover: borrowing Handover, description: [UInt8]
  ) -> WholeResult {
    unsafe scan.judge(body, handover)
  }
}
