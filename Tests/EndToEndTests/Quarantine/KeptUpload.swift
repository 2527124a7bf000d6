import Glibc

extension Stage {
  /// Lines of a configuration that keep refused uploads in a directory of the test, with keys of its own.
  func quarantineLines(_ more: [String] = []) throws -> [String] {
    unsafe mkdir(path("quarantine"), 0o700)
    let keys = try run([
      "quarantine", "keygen", "--private", path("private"), "--public", path("public"),
    ])
    guard keys.ending == 0 else { throw Expired(description: keys.error) }
    return ["quarantine:", "  directory: \(path("quarantine"))", "  keyFile: \(path("public"))"]
      + more.map { "  \($0)" }
  }

  /// Runs `cordon quarantine` on that directory.
  func quarantine(_ arguments: [String]) throws -> (ending: Int32, out: String, error: String) {
    try run(["quarantine"] + arguments + ["--directory", path("quarantine")])
  }

  /// An upload as it is exported.
  func exported(_ id: String) throws -> [UInt8] {
    let file = path("exported-\(id)")
    let result = try quarantine(["export", id, "--key", path("private"), "--output", file])
    guard result.ending == 0 else { throw Expired(description: result.error) }
    return Files.bytes(file)
  }

  /// The names in the directory.
  var quarantined: [String] { Files.names(path("quarantine")).sorted() }
}

extension Proxy {
  /// Waits until so many uploads have been kept since the start.
  func waitForKept(_ count: Int) throws {
    try eventually("\(count) uploads are kept") {
      try metrics()["cordon_quarantine_kept_total"] >= count
    }
  }
}

extension Answer {
  /// The identifier of the request.
  var id: String { head["x-request-id"] ?? "" }
}
