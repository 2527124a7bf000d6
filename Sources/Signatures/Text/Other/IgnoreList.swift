internal import Digests

/// The signatures that `.ign` and `.ign2` files take out of use, whatever file they are in.
///
/// A line is `Name`, `Name:MD5` where only the line with that digest is meant, or
/// `Database:Line:Name`, of which ClamAV looks at the name alone.
package struct IgnoreList: Sendable {
  /// Shorter names are filled up with spaces: ClamAV's search needs so many bytes.
  private static let nameBytesMin = 3

  private enum Meaning {
    case anyLine
    case lines(Set<Digest>)
  }

  private var meanings: [[UInt8]: Meaning] = [:]
  /// Hashes of the names, so that others are told with no allocation.
  private var hashes: Set<UInt64> = []

  /// A list that names nothing.
  package init() {}

  /// Whether it names nothing.
  package var isEmpty: Bool { meanings.isEmpty }

  /// Adds a line of an `.ign` or `.ign2` file.
  mutating func add(line: ArraySlice<UInt8>) throws(UnusedReason) {
    let fields = line.split(separator: Ascii.colon, omittingEmptySubsequences: false)
    guard fields.count <= 3 else { throw .malformed(.fieldCount) }
    let field = fields.count == 3 ? fields[2] : fields[0]
    guard !field.isEmpty else { throw .malformed(.name) }
    let name = Self.padded(field)
    var meaning = Meaning.anyLine
    if fields.count == 2 {
      guard let digest = Digest(hex: fields[1]), digest.algorithm == .md5 else {
        throw .malformed(.hash)
      }
      meaning = .lines([digest])
    }
    switch (meanings[name], meaning) {
    case (nil, _): meanings[name] = meaning
    case (.lines(let old), .lines(let new)): meanings[name] = .lines(old.union(new))
    default: meanings[name] = .anyLine
    }
    hashes.insert(Self.hash(name))
  }

  /// Whether a signature is taken out of use.
  ///
  /// - Parameters:
  ///   - name: its name as the line has it.
  ///   - line: the whole line, without what ends it.
  package func contains(name: UnsafeRawBufferPointer, line: UnsafeRawBufferPointer) -> Bool {
    if meanings.isEmpty { return false }
    let plain = unsafe Self.normalised(name)
    // Padded names are few: they are looked up at once.
    if unsafe plain.count >= Self.nameBytesMin, unsafe !hashes.contains(Self.hash(plain)) {
      return false
    }
    guard let meaning = unsafe meanings[Self.padded(plain)] else { return false }
    switch meaning {
    case .anyLine: return true
    case .lines(let digests):
      guard let digest = unsafe try? DigestAlgorithm.md5.digest(of: line) else { return false }
      return digests.contains(digest)
    }
  }

  /// Whether a signature is taken out of use: see ``contains(name:line:)``.
  func contains(name: ArraySlice<UInt8>, line: ArraySlice<UInt8>) -> Bool {
    if meanings.isEmpty { return false }
    return unsafe name.withUnsafeBytes { name in
      unsafe line.withUnsafeBytes { line in unsafe contains(name: name, line: line) }
    }
  }

  /// A signature's name without `.{…}` or `.UNOFFICIAL` at its end, as ClamAV compares it.
  private static func normalised(_ name: UnsafeRawBufferPointer) -> Slice<UnsafeRawBufferPointer> {
    let all = unsafe name[...]
    if name.count > 3, unsafe name[name.count - 1] == Ascii.closeBrace {
      for place in 0..<(name.count - 1)
      where unsafe name[place] == 0x2e && name[place + 1] == Ascii.openBrace {
        return unsafe name[..<place]
      }
      return unsafe all
    }
    let suffix = Array(".UNOFFICIAL".utf8)
    if name.count > suffix.count, unsafe name.suffix(suffix.count).elementsEqual(suffix) {
      return unsafe name.dropLast(suffix.count)
    }
    return unsafe all
  }

  private static func padded(_ name: some Collection<UInt8>) -> [UInt8] {
    var bytes = Array(name)
    while bytes.count < nameBytesMin { bytes.append(0x20) }
    return bytes
  }

  /// FNV-1a.
  private static func hash(_ bytes: some Collection<UInt8>) -> UInt64 {
    bytes.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
  }
}
