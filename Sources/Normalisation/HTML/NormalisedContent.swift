/// What an HTML document becomes before signatures are matched, and hence as which target it is judged:
/// the forms that ClamAV scans in place of the document, and files that were embedded in it.
public enum NormalisedContent: Equatable, Sendable {
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
