/// What a search of the whole content of a file finds inside it.
public struct EmbeddedTypes: Hashable, Sendable {
  /// The type that takes precedence among all found; ``FileType/any`` for none.
  public let result: FileType
  /// Where executables may begin, in the order in which ClamAV tries them: the first with a header that
  /// parses, and with at most ``executableBytesMax`` bytes from there to the end, is scanned as a file
  /// of its own.
  public let executables: [Int]
  /// Whether all of the content was searched. If not, it took more work than the limit allows: the
  /// file is to be called unscannable.
  public let isComplete: Bool
  /// What the search took: places at which something may have begun, and bytes that were compared there.
  public let comparisons: Int

  /// The most bytes from the beginning of an executable inside a file to the end of that file.
  public static let executableBytesMax = 40 << 20

  /// Nothing found.
  public static let none = EmbeddedTypes(
    result: .any, executables: [], isComplete: true, comparisons: 0)
}
