internal import Digests
internal import Primitives

extension SignatureDatabase {
  /// The signatures of a name, each decoded for a person: what it asks for, and how it is found. Reads
  /// all names, and of digests all blocks.
  ///
  /// A database that was compiled to memory tells of digests alone, unless it was to keep the lines.
  public func explanations(ofSignature name: String) -> [String] {
    let lines = file.lines
    var texts: [String] = []
    for place in 0..<counts.bodies {
      let index = SignatureIndex(rawValue: UInt32(place))
      // What was read once is read again, by the same rules: the file is of this version of Cordon.
      guard signatureName(index) == name, let line = lines.line(place),
        let signature = try? line.signature()
      else { continue }
      texts.append(signature.explanation(file: databaseName(index), line: line.number))
    }
    return texts
      + hashes.explanations(ofSignature: name) { databaseName(signature(onHash: $0)) }
  }
}

extension HashTables {
  /// The signatures of a name, each decoded. Reads all names and all blocks.
  ///
  /// - Parameter source: the file that a signature is from.
  func explanations(ofSignature name: String, source: (UInt32) -> String) -> [String] {
    var wanted: Set<UInt32> = []
    forEachName { number, other in
      if other == name { wanted.insert(number) }
    }
    guard !wanted.isEmpty else { return [] }
    var texts: [(number: UInt32, text: String)] = []
    forEachRecord { list, key, number in
      guard wanted.contains(number) else { return }
      let lines = ["\(source(number)):", "digest \(printable(name))"]
      texts.append((number, (lines + key.explanation(list)).joined(separator: "\n")))
    }
    return texts.sorted { $0.number < $1.number }.map(\.text)
  }
}

extension HashKey {
  /// What a digest is of, in lines.
  fileprivate func explanation(_ list: HashList) -> [String] {
    let what =
      switch list.kind {
      case .whole: "a file"
      case .section: "a section of a Windows executable"
      case .imports: "the imports of a Windows executable"
      case .harmless: "a file that is known to be harmless: it clears what else is found in it"
      }
    let words = [high << 32 | middle >> 32, middle << 32 | UInt64(low)]
    let digits = words.map { Hexadecimal.text($0, digits: 16) }
    let isCut = list.algorithm.digestBytes > 16
    return [
      "  of \(what)",
      "  \(list.algorithm) \(digits.joined())" + (isCut ? "… (the first 128 bits count)" : ""),
      size == Self.anySize ? "  of any size" : "  of \(size) bytes",
      "  looked up once the digest is known, which is computed where some listed one has the size",
    ]
  }
}
