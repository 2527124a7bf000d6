extension SignatureSet {
  /// Adds the lines of a file of hashes.
  static func add(
    hashLines bytes: [UInt8], kind: HashLine.Kind, isHarmless: Bool, to hashes: HashCollection,
    _ file: inout LoadReport.File
  ) {
    unsafe bytes.withUnsafeBytes { bytes in
      var reader = unsafe HashLineReader(bytes, kind: kind)
      while true {
        do throws(UnusedReason) {
          guard let line = try reader.next() else { break }
          let name = unsafe UnsafeRawBufferPointer(rebasing: bytes[line.nameRange])
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
