import Glibc
import Inspection
import Inspectors
import Primitives
import Scanning
import Signatures

/// Judges files one after another, with what they contain: for one thread.
///
/// A file's bytes are matched here, by checked code, as a worker matches what arrives. Whatever reads formats
/// runs in an inspector of the thread's own: what crashes that, or takes it over, costs the verdict of one
/// file, and not the command, which may run with the rights to read all files of a host.
struct FileInspection: ~Copyable {
  private let database: SignatureDatabase
  private let reportsAll: Bool
  private let unpacking: Unpacking?
  private var scanner: FileScanner
  private var inspector: LoneInspector?
  /// Files that it has judged.
  private var inspected = 0

  /// Allocates what scanning needs, and starts an inspector where files are to be looked into.
  ///
  /// - Parameters:
  ///   - reportsAll: whether all detections are asked for, not the first alone.
  ///   - unpacking: what looking into files may take; `nil`: they are judged as they are, here.
  init(database: SignatureDatabase, reportsAll: Bool, unpacking: Unpacking?) throws {
    let scanner = try FileScanner(
      database: database, reportsAll: reportsAll, judgesWhole: unpacking == nil)
    let inspector = try unpacking.map {
      try Self.makeInspector($0, database, reportsAll: reportsAll)
    }
    self.database = database
    self.reportsAll = reportsAll
    self.unpacking = unpacking
    self.scanner = scanner
    self.inspector = inspector
  }

  /// Bytes that were read of the last file.
  var scannedBytes: UInt64 { scanner.session.scannedBytes }

  /// Judges a regular file.
  ///
  /// - Throws: where it cannot be read, or there is no inspector.
  mutating func judge(_ descriptor: Int32) throws -> InspectionRecord {
    guard let unpacking else {
      return record(of: try scanner.scan(descriptor: descriptor))
    }
    var known = WholeResult(verdict: .clean)
    let handover: Handover
    switch try scanner.scanPieces(of: descriptor) {
    case .open(let open): handover = open
    case .judged(let result):
      if case .infected = result.verdict {
        known = result
        if !reportsAll { return record(of: result) }
      }
      var rest = Handover.unscanned(bodyBytes: scannedBytes)
      rest.isBodyClean = result.verdict == .clean
      handover = rest
    }
    guard handover.bodyBytes <= UInt64(unpacking.fileBytesMax) else {
      return record(of: known, unjudged: .size)
    }
    return try inspect(Descriptor(descriptor), handover, unpacking)
      ?? record(of: known, unjudged: .inspector)
  }

  /// What an inspector says; `nil` where it was lost.
  private mutating func inspect(
    _ file: Descriptor, _ handover: Handover, _ unpacking: Unpacking
  ) throws -> InspectionRecord? {
    if inspector == nil {
      inspector = try Self.makeInspector(unpacking, database, reportsAll: reportsAll)
      inspected = 0
    }
    inspected += 1
    switch inspector!.judge(file, handover, unpacking.inspection) {
    case .judged(let record, let isSpent):
      if isSpent || inspected >= unpacking.filesPerInspectorMax { inspector = nil }
      return record
    case .unreadable: throw FileScanner.Failure.read(errno: 0)
    case .lost:
      inspector = nil
      return nil
    }
  }

  private static func makeInspector(
    _ unpacking: Unpacking, _ database: SignatureDatabase, reportsAll: Bool
  ) throws -> LoneInspector {
    var inspector = try LoneInspector(unpacking.inspector)
    try inspector.adopt(database, reportsAll: reportsAll)
    return inspector
  }

  private func record(
    of result: WholeResult, unjudged: UnjudgedReason? = nil
  ) -> InspectionRecord {
    InspectionRecord(result, byteCount: Int(clamping: scannedBytes), unjudged: unjudged)
  }
}
