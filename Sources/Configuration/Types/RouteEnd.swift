/// What becomes of a route's requests.
public enum RouteEnd: Sendable, Equatable {
  /// They go to a backend: an index into ``Configuration/backends``.
  case backend(Int)
  /// Their files are judged for them.
  case scanAPI
  /// Clients are sent elsewhere.
  case redirect(Redirect)
  /// They are answered the same each time.
  case respond(FixedAnswer)
}

/// Where clients are sent.
public struct Redirect: Sendable, Equatable {
  /// What `Location` says.
  public var target: RedirectTarget
  /// 301, 302, 303, 307 or 308 (RFC 9110, section 15.4). After 307 and 308 a client sends its method and body
  /// again.
  public var status: Int

  /// The statuses that it may have.
  public static let statuses: Set<Int> = [301, 302, 303, 307, 308]

  /// A redirect.
  public init(target: RedirectTarget, status: Int = 302) {
    self.target = target
    self.status = status
  }
}

/// A URL with places for parts of the request, such as `https://$host$path$query`.
///
/// It is one of http, https or of the same host, and begins with text of the operator's, so that no request
/// decides to which host it leads, but for `$host`: a path that begins with two slashes would.
public struct RedirectTarget: Sendable, Equatable {
  /// A piece of it.
  public enum Part: Sendable, Equatable {
    /// Visible ASCII.
    case text([UInt8])
    /// `$host`: the host that the client asked for, without its port.
    case host
    /// `$path`: the path as it was sent.
    case path
    /// `$query`: the query with its question mark, as it was sent; nothing where there is none.
    case query
  }

  /// As the file has it.
  public let template: String
  /// Its pieces, no place twice.
  public let parts: [Part]

  /// The longest template in bytes.
  public static let bytesMax = 1024

  /// Whether the host is a part of it.
  public var needsHost: Bool { parts.contains(.host) }

  /// Reads a template; `nil` where it is none.
  public init?(_ template: String) {
    guard template.utf8.count <= Self.bytesMax, let parts = Self.parts(of: Array(template.utf8)),
      Self.isSafe(parts)
    else { return nil }
    self.template = template
    self.parts = parts
  }

  private static func parts(of template: [UInt8]) -> [Part]? {
    let places: [(name: String, part: Part)] = [
      ("$host", .host), ("$path", .path), ("$query", .query),
    ]
    var parts: [Part] = []
    var text: [UInt8] = []
    var rest = template[...]
    while let byte = rest.first {
      if let place = places.first(where: { rest.starts(with: $0.name.utf8) }) {
        guard !parts.contains(place.part) else { return nil }
        if !text.isEmpty { parts.append(.text(text)) }
        text = []
        parts.append(place.part)
        rest = rest.dropFirst(place.name.utf8.count)
      } else {
        guard byte > 0x20, byte < 0x7F, !"\"<>\\^`{|}$".utf8.contains(byte) else { return nil }
        text.append(byte)
        rest = rest.dropFirst()
      }
    }
    if !text.isEmpty { parts.append(.text(text)) }
    return parts
  }

  /// Whether the host is said by the text that it begins with, or is `$host` and ends with it.
  private static func isSafe(_ parts: [Part]) -> Bool {
    guard case .text(let text) = parts.first else { return false }
    for scheme in ["https://", "http://"] where text.starts(with: scheme.utf8) {
      let rest = text.dropFirst(scheme.utf8.count)
      if let first = rest.first { return isName(first) && !isOpenEnded(rest, parts) }
      guard parts.count > 1, parts[1] == .host else { return false }
      guard parts.count > 2, case .text(let behind) = parts[2] else { return true }
      return "/:?#".utf8.contains(behind[0])
    }
    guard text[0] == UInt8(ascii: "/") else { return false }
    return text.count > 1 ? text[1] != UInt8(ascii: "/") : parts.count == 1 || parts[1] == .query
  }

  /// Whether a host would go on with what a request says.
  private static func isOpenEnded(_ rest: ArraySlice<UInt8>, _ parts: [Part]) -> Bool {
    !rest.contains(where: "/?#".utf8.contains) && parts.count > 1 && parts[1] == .host
  }

  private static func isName(_ byte: UInt8) -> Bool { byte.isNameByte || byte == 0x5B }
}

/// An answer that is the same each time.
public struct FixedAnswer: Sendable, Equatable {
  /// What its body is.
  public enum Body: Sendable, Equatable {
    /// Cordon's own words about the status, in the form that the client asks for.
    case own
    /// Text of the configuration.
    case text(String, PageType)
    /// A file, which is read when the configuration is adopted.
    case file(String)
  }

  /// 200, 204, or 400 to 599.
  public var status: Int
  /// Its body; ``Body/own`` with 204, which has none.
  public var body: Body
  /// What `Allow` says: with 405 alone, where it must stand (RFC 9110, section 15.5.6).
  public var allowed: [String]

  /// An answer.
  public init(status: Int, body: Body = .own, allowed: [String] = []) {
    self.status = status
    self.body = body
    self.allowed = allowed
  }
}
