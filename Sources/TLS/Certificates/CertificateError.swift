public import Primitives

/// Why a certificate or a key cannot be used: which file, and the reason.
public enum CertificateError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The file cannot be read.
  case unreadable(String, Errno)
  /// The file is larger than ``CertificateChain/fileBytesMax``.
  case tooLarge(String)
  /// There is no certificate in the file, or what is there is none.
  case noCertificate(String)
  /// There is no private key in the file, or what is there is none.
  case noKey(String)
  /// The key is encrypted: nobody is there to be asked for its password.
  case encryptedKey(String)
  /// The key is not the one of the certificate.
  case otherKey(key: String, certificate: String)
  /// The certificate at that place of the file (from 1) was valid until that day.
  case expired(String, place: Int, day: String)
  /// The certificate at that place of the file (from 1) is valid only from that day on.
  case notYetValid(String, place: Int, day: String)
  /// The certificate at that place of the file (from 1) has not issued the one before it.
  case brokenChain(String, place: Int)
  /// The file is no OCSP response in DER, or one that says nothing.
  case noStatus(String)
  /// The OCSP response is not about the certificate.
  case otherStatus(String, certificate: String)
  /// The OCSP response was valid until that day, or is not valid yet; or it says that the certificate is
  /// not good.
  case unfitStatus(String, reason: String)
  /// OpenSSL does not take it, for the reason that it gives: the key is too short, for example.
  case refused(String, reason: String)

  public var description: String {
    switch self {
    case .unreadable(let file, let code): "\(file): \(code)"
    case .tooLarge(let file): "\(file): larger than \(CertificateChain.fileBytesMax >> 10)KiB"
    case .noCertificate(let file): "\(file): no certificate in PEM"
    case .noKey(let file): "\(file): no private key in PEM"
    case .encryptedKey(let file): "\(file): the private key is encrypted"
    case .otherKey(let key, let certificate): "\(key): not the key of \(certificate)"
    case .expired(let file, let place, let day):
      "\(file): certificate \(place) has expired on \(day)"
    case .notYetValid(let file, let place, let day):
      "\(file): certificate \(place) is valid only from \(day) on"
    case .brokenChain(let file, let place):
      "\(file): certificate \(place) has not issued the one before it"
    case .noStatus(let file): "\(file): no OCSP response in DER"
    case .otherStatus(let file, let certificate):
      "\(file): an OCSP response that is not about \(certificate)"
    case .unfitStatus(let file, let reason): "\(file): an OCSP response that \(reason)"
    case .refused(let file, let reason): "\(file): \(reason)"
    }
  }
}
