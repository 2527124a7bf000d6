import Digests
import Primitives
import Testing

@testable import Quarantine

/// What keys are made of, and how their files are read.
@Suite struct KeyTests {
  private func bytes(_ hex: String) -> [UInt8] {
    let digits = hex.utf8.map { $0 <= 0x39 ? $0 - 0x30 : $0 - 0x61 + 10 }
    return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
  }

  @Test func secretsAreThoseOfTheStandard() throws {
    // RFC 7748, section 6.1.
    let bob = bytes("5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb")
    #expect(
      KeyAgreement.publicKey(of: bob)
        == bytes("de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f"))
    let alice = bytes("8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a")
    #expect(
      KeyAgreement.secret(privateKey: bob, publicKey: alice)
        == bytes("4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742"))
  }

  @Test func aPublicKeyThatGivesEverybodyTheSameSecretIsNone() throws {
    let zeros = [UInt8](repeating: 0, count: 32)
    #expect(
      KeyAgreement.secret(privateKey: KeyAgreement.makePrivateKey(), publicKey: zeros) == nil)
    let bench = try Bench()
    let text = "cordon-quarantine-public-key-1 " + String(repeating: "0", count: 64) + "\n"
    try bench.write(Array(text.utf8), to: "key")
    #expect(throws: QuarantineError.noKey("\(bench.path)/key")) {
      try QuarantinePublicKey(path: "\(bench.path)/key")
    }
  }

  @Test func derivedKeysAreThoseOfTheStandard() {
    // RFC 5869, test case 1 and 3: the first 32 bytes.
    let secret = [UInt8](repeating: 0x0B, count: 22)
    #expect(
      DerivedKey.of(
        secret: secret, salt: bytes("000102030405060708090a0b0c"),
        purpose: bytes("f0f1f2f3f4f5f6f7f8f9"))
        == bytes("3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf"))
    #expect(
      DerivedKey.of(secret: secret, salt: [], purpose: [])
        == bytes("8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d"))
  }

  @Test func encryptionIsThatOfTheStandard() {
    // GCM's test cases 13 and 14: a key and a nonce of zeros.
    let key = [UInt8](repeating: 0, count: 32)
    guard var cipher = AuthenticatedCipher(key: key, isEncrypting: true) else {
      Issue.record("no cipher")
      return
    }
    var sealed = [UInt8](repeating: 1, count: 32)
    let nonce = InlineArray<12, UInt8>(repeating: 0)
    let none: [UInt8] = []
    #expect(cipher.seal(none.span, nonce: nonce, associated: [], into: &sealed))
    #expect(Array(sealed[..<16]) == bytes("530f8afbc74536b9a963b4f1c4cb738b"))
    let zeros = [UInt8](repeating: 0, count: 16)
    #expect(cipher.seal(zeros.span, nonce: nonce, associated: [], into: &sealed))
    #expect(
      sealed == bytes("cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919"))
  }

  @Test func aKeyFileIsReadAsItWasWritten() throws {
    let bench = try Bench()
    try bench.write(Array(bench.key.text.utf8), to: "private")
    try bench.write(Array(bench.key.publicKey.text.utf8), to: "public")
    #expect(try QuarantinePublicKey(path: "\(bench.path)/public") == bench.key.publicKey)
    #expect(
      try QuarantinePrivateKey(path: "\(bench.path)/private").publicKey == bench.key.publicKey)
  }

  @Test func aPrivateKeyIsNotTakenForAPublicOne() throws {
    let bench = try Bench()
    try bench.write(Array(bench.key.text.utf8), to: "private")
    #expect(throws: QuarantineError.privateKeyGiven("\(bench.path)/private")) {
      try QuarantinePublicKey(path: "\(bench.path)/private")
    }
    try bench.write(Array(bench.key.publicKey.text.utf8), to: "public")
    #expect(throws: QuarantineError.noKey("\(bench.path)/public")) {
      try QuarantinePrivateKey(path: "\(bench.path)/public")
    }
  }

  @Test(arguments: ["", "cordon-quarantine-public-key-1", "cordon-quarantine-public-key-1 12", "x"])
  func whatIsNoKeyIsNotTakenForOne(text: String) throws {
    let bench = try Bench()
    try bench.write(Array(text.utf8), to: "key")
    #expect(throws: QuarantineError.noKey("\(bench.path)/key")) {
      try QuarantinePublicKey(path: "\(bench.path)/key")
    }
  }
}
