extension SignatureDatabase {
  /// Loads and compiles all files of a directory whose extension is one of ClamAV's, in the order
  /// of their names.
  ///
  /// A database without signatures is no error here: see ``isEmpty``. Files of other extensions and
  /// those whose name begins with a dot are passed over, as a directory shared with an updater has
  /// its temporary files.
  public static func load(
    directory: String
  ) throws(LoadError) -> (database: SignatureDatabase, report: LoadReport) {
    let names = try directoryNames(directory)
    return try load(files: names.map { "\(directory)/\($0)" })
  }

  /// Loads and compiles database files, in that order.
  public static func load(
    files: [String]
  ) throws(LoadError) -> (database: SignatureDatabase, report: LoadReport) {
    var set = SignatureSet()
    for path in files {
      let name = path.split(separator: "/").last.map { String($0) } ?? path
      guard DatabaseFormat(fileName: name) != nil else { continue }
      set.add(contentsOf: try fileBytes(path), name: name)
    }
    return (try SignatureDatabase(set), set.report)
  }
}
