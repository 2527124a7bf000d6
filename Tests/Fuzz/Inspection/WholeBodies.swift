// A fuzz target for the inspection as a whole, C libraries included. Built by Tests/Fuzz/run, which
// Tests/Fuzz/corpora has run over the files of the shared corpora.

internal import Inspection
internal import Scanning
internal import Signatures

/// What inspects all inputs, one after the other, as an inspector does.
private final class Inspector {
  var inspection: ContentInspection
  var limits = InspectionLimits()

  init() throws {
    var set = SignatureSet()
    set.add(contentsOf: Array("Planted:0:*:706c616e746564\n".utf8), name: "planted.ndb")
    inspection = try ContentInspection(database: try SignatureDatabase(set), reportsAll: true)
    limits.timeMilliseconds = 5000
    limits.unpackedBytesMax = 64 << 20
    limits.filesMax = 2000
  }
}

// libFuzzer calls from one thread.
nonisolated(unsafe) private let inspector = Result { try Inspector() }

/// The input is a body; what begins with two hyphens is a form as well. Nothing traps, no memory is touched
/// that is another's, limits are kept to, and what a record says is sound.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzWholeBody(_ data: UnsafePointer<UInt8>, _ size: Int) -> CInt {
  guard let inspector = try? inspector.get() else { fatalError("no database") }
  // libFuzzer's buffer is valid for the call.
  let body = unsafe UnsafeRawBufferPointer(start: data, count: size)
  unsafe inspect(body, BodyDescription(), by: inspector)
  let line = unsafe Array(body.prefix(80).prefix { $0 >= 0x20 })
  if line.starts(with: [0x2D, 0x2D]) {
    let type = Array("multipart/form-data; boundary=".utf8) + line.dropFirst(2)
    unsafe inspect(body, BodyDescription(contentType: type), by: inspector)
  }
  return 0
}

private func inspect(
  _ body: UnsafeRawBufferPointer, _ description: BodyDescription, by inspector: Inspector
) {
  let handover = Handover.unscanned(bodyBytes: UInt64(body.count))
  let record = unsafe inspector.inspection.inspect(
    body: body, description, handover, inspector.limits)
  precondition(record.contents.first?.byteCount == body.count, "the body is the first content")
  precondition(record.unpackedBytes <= inspector.limits.unpackedBytesMax, "a limit is kept to")
  for (place, content) in record.contents.enumerated().dropFirst() {
    precondition(content.parent.map { $0 < place } ?? false, "a content lies in one before it")
    precondition(record.classes.isSuperset(of: content.classes), "classes are counted")
    precondition(record.reasons.isSuperset(of: content.reasons), "reasons are counted")
  }
}
