import Configuration
import Digests
import HTTP
import Inspection
import Policy
import Primitives
import Proxy
import Ring
import Scanning
import Signatures
import TLS
import Telemetry

extension Worker where Driver: ~Copyable {
  /// Writes an exchange's line to the access log.
  mutating func logAccess(_ slot: UInt32) {
    guard logs.hasAccess else { return }
    let exchange = clients[slot].exchange
    let snapshot = snapshots[exchange.snapshot]!
    var record = AccessRecord(
      wallNanoseconds: Clock.wallNanoseconds(), id: exchange.id, outcome: exchange.outcome)
    record.status = Int(exchange.status)
    record.isStream = exchange.scan == .stream
    record.bytesIn = Int(clamping: exchange.bodyBytes)
    record.bytesOut = Int(clamping: exchange.responseBytes)
    record.verdict = exchange.judgement.map(VerdictLabel.init)
    record.totalNanoseconds = now &- exchange.begunNanoseconds
    if exchange.judgedNanoseconds > 0 {
      record.scanNanoseconds = exchange.judgedNanoseconds &- exchange.receivedNanoseconds
    }
    if exchange.answeredNanoseconds > 0 {
      let since = max(exchange.receivedNanoseconds, exchange.judgedNanoseconds)
      record.upstreamNanoseconds =
        exchange.answeredNanoseconds >= since ? exchange.answeredNanoseconds - since : 0
    }
    record.isReused = exchange.isReused
    record.retries = max(0, exchange.attempts - 1)
    let request = RequestLine(head(slot))
    let head = head(slot)
    let address = address(of: slot).text
    let names = snapshot.names
    let listener = names.listener(purpose(of: slot))
    let backend = exchange.attempts > 0 ? names.backends[exchange.backend] : names.nothing
    let upstream =
      exchange.upstreamIndex >= 0
      ? names.upstreams[exchange.backend][exchange.upstreamIndex] : names.nothing
    if clients[slot].isStream {
      record.requestProtocol = .http2
    } else if !head.isEmpty {
      record.requestProtocol = exchange.isHTTP10 ? .http10 : .http11
    }
    let secured = securedSlot(slot)
    var certificate: ClientCertificate?
    var version = Span<UInt8>()
    var cipher = Span<UInt8>()
    var serverName = Span<UInt8>()
    if let secured {
      certificate = tls[secured].clientCertificate
      version = tls[secured].version
      cipher = tls[secured].cipher
      serverName = tls[secured].serverName
    }
    var reason = Span<UInt8>()
    if let failure = exchange.sessionFailure { reason = failure.text }
    let (subject, fingerprint) = (certificate?.subject ?? [], certificate?.fingerprint ?? [])
    logs.line.writeAccess(
      record, client: address.span, listener: listener.span,
      method: head.extracting(request.method), host: head.extracting(request.host),
      path: head.extracting(request.path), backend: backend.span, upstream: upstream.span,
      tls: version, cipher: cipher, serverName: serverName, clientSubject: subject.span,
      clientFingerprint: fingerprint.span,
      upstreamError: reason)
    countLine(isWritten: logs.appendAccess())
  }

  /// Writes what was found to the detection log, with its evidence: the line stays in the worker's memory until
  /// the next. False: there is none, for want of a database.
  ///
  /// - Parameter quarantine: whether the upload is being kept, where that was asked for.
  mutating func logDetection(
    _ slot: UInt32, _ found: InspectionRecord, _ quarantine: QuarantineNote? = nil
  ) -> Bool {
    let exchange = clients[slot].exchange
    let snapshot = snapshots[exchange.snapshot]!
    guard let judgement = exchange.judgement, let database = snapshot.shared.database else {
      return false
    }
    let infected = found.contents.first { !$0.detections.isEmpty }
    let digest = infected?.sha256.map { sha256 in (0..<sha256.count).map { sha256[$0] } } ?? []
    var record = DetectionRecord(
      wallNanoseconds: Clock.wallNanoseconds(), id: exchange.id, verdict: VerdictLabel(judgement),
      offset: found.firstDetection?.offset, size: exchange.bodyBytes,
      isComplete: exchange.isBodyComplete)
    record.quarantine = quarantine
    let address = address(of: slot).text
    let detections = Self.detectedSignatures(found, database)
    let contents = Self.loggedContents(found)
    let version = Array(database.version.utf8)
    let route = snapshot.names.route(purpose(of: slot), exchange.route)
    logs.line.writeDetection(
      record, client: address.span, route: route.span,
      detections: detections, contents: contents, database: version.span, sha256: digest.span)
    countLine(isWritten: logs.appendDetection())
    return true
  }

  private static func detectedSignatures(
    _ found: InspectionRecord, _ database: SignatureDatabase
  ) -> [DetectedSignature] {
    var detections: [DetectedSignature] = []
    for place in found.contents.indices {
      let path = pathText(found, place)
      for detection in found.contents[place].detections {
        guard detections.count < JSONLine.detectionsMax else { return detections }
        detections.append(
          DetectedSignature(
            name: Array(database.signatureName(detection.signature).utf8),
            source: Array(database.databaseName(detection.signature).utf8),
            offset: detection.offset,
            form: detection.form == .body ? [] : Array("\(detection.form)".utf8), content: path,
            parts: detection.parts.list.map { ($0.part, $0.offset) }))
      }
    }
    return detections
  }

  /// The contents that have classes or reasons of their own.
  private static func loggedContents(_ found: InspectionRecord) -> [LoggedContent] {
    var contents: [LoggedContent] = []
    for place in found.contents.indices where contents.count < JSONLine.contentsMax {
      let content = found.contents[place]
      let words = content.classes.all.map(\.name) + content.reasons.all.map(\.name)
      if words.isEmpty { continue }
      contents.append(
        LoggedContent(
          path: pathText(found, place), type: Array("\(content.type)".utf8),
          findings: words))
    }
    return contents
  }

  /// The names from the body to a content, with a sign between them.
  private static func pathText(_ found: InspectionRecord, _ place: Int) -> [UInt8] {
    Array(found.path(of: place).joined(separator: Array(" › ".utf8)))
  }

  private func countLine(isWritten: Bool) {
    metrics.count(isWritten ? .logLinesWritten : .logLinesDropped)
    if !isWritten { metrics.count(limit: .logBufferBytes) }
  }

  /// The canonical head of the exchange, as far as it is still there.
  ///
  /// Only to be used at once: the block is given back when the exchange ends.
  @_lifetime(immortal)
  func head(_ slot: UInt32) -> Span<UInt8> {
    let block = clients[slot].block
    let count = clients[slot].exchange.headCount
    guard block != .max, count > 0 else {
      return unsafe _overrideLifetime(
        Span<UInt8>(_unsafeBytes: UnsafeRawBufferPointer(rebasing: scratch.bytes[0..<0])),
        copying: ())
    }
    return unsafe _overrideLifetime(
      Span<UInt8>(
        _unsafeBytes: UnsafeRawBufferPointer(rebasing: memory.blocks.memory(block)[0..<count])),
      copying: ())
  }

}

extension VerdictLabel {
  /// The label under which a judgement is counted and logged.
  init(_ judgement: Judgement) {
    switch judgement {
    case .clean: self = .clean
    case .infected: self = .infected
    case .forbidden(let threat): self = .forbidden(Int(threat.rawValue))
    case .unscannable(let reason): self = .unscannable(Int(reason.rawValue))
    }
  }
}

/// The parts of a canonical head that a log line names.
struct RequestLine {
  var method = 0..<0
  var path = 0..<0
  var host = 0..<0

  /// Finds them: `METHOD SP target SP HTTP/1.1 CRLF Host: value CRLF`.
  init(_ head: Span<UInt8>) {
    guard let first = Self.index(of: 32, in: head, from: 0),
      let second = Self.index(of: 32, in: head, from: first + 1),
      let line = Self.index(of: 10, in: head, from: second),
      let end = Self.index(of: 13, in: head, from: line)
    else { return }
    method = 0..<first
    path = first + 1..<second
    // "Host: " is what a canonical head goes on with.
    host = min(line + 7, end)..<end
  }

  private static func index(of byte: UInt8, in head: Span<UInt8>, from start: Int) -> Int? {
    var index = start
    while index < head.count {
      if head[index] == byte { return index }
      index += 1
    }
    return nil
  }
}

extension LimitName {
  /// The limit that was reached where something could not be judged for a reason.
  init?(_ reason: UnjudgedReason) {
    switch reason {
    case .depth: self = .unpackDepthMax
    case .files: self = .unpackFilesMax
    case .unpackedBytes: self = .unpackBytesMax
    case .fileBytes: self = .unpackFileBytesMax
    case .ratio: self = .unpackRatioMax
    case .nameBytes: self = .unpackNameBytesMax
    case .time: self = .unpackTime
    case .memory: self = .inspectorMemoryBytesMax
    case .timeout: self = .inspectionTimeout
    case .ambiguous, .damaged, .encrypted, .format, .budget, .engine, .size, .overload, .inspector:
      return nil
    }
  }
}
