import Foundation
import Primitives
import TLS
import Testing

@Suite struct ClientCertificateTests {
  /// `root` has issued `shop` and `middle`, and that `branch`; `other` is nobody's.
  static let credentials: Credentials = {
    do {
      let made = try Credentials()
      try made.make("ec", names: ["a.test"])
      try made.make("root", names: ["root.test"])
      try made.make("other", names: ["other.test"])
      try made.issue("shop", by: "root", subject: "/O=Example, Ltd/CN=shop")
      try made.issue("middle", by: "root", subject: "/CN=middle", isIssuer: true)
      try made.issue("branch", by: "middle", subject: "/CN=branch", withIssuer: true)
      return made
    } catch {
      fatalError("openssl: \(error)")
    }
  }()

  /// A pair whose server asks for certificates that `root` vouches for.
  static func pair(
    _ mode: ClientCertificates.Mode, shows name: String?, isOld: Bool = false,
    issuers: String = "root"
  ) throws -> Pair {
    let server = try credentials.server(
      "ec", clients: ClientCertificates(mode: mode, issuers: credentials.path("\(issuers).pem")))
    let files = name.map(credentials.files)
    let trusted = credentials.path("ec.pem")
    let client =
      isOld
      ? try TLSClient(oldest: trusted, certificate: files)
      : try TLSClient(issuers: trusted, certificate: files)
    let pair = try Pair(server, client)
    pair.settle()
    return pair
  }

  @Test(arguments: [false, true], ClientCertificates.Mode.allCases)
  func aTrustedCertificateIsKnownInAllItsForms(
    isOld: Bool, mode: ClientCertificates.Mode
  ) throws {
    let pair = try Self.pair(mode, shows: "shop", isOld: isOld)
    #expect(pair.isServerDone)
    let found = try #require(pair.clientCertificate)
    #expect(found.subject == Array("CN=shop,O=Example\\, Ltd".utf8))
    #expect(found.serial == Array("0ABC".utf8))
    #expect(found.issuersEncoded.isEmpty)
    let path = Self.credentials.path("shop")
    try Self.credentials.openssl(
      ["x509", "-in", "\(path).pem", "-outform", "DER", "-out", "\(path).der"])
    let der = try Data(contentsOf: URL(filePath: "\(path).der"))
    #expect(found.encoded == Array(der.base64EncodedString().utf8))
    try Self.credentials.openssl(
      ["dgst", "-sha256", "-binary", "-out", "\(path).sha256", "\(path).der"])
    let digest = try Data(contentsOf: URL(filePath: "\(path).sha256"))
    #expect(found.fingerprint == Array(Hexadecimal.text(digest).utf8))
    pair.say(SessionTests.text, from: .client)
    #expect(pair.serverGot == SessionTests.text)
  }

  @Test func whatStandsBetweenACertificateAndItsIssuerIsKnown() throws {
    let pair = try Self.pair(.required, shows: "branch")
    let found = try #require(pair.clientCertificate)
    #expect(found.subject == Array("CN=branch".utf8))
    #expect(found.issuersEncoded.count == 1)
    // One that is trusted by itself need not have signed itself, and is no part of the chain.
    let near = try Self.pair(.required, shows: "branch", issuers: "middle")
    #expect(try #require(near.clientCertificate).issuersEncoded.isEmpty)
  }

  @Test(arguments: [false, true])
  func whoShowsNoneIsRefusedWhereOneIsRequired(isOld: Bool) throws {
    let pair = try Self.pair(.required, shows: nil, isOld: isOld)
    #expect(pair.serverOutcome == .failed(.untrusted))
    #expect(!pair.isServerDone)
    let optional = try Self.pair(.optional, shows: nil, isOld: isOld)
    #expect(optional.isServerDone && optional.clientCertificate == nil)
  }

  @Test(arguments: [false, true], ClientCertificates.Mode.allCases)
  func whatNobodyVouchesForIsRefused(isOld: Bool, mode: ClientCertificates.Mode) throws {
    for name in ["other", "ec"] {
      let pair = try Self.pair(mode, shows: name, isOld: isOld)
      #expect(pair.serverOutcome == .failed(.untrusted), "\(name)")
      #expect(!pair.isServerDone && pair.clientCertificate == nil)
    }
  }

  @Test func issuersThatCannotBeUsedAreNamedWithTheReason() throws {
    let made = try Credentials()
    try made.make("old", from: "20200101000000Z", to: "20210203000000Z")
    func error(_ file: String) -> CertificateError? {
      do throws(CertificateError) {
        let clients = ClientCertificates(issuers: file)
        let files = Self.credentials.files("ec")
        _ = try TLSServer(TLSSettings(certificates: [files], clientCertificates: clients))
        return nil
      } catch {
        return error
      }
    }
    #expect(error(made.path("missing")) == .unreadable(made.path("missing"), Errno(ENOENT)))
    #expect(error(made.path("old.key")) == .noCertificate(made.path("old.key")))
    #expect(
      error(made.path("old.pem")) == .expired(made.path("old.pem"), place: 1, day: "2021-02-03"))
    #expect(error(Self.credentials.path("root.pem")) == nil)
  }
}
