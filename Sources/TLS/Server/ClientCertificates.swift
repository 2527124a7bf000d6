/// Which certificates clients of a listener show.
public struct ClientCertificates: Sendable, Equatable {
  /// Whether a client must have one.
  public enum Mode: String, CaseIterable, Sendable {
    /// Who shows none is refused.
    case required
    /// Who shows none is served, and upstreams are told so. One that is shown must be trusted.
    case optional
  }

  /// Whether a client must have one.
  public var mode: Mode
  /// A file in PEM: the certificates that vouch for clients'.
  public var issuers: String

  /// Names both.
  public init(mode: Mode = .required, issuers: String) {
    self.mode = mode
    self.issuers = issuers
  }

  /// The most bytes of all certificates that a client shows. Protects the memory of a handshake, and the heads
  /// that tell upstreams of them.
  public static let bytesMax = 16_384
  /// The most certificates between a client's and one that is trusted.
  static let depthMax: Int32 = 8
}
