/// What bounds the work on one HTML document.
///
/// The first two are ClamAV's own defaults: what is over them is left out as `clamscan` leaves it out.
/// The others are this implementation's: when one is reached, the normaliser says so.
public struct HTMLLimits: Equatable, Sendable {
  /// A document with more bytes is not normalised (ClamAV: `MaxHTMLNormalize`).
  public var htmlBytesMax = 40 << 20

  /// Of a document with more bytes there is no form without tags (ClamAV: `MaxHTMLNoTags`).
  public var withoutTagsBytesMax = 8 << 20

  /// How many `data:` URIs and images in style sheets are decoded (ClamAV scans as many files).
  public var embeddedFilesMax = 10_000

  /// How often each byte of a document is read on average, at most. ClamAV reads a part of a document
  /// again, and writes it again, for each encoded script in it.
  public var readingsMax = 4

  /// How many tokens of one script are held at a time (12 bytes each).
  public var scriptTokensMax = 8 << 20

  /// How many bytes of scripts inside scripts (`eval` and packers) are read for one document.
  public var nestedScriptBytesMax = 32 << 20

  /// How many of them there may be for each byte of the document, beyond the first MiB.
  public var nestedScriptRatioMax = 8

  /// How many tokens are looked at, in one document, beyond one look at each, to find the arguments
  /// of packers and to change between scopes.
  public var scriptStepsMax = 16 << 20

  /// ClamAV's defaults, and bounds that no document met in practice reaches.
  public init() {}
}
