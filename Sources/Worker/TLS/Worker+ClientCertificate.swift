import HTTP
import Primitives
import Ring
import TLS

extension Worker where Driver: ~Copyable {
  /// Tells upstreams of the certificate that a client has shown, where clients of its listener are asked for
  /// one. What clients send under such names is left out of the head (`RequestHead.emit`).
  ///
  /// `Client-Cert` and `Client-Cert-Chain` are as RFC 9440 has them. The others say the same as what nginx
  /// and HAProxy know by `$ssl_client_verify` or `ssl_c_s_dn`: whether there is one, whose, and which.
  func appendClientCertificate(_ slot: UInt32, to writer: inout ByteWriter) {
    guard let secured = securedSlot(slot), tls[secured].asksClient else { return }
    guard let certificate = tls[secured].clientCertificate else {
      writer.append("X-SSL-Client-Verify: NONE\r\n")
      return
    }
    writer.append("X-SSL-Client-Verify: SUCCESS\r\nX-SSL-Client-Subject: ")
    writer.append(certificate.subject.span)
    writer.append("\r\nX-SSL-Client-Serial: ")
    writer.append(certificate.serial.span)
    writer.append("\r\nX-SSL-Client-Fingerprint: ")
    writer.append(certificate.fingerprint.span)
    writer.append("\r\nClient-Cert: ")
    Self.append(certificate.encoded, to: &writer)
    for (index, issuer) in certificate.issuersEncoded.enumerated() {
      writer.append(index == 0 ? "\r\nClient-Cert-Chain: " : ", ")
      Self.append(issuer, to: &writer)
    }
    writer.append("\r\n")
  }

  /// Whether a client has shown a certificate.
  func showsCertificate(_ slot: UInt32) -> Bool {
    guard let secured = securedSlot(slot) else { return false }
    return tls[secured].clientCertificate != nil
  }

  /// The slot whose TLS session a client speaks through: for a stream its connection's. `nil` where it
  /// speaks in the clear, or the connection is gone.
  func securedSlot(_ slot: UInt32) -> UInt32? {
    guard clients[slot].isSecure else { return nil }
    guard clients[slot].isStream else { return slot }
    let connection = clients[slot].stream.connection
    return clients.contains(connection) ? connection.slot : nil
  }

  /// A byte sequence of structured fields (RFC 8941, section 3.3.5).
  private static func append(_ encoded: [UInt8], to writer: inout ByteWriter) {
    writer.append(":")
    writer.append(encoded.span)
    writer.append(":")
  }
}
