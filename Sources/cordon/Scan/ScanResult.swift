import Scanning
import Signatures

/// What came of one file.
struct ScanResult {
  /// A verdict, or why there is none.
  enum Finding {
    case judged(WholeResult)
    case failed(String)
  }

  let path: [UInt8]
  let finding: Finding
  let scannedBytes: UInt64

  /// Scans a file.
  init(of file: borrowing WalkedFile, by scanner: inout FileScanner) {
    path = file.path
    if let failure = file.failure {
      finding = .failed(failure)
      scannedBytes = 0
      return
    }
    do {
      finding = .judged(try scanner.scan(descriptor: file.descriptor))
    } catch {
      finding = .failed("\(error)")
    }
    scannedBytes = scanner.session.scannedBytes
  }

  /// The verdict; `nil` where there is none.
  var verdict: Verdict? {
    if case .judged(let result) = finding { result.verdict } else { nil }
  }

  /// `path: OK`, `path: NAME FOUND` (a line for each detection) or `path: why not ERROR`. A path is
  /// printed as it is, but for control characters, which could pose as other lines.
  ///
  /// - Parameter showsPlaces: whether each detection is followed by a line that says where it was found.
  func lines(_ database: SignatureDatabase, showsPlaces: Bool = false) -> [UInt8] {
    let texts: [String] =
      switch finding {
      case .failed(let failure): ["\(failure) ERROR"]
      case .judged(let result):
        switch result.verdict {
        case .clean: ["OK"]
        case .infected:
          result.detections.map { detection in
            "\(database.signatureName(detection.signature)) FOUND"
              + (showsPlaces ? "\n  \(detection.places(database))" : "")
          }
        case .unscannable(let reason): ["unscannable (\(reason)) ERROR"]
        }
      }
    let path = path.map { $0 < 0x20 || $0 == 0x7F ? UInt8(ascii: "?") : $0 }
    return Array(texts.map { path + Array(": \($0)".utf8) }.joined(separator: [0x0A]))
  }

  /// One object on one line. A path that is not UTF-8 has U+FFFD where it is not.
  func json(_ database: SignatureDatabase) -> String {
    var verdict: String
    var detections: [String] = []
    var reason = ""
    switch finding {
    case .judged(let result):
      switch result.verdict {
      case .clean: verdict = "clean"
      case .infected:
        verdict = "infected"
        detections = result.detections.map { Self.json($0, database) }
      case .unscannable(let why):
        verdict = "unscannable"
        reason = ",\"reason\":\(JSONText.quoted("\(why)"))"
      }
    case .failed(let failure):
      verdict = "error"
      reason = ",\"reason\":\(JSONText.quoted(failure))"
    }
    let name = JSONText.quoted(String(decoding: path, as: UTF8.self))
    return "{\"path\":\(name),\"verdict\":\"\(verdict)\""
      + ",\"detections\":[\(detections.joined(separator: ","))]"
      + ",\"bytes\":\(scannedBytes)\(reason)}"
  }

  private static func json(_ detection: Detection, _ database: SignatureDatabase) -> String {
    let parts = detection.parts.list.map { "{\"part\":\($0.part),\"offset\":\($0.offset)}" }
    return "{\"signature\":\(JSONText.quoted(database.signatureName(detection.signature))),"
      + "\"database\":\(JSONText.quoted(database.databaseName(detection.signature))),"
      + "\"offset\":\(detection.offset),\"size\":\(detection.size)"
      + (detection.form == .body ? "" : ",\"form\":\"\(detection.form)\"")
      + ",\"parts\":[\(parts.joined(separator: ","))]"
      + (detection.parts.isComplete ? "" : ",\"morePartsFound\":true") + "}"
  }
}

extension Detection {
  /// Where it was found, in words.
  fileprivate func places(_ database: SignatureDatabase) -> String {
    let places = parts.list.map { "part \($0.part) at byte \($0.offset)" }
    let text = places.isEmpty ? "\(size) bytes from byte \(offset)" : places.joined(separator: ", ")
    let form = form == .body ? "" : " of \(form.words)"
    return text + (parts.isComplete ? "" : ", and more parts") + form
      + ", by \(database.databaseName(signature))"
  }
}

extension ContentForm {
  /// What it is, for people.
  fileprivate var words: String {
    switch self {
    case .body: "the file"
    case .embeddedExecutable: "an executable inside"
    case .universalPart: "a part for one processor"
    case .htmlWithoutComments: "the normalised HTML without comments"
    case .htmlWithoutTags: "the normalised HTML without tags"
    case .script: "the normalised scripts"
    case .dataURI: "what a data: address holds"
    case .text: "the normalised text"
    }
  }
}
