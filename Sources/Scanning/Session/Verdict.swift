public import Signatures

/// What was found in a body, as evidence: without heap storage; names are in the database.
public struct Detection: Hashable, BitwiseCopyable, Sendable {
  /// Which signature; its name is ``SignatureDatabase/signatureName(_:)``.
  public let signature: SignatureIndex
  /// Where its first byte was found, from the first byte of the form; 0 for a hash of the whole.
  public let offset: UInt64
  /// How many bytes it covers, gaps included; the body's size for a hash of the whole.
  public let size: UInt64
  /// In which form of the body it was found.
  public let form: ContentForm
  /// Where each part of it was found, as far as the search went; none of a hash.
  ///
  /// In a body that is matched as it arrives, the part that decided it, and such others as were found
  /// after it; where the complete body decides, all of its patterns that are there.
  public internal(set) var parts: DetectedParts

  /// Evidence that a signature was found at a place.
  public init(
    signature: SignatureIndex, offset: UInt64, size: UInt64, form: ContentForm = .body,
    parts: DetectedParts = DetectedParts()
  ) {
    self.signature = signature
    self.offset = offset
    self.size = size
    self.form = form
    self.parts = parts
  }

  /// The same in another form.
  func `in`(_ form: ContentForm) -> Detection {
    Detection(signature: signature, offset: offset, size: size, form: form, parts: parts)
  }
}

/// What of a body was looked at: its bytes as they are, or what they become or contain.
public enum ContentForm: UInt8, CaseIterable, Hashable, BitwiseCopyable, Sendable {
  /// The bytes as they are.
  case body
  /// An executable inside another file, to the end of that.
  case embeddedExecutable
  /// A part of an executable for several processors.
  case universalPart
  /// HTML, normalised, without comments.
  case htmlWithoutComments
  /// The text of HTML, normalised.
  case htmlWithoutTags
  /// The scripts of HTML, normalised.
  case script
  /// What a `data:` address holds.
  case dataURI
  /// Text, normalised.
  case text
}

/// Why a body could not be judged.
public enum UnscannableReason: UInt8, CaseIterable, Hashable, Sendable {
  /// Verifying took more steps, or more records, than the limits allow for its size.
  case budget
  /// The matcher failed, or the database cannot be read.
  case engine
  /// Judging it took longer than the limits allow.
  case timeout
  /// There was no room for judging it.
  case overload
  /// It is larger than what may be judged whole, or than what can be brought to its normal form.
  case size
  /// Who judged it was lost: crashed, killed, out of time, or not to be believed.
  case inspector
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
