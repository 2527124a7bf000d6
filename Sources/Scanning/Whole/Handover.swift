public import Digests
package import FileTypes
internal import Signatures

/// What scanning a body as it arrived left open, for a ``WholeScan`` of the complete body.
///
/// It is made once for each body that needs it, after the last byte, and may allocate.
public struct Handover: Sendable {
  /// Candidates that are handed over. Past it the complete body is matched again.
  public static let candidatesMax = 4096

  /// The body's size.
  public let bodyBytes: UInt64

  /// Whether the body itself was found clean already, so that only what it contains is open.
  public var isBodyClean = false

  /// What the body is by its first bytes.
  let type: FileType
  /// Signatures that the complete body decides.
  package let candidates: [UInt32]
  /// What was found already, where all detections are asked for.
  package let detections: [Detection]
  /// Whether the body was matched. If not, that took too long for a worker, or left too many candidates.
  package let isMatched: Bool
  /// Why not all of it could be matched: the verdict where nothing is found.
  package let failure: UnscannableReason?
  /// What verifying it as it arrived took.
  package let verificationSteps: UInt64
  /// Digests that were computed on the way.
  let digests: DigestValues
}

extension Handover {
  /// Puts together what another process was handed; `nil` where there is no type of such a number.
  package init?(
    bodyBytes: UInt64, typeNumber: UInt8, candidates: [UInt32], detections: [Detection],
    isMatched: Bool, failure: UnscannableReason?, verificationSteps: UInt64, digests: [Digest]
  ) {
    guard let type = FileType(rawValue: typeNumber) else { return nil }
    var values = DigestValues()
    for digest in digests {
      switch digest.algorithm {
      case .md5: values.md5 = digest
      case .sha1: values.sha1 = digest
      case .sha256: values.sha256 = digest
      }
    }
    self.init(
      bodyBytes: bodyBytes, type: type, candidates: candidates, detections: detections,
      isMatched: isMatched, failure: failure, verificationSteps: verificationSteps, digests: values)
  }

  /// The number of the body's type.
  package var typeNumber: UInt8 { type.rawValue }

  /// The digests that were computed on the way.
  package var knownDigests: [Digest] {
    [digests.md5, digests.sha1, digests.sha256].compactMap(\.self)
  }

  /// Of bytes that no session has seen.
  public static func unscanned(bodyBytes: UInt64) -> Handover {
    // Of archives all bytes tell the type: so they do here.
    unscanned(bodyBytes: bodyBytes, as: .zip)
  }

  /// Of bytes that no session has seen, which are to be scanned as a compound file, whatever they are.
  public static func compoundFile(bodyBytes: UInt64) -> Handover {
    unscanned(bodyBytes: bodyBytes, as: .ole2)
  }

  private static func unscanned(bodyBytes: UInt64, as type: FileType) -> Handover {
    Handover(
      bodyBytes: bodyBytes, type: type, candidates: [], detections: [], isMatched: false,
      failure: nil, verificationSteps: 0, digests: DigestValues())
  }
}

/// What a ``WholeScan`` found out.
public struct WholeResult: Sendable {
  /// What is thought of the body.
  public var verdict: Verdict
  /// All detections, or the first alone, as the scan was made for; none unless it is infected.
  public var detections: [Detection] = []
  /// Signatures that were found beside them, for which there is no room.
  public var detectionsLeftOff = 0
  /// What was found and then cleared by a false-positive list.
  public var suppressed: Detection?
  /// The body's SHA-256, where something was found.
  public var sha256: Digest?
  /// As what else the body is to be read, as a signature with `HandlerType` asks for.
  package var readAs: FileType?

  /// A result without detections.
  public init(verdict: Verdict) { self.verdict = verdict }
}
