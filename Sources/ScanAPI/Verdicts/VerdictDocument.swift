internal import Digests
public import Inspection
internal import Policy
public import Scanning

/// All that Cordon knows of an upload that was judged, for its operator and for who sent it.
public struct VerdictDocument: Sendable {
  /// What the signature of a detection is called.
  public struct Signature: Sendable {
    /// Its name.
    public var name: String
    /// The database that it comes from.
    public var database: String

    /// See the properties.
    public init(name: String, database: String) {
      self.name = name
      self.database = database
    }
  }

  /// The request's id.
  public var id: [UInt8]
  /// When it was judged, as RFC 3339 has it.
  public var time: String
  /// The verdict, and the class or reason of it.
  public var verdict: (kind: StaticString, reason: StaticString?)
  /// The version of the signatures that it was judged by.
  public var version: String
  /// The limits that were reached.
  public var limits: [String]
  /// What was found out.
  public var record: InspectionRecord

  /// See the properties.
  public init(
    id: [UInt8], time: String, verdict: (kind: StaticString, reason: StaticString?),
    version: String, limits: [String], record: InspectionRecord
  ) {
    self.id = id
    self.time = time
    self.verdict = verdict
    self.version = version
    self.limits = limits
    self.record = record
  }

  /// What the document is called in XML.
  public static let root = "Verdict"

  /// The document.
  ///
  /// - Parameter signature: what the signature of a detection is called.
  public func value(_ signature: (Detection) -> Signature?) -> AnswerValue {
    .object([
      ("requestId", .text(id)), ("time", .string(time)), ("verdict", .word(verdict.kind)),
      ("reason", verdict.reason.map { .word($0) } ?? .null), ("database", .string(version)),
      ("classes", Self.words(record.classes.all.map { .word($0.name) }, "class")),
      ("reasons", Self.words(record.reasons.all.map { .word($0.name) }, "reason")),
      ("limits", Self.words(limits.map { .string($0) }, "limit")),
      ("contentCount", .number(UInt64(record.contentCount))),
      ("contentsShown", .number(UInt64(record.contents.count))),
      ("unpackedBytes", .number(UInt64(record.unpackedBytes))),
      (
        "suppressed",
        record.suppressed.flatMap { Self.value(of: $0, signature) } ?? .null
      ),
      ("body", tree(signature)),
    ])
  }

  private static func words(_ words: [AnswerValue], _ element: String) -> AnswerValue {
    .list(words, element: element)
  }

  /// The contents, each with those that lie in it. A content comes after the one around it, so that going
  /// backwards all of one's own are known when its turn comes.
  private func tree(_ signature: (Detection) -> Signature?) -> AnswerValue {
    var inner = [[AnswerValue]](repeating: [], count: record.contents.count)
    for place in record.contents.indices.reversed() {
      let content = record.contents[place]
      let value = Self.value(of: content, inner: inner[place].reversed(), signature)
      guard let parent = content.parent else { return value }
      inner[parent].append(value)
    }
    return .null
  }

  private static func value(
    of content: Content, inner: [AnswerValue], _ signature: (Detection) -> Signature?
  ) -> AnswerValue {
    .object([
      ("relation", .string("\(content.relation)")), ("name", .text(content.name)),
      ("field", content.field.isEmpty ? .null : .text(content.field)),
      ("type", .string("\(content.type)")), ("nameAgrees", value(of: content.nameAgreement)),
      ("declaredTypeAgrees", value(of: content.declaredAgreement)),
      ("bytes", .number(UInt64(content.byteCount))),
      ("classes", words(content.classes.all.map { .word($0.name) }, "class")),
      ("reasons", words(content.reasons.all.map { .word($0.name) }, "reason")),
      (
        "detections",
        .list(content.detections.compactMap { value(of: $0, signature) }, element: "detection")
      ),
      ("sha256", content.sha256.map { .string($0.hex) } ?? .null),
      ("sha1", content.sha1.map { .string($0.hex) } ?? .null),
      ("contents", .list(inner, element: "content")),
    ])
  }

  private static func value(of agreement: ContentAgreement) -> AnswerValue {
    switch agreement {
    case .none: .null
    case .agrees: .flag(true)
    case .disagrees: .flag(false)
    }
  }

  private static func value(
    of detection: Detection, _ signature: (Detection) -> Signature?
  ) -> AnswerValue? {
    guard let found = signature(detection) else { return nil }
    return .object([
      ("signature", .string(found.name)), ("database", .string(found.database)),
      ("offset", .number(detection.offset)), ("size", .number(detection.size)),
      ("form", .string("\(detection.form)")),
    ])
  }
}
