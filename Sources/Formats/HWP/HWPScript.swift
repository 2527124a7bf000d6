/// The script in a document of Hangul. Each document has one, which does nothing until somebody writes
/// something into it. Source: Hancom, "Hangul Document File Formats 5.0", revision 1.3, "Scripts".
public struct HWPScript: Hashable, Sendable {
  /// Its text in UTF-8: the declarations before it, itself, and what runs before and behind it.
  public let text: [UInt8]
  /// Whether it does something, or cannot be read.
  public let isActive: Bool

  /// Reads a stream that is not packed any more.
  public init(_ stream: Span<UInt8>) {
    var units: [UInt16] = []
    var place = 0
    var isWhole = true
    for _ in 0..<Self.textsMax where place < stream.count {
      guard let count = stream.little32(at: place), count != .max else { break }
      guard let bytes = stream.run(at: place + 4, count: Int(count) * 2) else {
        isWhole = false
        break
      }
      for unit in stride(from: 0, to: bytes.count, by: 2) {
        units.append(bytes.little16(at: unit) ?? 0)
      }
      units.append(0x0A)
      place += 4 + bytes.count
    }
    let text = Array(String(decoding: units, as: UTF16.self).utf8)
    isActive = !isWhole || !Self.isEmpty(text.span)
    self.text = text
  }

  private static let textsMax = 4
  /// What every document has.
  private static let declarations: [StaticString] = [
    "varDocuments=XHwpDocuments;", "varDocument=Documents.Active_XHwpDocument;",
  ]

  /// Whether a script is nothing but the declarations that each has, functions without statements, and
  /// comments.
  private static func isEmpty(_ text: Span<UInt8>) -> Bool {
    let dense = self.dense(text)
    let script = dense.span
    var place = 0
    while place < script.count {
      if let declaration = declarations.first(where: { script.has($0, at: place) }) {
        place += declaration.utf8CodeUnitCount
        continue
      }
      guard script.has("function", at: place), let open = script.firstPlace(of: 0x7B, from: place),
        script.byte(at: open + 1) == 0x7D
      else { return false }
      // A name and parameters: no call, and no value.
      for at in place..<open
      where !(ScriptPattern.isName(script[at]) || [0x28, 0x29, 0x2C].contains(script[at])) {
        return false
      }
      place = open + 2
    }
    return true
  }

  /// Without white space and comments.
  private static func dense(_ text: Span<UInt8>) -> [UInt8] {
    var dense: [UInt8] = []
    var place = 0
    while place < text.count {
      if text.has("//", at: place) {
        while place < text.count, text[place] != 0x0A, text[place] != 0x0D { place += 1 }
      } else if text.has("/*", at: place) {
        place = text.end(of: "*/", from: place + 2)
      } else {
        if text[place] > 0x20 { dense.append(text[place]) }
        place += 1
      }
    }
    return dense
  }
}
