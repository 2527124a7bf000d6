internal import Primitives

/// What an answer says, before it is JSON or XML.
public indirect enum AnswerValue: Sendable {
  /// Nothing.
  case null
  case flag(Bool)
  case number(UInt64)
  /// Text; bytes that are no UTF-8 become U+FFFD.
  case text([UInt8])
  /// A list, and what each element of it is called in XML.
  case list([AnswerValue], element: String)
  /// Members in their order. Names are Cordon's own, and letters.
  case object([(name: String, value: AnswerValue)])

  /// Text of Cordon's own.
  public static func word(_ text: StaticString) -> AnswerValue {
    .text(text.withUTF8Buffer { unsafe Array($0) })
  }

  /// Text.
  public static func string(_ text: String) -> AnswerValue { .text(Array(text.utf8)) }
}

extension AnswerValue {
  /// The value in a form.
  ///
  /// - Parameter root: what it is called in XML.
  public func bytes(as format: ScanFormat, root: String) -> [UInt8] {
    var text = ""
    if format.isXML {
      text = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
      writeXML(root, isRoot: true, to: &text)
    } else {
      writeJSON(to: &text)
    }
    text += "\n"
    return Array(text.utf8)
  }

  private func writeJSON(to text: inout String) {
    switch self {
    case .null: text += "null"
    case .flag(let flag): text += flag ? "true" : "false"
    case .number(let number): text += "\(number)"
    case .text(let bytes):
      text += "\""
      for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
        Self.writeJSON(scalar, to: &text)
      }
      text += "\""
    case .list(let values, _):
      text += "["
      for (place, value) in values.enumerated() {
        if place > 0 { text += "," }
        value.writeJSON(to: &text)
      }
      text += "]"
    case .object(let members):
      text += "{"
      for (place, member) in members.enumerated() {
        text += place > 0 ? ",\"\(member.name)\":" : "\"\(member.name)\":"
        member.value.writeJSON(to: &text)
      }
      text += "}"
    }
  }

  /// Beside what JSON asks for, what ends a script in a page, and lines in JavaScript, is escaped.
  private static func writeJSON(_ scalar: Unicode.Scalar, to text: inout String) {
    switch scalar.value {
    case 0x22, 0x5C: text += "\\\(scalar)"
    case 0x0A: text += "\\n"
    case ..<0x20, 0x3C, 0x7F..<0xA0, 0x2028, 0x2029:
      text += "\\u" + Hexadecimal.text(UInt64(scalar.value), digits: 4)
    default: text.unicodeScalars.append(scalar)
    }
  }

  private func writeXML(_ name: String, isRoot: Bool = false, to text: inout String) {
    let space = isRoot ? " xmlns:i=\"http://www.w3.org/2001/XMLSchema-instance\"" : ""
    if case .null = self {
      text += "<\(name)\(space) i:nil=\"true\" />"
      return
    }
    text += "<\(name)\(space)>"
    switch self {
    case .null: break
    case .flag(let flag): text += flag ? "true" : "false"
    case .number(let number): text += "\(number)"
    case .text(let bytes):
      for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
        Self.writeXML(scalar, to: &text)
      }
    case .list(let values, let element):
      for value in values { value.writeXML(element, to: &text) }
    case .object(let members):
      for member in members { member.value.writeXML(member.name, to: &text) }
    }
    text += "</\(name)>"
  }

  private static func writeXML(_ scalar: Unicode.Scalar, to text: inout String) {
    switch scalar.value {
    case 0x26: text += "&amp;"
    case 0x3C: text += "&lt;"
    case 0x3E: text += "&gt;"
    case 0x09, 0x0A, 0x0D: text += "&#\(scalar.value);"
    // XML 1.0 has no way to write these.
    case ..<0x20, 0xFFFE, 0xFFFF: text += "\u{FFFD}"
    default: text.unicodeScalars.append(scalar)
    }
  }
}
