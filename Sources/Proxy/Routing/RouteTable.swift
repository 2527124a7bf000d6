/// Where a request goes, and how much of that was certain.
public enum RouteMatch: Equatable, Sendable {
  /// The route's index in its listener.
  case route(Int)
  /// No route's host and path fit.
  case none
  /// A server could read the path so that it belongs to another route.
  case ambiguous
}

/// The routes of one listener, matched by host and path without allocation.
///
/// A route's path is a prefix of whole segments: `/upload` holds for `/upload` and `/upload/x`, not
/// for `/uploads`. The first route in the given order wins.
///
/// Servers read paths differently: they decode percent signs, merge slashes, take backslashes for
/// slashes, drop `;parameters`, and take what follows two slashes at the beginning for a host. If the
/// route depended on the reading, an upload could be sent by an unscanned route to a place that a
/// scanned one protects. So a path whose readings lead to different routes is
/// ``RouteMatch/ambiguous``, as is every path with dot segments, which clients resolve before they
/// send (RFC 3986, section 5.2.4).
///
/// Two readings bound all others: read as sent, the fewest routes fit; read the widest way, all that
/// fit in any. Where both lead to the same first route, so does everything between.
public struct RouteTable: Sendable {
  struct Entry: Sendable {
    var host: [UInt8]?
    var path: [UInt8]
  }

  let entries: [Entry]

  /// The hosts (lower case, `nil` for any) and path prefixes, in the order in which they are tried.
  public init(_ routes: [(host: String?, path: String)]) {
    entries = routes.map { route in
      var path = Array(route.path.utf8)
      while path.last == UInt8(ascii: "/") { path.removeLast() }
      var host = route.host.map { Array($0.utf8) }
      // Left out of the request's host too.
      if host?.last == UInt8(ascii: ".") { host?.removeLast() }
      return Entry(host: host, path: path)
    }
  }

  /// Finds the route of a request.
  ///
  /// - Parameters:
  ///   - host: the authority as sent, with or without a port; empty where there is none.
  ///   - path: the path of the target without its query, beginning with `/` (or `*`).
  public func match(host: Span<UInt8>, path: Span<UInt8>) -> RouteMatch {
    if hasDotSegment(path) { return .ambiguous }
    let plain = firstMatch(host: host, path: path, reading: .asSent)
    if entries.count > 1, needsReadings(path) {
      guard firstMatch(host: host, path: path, reading: .widest) == plain,
        isSameAfterAuthority(host: host, path: path, plain)
      else { return .ambiguous }
    }
    return plain.map { .route($0) } ?? .none
  }

  /// Whether a server that takes `//name/path` for a URL without a scheme (RFC 3986, section 4.2)
  /// comes to the same route. Some pass over any number of slashes, and let backslashes be slashes.
  private func isSameAfterAuthority(
    host: Span<UInt8>, path: Span<UInt8>, _ plain: Int?
  ) -> Bool {
    var start = 0
    while start < path.count, isSlash(path[start], orBackslash: true) { start += 1 }
    guard start > 1 else { return true }
    return isSameRest(host: host, path: path, from: start, orBackslash: false, plain)
      && isSameRest(host: host, path: path, from: start, orBackslash: true, plain)
  }

  private func isSameRest(
    host: Span<UInt8>, path: Span<UInt8>, from start: Int, orBackslash: Bool, _ plain: Int?
  ) -> Bool {
    var end = start
    while end < path.count, !isSlash(path[end], orBackslash: orBackslash) { end += 1 }
    let rest = path.extracting(droppingFirst: end)
    return firstMatch(host: host, path: rest, reading: .asSent) == plain
      && firstMatch(host: host, path: rest, reading: .widest) == plain
  }

  private func isSlash(_ byte: UInt8, orBackslash: Bool) -> Bool {
    byte == UInt8(ascii: "/") || orBackslash && byte == UInt8(ascii: "\\")
  }

  private func firstMatch(
    host: Span<UInt8>, path: Span<UInt8>, reading: PathReading
  ) -> Int? {
    for index in entries.indices {
      if let wanted = entries[index].host, !isHost(host, wanted) { continue }
      if isPrefix(entries[index].path, of: path, reading: reading) { return index }
    }
    return nil
  }

  private func isHost(_ host: Span<UInt8>, _ wanted: [UInt8]) -> Bool {
    var count = host.count
    // A port is digits after the last colon; in an IPv6 literal that colon follows the bracket.
    var end = count
    while end > 0, host[end - 1] >= 48, host[end - 1] <= 57 { end -= 1 }
    if end > 0, host[end - 1] == UInt8(ascii: ":") { count = end - 1 }
    // A trailing dot makes a name absolute, and names the same host.
    if count > 0, host[count - 1] == UInt8(ascii: ".") { count -= 1 }
    guard count == wanted.count else { return false }
    for index in 0..<count where lowercased(host[index]) != wanted[index] { return false }
    return true
  }

  private func isPrefix(
    _ prefix: [UInt8], of path: Span<UInt8>, reading: PathReading
  ) -> Bool {
    var reader = PathReader(reading: reading)
    for byte in prefix {
      let read = reader.next(path)
      // What follows is one thing to some servers and another to others: it may be this route.
      if reader.isUncertain { return true }
      guard read == byte else { return false }
    }
    guard let after = reader.next(path), !reader.isUncertain else { return true }
    return prefix.isEmpty || after == UInt8(ascii: "/")
  }

  private func needsReadings(_ path: Span<UInt8>) -> Bool {
    var before: UInt8 = 0
    for index in path.indices {
      let byte = path[index]
      switch byte {
      case UInt8(ascii: "%"), UInt8(ascii: ";"), UInt8(ascii: "\\"): return true
      case UInt8(ascii: "/") where before == UInt8(ascii: "/"): return true
      default: before = byte
      }
    }
    return false
  }

  /// Whether a segment is `.` or `..`, plain or encoded, with or without parameters.
  private func hasDotSegment(_ path: Span<UInt8>) -> Bool {
    var maybe = false
    for index in path.indices
    where path[index] == UInt8(ascii: ".") || path[index] == UInt8(ascii: "%") {
      maybe = true
      break
    }
    guard maybe else { return false }
    // Ends segments wherever any server does.
    var reader = PathReader(reading: .widest)
    var dots = 0
    var others = 0
    while let byte = reader.next(path) {
      if byte == UInt8(ascii: "/") {
        if others == 0, dots == 1 || dots == 2 { return true }
        (dots, others) = (0, 0)
      } else if byte == UInt8(ascii: ".") {
        dots += 1
      } else {
        others += 1
      }
    }
    return others == 0 && (dots == 1 || dots == 2)
  }

  private func lowercased(_ byte: UInt8) -> UInt8 {
    byte >= 65 && byte <= 90 ? byte | 32 : byte
  }
}

/// The two ways to read a path between which those of all servers lie.
enum PathReading: Sendable {
  /// Byte for byte.
  case asSent
  /// Percent signs decoded once, backslashes as slashes, runs of slashes as one, and everything from
  /// a `;` to the end of its segment dropped.
  case widest
}

/// Reads a path byte by byte in one reading.
struct PathReader {
  let reading: PathReading
  var offset = 0
  var isAfterSlash = false
  /// Whether parameters have been passed over that end elsewhere for other servers: those that drop
  /// them before they decode do not see an encoded slash in them.
  var isUncertain = false

  init(reading: PathReading) { self.reading = reading }

  /// The next byte of the reading; `nil` at the end.
  mutating func next(_ path: Span<UInt8>) -> UInt8? {
    while offset < path.count {
      if reading == .asSent {
        offset += 1
        return path[offset - 1]
      }
      var byte = decoded(path)
      if byte == UInt8(ascii: ";") {
        skipParameters(path)
        continue
      }
      if byte == UInt8(ascii: "\\") { byte = UInt8(ascii: "/") }
      let isSlash = byte == UInt8(ascii: "/")
      if isSlash, isAfterSlash { continue }
      isAfterSlash = isSlash
      return byte
    }
    return nil
  }

  private mutating func decoded(_ path: Span<UInt8>) -> UInt8 {
    let byte = path[offset]
    offset += 1
    guard byte == UInt8(ascii: "%"), offset + 1 < path.count,
      let high = hexValue(path[offset]), let low = hexValue(path[offset + 1])
    else { return byte }
    offset += 2
    return high << 4 | low
  }

  private mutating func skipParameters(_ path: Span<UInt8>) {
    while offset < path.count {
      let start = offset
      let byte = decoded(path)
      if byte == UInt8(ascii: "/") || byte == UInt8(ascii: "\\") {
        if path[start] != UInt8(ascii: "/") { isUncertain = true }
        offset = start
        return
      }
    }
  }

  private func hexValue(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 48...57: byte - 48
    case 65...70: byte - 55
    case 97...102: byte - 87
    default: nil
    }
  }
}
