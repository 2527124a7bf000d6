import HTTP
import Inspection
import Policy
import Primitives
import ScanAPI
import Scanning
import Signatures
import Telemetry

/// What is kept of an upload that was judged, for who asks later.
struct KeptVerdict: Sendable {
  var id: RequestID
  /// The cell of the key that it came with; `nil` where it came by a route with a backend.
  var cell: Int?
  var wallNanoseconds: UInt64
  var judgement: Judgement
  var record: InspectionRecord
  /// The version of the signatures.
  var version: String
  /// The signatures that were found: the database that has their names may be gone by then.
  var signatures: [(index: SignatureIndex, name: VerdictDocument.Signature)]

  /// About how much memory it takes.
  var bytes: Int {
    var bytes = MemoryLayout<KeptVerdict>.stride + signatures.count * 128
    for content in record.contents {
      bytes += MemoryLayout<Content>.stride + content.name.count + content.field.count
      bytes += content.detections.count * MemoryLayout<Detection>.stride
    }
    return bytes
  }

  /// The document about it.
  var value: AnswerValue {
    let label = VerdictLabel(judgement)
    let text = id.text
    let document = VerdictDocument(
      id: text.indices.map { text[$0] }, time: Self.time(wallNanoseconds),
      verdict: (label.kind, label.reason), version: version,
      limits: record.reasons.all.compactMap { LimitName($0).map { "\($0)" } }, record: record)
    return document.value { detection in
      signatures.first { $0.index == detection.signature }?.name
    }
  }

  private static func time(_ wallNanoseconds: UInt64) -> String {
    let time = CivilTime(unixSeconds: wallNanoseconds / Clock.nanosecondsPerSecond)
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return "\(time.year)-\(two(time.month))-\(two(time.day))T\(two(time.hour)):"
      + "\(two(time.minute)):\(two(time.second))Z"
  }
}
