/// The symbolic links of an archive, in whose place an unpacker goes on to where they lead: each by itself
/// may stay inside, and several one behind the other lead out.
public struct LinkedPaths: Sendable {
  private var paths: Set<[UInt8]> = []

  /// No links.
  public init() {}

  /// Takes note of a link of a name.
  public mutating func add(_ name: Span<UInt8>) {
    var path: [UInt8] = []
    Self.forEachFolder(of: name) { path = $0 }
    if !path.isEmpty { paths.insert(path) }
  }

  /// Whether a member of a name would be unpacked through a link: no folder is one where archives were made
  /// of what there was.
  public func areOnTheWay(of name: Span<UInt8>) -> Bool {
    if paths.isEmpty { return false }
    var (isFound, isLast) = (false, false)
    Self.forEachFolder(of: name) { path in
      // What was found before is not the last.
      isFound = isFound || isLast
      isLast = paths.contains(path)
    }
    return isFound
  }

  /// Gives each beginning of a path that is one, from the shortest on: without the case of its letters, as
  /// some systems compare them.
  private static func forEachFolder(of name: Span<UInt8>, _ body: ([UInt8]) -> Void) {
    var path: [UInt8] = []
    var start = 0
    for place in 0...name.count {
      let isEnd = place == name.count || name[place] == 0x2F || name[place] == 0x5C
      guard isEnd else { continue }
      let part = name.extracting(start..<place)
      start = place + 1
      if part.isEmpty || part.count == 1 && part[0] == 0x2E { continue }
      path.append(0x2F)
      for index in part.indices { path.append(part[index].lowercased) }
      body(path)
    }
  }
}
