internal import Primitives

extension SignatureSet {
  /// The signatures of a name, each decoded for a person: what it asks for, and what is searched for to
  /// find it.
  public func explanations(ofSignature name: String) throws(DatabaseFileError) -> [String] {
    let texts = contents.filter { $0.signature.name == name }.map { content in
      content.signature.explanation(file: report.files[content.file].name, line: content.line)
    }
    let (files, firsts) = (report.files, firstHashes)
    return try texts
      + hashes.inMemory().explanations(ofSignature: name) { number in
        let place = firsts.lastIndex { $0 <= Int(number) }
        return place.map { files[$0].name } ?? ""
      }
  }
}

extension ContentSignature {
  /// The signature decoded, with where it is from and how it is found.
  func explanation(file: String, line: Int) -> String {
    let found = rule == nil ? SearchPlan(self, model: .trained).explanation : []
    let lines = explanation() + expressionExplanation + found
    return (["\(file), line \(line):"] + lines).joined(separator: "\n")
  }
}

extension ContentSignature {
  /// How each regular expression is run, in lines.
  fileprivate var expressionExplanation: [String] {
    var lines: [String] = []
    for (number, part) in parts.enumerated() {
      guard case .expression(let part) = part else { continue }
      let flags = ContentExpressionRecord.Flags(letters: part.flags)
      let filter = ExpressionFilter(ExpressionFilter.Source(part.expression, flags: flags))
      let runner =
        switch filter?.record.kind {
        case .exact: "Hyperscan"
        case .necessary: "Hyperscan first, and by PCRE2 where that matches"
        case nil: "PCRE2 alone"
        }
      lines.append("  part \(number) is run by \(runner)")
    }
    return lines
  }
}

extension SearchPlan {
  /// How many anchors are shown.
  private static let anchorsShownMax = 16

  /// How the signature is found, in lines.
  fileprivate var explanation: [String] {
    let head =
      switch meaning {
      case .detection: "  found as the bytes arrive, by verifying around each of:"
      case .candidate:
        "  decided by the whole body, where one of these is found as the bytes arrive:"
      case .always: "  decided by the whole body of every file of its type: nothing of it is rare"
      }
    let anchors = patterns.flatMap { $0.fragments.map(\.anchor) }
    let more = anchors.count - Self.anchorsShownMax
    return [head] + anchors.prefix(Self.anchorsShownMax).map { "    \($0.explanation)" }
      + (more > 0 ? ["    and \(more) more"] : [])
  }
}

extension Anchor {
  /// The anchor in digits and characters.
  fileprivate var explanation: String {
    let characters = literal.bytes.map { byte in
      byte >= 0x20 && byte < 0x7f ? String(UnicodeScalar(byte)) : "."
    }
    let ending = literal.isCaseless ? ", in either case" : ""
    let digits = Hexadecimal.text(literal.bytes)
    return "\(digits) \"\(characters.joined())\"\(ending) (one of 2^\(cost / 2) places)"
  }
}
