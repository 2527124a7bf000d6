/// The database files of a directory, in the order in which they are to be read.
package struct DatabaseFiles {
  /// The paths: ignore lists first, as they count for what comes after them, then `daily`, which has
  /// such lists inside, then the others; each by its name's bytes.
  ///
  /// Files with other extensions, those whose name begins with a dot, and directories' entries that
  /// vanish meanwhile are passed over: the directory may be an updater's. So are built databases, whatever
  /// their names: one that is built from the directory it lies in is no source of itself. Of a container with
  /// several forms (`main.cvd`, `main.cld`) the newest version counts, and of equals the `.cld`.
  package let paths: [String]

  /// Lists a directory.
  package init(directory: String) throws(LoadError) {
    var names: [String] = []
    for name in try directoryNames(directory) where DatabaseFormat(fileName: name) != nil {
      if try Self.isOlderForm(name, in: directory) { continue }
      if SignatureDatabase.isBuilt(path: "\(directory)/\(name)") { continue }
      names.append(name)
    }
    paths = names.sorted { Self.order($0, before: $1) }.map { "\(directory)/\($0)" }
  }

  private static func order(_ first: String, before second: String) -> Bool {
    let (left, right) = (priority(first), priority(second))
    return left == right ? first.utf8.lexicographicallyPrecedes(second.utf8) : left < right
  }

  private static func priority(_ name: String) -> Int {
    guard let format = DatabaseFormat(fileName: name) else { return 2 }
    switch format.kind {
    case .ignore: return 0
    case .container where name.hasPrefix("daily."): return 1
    default: return 2
    }
  }

  /// Whether a container has another form beside it that is to be read instead.
  private static func isOlderForm(_ name: String, in directory: String) throws(LoadError) -> Bool {
    let other: String
    if name.hasSuffix(".cvd") {
      other = name.dropLast(3) + "cld"
    } else if name.hasSuffix(".cld") {
      other = name.dropLast(3) + "cvd"
    } else {
      return false
    }
    guard let version = version("\(directory)/\(name)"),
      let otherVersion = Self.version("\(directory)/\(other)")
    else { return false }
    return name.hasSuffix(".cvd") ? otherVersion >= version : otherVersion > version
  }

  /// The version in a container's header; `nil` where there is none.
  private static func version(_ path: String) -> UInt32? {
    guard let source = try? SourceFile(path: path) else { return nil }
    return try? ContainerHeader(source).version
  }
}
