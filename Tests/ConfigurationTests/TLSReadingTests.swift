import Configuration
import TLS
import Testing

@Suite struct TLSReadingTests {
  /// The smallest configuration, with lines below its listener's address.
  static func text(_ lines: String...) -> String {
    Sample.minimal.replacing(
      "    routes:\n", with: lines.map { "    \($0)\n" }.joined() + "    routes:\n")
  }

  @Test func aListenerSpeaksTLSWhereItHasCertificates() throws {
    #expect(try Sample.parse(Sample.minimal).listeners[0].tls == nil)
    let configuration = try Sample.parse(
      Self.text(
        "tls:", "  profile: modern", "  certificates:",
        "    - { certificate: /tls/a.pem, key: /tls/a.key, status: /tls/a.ocsp }",
        "    - certificate: /tls/b.pem"))
    #expect(
      configuration.listeners[0].tls
        == TLSSettings(
          certificates: [
            CertificateFiles(
              certificate: "/tls/a.pem", key: "/tls/a.key", status: "/tls/a.ocsp"),
            CertificateFiles(certificate: "/tls/b.pem", key: "/tls/b.pem"),
          ], profile: .modern))
    let again = try Sample.parse(configuration.text)
    #expect(again.listeners == configuration.listeners)
  }

  @Test func clientsMayBeAskedForCertificates() throws {
    for mode in ClientCertificates.Mode.allCases {
      let configuration = try Sample.parse(
        Self.text(
          "tls:", "  certificates: [{ certificate: /a.pem }]",
          "  clientCertificates: { mode: \(mode), issuers: /clients.pem }"))
      #expect(
        configuration.listeners[0].tls?.clientCertificates
          == ClientCertificates(mode: mode, issuers: "/clients.pem"))
      #expect(try Sample.parse(configuration.text).listeners == configuration.listeners)
    }
  }

  @Test func upstreamsMaySpeakTLS() throws {
    func tls(_ lines: String) throws -> UpstreamTLS? {
      let configuration = try Sample.parse(
        Sample.minimal.replacing("    upstreams:", with: "    tls: \(lines)\n    upstreams:"))
      #expect(try Sample.parse(configuration.text).backends == configuration.backends)
      return configuration.backends[0].tls
    }
    #expect(try tls("{}") == UpstreamTLS())
    #expect(try tls("{ verify: false }") == UpstreamTLS(verifies: false))
    #expect(
      try tls("{ name: App.Test, issuers: /ca.pem, certificate: /own.pem, profile: modern }")
        == UpstreamTLS(
          name: "app.test", issuers: "/ca.pem",
          certificate: CertificateFiles(certificate: "/own.pem", key: "/own.pem"),
          profile: .modern))
    for (lines, words) in [
      ("{ name: a b }", "the name of a host"), ("{ key: /a }", "a certificate beside it"),
      ("{ verify: false, issuers: /a }", "verify: true"), ("{ sni: a }", "unknown key"),
    ] {
      let text = Sample.minimal.replacing(
        "    upstreams:", with: "    tls: \(lines)\n    upstreams:")
      #expect(Sample.problems(text).contains { $0.contains(words) }, "\(lines)")
    }
  }

  @Test func whatIsWrongIsNamed() {
    let wrong: [([String], String)] = [
      (["tls: {}"], "listeners[0].tls.certificates: found nothing"),
      (["tls: { certificates: [] }"], "at least one"),
      (["tls: { certificates: [{ key: /a.key }] }"], "certificates[0].certificate: found nothing"),
      (["tls: { certificates: [{ certificate: a.pem }] }"], "an absolute path"),
      (["tls: { certificates: [{ certificate: /a.pem, key: a.key }] }"], "an absolute path"),
      (["tls: { profile: old, certificates: [{ certificate: /a }] }"], "modern, intermediate"),
      (["tls: { certificate: /a.pem }"], "unknown key"),
      (
        ["tls: { certificates: [{ certificate: /a }], clientCertificates: { issuers: /b } }"],
        "clientCertificates.mode: found nothing"
      ),
      (
        ["tls: { certificates: [{ certificate: /a }], clientCertificates: { mode: required } }"],
        "clientCertificates.issuers: found nothing"
      ),
    ]
    for (lines, words) in wrong {
      let text = Sample.minimal.replacing(
        "    routes:\n", with: "    \(lines[0])\n    routes:\n")
      let problems = Sample.problems(text)
      #expect(problems.contains { $0.contains(words) }, "\(lines): \(problems)")
    }
  }
}
