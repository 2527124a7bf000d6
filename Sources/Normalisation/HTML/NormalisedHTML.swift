/// What an HTML document becomes before signatures are matched: the forms that ClamAV scans in place
/// of the document, in the order in which it scans them.
public struct NormalisedHTML: Equatable, Sendable {
  /// The forms and the embedded files. Those that would be empty are left out.
  public var contents: [NormalisedContent] = []

  /// `false` where one of ``HTMLLimits`` that ClamAV does not have cut something off: a document that
  /// matches nothing is then not known to be clean.
  public var isWhole = true

  public init() {}

  /// The bytes of the first content of a kind; empty where there is none.
  public func bytes(_ kind: NormalisedContent.Kind) -> [UInt8] {
    contents.first { $0.kind == kind }?.bytes ?? []
  }
}

/// One form of a document, or a file that was embedded in it.
public struct NormalisedContent: Equatable, Sendable {
  /// What the bytes are, and hence as which target they are judged.
  public enum Kind: Equatable, Sendable {
    /// An image of a style sheet (`url(data:…;base64,…)`), decoded. Judged by its own type.
    case styleImage

    /// The document in lower case, without comments and needless white space, scripts included
    /// (ClamAV: `nocomment.html`). Judged as HTML.
    case withoutComments

    /// The text of the document, with the addresses of links and images (ClamAV: `notags.html`).
    /// Judged as HTML.
    case withoutTags

    /// All scripts of the document, normalised (ClamAV: `javascript`). Judged as HTML, then as text.
    case script

    /// A `data:` URI of an attribute as a message of two header lines and the data, still encoded
    /// (ClamAV: `rfc2397`). Judged by its own type, which is mail.
    case dataURI
  }

  public var kind: Kind
  public var bytes: [UInt8]

  public init(kind: Kind, bytes: [UInt8]) {
    self.kind = kind
    self.bytes = bytes
  }
}
