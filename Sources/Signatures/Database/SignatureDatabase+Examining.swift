internal import Glibc

extension SignatureDatabase {
  /// What a built database file begins with.
  package static var fileMagic: [UInt8] { DatabaseHeader.magic }

  /// Verifies every byte of a built database file. Reads all of it.
  public static func check(path: String) throws(DatabaseFileError) {
    try DatabaseFile.open(path: path).check()
  }

  /// How many content signatures are found in which way.
  public struct SearchCounts: Equatable, Sendable {
    /// By a part alone, as its bytes arrive.
    public var streamable = 0
    /// By the complete body, where what their logic needs was found in it.
    public var whole = 0
    /// By the complete body, whatever was found in it.
    public var always = 0
  }

  /// How many content signatures are found in which way.
  public var searchCounts: SearchCounts {
    let meanings = file.image.table(.searchMeanings, of: UInt8.self)
    var counts = SearchCounts()
    for place in 0..<meanings.count {
      switch SearchPlan.Meaning(rawValue: meanings[place]) {
      case .detection: counts.streamable += 1
      case .candidate: counts.whole += 1
      case .always, nil: counts.always += 1
      }
    }
    return counts
  }

  /// How many regular expressions are run in which way.
  public struct ExpressionCounts: Equatable, Sendable {
    /// By Hyperscan, which matches just where PCRE2 does.
    public var exact = 0
    /// By Hyperscan first, and by PCRE2 where it matched.
    public var prefiltered = 0
    /// By PCRE2 alone.
    public var unfiltered = 0

    /// No expressions.
    public init() {}
  }

  /// How many regular expressions are run in which way.
  public var expressionCounts: ExpressionCounts {
    var counts = ExpressionCounts()
    for index in 0..<contents.expressions.count {
      let place = expressionFilters.place(of: contents.expressions[index])
      switch place.map({ expressionFilters.records[$0].kind }) {
      case .exact: counts.exact += 1
      case .necessary: counts.prefiltered += 1
      case nil: counts.unfiltered += 1
      }
    }
    return counts
  }

  /// The names of the signatures that an anchor leads to.
  public func signatureNames(ofAnchor anchor: Int) -> [String] {
    let record = patterns.anchors[anchor]
    let first = Int(record.firstCandidate)
    return (first..<first + Int(record.candidateCount)).map { place in
      let fragment = patterns.fragments[Int(patterns.candidates[place].fragment)]
      let signature = patterns.patterns[Int(fragment.pattern)].signature
      return signature < UInt32(counts.bodies)
        ? signatureName(SignatureIndex(rawValue: signature)) : "executables inside other files"
    }
  }
}

extension SignatureSet {
  /// The database files of a directory, in the order in which they are read.
  public static func files(ofDirectory path: String) throws(LoadError) -> [String] {
    try DatabaseFiles(directory: path).paths
  }

  /// The database files that paths name, in the order in which they are read: those of directories, and files.
  /// Ignore lists come first, wherever they are, as they count for what comes after them.
  public static func files(of paths: [String]) throws(LoadError) -> [String] {
    var files: [String] = []
    for path in paths {
      var status = stat()
      guard unsafe stat(path, &status) == 0 else { throw .unreadableFile(path: path, errno: errno) }
      if status.st_mode & S_IFMT == S_IFDIR {
        files += try self.files(ofDirectory: path)
      } else if SignatureDatabase.isBuilt(path: path) {
        throw .builtDatabase(path: path)
      } else if reads(fileName: path.split(separator: "/").last.map { String($0) } ?? path) {
        files.append(path)
      } else {
        throw .unknownExtension(path: path)
      }
    }
    let isIgnoreList = { DatabaseFormat(fileName: $0)?.kind == .ignore }
    return files.filter(isIgnoreList) + files.filter { !isIgnoreList($0) }
  }

  /// Whether a file of that name in a directory is one of its databases.
  public static func reads(fileName: String) -> Bool {
    !fileName.hasPrefix(".") && DatabaseFormat(fileName: fileName) != nil
  }
}
