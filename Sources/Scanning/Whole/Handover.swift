public import Digests
internal import Signatures

/// What scanning a body as it arrived left open, for a ``WholeScan`` of the complete body.
///
/// It is made once for each body that needs it, after the last byte, and may allocate.
public struct Handover: Sendable {
  /// The body's size.
  public let bodyBytes: UInt64

  /// Signatures that the complete body decides.
  package let candidates: [UInt32]
  /// What was found already, where all detections are asked for.
  let detections: [Detection]
  /// Whether all of the body was matched. If not, matching took too long for a worker.
  let isMatched: Bool
  /// Digests that were computed on the way.
  let digests: DigestValues
}

extension Handover {
  /// Of bytes that no session has seen.
  public static func unscanned(bodyBytes: UInt64) -> Handover {
    Handover(
      bodyBytes: bodyBytes, candidates: [], detections: [], isMatched: false,
      digests: DigestValues())
  }
}

/// What a ``WholeScan`` found out.
public struct WholeResult: Sendable {
  /// What is thought of the body.
  public var verdict: Verdict
  /// All detections, or the first alone, as the scan was made for; none unless it is infected.
  public var detections: [Detection] = []
  /// What was found and then cleared by a false-positive list.
  public var suppressed: Detection?
  /// The body's SHA-256, where something was found.
  public var sha256: Digest?

  /// A result without detections.
  public init(verdict: Verdict) { self.verdict = verdict }
}
