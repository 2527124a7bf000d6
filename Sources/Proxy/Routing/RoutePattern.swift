import Configuration
import HTTP

/// What a request must be for one route to fit, in the form that the data path wants.
struct RoutePattern {
  /// Without a trailing dot, in lower case; `nil` for any.
  let host: [UInt8]?
  /// Whether ``host`` is what follows the first labels, with the dot before it.
  let isWildcard: Bool
  let form: PathForm
  /// Without a slash at the end.
  let path: [UInt8]
  /// Its place among the listener's expressions.
  let expression: Int
  let methods: [[UInt8]]
  let headers: [(name: [UInt8], value: [UInt8]?)]

  init(_ route: Route, expression: Int) {
    var path = Array(route.path.utf8)
    while path.last == UInt8(ascii: "/") { path.removeLast() }
    var host = route.host.map { Array($0.utf8) }
    // Left out of the request's host too.
    if host?.last == UInt8(ascii: ".") { host?.removeLast() }
    isWildcard = host?.starts(with: "*.".utf8) ?? false
    if isWildcard { host?.removeFirst() }
    self.host = host
    form = route.pathForm
    self.path = path
    self.expression = expression
    methods = route.methods.map { Array($0.utf8) }
    headers = route.headers.map { (Array($0.name.utf8), $0.value.map { Array($0.utf8) }) }
  }

  // MARK: The host

  /// Whether an authority, with or without a port, is the route's host, or below it.
  func fits(host: Span<UInt8>) -> Bool {
    guard let wanted = self.host else { return true }
    let count = Self.nameCount(host)
    guard isWildcard ? count > wanted.count : count == wanted.count else { return false }
    let start = count - wanted.count
    // A name does not begin with a dot: before the suffix there is a label, then.
    if isWildcard, host[0] == UInt8(ascii: ".") { return false }
    for index in wanted.indices where Self.lowercased(host[start + index]) != wanted[index] {
      return false
    }
    return true
  }

  /// How many bytes of an authority are its name.
  private static func nameCount(_ host: Span<UInt8>) -> Int {
    var count = host.count
    // A port is digits after the last colon; in an IPv6 literal that colon follows the bracket.
    var end = count
    while end > 0, host[end - 1] >= 48, host[end - 1] <= 57 { end -= 1 }
    if end > 0, host[end - 1] == UInt8(ascii: ":") { count = end - 1 }
    // A trailing dot makes a name absolute, and names the same host.
    if count > 0, host[count - 1] == UInt8(ascii: ".") { count -= 1 }
    return count
  }

  static func lowercased(_ byte: UInt8) -> UInt8 { byte >= 65 && byte <= 90 ? byte | 32 : byte }

  // MARK: Method and fields

  /// Whether the method and the fields of a head are those that the route asks for, in one reading: as sent,
  /// or as the most generous of servers.
  func fits(
    _ head: borrowing RequestHead, in bytes: Span<UInt8>, _ reading: PathReading
  ) -> Bool {
    if !methods.isEmpty {
      let isWanted = fitsMethod(head.methodRange.span(in: bytes), reading)
      if !isWanted { return false }
    }
    for index in headers.indices where !fitsHeader(index, head, bytes, reading) { return false }
    return true
  }

  /// Some servers write methods in capitals before they compare them.
  private func fitsMethod(_ method: Span<UInt8>, _ reading: PathReading) -> Bool {
    for wanted in methods {
      let isFitting =
        reading == .widest ? Self.isSameWord(method, wanted) : Self.isSame(method, wanted)
      if isFitting { return true }
    }
    return false
  }

  /// Of two fields of a name servers see the one or the other, so that a value fits only where it stands alone;
  /// in the widest reading where one of them has it. There underscores stand for hyphens, too: gateways make
  /// one variable of both. What ends here is not there: no backend sees it.
  private func fitsHeader(
    _ index: Int, _ head: borrowing RequestHead, _ bytes: Span<UInt8>, _ reading: PathReading
  ) -> Bool {
    var count = 0
    var isWanted = false
    for place in 0..<head.fieldCount {
      let field = head.field(at: place)
      if field.isHopByHop { continue }
      let name = field.name.span(in: bytes)
      let isNamed =
        reading == .widest
        ? Self.isSameWord(name, headers[index].name) : Self.isName(name, headers[index].name)
      if !isNamed { continue }
      count += 1
      guard let value = headers[index].value else { return true }
      isWanted = Self.isSame(field.value.span(in: bytes), value)
      if isWanted, reading == .widest { return true }
    }
    return count == 1 && isWanted
  }

  private static func isSame(_ bytes: Span<UInt8>, _ wanted: [UInt8]) -> Bool {
    guard bytes.count == wanted.count else { return false }
    for index in wanted.indices where bytes[index] != wanted[index] { return false }
    return true
  }

  /// Whether two words are the same without their case, and with any signs between their letters and digits.
  private static func isSameWord(_ bytes: Span<UInt8>, _ wanted: [UInt8]) -> Bool {
    guard bytes.count == wanted.count else { return false }
    for index in wanted.indices where folded(bytes[index]) != folded(wanted[index]) { return false }
    return true
  }

  private static func folded(_ byte: UInt8) -> UInt8 {
    let letter = lowercased(byte)
    let isWord = letter >= 97 && letter <= 122 || byte >= 48 && byte <= 57
    return isWord ? letter : UInt8(ascii: "-")
  }

  private static func isName(_ bytes: Span<UInt8>, _ wanted: [UInt8]) -> Bool {
    guard bytes.count == wanted.count else { return false }
    for index in wanted.indices where lowercased(bytes[index]) != wanted[index] { return false }
    return true
  }

  // MARK: The path

  /// Whether a path, in one reading, begins with the route's segments, or is the route's. Not for expressions.
  func fits(path: Span<UInt8>, reading: PathReading) -> Bool {
    var reader = PathReader(reading: reading)
    for byte in self.path {
      let read = reader.next(path)
      // What follows is one thing to some servers and another to others: it may be this route.
      if reader.isUncertain { return true }
      guard read == byte else { return false }
    }
    guard let after = reader.next(path), !reader.isUncertain else { return true }
    guard form == .exact else { return self.path.isEmpty || after == UInt8(ascii: "/") }
    guard after == UInt8(ascii: "/") else { return false }
    let last = reader.next(path)
    return last == nil || reader.isUncertain
  }
}
