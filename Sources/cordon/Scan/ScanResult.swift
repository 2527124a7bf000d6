import Scanning
import Signatures

/// What came of one file.
struct ScanResult {
  /// A verdict, or why there is none.
  enum Finding {
    case verdict(Verdict)
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
      finding = .verdict(try scanner.scan(descriptor: file.descriptor))
    } catch {
      finding = .failed("\(error)")
    }
    scannedBytes = scanner.session.scannedBytes
  }

  /// `path: OK`, `path: NAME FOUND` or `path: why not ERROR`. A path is printed as it is, but for
  /// control characters, which could pose as other lines.
  func line(_ database: SignatureDatabase) -> [UInt8] {
    let text =
      switch finding {
      case .verdict(.clean): "OK"
      case .verdict(.infected(let detection)):
        "\(database.signatureName(detection.signature)) FOUND"
      case .verdict(.unscannable(let reason)): "unscannable (\(reason)) ERROR"
      case .failed(let failure): "\(failure) ERROR"
      }
    return path.map { $0 < 0x20 || $0 == 0x7F ? UInt8(ascii: "?") : $0 } + Array(": \(text)".utf8)
  }

  /// One object on one line. A path that is not UTF-8 has U+FFFD where it is not.
  func json(_ database: SignatureDatabase) -> String {
    var verdict: String
    var detections = ""
    var reason = ""
    switch finding {
    case .verdict(.clean): verdict = "clean"
    case .verdict(.infected(let detection)):
      verdict = "infected"
      detections =
        "{\"signature\":\(JSONText.quoted(database.signatureName(detection.signature))),"
        + "\"database\":\(JSONText.quoted(database.databaseName(detection.signature))),"
        + "\"offset\":\(detection.offset),\"size\":\(detection.size)}"
    case .verdict(.unscannable(let why)):
      verdict = "unscannable"
      reason = ",\"reason\":\(JSONText.quoted("\(why)"))"
    case .failed(let failure):
      verdict = "error"
      reason = ",\"reason\":\(JSONText.quoted(failure))"
    }
    let name = JSONText.quoted(String(decoding: path, as: UTF8.self))
    return "{\"path\":\(name),\"verdict\":\"\(verdict)\",\"detections\":[\(detections)]"
      + ",\"bytes\":\(scannedBytes)\(reason)}"
  }
}
