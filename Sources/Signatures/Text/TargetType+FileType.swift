package import FileTypes

extension TargetType {
  /// The target as which the bytes of a file of a type are matched as they are.
  ///
  /// HTML and text are not that of their types: those are for the normal forms. Of some types ClamAV does
  /// not look at the raw bytes; here nothing goes unscanned. What ClamAV matches once more, with
  /// signatures for ``other`` and for any file, is matched once here, with both.
  package init(ofRaw type: FileType) {
    let treatment = type.treatment
    if treatment.contains(.other) {
      self = .other
      return
    }
    let target = TargetType(rawValue: type.target) ?? .any
    self = target == .html || target == .text || !treatment.contains(.raw) ? .any : target
  }
}
