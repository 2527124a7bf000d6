internal import CCrypto

/// A public key of RSA, as its two numbers.
///
/// It does the arithmetic alone: what a signature says must be compared by whoever knows its padding.
package struct RSAPublicKey: Hashable, Sendable {
  /// The modulus, in decimal digits.
  package let modulus: String
  /// The exponent, in decimal digits.
  package let exponent: String

  /// A key of these numbers.
  package init(modulus: String, exponent: String) {
    self.modulus = modulus
    self.exponent = exponent
  }

  /// A number to the power of the exponent, modulo the modulus.
  ///
  /// - Parameters:
  ///   - number: its most significant byte first.
  ///   - bytes: how many bytes the result is written in, zeros first.
  /// - Returns: the result; `nil` where it needs more bytes, or the key's numbers are none.
  package func power(of number: [UInt8], bytes: Int) -> [UInt8]? {
    let base = unsafe BN_bin2bn(number, Int32(number.count), nil)
    var exponent: OpaquePointer?
    var modulus: OpaquePointer?
    let result = unsafe BN_new()
    let work = unsafe BN_CTX_new()
    defer {
      unsafe BN_free(base)
      unsafe BN_free(exponent)
      unsafe BN_free(modulus)
      unsafe BN_free(result)
      unsafe BN_CTX_free(work)
    }
    guard unsafe BN_dec2bn(&exponent, self.exponent) > 0,
      unsafe BN_dec2bn(&modulus, self.modulus) > 0,
      unsafe base != nil, unsafe result != nil, unsafe work != nil,
      unsafe BN_mod_exp(result, base, exponent, modulus, work) == 1
    else { return nil }
    var plain = [UInt8](repeating: 0, count: bytes)
    guard unsafe BN_bn2binpad(result, &plain, Int32(bytes)) == Int32(bytes) else { return nil }
    return plain
  }
}
