extension SignatureSet {
  /// Adds lines of hashes, the first of which has a number, and counts them.
  ///
  /// - Parameter isHarmless: whether they are of bodies that are known to be harmless.
  func add(
    hashLines bytes: UnsafeRawBufferPointer, kind: HashLine.Kind, isHarmless: Bool, first: Int,
    _ file: inout LoadReport.File
  ) {
    var reader = unsafe HashLineReader(bytes, kind: kind, firstLineNumber: first)
    while true {
      do throws(UnusedReason) {
        guard let line = try reader.next() else { break }
        let name = unsafe UnsafeRawBufferPointer(rebasing: bytes[line.nameRange])
        if !ignores.isEmpty {
          let text = unsafe UnsafeRawBufferPointer(rebasing: bytes[line.lineRange])
          guard unsafe !ignores.contains(name: name, line: text) else { throw .ignored }
        }
        try unsafe hashes.add(
          line.digest, kind: isHarmless ? .harmless : HashKind(line.kind), size: line.size,
          name: Span(_unsafeBytes: name))
        file.usedCount += 1
      } catch {
        file.count(error, line: reader.lineNumber)
      }
    }
    file.lineCount += reader.lineCount
  }
}

extension HashKind {
  /// What the digests of a file are digests of, where they are of something unwanted.
  init(_ kind: HashLine.Kind) {
    switch kind {
    case .whole: self = .whole
    case .section: self = .section
    case .imports: self = .imports
    }
  }
}
