/// A signature that the sources have and that is not used.
public struct UnusedSignature: Sendable, CustomStringConvertible {
  /// The file's path.
  public var path: String
  /// The line, from 1.
  public var line: Int
  /// Why it is not used.
  public var reason: UnusedReason

  public var description: String { "\(path), line \(line): not used: \(reason)" }

  /// The lines of a name in text files of signatures that are not used; what is in containers is not looked at.
  ///
  /// - Parameter paths: files, in ClamAV's formats.
  public static func all(
    named name: String, in paths: [String], options: SignatureSet.Options
  ) throws(LoadError) -> [UnusedSignature] {
    var found: [UnusedSignature] = []
    for path in paths {
      guard let format = DatabaseFormat(fileName: path) else { continue }
      if case .container = format.kind { continue }
      let source = try SourceFile(path: path)
      var bytes: [UInt8] = []
      try unsafe source.forEachPiece { unsafe bytes.append(contentsOf: $0) }
      var number = 0
      for line in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
        number += 1
        guard has(name, line) else { continue }
        found.append(
          UnusedSignature(
            path: path, line: number, reason: reason(Array(line), source.name, options)))
      }
    }
    return found
  }

  /// Whether a line is of a signature of that name: the first of its fields is, or the last, where digests are.
  private static func has(_ name: String, _ line: ArraySlice<UInt8>) -> Bool {
    let isEnd: (UInt8) -> Bool = { [Ascii.colon, Ascii.semicolon, Ascii.equals].contains($0) }
    let fields = line.split(whereSeparator: isEnd)
    return fields.contains { $0.elementsEqual(name.utf8) }
  }

  /// Why a line is not used that is used nowhere: if by itself it could be, a list says that it is not to be.
  private static func reason(
    _ line: [UInt8], _ fileName: String, _ options: SignatureSet.Options
  ) -> UnusedReason {
    var set = SignatureSet(options: options)
    set.add(contentsOf: line, name: fileName)
    return set.report.files.last?.unused.first?.reason ?? .ignored
  }
}
