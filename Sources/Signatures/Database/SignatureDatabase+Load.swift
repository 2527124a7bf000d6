extension SignatureDatabase {
  /// Loads and compiles all files of a directory whose extension is one of ClamAV's.
  ///
  /// A database without signatures is no error here: see ``isEmpty``. Files of other extensions and
  /// those whose name begins with a dot are passed over, as a directory shared with an updater has
  /// its temporary files.
  public static func load(
    directory: String, options: SignatureSet.Options = .init()
  ) throws(LoadError) -> (database: SignatureDatabase, report: LoadReport) {
    try load(files: try DatabaseFiles(directory: directory).paths, options: options)
  }

  /// Loads and compiles database files, in that order.
  public static func load(
    files: [String], options: SignatureSet.Options = .init()
  ) throws(LoadError) -> (database: SignatureDatabase, report: LoadReport) {
    var set = SignatureSet(options: options)
    for path in files { try set.add(file: path) }
    return (try SignatureDatabase(set), set.report)
  }
}
