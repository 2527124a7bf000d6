import Inspection
import Policy
import Primitives
import Scanning
import Signatures

extension ScanResult {
  /// Which contents of a file are listed.
  enum ContentList: Sendable {
    case none
    /// Those that are of a class, or could not be judged whole.
    case findings
    case all
  }

  /// One object on one line. A path that is not UTF-8 has U+FFFD where it is not, and its bytes in
  /// hexadecimal digits beside it.
  ///
  /// - Parameter listed: which contents are listed, beside the signatures that were found.
  func json(_ database: SignatureDatabase, listing listed: ContentList = .none) -> String {
    var detections: [String] = []
    var rest = ""
    switch finding {
    case .judged(let record):
      for (place, content) in record.contents.enumerated() {
        detections += content.detections.map {
          Self.json($0, in: record.pathText(of: place), database)
        }
      }
      if record.detectionsLeftOff > 0 {
        rest += ",\"detectionsLeftOff\":\(record.detectionsLeftOff)"
      }
      if verdict == .unscannable { rest += ",\"reason\":\(JSONText.quoted(record.reasonText))" }
      switch listed {
      case .none: break
      case .findings: rest += ",\"findings\":[\(Self.contents(of: record, all: false))]"
      case .all:
        rest += ",\"contentCount\":\(record.contentCount)"
        rest += ",\"contents\":[\(Self.contents(of: record, all: true))]"
      }
    case .failed(let failure): rest = ",\"reason\":\(JSONText.quoted(failure))"
    }
    var name = JSONText.quoted(String(decoding: path, as: UTF8.self))
    if String(validating: path, as: UTF8.self) == nil {
      name += ",\"pathBytes\":\"\(Hexadecimal.text(path))\""
    }
    return "{\"path\":\(name),\"verdict\":\"\(verdict?.rawValue ?? "error")\""
      + ",\"detections\":[\(detections.joined(separator: ","))]"
      + ",\"bytes\":\(scannedBytes)\(rest)}"
  }

  private static func json(
    _ detection: Detection, in content: String, _ database: SignatureDatabase
  ) -> String {
    let parts = detection.parts.list.map { "{\"part\":\($0.part),\"offset\":\($0.offset)}" }
    return "{\"signature\":\(JSONText.quoted(database.signatureName(detection.signature))),"
      + "\"database\":\(JSONText.quoted(database.databaseName(detection.signature))),"
      + "\"content\":\(JSONText.quoted(content)),"
      + "\"offset\":\(detection.offset),\"size\":\(detection.size)"
      + (detection.form == .body ? "" : ",\"form\":\"\(detection.form)\"")
      + ",\"parts\":[\(parts.joined(separator: ","))]"
      + (detection.parts.isComplete ? "" : ",\"morePartsFound\":true") + "}"
  }

  /// The contents: all, or those that are of a class or could not be judged whole.
  private static func contents(of record: InspectionRecord, all: Bool) -> String {
    var list: [String] = []
    var depths: [Int] = []
    for (place, content) in record.contents.enumerated() {
      depths.append(content.parent.map { depths[$0] + 1 } ?? 0)
      guard all || !content.classes.isEmpty || !content.reasons.isEmpty else { continue }
      let classes = content.classes.all.map { "\"\($0.name)\"" }.joined(separator: ",")
      let reasons = content.reasons.all.map { "\"\($0.name)\"" }.joined(separator: ",")
      list.append(
        "{\"content\":\(JSONText.quoted(record.pathText(of: place))),\"depth\":\(depths[place]),"
          + "\"relation\":\"\(content.relation)\",\"type\":\"\(content.type)\","
          + "\"bytes\":\(content.byteCount),"
          + "\"classes\":[\(classes)],\"reasons\":[\(reasons)]}")
    }
    return list.joined(separator: ",")
  }
}
