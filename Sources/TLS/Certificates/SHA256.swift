internal import COpenSSL

/// The digest by which files are told apart.
enum SHA256 {
  static func digest(_ bytes: [UInt8]) -> [UInt8] {
    var digest = [UInt8](repeating: 0, count: 32)
    let isMade = unsafe EVP_Digest(bytes, bytes.count, &digest, nil, EVP_sha256(), nil)
    precondition(isMade == 1, "SHA-256 is part of OpenSSL")
    return digest
  }
}
