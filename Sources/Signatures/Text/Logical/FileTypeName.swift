internal import FileTypes

/// ClamAV's names of file types.
enum FileTypeName {
  private static let known: Set<String> = Set(
    FileType.allCases.map(\.name).filter { FileType(name: $0) != nil })

  /// Whether ClamAV 1.4 knows a type of that name.
  static func isKnown(_ name: String) -> Bool { known.contains(name) }
}
