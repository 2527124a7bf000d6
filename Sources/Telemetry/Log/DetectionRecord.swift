/// One line of the detection log: the evidence of a verdict that is not `clean`, but for its texts.
public struct DetectionRecord: BitwiseCopyable, Sendable {
  /// When the verdict was given, in nanoseconds of the wall clock.
  public var wallNanoseconds: UInt64
  /// The request's identifier.
  public var id: RequestID
  /// The verdict.
  public var verdict: VerdictLabel
  /// Where in the body the signature's match begins, in bytes; `nil` where that has no meaning, as
  /// for a hash of the whole.
  public var offset: UInt64?
  /// Bytes of the body; of what had arrived where it is not complete.
  public var size: UInt64
  /// Whether the verdict was given on the whole body: a verdict at the first match is not.
  public var isComplete: Bool
  /// Whether the upload is being kept, or why not; `nil` where that was not asked for.
  public var quarantine: QuarantineNote?

  /// Makes a record.
  @inlinable public init(
    wallNanoseconds: UInt64, id: RequestID, verdict: VerdictLabel, offset: UInt64?, size: UInt64,
    isComplete: Bool
  ) {
    self.wallNanoseconds = wallNanoseconds
    self.id = id
    self.verdict = verdict
    self.offset = offset
    self.size = size
    self.isComplete = isComplete
  }
}

/// What the detection log says of a refused upload that is to be kept.
public enum QuarantineNote: Sendable, BitwiseCopyable {
  /// It is handed over to be written, under the request's identifier.
  case submitted
  /// Too much waits for the disk.
  case busy
  /// It is larger than what is kept.
  case size
  /// Its client was gone before it was copied.
  case aborted

  var word: StaticString {
    switch self {
    case .submitted: "submitted"
    case .busy: "busy"
    case .size: "size"
    case .aborted: "aborted"
    }
  }
}

/// One signature that was found, as the detection log names it.
public struct DetectedSignature: Sendable {
  /// Its name.
  public var name: [UInt8]
  /// The database file that it is from, without the directory.
  public var source: [UInt8]
  /// Where in that form of the body its match begins, in bytes.
  public var offset: UInt64
  /// In which form of the body it was found; empty: in its bytes as they are.
  public var form: [UInt8]
  /// The names of the contents that it lies in, from the body on; empty: in the body itself.
  public var content: [UInt8]
  /// Its parts that were found, each with where in that form its first match begins, in bytes.
  public var parts: [(part: Int, offset: UInt64)]

  /// Names them.
  public init(
    name: [UInt8], source: [UInt8], offset: UInt64, form: [UInt8] = [], content: [UInt8] = [],
    parts: [(part: Int, offset: UInt64)] = []
  ) {
    self.name = name
    self.source = source
    self.offset = offset
    self.form = form
    self.content = content
    self.parts = parts
  }
}

/// A content that says something, as the detection log names it.
public struct LoggedContent: Sendable {
  /// The names of the contents from the body to it; empty: the body itself.
  public var path: [UInt8]
  /// What its bytes are.
  public var type: [UInt8]
  /// Its classes, and the reasons why it could not be judged.
  public var findings: [StaticString]

  /// Names them.
  public init(path: [UInt8], type: [UInt8], findings: [StaticString]) {
    self.path = path
    self.type = type
    self.findings = findings
  }
}

extension JSONLine {
  /// Contents that a line lists.
  public static var contentsMax: Int { 16 }

  /// Detections that a line lists; the first of them is its `signature` too.
  public static var detectionsMax: Int { 16 }

  /// Makes the line of a detection record: the whole of it, from ``begin()`` to ``finish()``.
  ///
  /// Empty texts, an empty digest and an empty list are left out.
  ///
  /// - Parameters:
  ///   - detections: all that was found; ``detectionsMax`` of them are written.
  ///   - contents: those with classes or reasons; ``contentsMax`` of them are written.
  ///   - database: the version of the signature database that judged the body.
  ///   - sha256: the 32 bytes of the body's digest, where it is known.
  public mutating func writeDetection(
    _ record: borrowing DetectionRecord, client: Span<UInt8>, route: Span<UInt8>,
    detections: [DetectedSignature], contents: [LoggedContent] = [], database: Span<UInt8>,
    sha256: Span<UInt8>
  ) {
    begin()
    field("time", timeOf: record.wallNanoseconds)
    field("id", record.id)
    fields(of: record.verdict)
    if let first = detections.first {
      fieldUnlessEmpty("signature", first.name.span, bytesMax: 512)
    }
    fieldUnlessEmpty("database", database, bytesMax: 128)
    if let offset = record.offset { field("offset", Int(clamping: offset)) }
    field("size", Int(clamping: record.size))
    if !sha256.isEmpty { field("sha256", hex: sha256) }
    field("complete", record.isComplete)
    if let quarantine = record.quarantine { field("quarantine", word: quarantine.word) }
    fieldUnlessEmpty("client", client, bytesMax: 128)
    fieldUnlessEmpty("route", route, bytesMax: 512)
    if !detections.isEmpty {
      field("detections", objects: min(detections.count, Self.detectionsMax)) { line, index in
        let detection = detections[index]
        line.field("signature", text: detection.name.span, bytesMax: 256)
        line.field("source", text: detection.source.span, bytesMax: 128)
        line.field("offset", Int(clamping: detection.offset))
        line.fieldUnlessEmpty("form", detection.form.span, bytesMax: 64)
        line.fieldUnlessEmpty("content", detection.content.span, bytesMax: 512)
        guard !detection.parts.isEmpty else { return }
        line.field("parts", objects: detection.parts.count) { line, place in
          line.field("part", detection.parts[place].part)
          line.field("offset", Int(clamping: detection.parts[place].offset))
        }
      }
    }
    if !contents.isEmpty {
      field("contents", objects: min(contents.count, Self.contentsMax)) { line, index in
        let content = contents[index]
        line.fieldUnlessEmpty("path", content.path.span, bytesMax: 512)
        line.field("type", text: content.type.span, bytesMax: 32)
        line.field("findings", words: content.findings)
      }
    }
    finish()
  }
}
