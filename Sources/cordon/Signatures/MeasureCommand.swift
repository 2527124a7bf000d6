import ArgumentParser
import Glibc
import Hyperscan
import Primitives
import Scanning
import Signatures

/// `cordon signatures measure`.
struct MeasureCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "measure",
    abstract: "Measure what scanning files costs, on one core and from memory.",
    discussion: """
      Prints seconds of CPU for a gigabyte (10^9 bytes): of the whole engine as uploads meet it, and of \
      the search for the same anchors alone. Both run in turn; the medians count.
      """)

  @Option(name: .shortAndLong, help: "The directory of signature databases, or a built database.")
  var signatures: String

  @Option(help: "How many times each is run.")
  var rounds = 5

  @Option(help: "Read no more than so many MiB of files.")
  var mebibytes = 256

  @Option(help: "Name so many of the anchors, and of the candidates, that are found most.")
  var top = 0

  @Option(
    help:
      "Measure opening a built database and looking up the first 10,000 digests of this source of it."
  )
  var digests: String?

  @Argument(help: "Files; directories are walked.", completion: .file())
  var files: [String] = []

  func run() throws {
    if let digests {
      let measurement = try DigestMeasurement(
        database: signatures, source: digests, rounds: rounds)
      for line in measurement.run(rounds: rounds) { Output.print(line) }
      if files.isEmpty { return }
    }
    let database = try DatabaseArgument.open(signatures)
    let bodies = readBodies()
    let bytes = bodies.reduce(0) { $0 + $1.count }
    guard bytes > 0 else {
      Output.printError("error: no bytes to measure with")
      throw ExitCode(2)
    }
    var measurement = try Measurement(database)
    var alone: [Double] = []
    var engine: [Double] = []
    for _ in 0..<max(1, rounds) {
      alone.append(measurement.secondsAlone(bodies))
      engine.append(measurement.secondsOfEngine(bodies))
    }
    let gigabytes = Double(bytes) / 1e9
    let (aloneMedian, engineMedian) = (Self.median(alone), Self.median(engine))
    Output.print(
      """
      bytes: \(bytes) in \(bodies.count) files
      anchors alone: \(Self.text(aloneMedian / gigabytes)) s/GB, \
      \(measurement.matches * 1_000_000 / UInt64(bytes)) matches/MB
      engine: \(Self.text(engineMedian / gigabytes)) s/GB, \
      \(measurement.steps * 1_000_000 / UInt64(bytes)) steps/MB, \
      \(measurement.wholeCount) files whole
      rate of the engine against the anchors alone: \(Self.text(aloneMedian / engineMedian))
      """)
    for line in measurement.mostFrequent(top, database) { Output.print(line) }
    for line in measurement.mostFrequentCandidates(top, database) { Output.print(line) }
  }

  private func readBodies() -> [[UInt8]] {
    var walk = FileWalk(files.map { Array($0.utf8) }, isRecursive: true)
    var bodies: [[UInt8]] = []
    var rest = mebibytes << 20
    while rest > 0, let file = walk.next() {
      guard file.descriptor >= 0 else { continue }
      var status = stat()
      guard unsafe fstat(file.descriptor, &status) == 0 else { continue }
      let count = min(Int(status.st_size), rest)
      let body = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
        unsafe filled = max(0, pread(file.descriptor, buffer.baseAddress, count, 0))
      }
      rest -= body.count
      if !body.isEmpty { bodies.append(body) }
    }
    return bodies
  }

  static func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }

  /// Three digits behind the point.
  static func text(_ value: Double) -> String {
    let thousandths = Int((value * 1000).rounded())
    let rest = String(thousandths % 1000)
    return "\(thousandths / 1000)." + String(repeating: "0", count: 3 - rest.count) + rest
  }
}

/// The two that are compared.
private struct Measurement: ~Copyable {
  /// As workers receive long bodies.
  private static let leaseBytes = 256 << 10

  private var counts: [UInt64]
  private(set) var steps: UInt64 = 0
  private(set) var wholeCount = 0
  /// How many bodies each signature is a candidate of.
  private var candidates: [UInt32: Int] = [:]

  private var anchors: AnchorScanner
  private var session: ScanSession
  private var scratch: Scratch

  init(_ database: SignatureDatabase) throws {
    let anchors = try AnchorScanner(database: database)
    let session = try ScanSession(database: database, reportsAll: true)
    let scratch = try database.makeScratch()
    self.anchors = anchors
    counts = [UInt64](repeating: 0, count: database.counts.anchors)
    self.session = session
    self.scratch = scratch
  }

  /// Matches of all anchors in one round.
  var matches: UInt64 { counts.reduce(0, +) }

  /// Lines that name the anchors that match most, with the signatures that they are of.
  func mostFrequent(_ count: Int, _ database: SignatureDatabase) -> [String] {
    counts.indices.sorted { counts[$0] > counts[$1] }.prefix(count).map { place in
      let names = database.signatureNames(ofAnchor: place)
      return "\(counts[place]) matches: \(names.prefix(3).joined(separator: ", "))"
        + (names.count > 3 ? " and \(names.count - 3) more" : "")
    }
  }

  /// Lines that name the signatures that are candidates most.
  func mostFrequentCandidates(_ count: Int, _ database: SignatureDatabase) -> [String] {
    candidates.sorted { ($0.value, $1.key) > ($1.value, $0.key) }.prefix(count).map { entry in
      let isSignature = entry.key < UInt32(database.counts.bodies)
      let name =
        isSignature
        ? database.signatureName(SignatureIndex(rawValue: entry.key))
        : "executables inside other files"
      return "candidate in \(entry.value) files: \(name)"
    }
  }

  mutating func secondsAlone(_ bodies: [[UInt8]]) -> Double {
    let start = Self.threadSeconds()
    for place in counts.indices { counts[place] = 0 }
    for body in bodies {
      unsafe body.withUnsafeBytes {
        unsafe anchors.countMatches(
          in: $0, leaseBytes: Self.leaseBytes, scratch: &scratch, counts: &counts)
      }
    }
    return Self.threadSeconds() - start
  }

  mutating func secondsOfEngine(_ bodies: [[UInt8]]) -> Double {
    let start = Self.threadSeconds()
    steps = 0
    wholeCount = 0
    candidates = [:]
    for body in bodies {
      // The size is not said, so that no digests are computed: they are measured by themselves.
      session.begin(bodyBytes: nil)
      unsafe body.withUnsafeBytes { bytes in
        var place = 0
        while place < bytes.count {
          let end = min(place + Self.leaseBytes, bytes.count)
          unsafe session.scan(
            UnsafeRawBufferPointer(rebasing: bytes[place..<end]), scratch: &scratch)
          place = end
        }
      }
      if session.finish(scratch: &scratch) == .needsWhole {
        wholeCount += 1
        for candidate in session.handover().candidates { candidates[candidate, default: 0] += 1 }
      }
      steps += session.verificationSteps
    }
    return Self.threadSeconds() - start
  }

  private static func threadSeconds() -> Double {
    var time = timespec()
    unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}
