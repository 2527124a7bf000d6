public import Policy
public import Primitives

/// Which requests go to which backend, and what is done with their bodies.
public struct Route: Sendable, Equatable {
  /// The host asked for, in lower case and without a port: a name, or `*.` and a name for all below it, one
  /// label or more; `nil` fits every host.
  public var host: String?
  /// What the path of the request is compared with, as ``pathForm`` says. Of the forms `prefix` and `exact`
  /// it begins with `/` and does not end with one, but for `/` itself.
  public var path: String
  /// How ``path`` is compared.
  public var pathForm = PathForm.prefix
  /// The methods that fit; all where it is empty. They are compared as they are: HEAD is not GET.
  public var methods: [String] = []
  /// The most methods that are named in one place.
  public static let methodsMax = 32
  /// The fields that a request must have, by their names.
  public var headers: [HeaderCondition] = []
  /// What becomes of its requests.
  public var end: RouteEnd
  /// Whether bodies are scanned, and where they wait for the verdict.
  public var scan: ScanMode
  /// How many of the last bytes of a body that streams stay back until the verdict, at least. A body that is no
  /// longer is held.
  public var streamWindowBytes: Int
  /// What becomes of longer bodies that can only be judged whole, on a route that streams.
  public var wholeFile: WholeFileMode
  /// Which requests may be sent twice.
  public var retry: RetryMode
  /// The name of its policy; `nil` where everything is blocked that can be.
  public var policyName: String?
  /// What of what its bodies contain is blocked, reported and allowed.
  public var policy: Policy
  /// Whether the backend is told what was found out about an upload, in `X-Cordon-*` fields.
  public var hasVerdictHeaders: Bool
  /// Whether its bodies are delivered as they were received or as they were understood.
  public var bodies: BodyMode
  /// Whether what it refuses is kept, where ``Configuration/quarantine`` says in what.
  public var isQuarantined: Bool
  /// Whose requests are taken, by the client's address.
  public var access: AccessList
  /// Whether its requests may turn their connections into tunnels.
  public var tunnel: TunnelMode

  /// Statuses of the backend's answers that are not passed on: Cordon answers in their place.
  public var blockedStatuses: [ClosedRange<Int>] = []
  /// What Cordon sends in place of its own words, before the pages of the listener.
  public var errorPages: [ErrorPage] = []
  /// The limits that it has of its own.
  public var limits = RouteLimits()
  /// How the path is changed for the backend; `nil`: it is delivered as it was sent.
  public var rewrite: PathRewrite?
  /// What `Host` says to the backend; `nil`: what the client has said.
  public var upstreamHost: String?
  /// What is changed in the fields of requests.
  public var requestHeaders = FieldChanges()
  /// What is changed in the fields of the backend's answers.
  public var responseHeaders = FieldChanges()

  /// An index into ``Configuration/backends``; `nil` where its requests go to none.
  public var backend: Int? {
    if case .backend(let index) = end { return index }
    return nil
  }
  /// Whether Cordon answers its requests itself, with what it finds out about the files that they bring.
  public var isScanAPI: Bool { end == .scanAPI }

  /// A route to a backend, or to the scan API where that is `nil`; `host` is lower-cased.
  public init(
    host: String? = nil, path: String = "/", backend: Int?, scan: ScanMode = .hold,
    retry: RetryMode = .idempotent, policy: NamedPolicy? = nil, hasVerdictHeaders: Bool = false,
    bodies: BodyMode = .strict, isQuarantined: Bool = true, access: AccessList = AccessList(),
    tunnel: TunnelMode = .refuse, streamWindowBytes: Int = Route.streamWindowBytesDefault,
    wholeFile: WholeFileMode = .hold
  ) {
    self.host = host?.lowercased()
    self.path = path
    end = backend.map(RouteEnd.backend) ?? .scanAPI
    self.scan = scan
    self.retry = retry
    policyName = policy?.name
    self.policy = policy?.policy ?? Policy()
    self.hasVerdictHeaders = hasVerdictHeaders
    self.bodies = bodies
    self.isQuarantined = isQuarantined
    self.access = access
    self.tunnel = tunnel
    self.streamWindowBytes = streamWindowBytes
    self.wholeFile = wholeFile
  }

  /// The window of a route that streams, where the file says nothing and `holdBytesMax` is not less.
  public static let streamWindowBytesDefault = 1 << 20
  /// The smallest: the longest verification (8 KiB), what types are told by (the first 36 KiB of a disc), and
  /// where readers of ZIP look for its directory (the last 64 KiB and 22 bytes) all lie in it.
  public static let streamWindowBytesMin = 128 << 10
}

/// How a route's path is compared with that of a request. The words are keys of the file.
public enum PathForm: String, Sendable, Equatable, CaseIterable {
  /// By its first segments: `/a` fits `/a` and `/a/b`, not `/ab`; `/` fits every path.
  case prefix = "path"
  /// As a whole, a slash at the end aside: `/a` fits `/a` and `/a/`, nothing else.
  case exact
  /// By a regular expression, from the first byte on; see ``PathExpression``.
  case expression
}

/// A field that a request must have for a route to fit.
public struct HeaderCondition: Sendable, Equatable {
  /// Its name, in lower case.
  public var name: String
  /// What it says, byte for byte, there being one of it; `nil`: anything, however often it is there.
  public var value: String?

  /// A condition; `name` is lower-cased.
  public init(name: String, value: String?) {
    self.name = name.lowercased()
    self.value = value
  }
}

/// Whether the bodies of a route are scanned, and where they wait for the verdict.
public enum ScanMode: String, Sendable, Equatable, CaseIterable {
  /// The body waits complete, in memory or in a spill file, until it is known to be clean.
  case hold
  /// The body moves on while it is scanned, but for its last bytes, which wait for the verdict: one that is not
  /// clean never completes.
  case stream
  /// The body passes through unscanned and unheld.
  case off
}

/// What becomes of bodies that can only be judged whole, where bodies stream: archives, documents, text, and
/// what signatures ask all bytes of.
public enum WholeFileMode: String, Sendable, Equatable, CaseIterable {
  /// They are held, as on a route that holds.
  case hold
  /// They are refused: `unscannable(format)`.
  case refuse
  /// They are delivered, and the backend is told so: `X-Cordon-Verdict: unscannable; format`.
  case deliver
}

/// What becomes of bodies that real parsers read in different ways.
public enum BodyMode: String, Sendable, Equatable, CaseIterable {
  /// They are refused, and all others are delivered as they were received.
  case strict
  /// Multipart bodies are delivered as they were understood, written anew; what cannot be is refused.
  case canonical
}

/// Which requests of a route may be sent a second time when a reused upstream connection dies
/// without a byte of response.
public enum RetryMode: String, Sendable, Equatable, CaseIterable {
  /// Those whose method is idempotent (RFC 9110 section 9.2.2), so an upload by POST is delivered
  /// at most once.
  case idempotent
  /// All of them: the backend can tell a repetition by itself.
  case unsafe
}

/// Whether requests of a route may turn their connections into tunnels (`Upgrade`, CONNECT), whose bytes
/// nobody scans.
public enum TunnelMode: String, Sendable, Equatable, CaseIterable {
  /// `Upgrade` is not passed on, so that requests with it are served as any others; CONNECT is answered 501.
  case refuse
  /// Both are passed on, and the upstream decides.
  case allow
}
