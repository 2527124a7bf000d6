internal import COpenSSL

/// What one ticket is encrypted and authenticated with, and what it is found by.
struct TicketKey {
  /// 16 bytes in the clear that begin a ticket.
  var name: [UInt8]
  /// AES-256 in the mode CBC.
  var cipherKey: [UInt8]
  /// HMAC with SHA-256.
  var authenticationKey: [UInt8]

  /// One that nobody knows; `nil` where the host gives no random bytes.
  init?() {
    var bytes = [UInt8](repeating: 0, count: 80)
    defer { unsafe OPENSSL_cleanse(&bytes, bytes.count) }
    guard unsafe RAND_priv_bytes(&bytes, Int32(bytes.count)) == 1 else { return nil }
    name = Array(bytes[..<16])
    cipherKey = Array(bytes[16..<48])
    authenticationKey = Array(bytes[48...])
  }

  /// Overwrites what must not be found in memory.
  mutating func forget() {
    unsafe OPENSSL_cleanse(&cipherKey, cipherKey.count)
    unsafe OPENSSL_cleanse(&authenticationKey, authenticationKey.count)
  }
}
