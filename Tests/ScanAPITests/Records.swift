import Inspection
import Scanning
import Signatures
import Testing

@testable import ScanAPI

/// Records and requests that the tests begin from.
enum Records {
  /// A record of contents; classes and reasons of all of them.
  static func record(_ contents: [Content], contentCount: Int? = nil) throws -> InspectionRecord {
    try #require(
      InspectionRecord(
        contents: contents, contentCount: contentCount ?? contents.count, unpackedBytes: 0,
        classes: contents.reduce(into: []) { $0.formUnion($1.classes) },
        reasons: contents.reduce(into: []) { $0.formUnion($1.reasons) }, suppressed: nil))
  }

  /// A record of a body alone.
  static func body(
    _ type: ContentType = .text, classes: ThreatClasses = [], reasons: UnjudgedReasons = [],
    detections: [Detection] = []
  ) throws -> InspectionRecord {
    try record([content(nil, .body, type, classes, reasons, detections)])
  }

  static func content(
    _ parent: Int?, _ relation: Relation, _ type: ContentType, _ classes: ThreatClasses = [],
    _ reasons: UnjudgedReasons = [], _ detections: [Detection] = [], name: String = "",
    field: String = ""
  ) -> Content {
    Content(
      parent: parent, relation: relation, name: Array(name.utf8), type: type, byteCount: 1,
      classes: classes, reasons: reasons, detections: detections, field: Array(field.utf8))
  }

  static let detection = Detection(
    signature: SignatureIndex(rawValue: 0), offset: 0, size: 1, form: .body)

  /// A request with these fields.
  static func request(_ fields: String = "", _ operation: ScanOperation = .advancedScan) throws
    -> ScanRequest
  {
    let lines = fields.isEmpty ? "" : fields + "\r\n"
    return try ScanRequest(
      operation, head: Array("POST / HTTP/1.1\r\nHost: a\r\n\(lines)".utf8).span)
  }

  /// What a client is told.
  static func answer(_ record: InspectionRecord, _ request: ScanRequest) throws -> [String: Any] {
    let answer = try ScanAnswer(record, request) { _ in "Test.Signature" }
    return members(answer.value)
  }

  /// The members of an object; values as Swift has them.
  static func members(_ value: AnswerValue) -> [String: Any] {
    guard case .object(let members) = value else { return [:] }
    return Dictionary(uniqueKeysWithValues: members.map { ($0.name, plain($0.value)) })
  }

  private static func plain(_ value: AnswerValue) -> Any {
    switch value {
    case .null: "null"
    case .flag(let flag): flag
    case .number(let number): number
    case .text(let bytes): String(decoding: bytes, as: UTF8.self)
    case .list(let values, _): values.map(plain)
    case .object: members(value)
    }
  }
}
