import Primitives
import Testing

/// A client of the scan API of a running proxy.
struct ScanClient {
  let address: SocketAddress
  /// Fields of all its requests.
  var fields = ""

  /// Starts a proxy with the scan API on a listener of its own.
  static func start(
    _ stage: Stage, path: String = "/", _ change: (inout ProxySettings) -> Void = { _ in }
  ) throws -> (proxy: Proxy, client: ScanClient) {
    var settings = ProxySettings(try stage.startBackend().address)
    let address = Ports.address()
    settings.scanListener = (address, path)
    change(&settings)
    return (try stage.startProxy(settings), ScanClient(address: address))
  }

  /// The answer to a request without a body.
  func ask(_ path: String, method: String = "GET", fields: String = "") throws -> Answer {
    let wire = try Wire(address)
    try wire.send("\(method) \(path) HTTP/1.1\r\nHost: a\r\n\(self.fields)\(fields)\r\n")
    return try wire.readAnswer(toHead: method == "HEAD")
  }

  /// The answer to a file as the body.
  func scan(
    _ file: [UInt8], path: String = "/virus/scan/file/advanced", fields: String = "",
    chunkBytes: Int? = nil
  ) throws -> Answer {
    let wire = try Wire(address)
    let type = "Content-Type: application/octet-stream\r\n"
    if let chunkBytes {
      try wire.uploadChunked(
        file, chunkBytes: chunkBytes, fields: self.fields + type + fields, path: path)
    } else {
      try wire.upload(file, fields: self.fields + type + fields, path: path)
    }
    return try wire.readAnswer()
  }

  /// The answer to a file in a form.
  func scanForm(
    _ file: [UInt8], name: String = "a.bin", part: String = "inputFile",
    path: String = "/virus/scan/file/advanced", fields: String = ""
  ) throws -> Answer {
    let wire = try Wire(address)
    let type = "Content-Type: multipart/form-data; boundary=edge\r\n"
    try wire.upload(
      Self.form(file, name: name, part: part), fields: self.fields + type + fields, path: path)
    return try wire.readAnswer()
  }

  /// A form of one part.
  static func form(_ file: [UInt8], name: String, part: String) -> [UInt8] {
    let head =
      "--edge\r\nContent-Disposition: form-data; name=\"\(part)\"; filename=\"\(name)\"\r\n"
      + "Content-Type: application/octet-stream\r\n\r\n"
    return Array(head.utf8) + file + Array("\r\n--edge--\r\n".utf8)
  }
}
