import Foundation
import Primitives
import TLS
import Testing

@Suite struct CertificateTests {
  static func error(_ files: CertificateFiles) -> CertificateError? {
    do throws(CertificateError) {
      _ = try TLSServer(TLSSettings(certificates: [files]))
      return nil
    } catch {
      return error
    }
  }

  @Test func whatCannotBeUsedIsNamedWithItsReason() throws {
    let made = try Credentials()
    let (ec, rsa) = (Credentials.shared.files("ec"), Credentials.shared.files("rsa"))
    func file(_ name: String, _ bytes: Data) throws -> String {
      try bytes.write(to: URL(filePath: made.path(name)))
      return made.path(name)
    }
    let leaf = try Data(contentsOf: URL(filePath: ec.certificate))
    let other = try Data(contentsOf: URL(filePath: rsa.certificate))

    #expect(Self.error(ec) == nil)
    let missing = made.path("missing")
    #expect(
      Self.error(CertificateFiles(certificate: missing, key: ec.key))
        == .unreadable(missing, Errno(ENOENT)))
    #expect(
      Self.error(CertificateFiles(certificate: ec.certificate, key: missing))
        == .unreadable(missing, Errno(ENOENT)))
    #expect(
      Self.error(CertificateFiles(certificate: ec.key, key: ec.key)) == .noCertificate(ec.key))
    #expect(
      Self.error(CertificateFiles(certificate: ec.certificate, key: ec.certificate))
        == .noKey(ec.certificate))
    #expect(
      Self.error(CertificateFiles(certificate: ec.certificate, key: rsa.key))
        == .otherKey(key: rsa.key, certificate: ec.certificate))
    let broken = try file("broken", leaf + other)
    #expect(
      Self.error(CertificateFiles(certificate: broken, key: ec.key))
        == .brokenChain(broken, place: 2))
    let cut = try file("cut", leaf + other.dropLast(40))
    #expect(Self.error(CertificateFiles(certificate: cut, key: ec.key)) == .noCertificate(cut))
    let many = try file("many", (0..<20).reduce(Data()) { sum, _ in sum + leaf })
    #expect(Self.error(CertificateFiles(certificate: many, key: ec.key)) == .noCertificate(many))
    let large = try file("large", Data(count: CertificateChain.fileBytesMax + 1))
    #expect(Self.error(CertificateFiles(certificate: large, key: ec.key)) == .tooLarge(large))
    let empty = try file("empty", Data())
    #expect(Self.error(CertificateFiles(certificate: empty, key: ec.key)) == .noCertificate(empty))
  }

  @Test func whatOpenSSLDoesNotTakeIsNamedWithItsReason() throws {
    let made = try Credentials()
    try made.make("weak", names: ["a.test"], key: ["rsa:1024"])
    let weak = made.files("weak")
    #expect(Self.error(weak) == .refused(weak.certificate, reason: "ee key too small"))
    let ec = Credentials.shared.files("ec")
    let locked = made.path("locked")
    try made.openssl(
      ["pkey", "-in", ec.key, "-aes256", "-passout", "pass:x", "-out", locked])
    #expect(
      Self.error(CertificateFiles(certificate: ec.certificate, key: locked))
        == .encryptedKey(locked))
  }

  @Test func certificatesThatAreNotValidNowAreNamedWithTheDay() throws {
    let made = try Credentials()
    try made.make("old", from: "20200101000000Z", to: "20210203000000Z")
    try made.make("new", from: "21000405000000Z", to: "21010101000000Z")
    let (old, new) = (made.files("old"), made.files("new"))
    #expect(Self.error(old) == .expired(old.certificate, place: 1, day: "2021-02-03"))
    #expect(Self.error(new) == .notYetValid(new.certificate, place: 1, day: "2100-04-05"))
  }

  @Test func whatAnIssuerSaysMustBeAboutTheCertificateAndGood() throws {
    let made = try Credentials()
    try made.make("a", names: ["a.test"])
    try made.make("b", names: ["a.test"])
    try made.makeStatus("good", of: "a")
    try made.makeStatus("bad", of: "a", isGood: false)
    func error(_ certificate: String, _ status: String) -> CertificateError? {
      var files = made.files(certificate)
      files.status = made.path(status)
      return Self.error(files)
    }
    #expect(error("a", "good") == nil)
    #expect(
      error("b", "good")
        == .otherStatus(made.path("good"), certificate: made.files("b").certificate))
    #expect(
      error("a", "bad")
        == .unfitStatus(
          made.path("bad"), reason: "does not say that the certificate is good"))
    #expect(error("a", "a.pem") == .noStatus(made.path("a.pem")))
    #expect(error("a", "missing") == .unreadable(made.path("missing"), Errno(ENOENT)))
  }

  @Test func aCertificateAndItsKeyMayBeInOneFile() throws {
    let ec = Credentials.shared.files("ec")
    let both =
      try Data(contentsOf: URL(filePath: ec.certificate))
      + Data(contentsOf: URL(filePath: ec.key))
    let made = try Credentials()
    try both.write(to: URL(filePath: made.path("both")))
    #expect(
      Self.error(CertificateFiles(certificate: made.path("both"), key: made.path("both"))) == nil)
  }
}
