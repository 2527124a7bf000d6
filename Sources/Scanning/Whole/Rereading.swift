internal import FileTypes
internal import Signatures

/// Whether a file is read again as another type, since a signature with `HandlerType` was found.
///
/// As in clamscan, the first such signature in the bytes of a file as they are has the file read once
/// more, and is not a detection by that. All others are, and those that are found in the second reading.
enum Rereading {
  /// Such signatures are detections: in forms of a file, and when it is read again.
  case never
  /// None was found yet.
  case possible
  /// The file is to be read as that type.
  case due(FileType)

  /// Takes note of such a signature; whether that is all that comes of it, so that it is no detection.
  ///
  /// clamscan matches binary data twice, the second time with signatures for ``TargetType/other`` too,
  /// and has no file read again then: signatures for any file are both, those for others detections.
  mutating func isStarted(
    by type: FileType, _ target: TargetType, _ subject: borrowing Subject
  ) -> Bool {
    guard case .possible = self, target != .other else { return false }
    self = .due(type)
    return subject.type != .other
  }
}
