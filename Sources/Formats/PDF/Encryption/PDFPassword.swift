internal import Digests

/// The empty password, and what of an encryption dictionary tells whether it is the user's: ISO 32000-2,
/// sections 7.6.4.3 and 7.6.4.4.
struct PDFPassword {
  /// What short passwords are filled up with: algorithm 2, step a.
  private static let padding: [UInt8] = [
    0x28, 0xBF, 0x4E, 0x5E, 0x4E, 0x75, 0x8A, 0x41, 0x64, 0x00, 0x4E, 0x56, 0xFF, 0xFA, 0x01, 0x08,
    0x2E, 0x2E, 0x00, 0xB6, 0xD0, 0x68, 0x3E, 0x80, 0x2F, 0x0C, 0xA9, 0xFE, 0x64, 0x53, 0x69, 0x7A,
  ]

  private let version: Int
  private let revision: Int
  private let keyBits: Int
  private let owner: [UInt8]
  private let user: [UInt8]
  private let userKey: [UInt8]
  private let permissions: Int
  private let identifier: [UInt8]
  private let hasEncryptedMetadata: Bool

  init?(_ dictionary: PDFDictionary, identifier: [UInt8]) {
    guard let owner = dictionary["O"]?.string, let user = dictionary["U"]?.string else {
      return nil
    }
    version = dictionary["V"]?.integer ?? 0
    revision = dictionary["R"]?.integer ?? 0
    keyBits = dictionary["Length"]?.integer ?? 40
    self.owner = owner
    self.user = user
    userKey = dictionary["UE"]?.string ?? []
    permissions = dictionary["P"]?.integer ?? 0
    self.identifier = identifier
    hasEncryptedMetadata =
      if case .boolean(false) = dictionary["EncryptMetadata"] { false } else { true }
  }

  /// The file's key; nil where the password is another.
  func fileKey() -> [UInt8]? {
    if revision >= 5 { return longKey() }
    // Writers disagree about where the length is, and about its unit.
    var lengths = [revision == 2 ? 5 : keyBits / 8, 16, 5, keyBits]
    if version >= 4 { lengths.insert(16, at: 0) }
    var tried: Set<Int> = []
    for length in lengths where (5...16).contains(length) && tried.insert(length).inserted {
      if let key = shortKey(bytes: length), isKey(key) { return key }
    }
    return nil
  }

  /// Algorithm 2.
  private func shortKey(bytes count: Int) -> [UInt8]? {
    var seed = Self.padding + owner.prefix(32)
    for shift in [0, 8, 16, 24] { seed.append(UInt8(truncatingIfNeeded: permissions >> shift)) }
    seed += identifier
    if revision >= 4, !hasEncryptedMetadata { seed += [0xFF, 0xFF, 0xFF, 0xFF] }
    guard var digest = KeyDigest.of(seed, "MD5") else { return nil }
    guard revision >= 3 else { return Array(digest.prefix(count)) }
    for _ in 0..<50 {
      guard let next = KeyDigest.of(Array(digest.prefix(count)), "MD5") else { return nil }
      digest = next
    }
    return Array(digest.prefix(count))
  }

  /// Algorithms 4 to 6: whether a key gives the user's entry.
  private func isKey(_ key: [UInt8]) -> Bool {
    if revision < 3 {
      var cipher = RC4(key: key)
      return user.count >= 32 && cipher.apply(Self.padding.span)[...] == user.prefix(32)
    }
    guard user.count >= 16, var entry = KeyDigest.of(Self.padding + identifier, "MD5") else {
      return false
    }
    for round in 0..<UInt8(20) {
      var cipher = RC4(key: key.map { $0 ^ round })
      entry = cipher.apply(entry.span)
    }
    return entry[...] == user.prefix(16)
  }

  /// Algorithms 2.A and 11: the key is encrypted by a digest of the password.
  private func longKey() -> [UInt8]? {
    guard user.count >= 48, userKey.count >= 32,
      let check = digest(salt: Array(user[32..<40])), check[...] == user.prefix(32),
      let wrapping = digest(salt: Array(user[40..<48]))
    else { return nil }
    let vector = [UInt8](repeating: 0, count: 16)
    return BlockCipher.decrypt(
      userKey.span.extracting(..<32), key: wrapping, vector: vector)
  }

  /// Algorithm 2.B for the empty password; before revision 6 a digest is enough.
  private func digest(salt: [UInt8]) -> [UInt8]? {
    guard var key = KeyDigest.of(salt, "SHA256") else { return nil }
    guard revision >= 6 else { return key }
    var round = 0
    while true {
      var repeated: [UInt8] = []
      for _ in 0..<64 { repeated += key }
      guard
        let encrypted = BlockCipher.encrypt(
          repeated.span, key: Array(key[..<16]), vector: Array(key[16..<32]))
      else { return nil }
      let remainder = encrypted[..<16].reduce(0) { $0 + Int($1) } % 3
      guard let next = KeyDigest.of(encrypted, ["SHA256", "SHA384", "SHA512"][remainder]) else {
        return nil
      }
      key = next
      round += 1
      // It ends by chance; in 288 rounds at most, as the last byte is at most 255.
      if round >= 64, Int(encrypted.last ?? 0) <= round - 32 { return Array(key[..<32]) }
    }
  }
}
