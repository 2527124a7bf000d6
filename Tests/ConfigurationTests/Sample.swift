import Configuration

/// Texts that the tests begin from.
enum Sample {
  /// The least that is enough.
  static let minimal = """
    signatures:
      directory: /etc/cordon/signatures
    listeners:
      - address: 0.0.0.0:8080
        routes:
          - backend: uploads
    backends:
      uploads:
        upstreams:
          - 127.0.0.1:9001

    """

  static func parse(_ text: String) throws(ConfigurationError) -> Configuration {
    try Configuration.parse(text: text, file: "cordon.yaml", availableCores: 4)
  }

  /// What is said about a text that must be refused; empty where it is not.
  static func problems(_ text: String) -> [String] {
    do {
      _ = try parse(text)
      return []
    } catch {
      return error.problems.map(\.description)
    }
  }
}
