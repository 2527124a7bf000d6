internal import Digests

extension ScanAccess {
  /// The largest file of keys that is read.
  public static let keysFileBytesMax = 1 << 20

  /// All keys: those of the configuration, then those of the file that it names. None where everybody may
  /// use the API.
  ///
  /// A line of the file is `SHA256 NAME MONTHLY PERSECOND`, with `unlimited` for no quota; empty lines, and
  /// what follows `#`, are passed over.
  ///
  /// - Throws: each line that is wrong; also a name or a key that is there twice, and too many of them.
  public func allKeys() throws(ConfigurationError) -> [ScanKey] {
    guard var keys else { return [] }
    var problems: [ConfigurationProblem] = []
    if let path = keysFile {
      switch FileText.read(path: path, bytesMax: Self.keysFileBytesMax) {
      case .text(let text): keys += Self.keys(text, path, &problems)
      case .failed(let code):
        problems.append(Self.problem(path, nil, ErrorNumber.text(code), "a readable file of keys"))
      case .tooLarge:
        problems.append(
          Self.problem(
            path, nil, "a larger file", "at most \(ByteSize.text(Self.keysFileBytesMax))"))
      case .notText(let line):
        problems.append(Self.problem(path, line, "bytes that are not UTF-8", "UTF-8 text"))
      }
    }
    let place = keysFile ?? "scanAPI.keys"
    if keys.count > ScanKey.keysMax {
      problems.append(
        Self.problem(place, nil, "\(keys.count) keys", "at most \(ScanKey.keysMax)"))
    }
    if let twice = Self.repeated(keys) {
      problems.append(Self.problem(place, nil, twice, "each name and each key once"))
    }
    guard problems.isEmpty else { throw ConfigurationError(problems: problems) }
    return keys
  }

  private static func repeated(_ keys: [ScanKey]) -> String? {
    var names: Set<String> = []
    var digests: [Digest: String] = [:]
    for key in keys {
      if !names.insert(key.name).inserted { return "the name \(key.name) again" }
      if let other = digests.updateValue(key.name, forKey: key.digest) {
        return "one key for \(other) and \(key.name)"
      }
    }
    return nil
  }

  private static func keys(
    _ text: String, _ path: String, _ problems: inout [ConfigurationProblem]
  ) -> [ScanKey] {
    var keys: [ScanKey] = []
    let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    for (number, line) in lines.enumerated() {
      let words = line.prefix { $0 != "#" }.split { $0 == " " || $0 == "\t" }
      if words.isEmpty { continue }
      if let key = key(words) {
        keys.append(key)
      } else if problems.count < Reading.problemsMax {
        // What stands there may be a key: it is not repeated.
        problems.append(
          problem(path, number + 1, "a line that is no key", "SHA256 NAME MONTHLY PERSECOND"))
      }
    }
    return keys
  }

  private static func key(_ words: [Substring]) -> ScanKey? {
    guard words.count == 4, let digest = Digest(hex: words[0].utf8), digest.algorithm == .sha256,
      ScanKey.isName(words[1]), let monthly = quota(words[2]), let second = quota(words[3])
    else { return nil }
    return ScanKey(
      name: String(words[1]), digest: digest, monthlyMax: monthly, perSecondMax: second)
  }

  /// A quota; `nil` inside for none, outside for what is no quota.
  private static func quota(_ word: Substring) -> Int?? {
    if word == "unlimited" { return .some(nil) }
    guard word.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }), let number = Int(word),
      number <= ScanKey.callsMax
    else { return nil }
    return number
  }

  private static func problem(
    _ file: String, _ line: Int?, _ found: String, _ expected: String
  ) -> ConfigurationProblem {
    ConfigurationProblem(
      file: file, position: line.map { FilePosition(line: $0, column: 1) }, key: "", found: found,
      expected: expected)
  }
}
