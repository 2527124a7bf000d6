internal import Expressions

extension SignatureSet {
  /// Adds a line of a file whose lines are read one by one; those of hashes are not.
  mutating func add(
    _ line: ArraySlice<UInt8>, number: Int, _ kind: DatabaseFormat.Kind, file: Int
  ) throws(UnusedReason) {
    switch kind {
    case .body:
      try check(line, name: line.prefix { $0 != Ascii.colon })
      try add(BodySignature(line: line).content, line, .body, number, file: file)
    case .plainBody:
      try check(line, name: line.prefix { $0 != Ascii.equals })
      try add(BodySignature(plainLine: line).content, line, .plainBody, number, file: file)
    case .logical:
      try check(line, name: line.prefix { $0 != Ascii.semicolon })
      try add(LogicalLine.read(line), line, .logical, number, file: file)
    case .containerRules:
      let name = line.prefix { $0 != Ascii.colon }
      // ClamAV compares the digest of the name here, and not of the line.
      try check(name, name: name)
      try add(ContentSignature(ContainerRule(line: line)), line, .containerRule, number, file: file)
    case .fileTypes: fileTypeRules.append(try FileTypeRule(line: line))
    case .ignore: try ignores.add(line: line)
    case .hash, .falsePositive, .container, .unevaluated: break
    }
  }

  private mutating func add(
    _ signature: ContentSignature, _ text: ArraySlice<UInt8>, _ form: SignatureLine.Form,
    _ line: Int, file: Int
  ) throws(UnusedReason) {
    let description = signature.description
    if description.iconGroup1 != nil || description.iconGroup2 != nil {
      throw .conditionNotEvaluated(.icons)
    }
    for case .pattern(let part) in signature.parts {
      _ = try PatternVariant.variants(of: part.pattern, part.modifiers)
    }
    for case .expression(let part) in signature.parts { try Self.check(part) }
    contents.append(Content(signature: signature, file: file, line: line))
    lines.add(text, form: form, number: line)
  }

  /// ClamAV does not load a signature whose expression PCRE2 does not compile.
  private static func check(_ part: ExpressionPart) throws(UnusedReason) {
    do throws(ExpressionError) {
      _ = try Expression(
        part.expression, options: ExpressionOptions(flags: part.flags.utf8) ?? [])
    } catch {
      throw .expressionRefused
    }
  }

  private func check(
    _ line: ArraySlice<UInt8>, name: ArraySlice<UInt8>
  ) throws(UnusedReason) {
    guard !ignores.contains(name: name, line: line) else { throw .ignored }
  }
}
