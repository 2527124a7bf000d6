internal import Digests

/// The standard security handler of a file that opens with the empty password: ISO 32000-2, section 7.6.
public struct PDFEncryption: Sendable {
  /// What came of opening a file.
  public enum Opening: Sendable {
    case opened(PDFEncryption)
    /// It needs a password, or a key.
    case closed
  }

  /// How strings or streams are encrypted.
  public enum Cipher: Hashable, Sendable {
    case none
    case rc4
    /// AES with a key of each object's own.
    case aes128
    /// AES with the file's key.
    case aes256
  }

  /// Whether it reads everything as another one does.
  public func isSame(as other: PDFEncryption) -> Bool {
    key == other.key && strings == other.strings && streams == other.streams && files == other.files
      && named == other.named
  }

  /// Whether a dictionary has values that are not direct, or keys twice.
  public static func hasReferences(_ dictionary: PDFDictionary) -> Bool {
    var keys: Set<PDFName> = []
    return dictionary.entries.contains { key, value in
      if value.reference != nil || !keys.insert(key).inserted { return true }
      return value.dictionary.map(hasReferences) ?? false
    }
  }

  /// The file's key.
  let key: [UInt8]
  /// The ciphers of strings, of streams and of embedded files.
  let strings: Cipher
  let streams: Cipher
  let files: Cipher
  /// Ciphers by their names.
  let named: [PDFName: Cipher]

  /// Tries the empty password.
  ///
  /// - Parameters:
  ///   - dictionary: what `Encrypt` is; its values are direct.
  ///   - identifiers: the file's; readers take the trailer's, and each trailer may have its own.
  public static func open(_ dictionary: PDFDictionary, identifiers: [[UInt8]]) -> Opening {
    guard dictionary["Filter"]?.name == "Standard" else { return .closed }
    let version = dictionary["V"]?.integer ?? 0
    for identifier in (identifiers.isEmpty ? [[]] : identifiers).prefix(4) {
      guard let password = PDFPassword(dictionary, identifier: identifier),
        let key = password.fileKey()
      else { continue }
      return .opened(PDFEncryption(dictionary, version, key))
    }
    return .closed
  }

  private init(_ dictionary: PDFDictionary, _ version: Int, _ key: [UInt8]) {
    self.key = key
    guard version >= 4 else {
      named = [:]
      (strings, streams, files) = (.rc4, .rc4, .rc4)
      return
    }
    var named: [PDFName: Cipher] = ["Identity": .none]
    for (name, value) in dictionary["CF"]?.dictionary?.entries ?? [] {
      switch value.dictionary?["CFM"]?.name {
      case "V2": named[name] = .rc4
      case "AESV2": named[name] = .aes128
      case "AESV3": named[name] = .aes256
      default: named[name] = Cipher.none
      }
    }
    func cipher(_ key: PDFName) -> Cipher? {
      dictionary[key]?.name.map { named[$0] ?? .none }
    }
    self.named = named
    strings = cipher("StrF") ?? .none
    streams = cipher("StmF") ?? .none
    files = cipher("EFF") ?? streams
  }

  /// A string of an object without its cipher.
  public func decrypt(_ text: PDFText) -> [UInt8] {
    text.isPacked ? text.bytes : decrypt(text.bytes.span, of: text.owner, strings)
  }

  /// The cipher of a stream.
  ///
  /// - Parameter named: what the parameters of a filter `Crypt` name.
  public func cipher(named name: PDFName?, isFile: Bool) -> Cipher {
    if let name { return named[name] ?? .none }
    return isFile ? files : streams
  }

  /// The data of a stream, or a string, without its cipher; of data that are no whole blocks, the whole ones.
  public func decrypt(_ bytes: Span<UInt8>, of object: PDFReference, _ cipher: Cipher) -> [UInt8] {
    switch cipher {
    case .none: return [UInt8](copying: bytes)
    case .rc4:
      var cipher = RC4(key: objectKey(object, salt: []))
      return cipher.apply(bytes)
    case .aes128: return decryptBlocks(bytes, objectKey(object, salt: Array("sAlT".utf8)))
    case .aes256: return decryptBlocks(bytes, key)
    }
  }

  /// Algorithm 1: the key of an object.
  private func objectKey(_ object: PDFReference, salt: [UInt8]) -> [UInt8] {
    let number = (0..<3).map { UInt8(truncatingIfNeeded: object.number >> (8 * $0)) }
    let generation = (0..<2).map { UInt8(truncatingIfNeeded: object.generation >> (8 * $0)) }
    let digest = KeyDigest.of(key + number + generation + salt, "MD5") ?? key
    return Array(digest.prefix(min(key.count + 5, 16)))
  }

  /// The first block is the vector; the last one ends with as many bytes of padding as its last byte says.
  private func decryptBlocks(_ bytes: Span<UInt8>, _ key: [UInt8]) -> [UInt8] {
    let block = BlockCipher.blockBytes
    guard bytes.count >= 2 * block else { return [] }
    let vector = [UInt8](copying: bytes.extracting(..<block))
    let whole = bytes.count / block * block
    let blocks = bytes.extracting(block..<whole)
    guard var plain = BlockCipher.decrypt(blocks, key: key, vector: vector) else { return [] }
    if let padding = plain.last, (1...16).contains(padding) { plain.removeLast(Int(padding)) }
    return plain
  }
}
