/// How clients are bound to the upstream that served them first: by a cookie.
public struct Sticky: Sendable, Equatable {
  /// What sites may make a client send the cookie.
  public enum SameSite: String, Sendable, Equatable, CaseIterable {
    case lax
    case strict
    case none
  }

  /// The cookie's name: a token (RFC 9110, section 5.6.2).
  public var cookie: String
  /// The paths for which clients send it.
  public var path = "/"
  /// Whether clients send it over TLS alone; `nil`: where it was set over TLS.
  public var isSecure: Bool?
  /// Whether scripts may not read it.
  public var isHTTPOnly = true
  /// Which sites may make a client send it.
  public var sameSite = SameSite.lax
  /// How long clients keep it; `nil`: as long as they run.
  public var ageMilliseconds: Int?
  /// A file whose bytes go into the cookie's values, so that they stay over restarts and are the same on
  /// several hosts; `nil`: they are drawn anew at each start.
  public var secretFile: String?

  /// The least and the most bytes of a secret.
  public static let secretBytes = 16...4096

  /// A cookie of a name, and the defaults.
  public init(cookie: String) { self.cookie = cookie }

  /// What is in ``secretFile``; `nil` where none is named.
  ///
  /// - Throws: that the file cannot be read, or has too little or too much.
  public func secret() throws(ConfigurationError) -> [UInt8]? {
    guard let secretFile else { return nil }
    let expected =
      "a readable text file of \(Self.secretBytes.lowerBound) to "
      + "\(Self.secretBytes.upperBound) bytes"
    func failure(_ found: String) -> ConfigurationError {
      ConfigurationError(problems: [
        ConfigurationProblem(
          file: secretFile, position: nil, key: "", found: found, expected: expected)
      ])
    }
    switch FileText.read(path: secretFile, bytesMax: Self.secretBytes.upperBound) {
    case .text(let text) where Self.secretBytes.contains(text.utf8.count): return Array(text.utf8)
    case .text(let text): throw failure("\(text.utf8.count) bytes")
    case .failed(let code): throw failure(ErrorNumber.text(code))
    case .tooLarge: throw failure("a larger file")
    case .notText: throw failure("bytes that are not UTF-8")
    }
  }
}
