import Foundation
import TLS

/// Certificates that OpenSSL's program makes, in a directory that is removed at the end.
final class Credentials: Sendable {
  let directory: URL

  /// Those that most tests need: `ec` and `rsa` for `a.test`, `wild` for `*.b.test`.
  static let shared: Credentials = {
    do {
      let made = try Credentials()
      try made.make("ec", names: ["a.test"])
      try made.make("rsa", names: ["a.test"], key: ["rsa:2048"])
      try made.make("wild", names: ["*.b.test"])
      return made
    } catch {
      fatalError("openssl: \(error)")
    }
  }()

  init() throws {
    directory = FileManager.default.temporaryDirectory.appending(
      path: "cordon-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: directory) }

  func path(_ name: String) -> String { directory.appending(path: name).path }

  func files(_ name: String) -> CertificateFiles {
    CertificateFiles(certificate: path("\(name).pem"), key: path("\(name).key"))
  }

  /// A server with these certificates.
  func server(
    _ names: String..., profile: TLSProfile = .intermediate, clients: ClientCertificates? = nil
  ) throws -> TLSServer {
    try TLSServer(
      TLSSettings(
        certificates: names.map(files), profile: profile, clientCertificates: clients))
  }

  /// A certificate that is signed with its own key.
  func make(
    _ file: String, names: [String],
    key: [String] = ["ec", "-pkeyopt", "ec_paramgen_curve:P-256"]
  ) throws {
    let alternatives = names.map { "DNS:\($0)" }.joined(separator: ",")
    try openssl(
      ["req", "-x509", "-nodes", "-days", "30", "-subj", "/CN=\(file)", "-newkey"] + key
        + ["-addext", "subjectAltName=\(alternatives)"]
        + ["-keyout", path("\(file).key"), "-out", path("\(file).pem")])
  }

  /// A certificate that another has issued. With the issuer's own in its file, where that is wanted.
  func issue(
    _ file: String, by issuer: String, subject: String, serial: String = "0x0ABC",
    isIssuer: Bool = false, withIssuer: Bool = false
  ) throws {
    try Data("basicConstraints=critical,CA:\(isIssuer ? "TRUE" : "FALSE")\n".utf8)
      .write(to: URL(filePath: path("\(file).ext")))
    try openssl(
      ["req", "-new", "-nodes", "-subj", subject, "-newkey", "ec"]
        + ["-pkeyopt", "ec_paramgen_curve:P-256", "-keyout", path("\(file).key")]
        + ["-out", path("\(file).csr")])
    try openssl(
      ["x509", "-req", "-in", path("\(file).csr"), "-CA", path("\(issuer).pem"), "-CAkey"]
        + [path("\(issuer).key"), "-set_serial", serial, "-days", "30", "-extfile"]
        + [path("\(file).ext"), "-out", path("\(file).pem")])
    guard withIssuer else { return }
    let own = try Data(contentsOf: URL(filePath: path("\(file).pem")))
    let other = try Data(contentsOf: URL(filePath: path("\(issuer).pem")))
    try (own + other).write(to: URL(filePath: path("\(file).pem")))
  }

  /// A certificate that was valid from one day to another, as in `20200101000000Z`.
  func make(_ file: String, from start: String, to end: String) throws {
    let settings = """
      [ca]
      default_ca = here
      [here]
      database = \(path("index"))
      new_certs_dir = \(directory.path)
      serial = \(path("serial"))
      default_md = sha256
      policy = any
      [any]
      commonName = supplied
      """
    try Data(settings.utf8).write(to: URL(filePath: path("settings")))
    try Data().write(to: URL(filePath: path("index")))
    try openssl(
      ["req", "-new", "-nodes", "-subj", "/CN=\(file)", "-newkey", "ec"]
        + ["-pkeyopt", "ec_paramgen_curve:P-256", "-keyout", path("\(file).key")]
        + ["-out", path("\(file).csr")])
    try openssl(
      ["ca", "-selfsign", "-batch", "-notext", "-rand_serial", "-config", path("settings")]
        + ["-keyfile", path("\(file).key"), "-in", path("\(file).csr")]
        + ["-startdate", start, "-enddate", end, "-out", path("\(file).pem")])
  }

  /// What the issuer of a self-signed certificate says of it: an OCSP response in DER, of so many minutes.
  func makeStatus(_ file: String, of certificate: String, isGood: Bool = true) throws {
    let files = files(certificate)
    try openssl(["x509", "-in", files.certificate, "-noout", "-serial", "-out", path("serial.txt")])
    let line = try String(contentsOf: URL(filePath: path("serial.txt")), encoding: .utf8)
    let serial = line.split(separator: "=").last.map { $0.filter(\.isHexDigit) } ?? ""
    let entry =
      isGood
      ? "V\t300101000000Z\t\t\(serial)\tunknown\t/CN=\(certificate)\n"
      : "R\t300101000000Z\t200101000000Z\t\(serial)\tunknown\t/CN=\(certificate)\n"
    try Data(entry.utf8).write(to: URL(filePath: path("index.txt")))
    try openssl(
      ["ocsp", "-index", path("index.txt"), "-CA", files.certificate, "-rsigner"]
        + [files.certificate, "-rkey", files.key, "-issuer", files.certificate, "-cert"]
        + [files.certificate, "-ndays", "1", "-respout", path(file)])
  }

  func openssl(_ arguments: [String]) throws {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/openssl")
    process.arguments = arguments
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw Failure(arguments: arguments) }
  }

  struct Failure: Error { var arguments: [String] }
}
