package import Digests

/// The public keys that containers are signed with.
package struct ContainerKeys: Sendable {
  /// Signs the MD5 of a whole container.
  package var container: RSAPublicKey
  /// Signs the list of members.
  package var info: RSAPublicKey

  /// A pair of keys.
  package init(container: RSAPublicKey, info: RSAPublicKey) {
    self.container = container
    self.info = info
  }

  /// The keys of ClamAV's official databases. Source: the numbers in libclamav (`dsig.c`, `readdb.c`).
  package static let clamAV = ContainerKeys(
    container: RSAPublicKey(
      modulus: """
        118640995551645342603070001658453189751527774412027743746599405743243142607464144767361060\
        640655844749760788890022283424922762488917565551002467771109669598189410434699034532232228\
        621591089508178591428456220796841621637175567590476666928698770143328137383952820383197532\
        047771780196576957695822641224262693037
        """,
      exponent: "100001027"),
    info: RSAPublicKey(
      modulus: """
        110888949830485454736595561066271949239289417917950476205916586974135810433227159121724968\
        065253810558809645206184002243333205346602992339837553417406795028668299096799557343913926\
        683783612215242053966310901051516412708572770803107343209516537005089417174191687239425078\
        907029047027075874516216910507543078503833998653464872037984641785373922114027864813598244\
        611972311028954150937703942166663244845939357624084685168266331921408266679234948220458053\
        478099328484548458869717064243605586678627758760720594377033653802091016977385775154769350\
        85469455279994113145977994084618328482151013142393373316337519977244732747977
        """,
      exponent: "100002049"))
}

extension ContainerKeys {
  /// Whether a digital signature is that of an MD5 in hexadecimal digits.
  func verifies(md5: [UInt8], signature: [UInt8]) -> Bool {
    guard let digest = Digest(hex: md5), digest.algorithm == .md5,
      let number = Self.number(signature),
      let plain = container.power(of: number, bytes: digest.count)
    else { return false }
    return Digest(plain) == digest
  }

  /// Whether a digital signature is that of the SHA-256 of a list of members.
  ///
  /// It is a signature of the kind that PKCS #1 calls EMSA-PSS: SHA-256, a salt of 32 bytes.
  func verifies(info digest: Digest, signature: [UInt8]) -> Bool {
    let count = 256
    let hashCount = digest.count
    guard let number = Self.number(signature), let block = info.power(of: number, bytes: count),
      block.last == 0xbc
    else { return false }
    let maskedCount = count - hashCount - 1
    let hash = Array(block[maskedCount..<(maskedCount + hashCount)])
    var data: [UInt8] = []
    for counter in 0..<UInt8((maskedCount + hashCount - 1) / hashCount) {
      let mask = sha256(hash + [0, 0, 0, counter])
      for place in 0..<hashCount where data.count < maskedCount {
        data.append(mask[place] ^ block[data.count])
      }
    }
    data[0] &= 0x7f
    let salt = data.suffix(32)
    let padding = data.dropLast(32)
    guard padding.last == 1, padding.dropLast().allSatisfy({ $0 == 0 }) else { return false }
    let plain = (0..<hashCount).map { digest[$0] }
    return Digest(hash) == sha256([UInt8](repeating: 0, count: 8) + plain + salt)
  }

  /// The number that a signature's text is, its most significant byte first: digits of 6 bits, the
  /// least significant first.
  static func number(_ text: [UInt8]) -> [UInt8]? {
    // A signature of the longest key has 342.
    guard text.count <= 1024 else { return nil }
    var bytes = [UInt8](repeating: 0, count: (text.count * 6 + 7) / 8)
    for (place, character) in text.enumerated() {
      guard let digit = digit(character) else { return nil }
      let bits = UInt16(digit) << UInt16(place * 6 % 8)
      bytes[place * 6 / 8] |= UInt8(truncatingIfNeeded: bits)
      if bits > 0xff { bytes[place * 6 / 8 + 1] |= UInt8(truncatingIfNeeded: bits >> 8) }
    }
    return bytes.reversed()
  }

  private static func digit(_ character: UInt8) -> UInt8? {
    switch character {
    case 0x61...0x7a: character - 0x61
    case 0x41...0x5a: character - 0x41 + 26
    case 0x30...0x39: character - 0x30 + 52
    case Ascii.plus: 62
    case Ascii.slash: 63
    default: nil
    }
  }
}
