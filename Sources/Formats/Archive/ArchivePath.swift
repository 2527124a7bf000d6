/// Names of members and targets of links, as unpackers make paths of them.
public enum ArchivePath {
  /// Whether a member of this name would be unpacked to outside of the directory that is unpacked to: it
  /// is absolute, begins with a drive, climbs above its root, or holds a NUL, at which some readers end it.
  ///
  /// Backslashes separate as well: they do where Windows unpacks.
  public static func leavesRoot(_ name: Span<UInt8>) -> Bool {
    isAbsolute(name) || name.firstPlace(of: 0) != nil || lowestDepth(name, from: 0) < 0
  }

  /// Whether a link of a name leads outside by its target.
  public static func linkLeavesRoot(name: Span<UInt8>, target: Span<UInt8>) -> Bool {
    if isAbsolute(target) { return true }
    var folders = 0
    var place = 0
    while let end = nextSeparator(name, from: place) {
      folders += step(of: name.extracting(place..<end))
      place = end + 1
    }
    return lowestDepth(target, from: max(0, folders)) < 0
  }

  private static func isAbsolute(_ path: Span<UInt8>) -> Bool {
    guard let first = path.byte(at: 0) else { return false }
    if isSeparator(first) { return true }
    let isLetter = (0x61...0x7A).contains(first | 0x20)
    return isLetter && path.byte(at: 1) == 0x3A
  }

  /// The lowest depth that is reached on the way along a path.
  private static func lowestDepth(_ path: Span<UInt8>, from start: Int) -> Int {
    var depth = start
    var lowest = start
    var place = 0
    while place < path.count {
      let end = nextSeparator(path, from: place) ?? path.count
      depth += step(of: path.extracting(place..<end))
      lowest = min(lowest, depth)
      place = end + 1
    }
    return lowest
  }

  /// How a component changes the depth.
  private static func step(of component: Span<UInt8>) -> Int {
    if component.isEmpty { return 0 }
    guard component[0] == 0x2E else { return 1 }
    if component.count == 1 { return 0 }
    return component.count == 2 && component[1] == 0x2E ? -1 : 1
  }

  private static func nextSeparator(_ path: Span<UInt8>, from start: Int) -> Int? {
    var place = start
    while place < path.count {
      if isSeparator(path[place]) { return place }
      place += 1
    }
    return nil
  }

  private static func isSeparator(_ byte: UInt8) -> Bool { byte == 0x2F || byte == 0x5C }
}
