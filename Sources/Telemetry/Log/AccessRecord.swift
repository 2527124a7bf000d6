/// One line of the access log: what is known of a request that has ended, but for its texts.
///
/// Plain numbers, so that filling it costs nothing; ``JSONLine/writeAccess(_:client:listener:method:host:path:backend:upstream:tls:cipher:serverName:clientSubject:clientFingerprint:upstreamError:)``
/// takes the texts from where they lie.
public struct AccessRecord: BitwiseCopyable, Sendable {
  /// When the request's first byte arrived, in nanoseconds of the wall clock.
  public var wallNanoseconds: UInt64
  /// The request's identifier.
  public var id: RequestID
  /// How the request ended.
  public var outcome: RequestOutcome
  /// The status code sent to the client; 0 where none was sent.
  public var status = 0
  /// How the request was said; `nil` where nothing of it could be read.
  public var requestProtocol: RequestProtocol?
  /// Bytes of the request's body, without framing.
  public var bytesIn = 0
  /// Bytes sent to the client in answer: heads, framing and body.
  public var bytesOut = 0
  /// The verdict; `nil` where nothing was scanned.
  public var verdict: VerdictLabel?
  /// Whether the body was passed on while it was scanned (`"delivery":"stream"`).
  public var isStream = false
  /// First byte received → last byte sent, in nanoseconds of the monotonic clock.
  public var totalNanoseconds: UInt64 = 0
  /// Last byte received → verdict; `nil` where nothing was scanned.
  public var scanNanoseconds: UInt64?
  /// Last byte sent to the upstream → its first byte; `nil` where it was not asked or said nothing.
  public var upstreamNanoseconds: UInt64?
  /// Whether the upstream connection had served a request before.
  public var isReused = false
  /// How often the request was sent again.
  public var retries = 0

  /// Starts a record; the rest is set as it becomes known.
  @inlinable public init(wallNanoseconds: UInt64, id: RequestID, outcome: RequestOutcome) {
    self.wallNanoseconds = wallNanoseconds
    self.id = id
    self.outcome = outcome
  }
}

/// How a client has said its request.
public enum RequestProtocol: UInt8, BitwiseCopyable, Sendable {
  case http10, http11, http2

  /// As logs have it.
  public var word: StaticString {
    switch self {
    case .http10: "HTTP/1.0"
    case .http11: "HTTP/1.1"
    case .http2: "HTTP/2"
    }
  }
}

extension JSONLine {
  /// Memory with which a line of either log is cut only where texts are long and hostile, in bytes.
  public static var recordBytes: Int { 8_192 }

  /// Makes the line of an access record: the whole of it, from ``begin()`` to ``finish()``.
  ///
  /// Empty texts are left out. The path comes last, so that a long one takes room from nothing else.
  public mutating func writeAccess(
    _ record: borrowing AccessRecord, client: Span<UInt8>, listener: Span<UInt8>,
    method: Span<UInt8>, host: Span<UInt8>, path: Span<UInt8>, backend: Span<UInt8>,
    upstream: Span<UInt8>, tls: Span<UInt8> = Span(), cipher: Span<UInt8> = Span(),
    serverName: Span<UInt8> = Span(), clientSubject: Span<UInt8> = Span(),
    clientFingerprint: Span<UInt8> = Span(), upstreamError: Span<UInt8> = Span()
  ) {
    begin()
    field("time", timeOf: record.wallNanoseconds)
    field("id", record.id)
    field("outcome", word: record.outcome.word)
    field("status", record.status)
    if let verdict = record.verdict { fields(of: verdict) }
    if record.isStream { field("delivery", word: "stream") }
    field("bytesIn", record.bytesIn)
    field("bytesOut", record.bytesOut)
    field("totalMilliseconds", millisecondsOf: record.totalNanoseconds)
    if let scan = record.scanNanoseconds { field("scanMilliseconds", millisecondsOf: scan) }
    if let wait = record.upstreamNanoseconds { field("upstreamMilliseconds", millisecondsOf: wait) }
    if !upstream.isEmpty {
      field("reused", record.isReused)
      field("retries", record.retries)
    }
    fieldUnlessEmpty("client", client, bytesMax: 128)
    fieldUnlessEmpty("listener", listener, bytesMax: 128)
    fieldUnlessEmpty("backend", backend, bytesMax: 128)
    fieldUnlessEmpty("upstream", upstream, bytesMax: 128)
    fieldUnlessEmpty("upstreamError", upstreamError, bytesMax: 128)
    fieldUnlessEmpty("tls", tls, bytesMax: 16)
    fieldUnlessEmpty("cipher", cipher, bytesMax: 64)
    fieldUnlessEmpty("serverName", serverName, bytesMax: 255)
    fieldUnlessEmpty("clientSubject", clientSubject, bytesMax: 512)
    fieldUnlessEmpty("clientFingerprint", clientFingerprint, bytesMax: 64)
    if let word = record.requestProtocol?.word { field("protocol", word: word) }
    fieldUnlessEmpty("method", method, bytesMax: 32)
    fieldUnlessEmpty("host", host, bytesMax: 255)
    fieldUnlessEmpty("path", path, bytesMax: Self.textBytesMax)
    finish()
  }

  mutating func fields(of verdict: VerdictLabel) {
    field("verdict", word: verdict.kind)
    if let reason = verdict.reason { field("reason", word: reason) }
  }

  mutating func fieldUnlessEmpty(_ key: StaticString, _ text: Span<UInt8>, bytesMax: Int) {
    if !text.isEmpty { field(key, text: text, bytesMax: bytesMax) }
  }
}
