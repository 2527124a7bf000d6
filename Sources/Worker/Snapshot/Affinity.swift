import Configuration

/// What of a request decides which of a backend's upstreams gets it, in the form that the data path wants.
struct Affinity {
  /// What is hashed.
  enum Source {
    case none
    case address
    case header([UInt8])
    case cookie([UInt8])
  }

  let source: Source
  /// The name of the cookie that binds clients; empty: none does.
  let cookie: [UInt8]
  /// What it says, for each upstream.
  let values: [[UInt8]]
  /// What stands behind the value where it is set; and what stands there over TLS besides.
  let attributes: [UInt8]
  let secureAttribute: [UInt8]
  /// How many requests may wait for an upstream, and how long.
  let queueMax: Int
  let queueMilliseconds: Int
  /// Whether any upstream may have only so many exchanges.
  let hasLimits: Bool

  init(_ backend: Backend, stickyValues: [[UInt8]]) {
    switch (backend.balance, backend.hash) {
    case (.sourceHash, _): source = .address
    case (_, .header(let name)): source = .header(Array(name.utf8))
    case (_, .cookie(let name)): source = .cookie(Array(name.utf8))
    case (_, nil): source = .none
    }
    cookie = Array((backend.sticky?.cookie ?? "").utf8)
    values = stickyValues
    attributes = Array((backend.sticky.map(Self.attributes) ?? "").utf8)
    secureAttribute = Array((backend.sticky?.isSecure == nil ? "; Secure" : "").utf8)
    queueMax = backend.queueMax
    queueMilliseconds = backend.queueMilliseconds
    hasLimits = backend.upstreams.contains { $0.connectionsMax > 0 }
  }

  private static func attributes(_ sticky: Sticky) -> String {
    var text = "; Path=\(sticky.path)"
    if let age = sticky.ageMilliseconds { text += "; Max-Age=\(age / 1000)" }
    if sticky.isHTTPOnly { text += "; HttpOnly" }
    if sticky.isSecure == true { text += "; Secure" }
    switch sticky.sameSite {
    case .lax: return text + "; SameSite=Lax"
    case .strict: return text + "; SameSite=Strict"
    case .none: return text + "; SameSite=None"
    }
  }
}
