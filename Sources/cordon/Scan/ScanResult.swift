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
  func lines(_ database: SignatureDatabase) -> [UInt8] {
    let texts: [String] =
      switch finding {
      case .failed(let failure): ["\(failure) ERROR"]
      case .judged(let result):
        switch result.verdict {
        case .clean: ["OK"]
        case .infected: result.detections.map { "\(database.signatureName($0.signature)) FOUND" }
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
    "{\"signature\":\(JSONText.quoted(database.signatureName(detection.signature))),"
      + "\"database\":\(JSONText.quoted(database.databaseName(detection.signature))),"
      + "\"offset\":\(detection.offset),\"size\":\(detection.size)}"
  }
}
