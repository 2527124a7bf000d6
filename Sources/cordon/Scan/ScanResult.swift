import Inspection
import Inspectors
import Policy
import Scanning
import Signatures

/// What came of one file.
struct ScanResult {
  /// What was found out, or why nothing was.
  enum Finding {
    case judged(InspectionRecord)
    case failed(String)
  }

  /// What is thought of a file by its signatures alone; policies are the proxy's.
  enum Verdict: String {
    case clean
    case infected
    case unscannable
  }

  let path: [UInt8]
  let finding: Finding
  let scannedBytes: UInt64

  /// Scans a file.
  init(of file: borrowing WalkedFile, by inspection: inout FileInspection) {
    path = file.path
    if let failure = file.failure {
      finding = .failed(failure)
      scannedBytes = 0
      return
    }
    do {
      finding = .judged(try inspection.judge(file.descriptor))
    } catch let failure as LoneInspector.Failure {
      finding = .failed("no inspector: \(failure)")
    } catch {
      finding = .failed("\(error)")
    }
    scannedBytes = inspection.scannedBytes
  }

  /// The verdict; `nil` where there is none.
  var verdict: Verdict? {
    guard case .judged(let record) = finding else { return nil }
    return record.isInfected ? .infected : record.reasons.isEmpty ? .clean : .unscannable
  }

  /// `path: OK`, `path: NAME FOUND` (a line for each detection) or `path: why not ERROR`. A path is
  /// printed as it is, but for control characters, which could pose as other lines.
  ///
  /// - Parameter showsPlaces: whether each detection is followed by a line that says where it was found.
  func lines(_ database: SignatureDatabase, showsPlaces: Bool = false) -> [UInt8] {
    var texts: [String] = []
    switch finding {
    case .failed(let failure): texts = ["\(failure) ERROR"]
    case .judged(let record):
      switch verdict {
      case .infected:
        for (place, content) in record.contents.enumerated() {
          for detection in content.detections {
            texts.append("\(database.signatureName(detection.signature)) FOUND")
            guard showsPlaces else { continue }
            texts[texts.count - 1] +=
              "\n  \(detection.places(database, in: record.pathText(of: place)))"
          }
        }
        if record.detectionsLeftOff > 0 { texts.append("\(record.detectionsLeftOff) more FOUND") }
      case .unscannable: texts = ["unscannable (\(record.reasonText)) ERROR"]
      case .clean, nil: texts = ["OK"]
      }
    }
    let path = path.map { $0 < 0x20 || $0 == 0x7F ? UInt8(ascii: "?") : $0 }
    return Array(texts.map { path + Array(": \($0)".utf8) }.joined(separator: [0x0A]))
  }
}

extension InspectionRecord {
  /// What a content is called from the file on, with a sign between the names; empty: the file itself.
  /// What has no name is called by how it lies there, in brackets. Names in other character sets than UTF-8
  /// have U+FFFD where they are not.
  func pathText(of place: Int) -> String {
    var names: [String] = []
    var next = place
    while let around = contents[next].parent {
      let name = contents[next].name
      names.append(
        name.isEmpty ? "(\(contents[next].relation))" : String(decoding: name, as: UTF8.self))
      next = around
    }
    return names.reversed().joined(separator: " › ")
  }

  /// The reasons for which it could not be judged whole.
  var reasonText: String { reasons.all.map { "\($0.name)" }.joined(separator: ", ") }
}

extension Detection {
  /// Where it was found, in words.
  ///
  /// - Parameter content: what it lies in inside the file.
  fileprivate func places(_ database: SignatureDatabase, in content: String) -> String {
    let places = parts.list.map { "part \($0.part) at byte \($0.offset)" }
    let text = places.isEmpty ? "\(size) bytes from byte \(offset)" : places.joined(separator: ", ")
    let form = form == .body ? "" : " of \(form.words)"
    // Control characters could pose as other lines.
    let shown = String(
      String.UnicodeScalarView(
        content.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? "?" : $0 }))
    return text + (parts.isComplete ? "" : ", and more parts") + form
      + (content.isEmpty ? "" : ", in \(shown)") + ", by \(database.databaseName(signature))"
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
