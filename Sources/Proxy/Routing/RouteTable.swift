public import Configuration
public import HTTP
public import Hyperscan
import Primitives

/// Where a request goes, and how much of that was certain.
public enum RouteMatch: Equatable, Sendable {
  /// The route's index in its listener.
  case route(Int)
  /// No route fits.
  case none
  /// A server could read the path so that it belongs to another route.
  case ambiguous
}

/// The routes of one listener, matched by host, path, method and fields without allocation. For one thread.
///
/// A route's path is a prefix of whole segments (`/upload` holds for `/upload` and `/upload/x`, not for
/// `/uploads`), a whole path, or an expression. The first route in the given order wins.
///
/// Servers read paths differently: they decode percent signs, merge slashes, take backslashes for
/// slashes, drop `;parameters`, and take what follows two slashes at the beginning for a host. If the
/// route depended on the reading, an upload could be sent by an unscanned route to a place that a
/// scanned one protects. So a path whose readings lead to different routes is
/// ``RouteMatch/ambiguous``, as is every path with dot segments, which clients resolve before they
/// send (RFC 3986, section 5.2.4).
///
/// Two readings bound all others: read as sent, the fewest routes fit; read the widest way, all that
/// fit in any. Where both lead to the same first route, so does everything between. An expression has no
/// widest reading of its own: see ``PathSearch`` for when one fits.
public final class RouteTable {
  private let patterns: [RoutePattern]
  private let search: PathSearch?
  /// Whether some route asks for more than a host and a path: spellings of that are read in two ways, too.
  private let hasConditions: Bool

  /// The routes, in the order in which they are tried.
  ///
  /// - Parameter expressions: those of the routes; `nil` where none has one.
  /// - Throws: where there is no memory to search for them.
  public init(_ routes: [Route], expressions: RouteExpressions? = nil) throws(HyperscanError) {
    var patterns: [RoutePattern] = []
    var count = 0
    for route in routes {
      patterns.append(RoutePattern(route, expression: count))
      if route.pathForm == .expression { count += 1 }
    }
    precondition(count == expressions?.count ?? 0, "the expressions are those of the routes")
    self.patterns = patterns
    hasConditions = patterns.contains { !$0.methods.isEmpty || !$0.headers.isEmpty }
    if let expressions { search = try PathSearch(expressions) } else { search = nil }
  }

  /// Finds the route of a request.
  ///
  /// - Parameters:
  ///   - host: the authority as sent, with or without a port; empty where there is none.
  ///   - path: the path of the target without its query, beginning with `/` (or `*`).
  ///   - head: whose method and fields are compared.
  ///   - bytes: what the head was parsed from.
  public func match(
    host: Span<UInt8>, path: Span<UInt8>, head: borrowing RequestHead, in bytes: Span<UInt8>
  ) -> RouteMatch {
    if hasDotSegment(path) { return .ambiguous }
    search?.find(path)
    let plain = firstMatch(host, path, .asSent, head, bytes)
    let isUncertain = search.map { !$0.isCertain } ?? false
    if isUncertain || hasConditions || patterns.count > 1 && needsReadings(path) {
      guard firstMatch(host, path, .widest, head, bytes) == plain,
        isSameAfterAuthority(host, path, head, bytes, plain)
      else { return .ambiguous }
    }
    return plain.map { .route($0) } ?? .none
  }

  /// Whether a server that takes `//name/path` for a URL without a scheme (RFC 3986, section 4.2)
  /// comes to the same route. Some pass over any number of slashes, and let backslashes be slashes.
  private func isSameAfterAuthority(
    _ host: Span<UInt8>, _ path: Span<UInt8>, _ head: borrowing RequestHead, _ bytes: Span<UInt8>,
    _ plain: Int?
  ) -> Bool {
    var start = 0
    while start < path.count, isSlash(path[start], orBackslash: true) { start += 1 }
    guard start > 1 else { return true }
    let first = restMatch(host, path, from: start, orBackslash: false, head, bytes)
    let second = restMatch(host, path, from: start, orBackslash: true, head, bytes)
    return first == plain && second == plain
  }

  /// The route of what follows a name, where all readings of that agree; -1 where they do not.
  private func restMatch(
    _ host: Span<UInt8>, _ path: Span<UInt8>, from start: Int, orBackslash: Bool,
    _ head: borrowing RequestHead, _ bytes: Span<UInt8>
  ) -> Int? {
    var end = start
    while end < path.count, !isSlash(path[end], orBackslash: orBackslash) { end += 1 }
    let rest = path.extracting(droppingFirst: end)
    let plain = firstMatch(host, rest, .asSent, head, bytes)
    let widest = firstMatch(host, rest, .widest, head, bytes)
    return plain == widest ? plain : -1
  }

  private func isSlash(_ byte: UInt8, orBackslash: Bool) -> Bool {
    byte == UInt8(ascii: "/") || orBackslash && byte == UInt8(ascii: "\\")
  }

  private func firstMatch(
    _ host: Span<UInt8>, _ path: Span<UInt8>, _ reading: PathReading,
    _ head: borrowing RequestHead, _ bytes: Span<UInt8>
  ) -> Int? {
    for index in patterns.indices {
      guard patterns[index].fits(host: host), patterns[index].fits(head, in: bytes, reading),
        fits(index, path, reading)
      else { continue }
      return index
    }
    return nil
  }

  private func fits(_ index: Int, _ path: Span<UInt8>, _ reading: PathReading) -> Bool {
    guard patterns[index].form == .expression else {
      return patterns[index].fits(path: path, reading: reading)
    }
    return search?.fits(patterns[index].expression, reading) ?? false
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
}
