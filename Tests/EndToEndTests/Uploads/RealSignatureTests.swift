import Glibc
import Primitives
import Testing

/// Real uploads through real signatures, where the corpus of both is at hand.
@Suite struct RealSignatureTests {
  static let databases = [
    "clamav/daily.ndb", "clamav/main-20k.hdb", "clamav/main.fp", "clamav/daily.fp",
    "rfxn/rfxn.ndb", "rfxn/rfxn.hdb",
  ]

  @Test(.enabled(if: Corpora.signatures != nil, "the corpus of signatures is not here"))
  func programsPassAndWhatSignaturesDescribeDoesNot() async throws {
    try await onStage(places: 2) { stage in
      let known = try Self.unpack(stage)
      var settings = ProxySettings(
        try stage.startSampleBackend(), limits: ["holdBytesMax": "1MiB"])
      settings.workers = 2
      settings.route = ["policy: programs"]
      settings.lines = ["policies: { programs: { executables: allow } }"]
      let proxy = try stage.startProxy(settings)
      let wire = try proxy.connect()
      // The tests' own program is large enough to be spilled; part of it will do.
      for program in ["/bin/sh", "/usr/bin/curl", "/proc/self/exe"] {
        let body = Array(Files.bytes(program).prefix(6 << 20))
        try wire.upload(body)
        #expect(try wire.readAnswer().member("sha256") == (try Bodies.sha256(body)), "\(program)")
      }
      let literals = Self.literals(Files.text(known + "/clamav/daily.ndb"))
      #expect(literals.count >= 5)
      for (index, (name, bytes)) in literals.enumerated() {
        let start = index * 33_333
        try wire.upload(Bodies.bytes(start) + bytes + Bodies.bytes(100))
        let answer = try wire.readAnswer()
        #expect(answer.status == 403, "\(name)")
        let line = try proxy.detectionLines(atLeast: index + 1)[index]
        #expect(jsonMember("size", of: line) == "\(start + bytes.count + 100)")
      }
    }
  }

  /// A large database is built beside the workers, which serve on meanwhile.
  @Test(.enabled(if: Corpora.signatures != nil, "the corpus of signatures is not here"))
  func uploadsGoOnWhileALargeDatabaseIsBuilt() async throws {
    try await onStage(places: 2) { stage in
      let settings = ProxySettings(
        try stage.startSampleBackend(), limits: ["requestsPerConnectionMax": "1000000"])
      let proxy = try stage.startProxy(settings)
      _ = try Self.unpack(stage)
      proxy.process.send(SIGHUP)
      let wire = try proxy.connect()
      let body = Bodies.bytes(50_000)
      var (count, longest) = (0, 0.0)
      let begun = monotonicSeconds()
      while try proxy.metrics()[ReloadTests.adopted] == 0 {
        let start = monotonicSeconds()
        try wire.upload(body)
        #expect(try wire.readAnswer().status == 200)
        longest = max(longest, monotonicSeconds() - start)
        count += 1
      }
      #expect(count > 10)
      // None waited for the build, whatever else keeps the machine busy.
      let whole = monotonicSeconds() - begun
      #expect(longest < whole / 2, "an upload took \(longest) s, the build \(whole) s")
    }
  }

  /// Unpacks the corpus and puts the databases where the proxy looks; the corpus' directory.
  private static func unpack(_ stage: Stage) throws -> String {
    let place = stage.path("corpus")
    unsafe mkdir(place, 0o700)
    let archive = try #require(Corpora.signatures)
    let result = try stage.output("/usr/bin/env", ["tar", "--zstd", "-xf", archive, "-C", place])
    try #require(result.ending == 0, "\(result.error)")
    let root = Files.exists(place + "/clamav") ? place : place + "/signatures"
    for database in databases {
      let name = database.split(separator: "/")[1]
      try Files.write(stage.path("signatures/\(name)"), Files.bytes("\(root)/\(database)"))
    }
    return root
  }

  /// Signatures of plain bytes that may be anywhere in anything: a few of them, with those bytes.
  private static func literals(_ text: String) -> [(name: Substring, bytes: [UInt8])] {
    var found: [(Substring, [UInt8])] = []
    for line in text.split(whereSeparator: \.isNewline) where found.count < 12 {
      let parts = line.split(separator: ":")
      guard parts.count == 4, parts[1] == "0", parts[2] == "*", parts[3].utf8.count >= 32,
        parts[3].allSatisfy(\.isHexDigit)
      else { continue }
      let digits = Array(parts[3])
      found.append(
        (
          parts[0],
          stride(from: 0, to: digits.count - 1, by: 2).map {
            UInt8(String(digits[$0...$0 + 1]), radix: 16)!
          }
        ))
    }
    return found
  }
}

/// Where the corpora are that are not a part of the project.
enum Corpora {
  /// The archive of signatures; `nil` where there is none.
  static let signatures = archive("signatures")

  /// An archive by its name; `nil` where there is none.
  static func archive(_ name: String) -> String? {
    var directories: [String] = []
    if let path = unsafe getenv("CORDON_CORPORA") {
      directories.append(unsafe String(cString: path))
    }
    // Three levels below the package's root, and beside it.
    directories.append(
      #filePath.split(separator: "/").dropLast(4).map { "/\($0)" }.joined() + "/../shared/corpora")
    return directories.map { "\($0)/\(name).tar.zst" }.first(where: Files.exists)
  }
}
