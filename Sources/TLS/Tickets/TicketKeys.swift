internal import COpenSSL
import Primitives
import Synchronization

/// The keys of the tickets by which clients go on with earlier sessions: one for all workers, listeners and
/// configurations of a process, so that a session goes on wherever its client comes back.
///
/// A handshake takes the lock for as long as it takes to copy a key.
public final class TicketKeys: Sendable {
  private let ring = Mutex(TicketKeyRing())

  /// No keys yet: the first is made by the first handshake.
  public init() {}

  /// What a ticket is to be made with; `nil` where the host gives no random bytes.
  func forSealing() -> TicketKey? {
    ring.withLock { ring in
      ring.advance(toSeconds: Clock.monotonicNanoseconds() / Clock.nanosecondsPerSecond)
      return ring.current
    }
  }

  /// What a ticket was made with, and whether it is time for a new one; `nil` where nobody knows it any more.
  func forOpening(_ name: Span<UInt8>) -> (key: TicketKey, isPrevious: Bool)? {
    let bytes = name.indices.map { name[$0] }
    return ring.withLock { ring in
      ring.advance(toSeconds: Clock.monotonicNanoseconds() / Clock.nanosecondsPerSecond)
      return ring.key(named: bytes.span)
    }
  }

  // MARK: What OpenSSL asks

  /// Prepares OpenSSL's cipher and authentication for a ticket. The result is what OpenSSL wants: negative
  /// for an error, 0 for a full handshake, 1 to go on, 2 to go on with a new ticket.
  ///
  /// - Parameter renews: whether whoever goes on is to get a new ticket, however young the old one is.
  func prepare(
    _ name: UnsafeMutablePointer<UInt8>, _ vector: UnsafeMutablePointer<UInt8>,
    _ cipher: OpaquePointer, _ authentication: OpaquePointer, isSealing: Bool, renews: Bool
  ) -> Int32 {
    if isSealing {
      guard let key = forSealing() else { return 0 }
      guard unsafe RAND_bytes(vector, EVP_MAX_IV_LENGTH) == 1 else { return -1 }
      for index in 0..<16 { unsafe name[index] = key.name[index] }
      let isReady = unsafe Self.set(key, vector, cipher, authentication, isSealing: 1)
      return isReady ? 1 : -1
    }
    let asked = unsafe UnsafeBufferPointer(start: name, count: 16)
    guard let (key, isPrevious) = unsafe forOpening(asked.span) else { return 0 }
    guard unsafe Self.set(key, vector, cipher, authentication, isSealing: 0) else { return -1 }
    return isPrevious || renews ? 2 : 1
  }

  private static func set(
    _ key: TicketKey, _ vector: UnsafeMutablePointer<UInt8>, _ cipher: OpaquePointer,
    _ authentication: OpaquePointer, isSealing: Int32
  ) -> Bool {
    guard
      unsafe EVP_CipherInit_ex2(
        cipher, EVP_aes_256_cbc(), key.cipherKey, vector, isSealing, nil) == 1
    else { return false }
    return unsafe cordon_tls_authenticate(
      authentication, key.authenticationKey, key.authenticationKey.count) == 1
  }
}
