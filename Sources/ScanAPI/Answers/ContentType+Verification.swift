internal import Inspection

extension ContentType {
  /// The usual extension of files of the type, with its dot; `nil` where the bytes do not say what kind of
  /// file it is.
  var verifiedFormat: String? {
    guard self != .ole2, let usual = extensions.first else { return nil }
    return ".\(usual)"
  }

  /// Whether a file of the type is what a client lists.
  ///
  /// What a type's files may be called is narrower here than in names on disk: a compound file in which no
  /// document is recognised is no Word document, and neither is Rich Text, though people name both so. Data
  /// as text are text.
  func isListed(in extensions: [String]) -> Bool {
    switch self {
    case .ole2: !extensions.filter { ["pub", "mpp", "db"].contains($0) }.isEmpty
    case .rtf: extensions.contains("rtf")
    case .json, .csv, .urlEncoded: extensions.contains("txt") || isAllowed(byExtensions: extensions)
    default: isAllowed(byExtensions: extensions)
    }
  }
}
