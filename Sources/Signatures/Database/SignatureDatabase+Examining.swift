extension SignatureDatabase {
  /// What a built database file begins with.
  public static var fileMagic: [UInt8] { DatabaseHeader.magic }

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

  /// The names of signatures that another database has not, sorted; each once. Allocates some 16 bytes
  /// for each signature of both: not for a host that serves.
  public func names(missingIn other: SignatureDatabase) -> [String] {
    let others = other.sortedNameHashes()
    var missing: Set<String> = []
    forEachName { name in
      if !others.containsSorted(Self.hash(name)) { missing.insert(name) }
    }
    return missing.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  private func sortedNameHashes() -> [UInt64] {
    var hashes: [UInt64] = []
    hashes.reserveCapacity(counts.bodies + counts.hashes)
    forEachName { hashes.append(Self.hash($0)) }
    hashes.sort()
    return hashes
  }

  private func forEachName(_ body: (String) -> Void) {
    for place in 0..<counts.bodies { body(signatureName(SignatureIndex(rawValue: UInt32(place)))) }
    hashes.forEachName(body)
  }

  /// FNV-1a of 64 bits: names are not chosen to collide, and a collision hides one line of a report.
  private static func hash(_ name: String) -> UInt64 {
    name.utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
  }
}

extension [UInt64] {
  /// Whether a sorted array has a value.
  fileprivate func containsSorted(_ value: UInt64) -> Bool {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if self[middle] < value { low = middle + 1 } else { high = middle }
    }
    return low < count && self[low] == value
  }
}

extension SignatureSet {
  /// The database files of a directory, in the order in which they are read.
  public static func files(ofDirectory path: String) throws(LoadError) -> [String] {
    try DatabaseFiles(directory: path).paths
  }
}
