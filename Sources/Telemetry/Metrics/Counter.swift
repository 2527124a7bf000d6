/// The counters of a worker that stand alone, or share a family with a few others by hand.
///
/// Families with one label of many values have an enumeration each: ``RequestOutcome``,
/// ``LimitName``, ``VerdictLabel`` and ``StatusClass``.
public enum Counter: Int, CaseIterable, BitwiseCopyable, Sendable {
  /// Client connections accepted.
  case connectionsAccepted
  /// Client connections closed, by either side.
  case connectionsClosed
  /// Client connections closed at once, over connectionsMax.
  case connectionsRefused
  /// Client connections given to a less busy worker.
  case connectionsHandedOver
  /// Client connections closed at once, for where they come from.
  case connectionsDenied
  /// Accepts that the kernel failed.
  case acceptFailures
  /// Client connections that have gone over to HTTP/2.
  case http2Connections
  /// Streams of HTTP/2: requests that clients have begun.
  case http2Streams
  /// Streams that ended before their answer was with the client.
  case http2StreamsCut
  /// Connections that have begun with a PROXY header.
  case proxyHeaders
  /// `cordon_proxy_refusals_total` with `reason="missing"`: what came first is no PROXY header.
  case proxyRefusalsMissing
  /// `cordon_proxy_refusals_total` with `reason="malformed"`: it is not written as the protocol has it.
  case proxyRefusalsMalformed
  /// `cordon_proxy_refusals_total` with `reason="checksum"`: its checksum is that of other bytes.
  case proxyRefusalsChecksum
  /// `cordon_proxy_refusals_total` with `reason="too_long"`: it is longer than any that is taken.
  case proxyRefusalsTooLong
  /// `cordon_proxy_refusals_total` with `reason="timeout"`: it was not whole within headTimeout.
  case proxyRefusalsTimeout
  /// `cordon_proxy_refusals_total` with `reason="aborted"`: the connection ended before it was whole.
  case proxyRefusalsAborted
  /// `cordon_tls_handshakes_total` with `kind="full"`.
  case tlsHandshakesFull
  /// `cordon_tls_handshakes_total` with `kind="resumed"`.
  case tlsHandshakesResumed
  /// Handshakes in which a client has shown a certificate that is trusted.
  case tlsClientCertificates
  /// `cordon_tls_failures_total` with `reason="clear"`: the client speaks HTTP in the clear.
  case tlsFailuresClear
  /// `cordon_tls_failures_total` with `reason="unsupported"`: no version, cipher or protocol in common.
  case tlsFailuresUnsupported
  /// `cordon_tls_failures_total` with `reason="malformed"`: what came is no TLS, or was changed on its way.
  case tlsFailuresMalformed
  /// `cordon_tls_failures_total` with `reason="refused"`: the client has said that it cannot go on.
  case tlsFailuresRefused
  /// `cordon_tls_failures_total` with `reason="untrusted"`: the client's certificate is missing or not trusted.
  case tlsFailuresUntrusted
  /// `cordon_tls_failures_total` with `reason="aborted"`: the client was gone before the handshake was done.
  case tlsFailuresAborted
  /// `cordon_tls_failures_total` with `reason="timeout"`: the handshake took longer than handshakeTimeout.
  case tlsFailuresTimeout
  /// `cordon_tls_failures_total` with `reason="internal"`: for want of memory, or an error inside.
  case tlsFailuresInternal
  /// `cordon_bytes_total` with `side="client",direction="in"`.
  case bytesFromClients
  /// `cordon_bytes_total` with `side="client",direction="out"`.
  case bytesToClients
  /// `cordon_bytes_total` with `side="upstream",direction="in"`.
  case bytesFromUpstreams
  /// `cordon_bytes_total` with `side="upstream",direction="out"`.
  case bytesToUpstreams
  /// Body bytes copied on the data path, to free leases that hold little.
  case copiedBytes
  /// Body bytes scanned.
  case scannedBytes
  /// Body bytes written to spill files.
  case spilledBytes
  /// Spill files that could not be made, written or read back.
  case spillFailures
  /// Bodies that only a look at the whole decides.
  case inspections
  /// Answers to inspections that came when nobody waited for them any more.
  case inspectionsLate
  /// Body bytes copied for inspections.
  case inspectionCopiedBytes
  /// Bodies that were delivered as they were written anew.
  case canonicalBodies
  /// `cordon_streams_total` with `kind="scanned"`: bodies of which a part was delivered before the verdict.
  case streams
  /// `cordon_streams_total` with `kind="unscanned"`: those that could only be judged whole.
  case streamsUnscanned
  /// `cordon_streams_total` with `kind="held"`: bodies of such routes that were held all the same.
  case streamsHeld
  /// Streams that were cut after a part had been delivered, as they were not clean.
  case streamsCut
  /// `cordon_quarantine_skipped_total` with `reason="busy"`: too much waits for the disk.
  case quarantineSkippedBusy
  /// `cordon_quarantine_skipped_total` with `reason="size"`: over uploadBytesMax.
  case quarantineSkippedSize
  /// `cordon_quarantine_skipped_total` with `reason="aborted"`: its client was gone before it was copied.
  case quarantineSkippedAborted
  /// Detections: signatures found and verified.
  case detections
  /// Requests for the scan API without a key, or with one that is not known.
  case scanKeysRefused
  /// Connections to upstreams established.
  case upstreamConnects
  /// Connections to upstreams that failed or timed out.
  case upstreamConnectFailures
  /// `cordon_upstream_tls_handshakes_total` with `kind="full"`.
  case upstreamHandshakesFull
  /// `cordon_upstream_tls_handshakes_total` with `kind="resumed"`.
  case upstreamHandshakesResumed
  /// Sessions with upstreams that could not begin or go on.
  case upstreamTLSFailures
  /// Requests sent on a kept upstream connection.
  case upstreamReuses
  /// Requests sent to an upstream again.
  case upstreamRetries
  /// Requests that had to wait for an upstream.
  case upstreamQueued
  /// Answers of upstreams that were not passed on, by their status.
  case upstreamAnswersBlocked
  /// Connections that have become tunnels.
  case tunnels
  /// `cordon_tunnel_bytes_total` with `direction="in"`: from clients.
  case tunnelBytesIn
  /// `cordon_tunnel_bytes_total` with `direction="out"`: to clients.
  case tunnelBytesOut
  /// Clients that were bound to an upstream by a cookie.
  case clientsBound
  /// Upstreams ejected after failing in a row.
  case upstreamEjections
  /// Completions taken from the ring.
  case ringCompletions
  /// System calls to submit and wait.
  case ringEnters
  /// Receives that found no provided buffer (ENOBUFS).
  case ringBuffersExhausted
  /// Turns in which completions overflowed the queue.
  case ringCompletionOverflows
  /// `cordon_log_lines_total` with `result="queued"`.
  case logLinesWritten
  /// `cordon_log_lines_total` with `result="dropped"`.
  case logLinesDropped

  /// How many there are, as a constant that the compiler folds.
  @inlinable public static var count: Int { Self.logLinesDropped.rawValue + 1 }
}

extension Counter {
  /// The family and the labels under which the counter is shown.
  public var series: MetricSeries {
    switch self {
    case .connectionsAccepted:
      MetricSeries(
        MetricFamily("cordon_connections_accepted_total", "Client connections accepted."))
    case .connectionsClosed:
      MetricSeries(
        MetricFamily(
          "cordon_connections_closed_total", "Client connections closed, by either side."))
    case .connectionsRefused:
      MetricSeries(
        MetricFamily(
          "cordon_connections_refused_total",
          "Client connections closed at once, over connectionsMax."))
    case .connectionsHandedOver:
      MetricSeries(
        MetricFamily(
          "cordon_connections_handed_over_total", "Client connections given to a less busy worker.")
      )
    case .connectionsDenied:
      MetricSeries(
        MetricFamily(
          "cordon_connections_denied_total",
          "Client connections closed at once, for where they come from."))
    case .acceptFailures:
      MetricSeries(MetricFamily("cordon_accept_failures_total", "Accepts that the kernel failed."))
    case .http2Connections:
      MetricSeries(
        MetricFamily(
          "cordon_http2_connections_total", "Client connections that have gone over to HTTP/2."))
    case .http2Streams:
      MetricSeries(
        MetricFamily(
          "cordon_http2_streams_total", "Streams of HTTP/2: requests that clients have begun."))
    case .http2StreamsCut:
      MetricSeries(
        MetricFamily(
          "cordon_http2_streams_cut_total",
          "Streams of HTTP/2 that ended before their answer was with the client."))
    case .proxyHeaders:
      MetricSeries(
        MetricFamily(
          "cordon_proxy_headers_total", "Connections that have begun with a PROXY header."))
    case .proxyRefusalsMissing: MetricSeries(Self.proxyRefusals, labels: "reason=\"missing\"")
    case .proxyRefusalsMalformed: MetricSeries(Self.proxyRefusals, labels: "reason=\"malformed\"")
    case .proxyRefusalsChecksum: MetricSeries(Self.proxyRefusals, labels: "reason=\"checksum\"")
    case .proxyRefusalsTooLong: MetricSeries(Self.proxyRefusals, labels: "reason=\"too_long\"")
    case .proxyRefusalsTimeout: MetricSeries(Self.proxyRefusals, labels: "reason=\"timeout\"")
    case .proxyRefusalsAborted: MetricSeries(Self.proxyRefusals, labels: "reason=\"aborted\"")
    case .tlsHandshakesFull: MetricSeries(Self.handshakes, labels: "kind=\"full\"")
    case .tlsHandshakesResumed: MetricSeries(Self.handshakes, labels: "kind=\"resumed\"")
    case .tlsClientCertificates:
      MetricSeries(
        MetricFamily(
          "cordon_tls_client_certificates_total",
          "Handshakes in which a client has shown a certificate that is trusted."))
    case .tlsFailuresClear: MetricSeries(Self.tlsFailures, labels: "reason=\"clear\"")
    case .tlsFailuresUnsupported: MetricSeries(Self.tlsFailures, labels: "reason=\"unsupported\"")
    case .tlsFailuresMalformed: MetricSeries(Self.tlsFailures, labels: "reason=\"malformed\"")
    case .tlsFailuresRefused: MetricSeries(Self.tlsFailures, labels: "reason=\"refused\"")
    case .tlsFailuresUntrusted: MetricSeries(Self.tlsFailures, labels: "reason=\"untrusted\"")
    case .tlsFailuresAborted: MetricSeries(Self.tlsFailures, labels: "reason=\"aborted\"")
    case .tlsFailuresTimeout: MetricSeries(Self.tlsFailures, labels: "reason=\"timeout\"")
    case .tlsFailuresInternal: MetricSeries(Self.tlsFailures, labels: "reason=\"internal\"")
    case .bytesFromClients:
      MetricSeries(Self.bytes, labels: "side=\"client\",direction=\"in\"")
    case .bytesToClients:
      MetricSeries(Self.bytes, labels: "side=\"client\",direction=\"out\"")
    case .bytesFromUpstreams:
      MetricSeries(Self.bytes, labels: "side=\"upstream\",direction=\"in\"")
    case .bytesToUpstreams:
      MetricSeries(Self.bytes, labels: "side=\"upstream\",direction=\"out\"")
    case .copiedBytes:
      MetricSeries(
        MetricFamily(
          "cordon_copied_bytes_total",
          "Body bytes copied on the data path, to free leases that hold little."))
    case .scannedBytes:
      MetricSeries(MetricFamily("cordon_scanned_bytes_total", "Body bytes scanned."))
    case .spilledBytes:
      MetricSeries(MetricFamily("cordon_spilled_bytes_total", "Body bytes written to spill files."))
    case .spillFailures:
      MetricSeries(
        MetricFamily(
          "cordon_spill_failures_total", "Spill files that could not be made, written or read back."
        ))
    case .inspections:
      MetricSeries(
        MetricFamily("cordon_inspections_total", "Bodies that only a look at the whole decides."))
    case .inspectionsLate:
      MetricSeries(
        MetricFamily(
          "cordon_inspections_late_total",
          "Answers to inspections that came when nobody waited for them any more."))
    case .inspectionCopiedBytes:
      MetricSeries(
        MetricFamily(
          "cordon_inspection_copied_bytes_total", "Body bytes copied for inspections."))
    case .canonicalBodies:
      MetricSeries(
        MetricFamily(
          "cordon_canonical_bodies_total", "Bodies that were delivered as they were written anew."))
    case .streams: MetricSeries(Self.streamKinds, labels: "kind=\"scanned\"")
    case .streamsUnscanned: MetricSeries(Self.streamKinds, labels: "kind=\"unscanned\"")
    case .streamsHeld: MetricSeries(Self.streamKinds, labels: "kind=\"held\"")
    case .streamsCut:
      MetricSeries(
        MetricFamily(
          "cordon_streams_cut_total",
          "Bodies that were cut after a part had been delivered, as they were not clean."))
    case .quarantineSkippedBusy:
      MetricSeries(Self.quarantineSkipped, labels: "reason=\"busy\"")
    case .quarantineSkippedSize:
      MetricSeries(Self.quarantineSkipped, labels: "reason=\"size\"")
    case .quarantineSkippedAborted:
      MetricSeries(Self.quarantineSkipped, labels: "reason=\"aborted\"")
    case .detections:
      MetricSeries(
        MetricFamily("cordon_detections_total", "Detections: signatures found and verified."))
    case .scanKeysRefused:
      MetricSeries(
        MetricFamily(
          "cordon_scan_keys_refused_total",
          "Requests for the scan API without a key, or with one that is not known."))
    case .upstreamConnects:
      MetricSeries(
        MetricFamily("cordon_upstream_connects_total", "Connections to upstreams established."))
    case .upstreamConnectFailures:
      MetricSeries(
        MetricFamily(
          "cordon_upstream_connect_failures_total",
          "Connections to upstreams that failed or timed out."))
    case .upstreamHandshakesFull:
      MetricSeries(Self.upstreamHandshakes, labels: "kind=\"full\"")
    case .upstreamHandshakesResumed:
      MetricSeries(Self.upstreamHandshakes, labels: "kind=\"resumed\"")
    case .upstreamTLSFailures:
      MetricSeries(
        MetricFamily(
          "cordon_upstream_tls_failures_total",
          "Sessions with upstreams that could not begin or go on."))
    case .upstreamReuses:
      MetricSeries(
        MetricFamily("cordon_upstream_reuses_total", "Requests sent on a kept upstream connection.")
      )
    case .upstreamRetries:
      MetricSeries(
        MetricFamily("cordon_upstream_retries_total", "Requests sent to an upstream again."))
    case .upstreamQueued:
      MetricSeries(
        MetricFamily(
          "cordon_upstream_queued_total",
          "Requests that waited for an upstream below its maxConnections."))
    case .upstreamAnswersBlocked:
      MetricSeries(
        MetricFamily(
          "cordon_upstream_answers_blocked_total",
          "Answers of upstreams that were not passed on, by their status."))
    case .tunnels:
      MetricSeries(
        MetricFamily(
          "cordon_tunnels_opened_total",
          "Connections that have become tunnels, and are not scanned.")
      )
    case .tunnelBytesIn: MetricSeries(Self.tunnelBytes, labels: "direction=\"in\"")
    case .tunnelBytesOut: MetricSeries(Self.tunnelBytes, labels: "direction=\"out\"")
    case .clientsBound:
      MetricSeries(
        MetricFamily(
          "cordon_sticky_assigned_total", "Answers that bound a client to an upstream by a cookie.")
      )
    case .upstreamEjections:
      MetricSeries(
        MetricFamily("cordon_upstream_ejections_total", "Upstreams ejected after failing in a row.")
      )
    case .ringCompletions:
      MetricSeries(
        MetricFamily("cordon_ring_completions_total", "Completions taken from the ring."))
    case .ringEnters:
      MetricSeries(MetricFamily("cordon_ring_enters_total", "System calls to submit and wait."))
    case .ringBuffersExhausted:
      MetricSeries(
        MetricFamily(
          "cordon_ring_buffers_exhausted_total", "Receives that found no provided buffer (ENOBUFS)."
        ))
    case .ringCompletionOverflows:
      MetricSeries(
        MetricFamily(
          "cordon_ring_completion_overflows_total",
          "Completions that overflowed the completion queue."))
    case .logLinesWritten:
      MetricSeries(Self.logLines, labels: "result=\"queued\"")
    case .logLinesDropped:
      MetricSeries(Self.logLines, labels: "result=\"dropped\"")
    }
  }

  private static let proxyRefusals = MetricFamily(
    "cordon_proxy_refusals_total",
    "Connections of proxies closed for want of a PROXY header that holds, by reason.")
  private static let tunnelBytes = MetricFamily(
    "cordon_tunnel_bytes_total", "Bytes passed on through tunnels unscanned, by direction.")
  private static let handshakes = MetricFamily(
    "cordon_tls_handshakes_total", "Handshakes with clients that were done, by kind.")
  private static let tlsFailures = MetricFamily(
    "cordon_tls_failures_total", "Sessions with clients that could not begin or go on, by reason.")
  private static let upstreamHandshakes = MetricFamily(
    "cordon_upstream_tls_handshakes_total",
    "Handshakes with upstreams that were done, by kind.")
  private static let bytes = MetricFamily(
    "cordon_bytes_total", "Bytes moved, by side and direction.")
  private static let streamKinds = MetricFamily(
    "cordon_streams_total", "Bodies of routes that stream, larger than their window, by kind.")
  private static let quarantineSkipped = MetricFamily(
    "cordon_quarantine_skipped_total", "Refused uploads that were not kept, by reason.")
  private static let logLines = MetricFamily(
    "cordon_log_lines_total", "Log lines, by what became of them at the worker.")
}
