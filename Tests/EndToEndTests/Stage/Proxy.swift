import Glibc
import Primitives
import TLS
import Testing

/// A running Cordon.
struct Proxy: Sendable {
  let stage: Stage
  let process: ChildProcess
  let address: SocketAddress
  let admin: SocketAddress
  /// What connections to the listener speak TLS with; `nil` where it speaks in the clear.
  var client: TLSClient?

  /// `http://host:port` of the listener.
  var url: String { "http://\(address)" }

  /// A connection to the listener.
  func connect(receiveBytes: Int32? = nil) throws -> Wire {
    let wire = try Wire(address, receiveBytes: receiveBytes)
    if let client { try wire.secure(client) }
    return wire
  }

  /// The answer to one request on a connection of its own.
  func ask(_ request: String, toHead: Bool = false) throws -> Answer {
    let wire = try connect()
    try wire.send(request)
    return try wire.readAnswer(toHead: toHead)
  }

  /// The answer to one upload on a connection of its own.
  func upload(_ body: [UInt8], fields: String = "") throws -> Answer {
    let wire = try connect()
    try wire.upload(body, fields: fields)
    return try wire.readAnswer()
  }

  /// The answer of the admin listener.
  func askAdmin(_ path: String) throws -> Answer {
    let wire = try Wire(admin)
    try wire.send("GET \(path) HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
    return try wire.readAnswer()
  }

  /// What the admin listener says to a PUT.
  func putAdmin(_ path: String, method: String = "PUT") throws -> Answer {
    let wire = try Wire(admin)
    try wire.send(
      "\(method) \(path) HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
    return try wire.readAnswer()
  }

  /// All metrics now.
  func metrics() throws -> Metrics { Metrics(try askAdmin("/metrics").text) }

  /// How often a limit has been reached.
  func limitCount(_ name: String) throws -> Int {
    try metrics()["cordon_limit_reached_total{limit=\"\(name)\"}"]
  }

  /// How many requests ended so.
  func outcomeCount(_ name: String) throws -> Int {
    try metrics()["cordon_requests_total{outcome=\"\(name)\"}"]
  }

  /// The lines of the access log, once there are at least so many.
  func accessLines(atLeast count: Int) throws -> [String] {
    try lines("access.log", atLeast: count)
  }

  /// The lines of the access log about exchanges with backends, once there are at least so many: those of
  /// operators are between them.
  func deliveryLines(atLeast count: Int) throws -> [String] {
    var lines: [String] = []
    try eventually("\(count) exchanges are logged; \(lines)") {
      lines = try accessLines(atLeast: count).filter { $0.contains("\"backend\"") }
      return lines.count >= count
    }
    return lines
  }

  /// The lines of the detection log, once there are at least so many.
  func detectionLines(atLeast count: Int) throws -> [String] {
    try lines("detections.log", atLeast: count)
  }

  private func lines(_ file: String, atLeast count: Int) throws -> [String] {
    var lines: [String] = []
    try eventually("\(file) has \(count) lines; it has \(lines)") {
      lines = Files.text(stage.path(file)).split(separator: "\n").map(String.init)
      return lines.count >= count
    }
    return lines
  }

  /// Replaces the configuration and tells the proxy.
  func reload(_ settings: ProxySettings) throws {
    try Files.write(stage.path("cordon.yaml"), settings.text(stage))
    process.send(SIGHUP)
  }
}

extension Stage {
  /// Signatures of the tests: what is in EICAR's file, and one that a reload adds.
  static let signatures = """
    Test.EICAR:0:*:\(Eicar.text.utf8.map { hexPair($0) }.joined())
    Test.Two:0:*:\("FIRST-HALF".utf8.map { hexPair($0) }.joined())*\("SECOND-HALF".utf8.map { hexPair($0) }.joined())

    """

  /// Starts Cordon and waits until it is ready.
  func startProxy(_ settings: ProxySettings, signatures: String = Stage.signatures) throws -> Proxy
  {
    try Files.write(path("signatures/test.ndb"), signatures)
    try Files.write(path("cordon.yaml"), settings.text(self))
    let process = try start(["run", "--config", path("cordon.yaml")])
    let proxy = Proxy(
      stage: self, process: process, address: settings.listen, admin: settings.admin)
    try eventually(within: 90, "the proxy is ready; \(process.errorText)") {
      if let ending = process.ending {
        throw Expired(description: "the proxy ended with \(ending): \(process.errorText)")
      }
      return (try? proxy.askAdmin("/readyz").status) == 200
    }
    return proxy
  }
}

/// Two hexadecimal digits.
func hexPair(_ byte: UInt8) -> String {
  let digits = Array("0123456789abcdef")
  return String([digits[Int(byte >> 4)], digits[Int(byte & 15)]])
}

/// The EICAR test file, in two parts here so that no scanner stops at this source.
enum Eicar {
  static let text =
    "X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + "EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
  static let bytes = Array(text.utf8)
}
