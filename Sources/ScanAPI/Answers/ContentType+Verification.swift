internal import Inspection

extension ContentType {
  /// The usual extension of files of the type, with its dot; `nil` where the bytes do not say what kind of
  /// file it is.
  var verifiedFormat: String? {
    guard self != .ole2, let usual = extensions.first else { return nil }
    return ".\(usual)"
  }
}
