internal import COpenSSL

/// Which versions and ciphers are offered.
public enum TLSProfile: String, CaseIterable, Sendable {
  /// TLS 1.3 alone.
  case modern
  /// TLS 1.3 and 1.2, the latter with forward secrecy and authenticated ciphers alone: what clients of the
  /// last ten years speak.
  case intermediate

  var versionMin: Int32 { self == .modern ? TLS1_3_VERSION : TLS1_2_VERSION }

  /// The ciphers of TLS 1.2, as OpenSSL names them.
  var ciphers: String {
    ["AES128-GCM-SHA256", "AES256-GCM-SHA384", "CHACHA20-POLY1305"]
      .map { "ECDHE-ECDSA-\($0):ECDHE-RSA-\($0)" }.joined(separator: ":")
  }

  /// The ciphers of TLS 1.3: the cheapest first, as all are good.
  var suites: String {
    "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256"
  }

  /// The groups for the exchange of keys, as OpenSSL names them.
  var groups: String { "X25519:P-256:P-384" }
}
