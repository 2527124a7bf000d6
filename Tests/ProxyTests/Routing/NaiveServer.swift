import Primitives

/// How some server reads a path, written for clearness alone: the reference for the property test.
struct NaiveServer {
  enum Parameters: CaseIterable { case kept, droppedFirst, droppedAfterDecoding }

  var takesAuthority: Bool
  var parameters: Parameters
  var decodes: Bool
  var takesBackslashes: Bool
  var mergesSlashes: Bool
  var resolvesDots: Bool

  static var all: [NaiveServer] {
    var servers: [NaiveServer] = []
    for bits in 0..<32 {
      for parameters in Parameters.allCases {
        servers.append(
          NaiveServer(
            takesAuthority: bits & 1 != 0, parameters: parameters, decodes: bits & 2 != 0,
            takesBackslashes: bits & 4 != 0, mergesSlashes: bits & 8 != 0,
            resolvesDots: bits & 16 != 0))
      }
    }
    return servers
  }

  /// The segments of the path; empty ones where the server keeps them.
  func segments(of path: String) -> [String] {
    var text = path
    if takesAuthority { text = withoutAuthority(text) }
    if parameters == .droppedFirst { text = withoutParameters(text) }
    if decodes { text = decoded(text) }
    if takesBackslashes { text = String(text.map { $0 == "\\" ? "/" : $0 }) }
    if parameters == .droppedAfterDecoding { text = withoutParameters(text) }
    var segments = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    segments.removeFirst()
    if mergesSlashes { segments.removeAll { $0.isEmpty } }
    return resolvesDots ? resolved(segments) : segments
  }

  private func withoutAuthority(_ text: String) -> String {
    let isSlash = { (character: Character) in
      character == "/" || takesBackslashes && character == "\\"
    }
    guard text.prefix(while: isSlash).count > 1 else { return text }
    let path = text.drop(while: isSlash).drop { !isSlash($0) }
    return path.isEmpty ? "/" : String(path)
  }

  private func withoutParameters(_ text: String) -> String {
    text.split(separator: "/", omittingEmptySubsequences: false)
      .map { $0.prefix { $0 != ";" } }
      .joined(separator: "/")
  }

  private func decoded(_ text: String) -> String {
    var result = ""
    var rest = text[...]
    while let first = rest.first {
      let digits = rest.dropFirst().prefix(2)
      if first == "%", digits.count == 2, digits.allSatisfy(\.isHexDigit),
        let value = UInt8(digits, radix: 16)
      {
        result.unicodeScalars.append(Unicode.Scalar(value))
        rest = rest.dropFirst(3)
      } else {
        result.append(first)
        rest = rest.dropFirst()
      }
    }
    return result
  }

  private func resolved(_ segments: [String]) -> [String] {
    var result: [String] = []
    for segment in segments {
      if segment == ".." {
        _ = result.popLast()
      } else if segment != "." {
        result.append(segment)
      }
    }
    return result
  }
}
