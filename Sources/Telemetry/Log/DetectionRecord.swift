/// One line of the detection log: the evidence of a verdict that is not `clean`, but for its texts.
public struct DetectionRecord: BitwiseCopyable, Sendable {
  /// When the verdict was given, in nanoseconds of the wall clock.
  public var wallNanoseconds: UInt64
  /// The request's identifier.
  public var id: RequestID
  /// The verdict.
  public var verdict: VerdictLabel
  /// Where in the body the signature's match begins, in bytes; `nil` where that has no meaning, as
  /// for a hash of the whole.
  public var offset: UInt64?
  /// Bytes of the body; of what had arrived where it is not complete.
  public var size: UInt64
  /// Whether the verdict was given on the whole body: a verdict at the first match is not.
  public var isComplete: Bool

  /// Makes a record.
  @inlinable public init(
    wallNanoseconds: UInt64, id: RequestID, verdict: VerdictLabel, offset: UInt64?, size: UInt64,
    isComplete: Bool
  ) {
    self.wallNanoseconds = wallNanoseconds
    self.id = id
    self.verdict = verdict
    self.offset = offset
    self.size = size
    self.isComplete = isComplete
  }
}

extension JSONLine {
  /// Makes the line of a detection record: the whole of it, from ``begin()`` to ``finish()``.
  ///
  /// Empty texts and an empty digest are left out.
  ///
  /// - Parameters:
  ///   - database: the version of the signature database that judged the body.
  ///   - sha256: the 32 bytes of the body's digest, where it is known.
  public mutating func writeDetection(
    _ record: borrowing DetectionRecord, client: Span<UInt8>, route: Span<UInt8>,
    signature: Span<UInt8>, database: Span<UInt8>, sha256: Span<UInt8>
  ) {
    begin()
    field("time", timeOf: record.wallNanoseconds)
    field("id", record.id)
    fields(of: record.verdict)
    fieldUnlessEmpty("signature", signature, bytesMax: 512)
    fieldUnlessEmpty("database", database, bytesMax: 128)
    if let offset = record.offset { field("offset", Int(clamping: offset)) }
    field("size", Int(clamping: record.size))
    if !sha256.isEmpty { field("sha256", hex: sha256) }
    field("complete", record.isComplete)
    fieldUnlessEmpty("client", client, bytesMax: 128)
    fieldUnlessEmpty("route", route, bytesMax: 512)
    finish()
  }
}
