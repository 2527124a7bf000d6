internal import COpenSSL
import Glibc
import Synchronization

/// Sessions by which connections to servers go on from earlier ones, of all workers.
///
/// Each is used once, as RFC 8446 wants it (appendix C.4): with each handshake new ones come. A handshake
/// takes the lock for as long as it takes to look at a list.
@safe
final class KeptSessions: @unchecked Sendable {
  /// `SSL_SESSION`, the newest last, by the number of their server.
  private let kept = Mutex<[Int: [UInt]]>([:])

  /// How many there are of a server. More would be for connections that begin at the same time.
  private static let perServerMax = 8

  deinit { kept.withLock { all in for list in all.values { Self.free(list) } } }

  /// Keeps one, with the reference that comes with it.
  func keep(_ session: OpaquePointer, of server: Int) {
    let dropped = kept.withLock { all -> [UInt] in
      var list = all[server, default: []]
      list.append(UInt(bitPattern: session))
      let old = Array(list.dropLast(Self.perServerMax))
      all[server] = Array(list.suffix(Self.perServerMax))
      return old
    }
    Self.free(dropped)
  }

  /// Takes the newest one of a server; whoever takes it frees it.
  ///
  /// - Parameter now: the time. Sessions go on and on from one another, and none outlives the certificate that
  ///   the first was made with.
  func take(of server: Int, now: time_t = time(nil)) -> OpaquePointer? {
    guard let bits = kept.withLock({ $0[server]?.popLast() }) else { return nil }
    guard Self.isCertified(bits, now) else {
      Self.free([bits])
      return nil
    }
    return unsafe OpaquePointer(bitPattern: bits)
  }

  private static func isCertified(_ bits: UInt, _ now: time_t) -> Bool {
    guard let leaf = unsafe SSL_SESSION_get0_peer(OpaquePointer(bitPattern: bits)) else {
      return true
    }
    var now = now
    return unsafe X509_cmp_time(X509_get0_notAfter(leaf), &now) > 0
  }

  private static func free(_ list: [UInt]) {
    for session in list { unsafe SSL_SESSION_free(OpaquePointer(bitPattern: session)) }
  }
}
