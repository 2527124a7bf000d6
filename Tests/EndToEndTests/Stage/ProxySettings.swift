import Primitives

/// The configuration that a test's proxy runs with, as far as tests change it.
struct ProxySettings {
  var workers = 1
  var listen: SocketAddress = Ports.address()
  var admin: SocketAddress = Ports.address()
  /// The lines about TLS of all listeners, below `tls:`; none where they speak in the clear.
  var tls: [String] = []
  /// Whether the listeners speak HTTP/2; `nil`: as they do by themselves.
  var speaksHTTP2: Bool?
  var upstreams: [SocketAddress]
  /// Further upstreams, as the file writes them.
  var otherUpstreams: [String] = []
  /// Further lines of all listeners, such as `errorPages`.
  var listener: [String] = []
  /// Further lines of the route, such as `retry: unsafe`.
  var route: [String] = []
  /// Further routes, as the file writes them between braces.
  var otherRoutes: [String] = []
  var scan = "hold"
  /// Further lines of the backend.
  var backend: [String] = []
  /// Further listeners, as addresses.
  var otherListeners: [SocketAddress] = []
  /// A further listener that speaks TLS in its own way: its lines below `tls:`.
  var otherTLS: (address: SocketAddress, lines: [String])?
  /// A further listener whose one route ends in the scan API, and that route's path.
  var scanListener: (address: SocketAddress, path: String)?
  /// The lines of the section about the scan API.
  var scanAPI = ["keys: off"]
  /// Further lines of the signatures.
  var signatures: [String] = []
  var limits: [String: String] = [:]
  /// Further lines at the top level.
  var lines: [String] = []
  var spillDirectory: String?

  init(upstreams: [SocketAddress]) { self.upstreams = upstreams }

  init(_ upstream: SocketAddress, limits: [String: String] = [:]) {
    upstreams = [upstream]
    self.limits = limits
  }

  /// Small enough for many proxies at once on a small machine.
  private static let defaults = [
    "connectionsMax": "256", "poolBytesPerWorker": "16MiB", "drainTimeout": "20s",
  ]

  /// The file.
  func text(_ stage: Stage) -> String {
    let limits = Self.defaults.merging(limits) { $1 }
    var lines = [
      "workers: \(workers)", "admin:", "  address: \"\(admin)\"", "signatures:",
      "  directory: \(stage.path("signatures"))",
    ]
    lines += signatures.map { "  \($0)" }
    lines.append("listeners:")
    var all = ([listen] + otherListeners).map { ($0, tls) }
    if let otherTLS { all.append(otherTLS) }
    for (address, tls) in all {
      lines.append("  - address: \"\(address)\"")
      if !tls.isEmpty { lines += ["    tls:"] + tls.map { "      \($0)" } }
      lines += listener.map { "    \($0)" }
      if let speaksHTTP2 { lines.append("    http2: \(speaksHTTP2)") }
      lines += [
        "    routes:", "      - path: /", "        backend: uploads", "        scan: \(scan)",
      ]
      lines += route.map { "        \($0)" } + otherRoutes.map { "      - { \($0) }" }
    }
    if let (address, path) = scanListener {
      lines += [
        "  - address: \"\(address)\"", "    routes:", "      - path: \(path)",
        "        scanAPI: true",
      ]
    }
    lines += ["backends:", "  uploads:"] + backend.map { "    \($0)" } + ["    upstreams:"]
    lines += (upstreams.map { "\"\($0)\"" } + otherUpstreams).map { "      - \($0)" }
    lines += [
      "accessLog: \(stage.path("access.log"))", "detectionLog: \(stage.path("detections.log"))",
      "spill: { directory: \(spillDirectory ?? stage.path("spill")) }", "limits:",
    ]
    lines += limits.sorted { $0.key < $1.key }.map { "  \($0.key): \($0.value)" }
    if scanListener != nil { lines += ["scanAPI:"] + scanAPI.map { "  \($0)" } }
    lines += self.lines
    return lines.joined(separator: "\n") + "\n"
  }
}
