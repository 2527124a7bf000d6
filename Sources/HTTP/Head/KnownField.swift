/// The fields that Cordon itself reads, writes or removes. All others are `other` and pass as they
/// are.
public enum KnownField: UInt8, CaseIterable, Sendable {
  case other
  case host
  case connection
  case keepAlive
  case proxyConnection
  case te
  case trailer
  case transferEncoding
  case upgrade
  case http2Settings
  case proxyAuthenticate
  case proxyAuthorization
  case contentLength
  case expect
  case via
  case xForwardedFor
  case xForwardedProto
  case xForwardedHost
  case forwarded
  /// `X-Forwarded-` and anything else after it, and `X-Real-IP`: what proxies say of clients in ways of
  /// their own.
  case xForwardedOther
  case xRealIP
  /// `X-Cordon-` and anything after it: Cordon's own names, which no one else may send.
  case xCordon
  /// `X-SSL-Client-` and anything after it, `Client-Cert` and `Client-Cert-Chain` (RFC 9440): what Cordon says
  /// of a client's certificate, which no client may say of itself.
  case xSSLClient
  case clientCert
  case clientCertChain
  case accept
  case authorization
  case cookie
  case contentType
  case contentEncoding
  case contentRange
  case contentDisposition
  case date
  case server
  case location

  /// Whether the field is about one connection and must not be passed on (RFC 9110, section 7.6.1),
  /// or belongs to the framing and the bookkeeping that the proxy does itself.
  ///
  /// `Proxy-Authorization` and `Proxy-Authenticate` are for the next proxy that asks: credentials
  /// meant for a proxy are no business of an upstream. `Expect` is answered here.
  var isHopByHop: Bool { Self.hopByHop.contains(self) }

  /// Whether a `Connection` option may not name it: removing a field that is meant for every
  /// recipient changes what the message says ("A sender MUST NOT", RFC 9110, section 7.6.1), and is
  /// how a client would strip what the proxy adds or the upstream trusts.
  var isProtected: Bool { Self.protected.contains(self) }

  @inline(__always)
  private static var hopByHop: KnownFieldSet {
    KnownFieldSet(.connection, .keepAlive, .proxyConnection, .te)
      .union(KnownFieldSet(.trailer, .transferEncoding, .upgrade, .http2Settings))
      .union(KnownFieldSet(.proxyAuthenticate, .proxyAuthorization, .contentLength, .expect))
      .union(KnownFieldSet(.xCordon, .xSSLClient, .clientCert, .clientCertChain))
  }

  @inline(__always)
  private static var protected: KnownFieldSet {
    KnownFieldSet(.host, .contentLength, .via, .forwarded)
      .union(KnownFieldSet(.xForwardedFor, .xForwardedProto, .xForwardedHost, .authorization))
      .union(KnownFieldSet(.cookie, .contentType, .contentEncoding, .contentRange))
      .union(KnownFieldSet(.contentDisposition, .xForwardedOther, .xRealIP))
  }
}

/// A set of known fields in one word.
struct KnownFieldSet: Sendable {
  private(set) var bits: UInt64 = 0

  @inline(__always)
  init() {}

  /// Up to four at once; `other` counts as none. Not a literal: sets are constants on the hot path,
  /// and an array literal may allocate.
  @inline(__always)
  init(
    _ a: KnownField, _ b: KnownField = .other, _ c: KnownField = .other, _ d: KnownField = .other
  ) {
    bits = Self.bit(a) | Self.bit(b) | Self.bit(c) | Self.bit(d)
  }

  @inline(__always)
  private static func bit(_ field: KnownField) -> UInt64 {
    field == .other ? 0 : 1 &<< UInt64(field.rawValue)
  }

  @inline(__always)
  func union(_ other: KnownFieldSet) -> KnownFieldSet {
    var both = self
    both.bits |= other.bits
    return both
  }

  @inline(__always)
  func contains(_ field: KnownField) -> Bool { bits &>> UInt64(field.rawValue) & 1 == 1 }

  @inline(__always)
  mutating func insert(_ field: KnownField) { bits |= Self.bit(field) }
}

extension KnownField {
  /// The field of a name, in any case.
  ///
  /// The length decides which names are compared at all, so an unknown field costs one switch and
  /// at most a few words.
  init(name: Span<UInt8>) {
    self = .other
    switch name.count {
    case 2: pick(name, .te, "te")
    case 3: pick(name, .via, "via")
    case 4:
      pick(name, .host, "host")
      pick(name, .date, "date")
    case 6:
      pick(name, .accept, "accept")
      pick(name, .cookie, "cookie")
      pick(name, .expect, "expect")
      pick(name, .server, "server")
    case 7:
      pick(name, .upgrade, "upgrade")
      pick(name, .trailer, "trailer")
    case 8: pick(name, .location, "location")
    case 9:
      pick(name, .forwarded, "forwarded")
      pick(name, .xRealIP, "x-real-ip")
    case 10:
      pick(name, .connection, "connection")
      pick(name, .keepAlive, "keep-alive")
    case 11: pick(name, .clientCert, "client-cert")
    case 12: pick(name, .contentType, "content-type")
    case 13:
      pick(name, .authorization, "authorization")
      pick(name, .contentRange, "content-range")
    case 14:
      pick(name, .contentLength, "content-length")
      pick(name, .http2Settings, "http2-settings")
    case 15: pick(name, .xForwardedFor, "x-forwarded-for")
    case 16:
      pick(name, .contentEncoding, "content-encoding")
      pick(name, .proxyConnection, "proxy-connection")
      pick(name, .xForwardedHost, "x-forwarded-host")
    case 17:
      pick(name, .transferEncoding, "transfer-encoding")
      pick(name, .xForwardedProto, "x-forwarded-proto")
      pick(name, .clientCertChain, "client-cert-chain")
    case 18: pick(name, .proxyAuthenticate, "proxy-authenticate")
    case 19:
      pick(name, .contentDisposition, "content-disposition")
      pick(name, .proxyAuthorization, "proxy-authorization")
    default: break
    }
    if Self.begins(name, "x-cordon") { self = .xCordon }
    if Self.begins(name, "x-ssl-client") { self = .xSSLClient }
    if self == .other, Self.begins(name, "x-forwarded") { self = .xForwardedOther }
  }

  /// Whether a name is `text`, or begins with it and goes on with another word.
  @inline(__always)
  private static func begins(_ name: Span<UInt8>, _ text: StaticString) -> Bool {
    let count = text.utf8CodeUnitCount
    return name.count >= count && matches(name, text)
      && (name.count == count || !isAlphanumeric(name[count]))
  }

  @inline(__always)
  private mutating func pick(_ name: Span<UInt8>, _ field: KnownField, _ text: StaticString) {
    if Self.matches(name, text) { self = field }
  }

  /// Whether the name begins with `text`, in any case, where any punctuation stands for `-`:
  /// gateways map both to one variable (`HTTP_CONTENT_LENGTH`), so both must be recognised here.
  /// `isLookalike` tells them apart.
  @inline(__always)
  private static func matches(_ name: Span<UInt8>, _ text: StaticString) -> Bool {
    for index in 0..<text.utf8CodeUnitCount {
      // The literal has `utf8CodeUnitCount` bytes, and the index is below that.
      let expected = unsafe text.utf8Start[index]
      let byte = name[index]
      if byte | 0x20 != expected, expected != 0x2D || isAlphanumeric(byte) { return false }
    }
    return true
  }

  @inline(__always)
  private static func isAlphanumeric(_ byte: UInt8) -> Bool {
    ByteScan.isDigit(byte) || (byte | 0x20) &- 0x61 < 26
  }

  /// Whether a name that was recognised is written with other punctuation than `-`, which no known
  /// field has.
  static func isLookalike(_ name: Span<UInt8>) -> Bool {
    for index in name.indices where !isAlphanumeric(name[index]) && name[index] != 0x2D {
      return true
    }
    return false
  }
}
