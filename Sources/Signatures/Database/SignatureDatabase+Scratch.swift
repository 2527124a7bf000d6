public import Hyperscan

extension SignatureDatabase {
  /// Working memory for scanning with this database, for one worker.
  public func makeScratch() throws(HyperscanError) -> Scratch {
    if let anchors { return try Scratch(for: anchors) }
    // A database of digests alone scans nothing, but its worker may adopt another one.
    return try Scratch(for: Database.literals([[0]]))
  }

  /// Makes a worker's working memory fit this database too, when the worker adopts it.
  public func widen(_ scratch: inout Scratch) throws(HyperscanError) {
    if let anchors { try scratch.widen(for: anchors) }
  }
}
