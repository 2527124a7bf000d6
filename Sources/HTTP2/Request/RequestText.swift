import HTTP
import Primitives

/// A request's fields, written down as the head of HTTP/1.1 that means the same, while they come.
///
/// What that one has no words for, or what another reader could take for something else, makes the request
/// malformed (RFC 9113, sections 8.1.1 to 8.3 and 10.3). All else is for the parser of heads, which reads the
/// result as it reads what HTTP/1.1 clients send.
final class RequestText {
  /// Why there is no head.
  enum Fault: Equatable {
    /// The stream is to be reset.
    case malformed
    /// The client is to be answered.
    case answered(HTTPFault)
  }

  enum Kind { case request, trailers }

  /// Four areas of the same size: values of pseudo-header fields; the first lines, written to the area's
  /// end so that they meet the fields; the fields; cookies, which HTTP/2 may cut into several.
  private let memory: OwnedBytes
  private let areaBytes: Int
  private let limits: HTTPLimits

  private var kind = Kind.request
  private var fault: Fault?
  private var bytes = 0
  private var pseudoCount = 0
  private var fieldsCount = 0
  private var cookiesCount = 0
  private var method: Range<Int>?
  private var scheme: Range<Int>?
  private var authority: Range<Int>?
  private var path: Range<Int>?
  private var host: Range<Int>?
  private var hasFields = false
  private var hasLength = false
  private var written = 0..<0

  /// Room for a head of `limits.headBytesMax` bytes.
  init(limits: HTTPLimits) {
    self.limits = limits
    // What is added at most: a line for the framing, and the empty one.
    areaBytes = limits.headBytesMax + 64
    memory = OwnedBytes(count: 4 * areaBytes)
  }

  func begin(_ kind: Kind) {
    self.kind = kind
    fault = nil
    (bytes, pseudoCount, fieldsCount, cookiesCount) = (0, 0, 0, 0)
    (method, scheme, authority, path, host) = (nil, nil, nil, nil, nil)
    (hasFields, hasLength) = (false, false)
    written = 0..<0
  }

  /// The head, or the lines of trailers. Valid until the next `begin`.
  var text: Span<UInt8> {
    @_lifetime(borrow self)
    get {
      unsafe _overrideLifetime(
        Span<UInt8>(
          _unsafeBytes: UnsafeRawBufferPointer(rebasing: memory.bytes[written])), borrowing: self)
    }
  }

  private func refuse(_ fault: Fault) { self.fault = fault }

  // MARK: Fields

  func take(name: Span<UInt8>, value: Span<UInt8>) {
    guard fault == nil else { return }
    bytes += name.count + value.count + 4
    guard bytes <= limits.headBytesMax else { return refuse(.answered(.headTooLarge)) }
    guard !name.isEmpty, HeadText.isPlain(value) else { return refuse(.malformed) }
    if name[0] == HeadText.colon { takePseudo(name, value) } else { takeField(name, value) }
  }

  /// Each once, all before the fields (section 8.3).
  private func takePseudo(_ name: Span<UInt8>, _ value: Span<UInt8>) {
    guard kind == .request, !hasFields else { return refuse(.malformed) }
    if HeadText.equal(name, ":method") {
      guard method == nil, HeadText.isToken(value) else { return refuse(.malformed) }
      method = keep(value)
    } else if HeadText.equal(name, ":path") {
      guard path == nil, HeadText.isTarget(value) else { return refuse(.malformed) }
      path = keep(value)
    } else if HeadText.equal(name, ":authority") {
      guard authority == nil, !value.isEmpty else { return refuse(.malformed) }
      authority = keep(value)
    } else if HeadText.equal(name, ":scheme") {
      guard scheme == nil, HeadText.equal(value, "http") || HeadText.equal(value, "https") else {
        return refuse(.malformed)
      }
      scheme = keep(value)
    } else {
      fault = .malformed
    }
  }

  private func keep(_ value: Span<UInt8>) -> Range<Int> {
    var writer = ByteWriter(area(0), count: pseudoCount)
    writer.append(value)
    defer { pseudoCount = writer.count }
    return pseudoCount..<writer.count
  }

  private func takeField(_ name: Span<UInt8>, _ value: Span<UInt8>) {
    hasFields = true
    guard HeadText.isLowercaseToken(name) else { return refuse(.malformed) }
    switch HeadText.role(of: name) {
    case .ordinary: break
    case .connection: return refuse(.malformed)
    case .te:
      // The one value that is allowed says what HTTP/1.1 cannot, hop by hop.
      if !HeadText.equal(value, "trailers") { fault = .malformed }
      return
    case .host:
      guard host == nil, kind == .request else { return refuse(.malformed) }
      host = keep(value)
      return
    case .cookie:
      guard kind == .request else { return refuse(.malformed) }
      return takeCookie(value)
    case .length:
      guard kind == .request, !hasLength else { return refuse(.malformed) }
      hasLength = true
    }
    var writer = ByteWriter(area(2), count: fieldsCount)
    writer.append(name)
    writer.append(": ")
    writer.append(value)
    writer.append("\r\n")
    fieldsCount = writer.count
  }

  /// Crumbs are one field in HTTP/1.1 (section 8.2.3).
  private func takeCookie(_ value: Span<UInt8>) {
    var writer = ByteWriter(area(3), count: cookiesCount)
    writer.append(cookiesCount == 0 ? "cookie: " : "; ")
    writer.append(value)
    cookiesCount = writer.count
  }

  // MARK: The head

  /// Ends the head or the trailers; why there is none.
  ///
  /// - Parameter endsStream: whether no body follows.
  func finish(endsStream: Bool) -> Fault? {
    if fault == nil { fault = kind == .request ? writeHead(endsStream) : nil }
    if fault == nil, kind == .trailers { written = 2 * areaBytes..<2 * areaBytes + fieldsCount }
    return fault
  }

  private func writeHead(_ endsStream: Bool) -> Fault? {
    guard let method else { return .malformed }
    // CONNECT names a host and nothing else (section 8.5).
    let isConnect = HeadText.equal(kept(method), "CONNECT")
    guard (path == nil) == isConnect, (scheme == nil) == isConnect else { return .malformed }
    if let authority, let host, !HeadText.equal(kept(authority), kept(host)) { return .malformed }
    guard let target = path ?? authority, let named = authority ?? host else { return .malformed }
    let lineBytes = method.count + 1 + target.count + 11
    guard lineBytes - 2 <= limits.requestLineBytesMax else {
      return .answered(.requestLineTooLong)
    }
    let first = areaBytes - lineBytes - named.count - 8
    guard first >= 0 else { return .answered(.headTooLarge) }
    var writer = ByteWriter(area(1), count: first)
    writer.append(kept(method))
    writer.append(" ")
    writer.append(kept(target))
    writer.append(" HTTP/1.1\r\n")
    writer.append("host: ")
    writer.append(kept(named))
    writer.append("\r\n")
    guard writer.isWhole, writeEnd(endsStream) else { return .answered(.headTooLarge) }
    written = areaBytes + first..<2 * areaBytes + fieldsCount
    return nil
  }

  private func writeEnd(_ endsStream: Bool) -> Bool {
    var writer = ByteWriter(area(2), count: fieldsCount)
    if cookiesCount > 0 {
      writer.append(kept(3 * areaBytes..<3 * areaBytes + cookiesCount))
      writer.append("\r\n")
    }
    if !endsStream, !hasLength { writer.writeChunked() }
    writer.finish()
    fieldsCount = writer.count
    return writer.isWhole
  }

  @_lifetime(borrow self)
  private func kept(_ range: Range<Int>) -> Span<UInt8> {
    unsafe _overrideLifetime(
      Span<UInt8>(_unsafeBytes: UnsafeRawBufferPointer(rebasing: memory.bytes[range])),
      borrowing: self)
  }

  /// One of the four areas.
  @_lifetime(borrow self)
  private func area(_ index: Int) -> MutableSpan<UInt8> {
    let range = index * areaBytes..<(index + 1) * areaBytes
    return unsafe _overrideLifetime(
      MutableSpan<UInt8>(
        _unsafeBytes: UnsafeMutableRawBufferPointer(rebasing: memory.bytes[range])),
      borrowing: self)
  }
}
