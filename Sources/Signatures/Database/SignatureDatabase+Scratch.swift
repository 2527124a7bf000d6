public import Hyperscan

extension SignatureDatabase {
  /// Working memory for scanning with this database, for one worker.
  public func makeScratch() throws(HyperscanError) -> Scratch {
    guard let first = anchors.databases.first else {
      // A database of digests alone scans nothing, but its worker may adopt another one.
      return try Scratch(for: Database.literals([[0]]))
    }
    var scratch = try Scratch(for: first)
    try widen(&scratch)
    return scratch
  }

  /// Makes a worker's working memory fit this database too, when the worker adopts it.
  public func widen(_ scratch: inout Scratch) throws(HyperscanError) {
    for database in anchors.databases { try scratch.widen(for: database) }
  }
}
