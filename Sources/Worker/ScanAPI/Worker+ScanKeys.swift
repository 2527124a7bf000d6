import Digests
import HTTP
import Policy
import Primitives
import Proxy
import Ring
import ScanAPI
import Telemetry

extension Worker where Driver: ~Copyable {
  /// Whether a request has a key, where one is needed. False: it has none, and is answered.
  mutating func admit(_ slot: UInt32) -> Bool {
    guard let keys = snapshots[clients[slot].exchange.snapshot]!.shared.scanKeys else {
      return refuseScan(slot, 503, "no_keys", "the scan API is not set up")
    }
    if keys.isOpen {
      clients[slot].exchange.caller = .anybody
      return true
    }
    if case .one(let key) = ApiKey(head: head(slot)), let digest = Self.digest(key),
      let place = keys.place(of: digest)
    {
      clients[slot].exchange.caller = .key(place)
      return true
    }
    metrics.count(.scanKeysRefused)
    let challenge = AnswerField(name: "WWW-Authenticate", value: Array("Apikey".utf8))
    return refuseScan(
      slot, 401, "unknown_key", "the field Apikey has no key that is known here", [challenge])
  }

  /// `nil` where the library has no memory for it.
  private static func digest(_ key: [UInt8]) -> Digest? {
    unsafe key.withUnsafeBytes { unsafe try? DigestAlgorithm.sha256.digest(of: $0) }
  }

  /// Takes a call of the key. False: it has none left, and the request is answered.
  mutating func charge(_ slot: UInt32) -> Bool {
    let exchange = clients[slot].exchange
    guard let keys = snapshots[exchange.snapshot]!.shared.scanKeys else { return false }
    clients[slot].exchange.isCharged = true
    guard case .key(let place) = exchange.caller else { return true }
    let wall = Clock.wallNanoseconds() / Clock.nanosecondsPerSecond
    switch keys.charge(
      place, unixSeconds: wall, monotonicSeconds: now / Clock.nanosecondsPerSecond)
    {
    case .taken: return true
    case .monthUsed:
      countScan(slot, .overMonth)
      return refuseScan(slot, 402, "month_used", "the key has no call left this month")
    case .secondUsed:
      countScan(slot, .overSecond)
      let wait = AnswerField(name: "Retry-After", value: Array("1".utf8))
      return refuseScan(
        slot, 429, "second_used", "the key has no call left this second: try again", [wait])
    }
  }

  /// Counts how a call ended, by its key: once for each.
  mutating func countScan(_ slot: UInt32, _ outcome: ScanOutcome) {
    let exchange = clients[slot].exchange
    clients[slot].exchange.isCharged = false
    guard exchange.isCharged, let keys = snapshots[exchange.snapshot]!.shared.scanKeys else {
      return
    }
    switch exchange.caller {
    case .nobody: break
    case .anybody: keys.ledger.count(ScanKeys.openCell, outcome)
    case .key(let place): keys.ledger.count(keys.entries[place].cell, outcome)
    }
  }
}

extension ScanOutcome {
  /// The outcome of a file that was judged so.
  init(_ judgement: Judgement) {
    switch judgement {
    case .clean: self = .clean
    case .infected: self = .infected
    case .forbidden: self = .forbidden
    case .unscannable: self = .unscannable
    }
  }
}
