/// A request's method. Methods are case-sensitive (RFC 9110, section 9.1): `get` is `other`.
public enum RequestMethod: UInt8, CaseIterable, Sendable {
  case get
  case head
  case post
  case put
  case patch
  case delete
  case options
  case connect
  case trace
  /// Any other token; its bytes are in `RequestHead.methodRange`.
  case other

  /// Whether it asks for nothing but a reading (RFC 9110, section 9.2.1). `other` is not known to be.
  public var isSafe: Bool {
    switch self {
    case .get, .head, .options, .trace: true
    default: false
    }
  }

  /// Whether doing it twice is doing it once (RFC 9110, section 9.2.2), so that it may be sent again
  /// over another connection. `other` is not known to be.
  public var isIdempotent: Bool {
    switch self {
    case .put, .delete: true
    default: isSafe
    }
  }

  init(_ bytes: Span<UInt8>) {
    self = .other
    switch bytes.count {
    case 3:
      if Self.equal(bytes, "GET") { self = .get }
      if Self.equal(bytes, "PUT") { self = .put }
    case 4:
      if Self.equal(bytes, "POST") { self = .post }
      if Self.equal(bytes, "HEAD") { self = .head }
    case 5:
      if Self.equal(bytes, "PATCH") { self = .patch }
      if Self.equal(bytes, "TRACE") { self = .trace }
    case 6: if Self.equal(bytes, "DELETE") { self = .delete }
    case 7:
      if Self.equal(bytes, "OPTIONS") { self = .options }
      if Self.equal(bytes, "CONNECT") { self = .connect }
    default: break
    }
  }

  @inline(__always)
  private static func equal(_ bytes: Span<UInt8>, _ text: StaticString) -> Bool {
    for index in bytes.indices {
      // Only called with as many bytes as the literal has.
      if unsafe bytes[index] != text.utf8Start[index] { return false }
    }
    return true
  }
}
