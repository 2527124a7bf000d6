public import Signatures

/// What was found in a body, as evidence: without heap storage; names are in the database.
public struct Detection: Hashable, BitwiseCopyable, Sendable {
  /// Which signature; its name is ``SignatureDatabase/signatureName(_:)``.
  public let signature: SignatureIndex
  /// Where its first byte was found, from the body's first byte; 0 for a hash of the whole.
  public let offset: UInt64
  /// How many bytes it covers, gaps included; the body's size for a hash of the whole.
  public let size: UInt64

  /// Evidence that a signature was found at a place.
  public init(signature: SignatureIndex, offset: UInt64, size: UInt64) {
    self.signature = signature
    self.offset = offset
    self.size = size
  }
}

/// Why a body could not be judged.
public enum UnscannableReason: UInt8, CaseIterable, Hashable, Sendable {
  /// Verifying took more steps, or more records, than the limits allow for its size.
  case budget
  /// The matcher failed, or the database cannot be read.
  case engine
}

/// What is thought of a body. Trivial: no heap storage.
///
/// `forbidden` (by policy) is not a scan's verdict: it is given above.
public enum Verdict: Hashable, Sendable {
  /// All was scanned, and nothing was found that is not known to be harmless.
  case clean
  /// A signature was found.
  case infected(Detection)
  /// Not all could be scanned. Never to be treated as clean by default.
  case unscannable(UnscannableReason)
}

/// What a session has to say after a body's last byte.
public enum ScanOutcome: Hashable, Sendable {
  /// The verdict is due.
  case verdict(Verdict)
  /// The whole body must be given once more, to ``ScanSession/digest(_:)``, then
  /// ``ScanSession/conclude()``.
  case needsDigests
  /// The complete body must be judged by a ``WholeScan``, which is given ``ScanSession/handover()``.
  case needsWhole
}
