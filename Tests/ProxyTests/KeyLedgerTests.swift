import Configuration
import Digests
import Primitives
import Proxy
import Synchronization
import Testing

/// The quotas of keys.
@Suite struct KeyLedgerTests {
  /// 2026-03-01T00:00:00Z, by `date -d 2026-03-01Z +%s`.
  private static let march: UInt64 = 1_772_323_200

  @Test func aMonthsCallsEndWithTheQuotaAndBeginAnewWithTheMonth() {
    let ledger = KeyLedger()
    func take(_ now: UInt64) -> KeyCharge {
      ledger.take(3, monthMax: 2, secondMax: nil, unixSeconds: now, monotonicSeconds: 9)
    }
    let february = Self.march - 1
    #expect([take(february), take(february), take(february)] == [.taken, .taken, .monthUsed])
    #expect(take(Self.march) == .taken)
    #expect(ledger.used(3, month: KeyLedger.month(unixSeconds: Self.march)) == 1)
    #expect(ledger.used(3, month: KeyLedger.month(unixSeconds: february)) == 0)
    #expect(ledger.used(4, month: KeyLedger.month(unixSeconds: Self.march)) == 0)
  }

  @Test func aSecondsCallsAreCountedApartAndTakeNothingOfTheMonthWhenTheyAreUsed() {
    let ledger = KeyLedger()
    func take(_ now: UInt64) -> KeyCharge {
      ledger.take(1, monthMax: 10, secondMax: 2, unixSeconds: Self.march, monotonicSeconds: now)
    }
    let now: UInt64 = 100
    #expect(
      [take(now), take(now), take(now), take(now)] == [
        .taken, .taken, .secondUsed, .secondUsed,
      ])
    #expect(take(now + 1) == .taken)
    #expect(ledger.used(1, month: KeyLedger.month(unixSeconds: Self.march)) == 3)
  }

  @Test func aQuotaOfNothingAllowsNothing() {
    let ledger = KeyLedger()
    #expect(
      ledger.take(1, monthMax: 0, secondMax: nil, unixSeconds: 1, monotonicSeconds: 1) == .monthUsed
    )
    #expect(
      ledger.take(1, monthMax: nil, secondMax: 0, unixSeconds: 1, monotonicSeconds: 1)
        == .secondUsed)
  }

  @Test func whatWasUsedBeforeARestartCounts() {
    let ledger = KeyLedger()
    let month = KeyLedger.month(unixSeconds: Self.march)
    ledger.restore(1, month: month, used: 9)
    #expect(
      ledger.take(1, monthMax: 10, secondMax: nil, unixSeconds: Self.march, monotonicSeconds: 1)
        == .taken)
    #expect(
      ledger.take(1, monthMax: 10, secondMax: nil, unixSeconds: Self.march, monotonicSeconds: 1)
        == .monthUsed)
  }

  /// Two workers read their clocks on both sides of midnight; and a clock that was years ahead is set.
  @Test func aClockThatIsSetBackBeginsAnewAndOneThatIsReadLateDoesNot() {
    let ledger = KeyLedger()
    func take(_ now: UInt64) -> KeyCharge {
      ledger.take(1, monthMax: 1, secondMax: nil, unixSeconds: now, monotonicSeconds: 1)
    }
    #expect(take(Self.march) == .taken)
    #expect(take(Self.march - 1) == .monthUsed)
    let later = Self.march + 5 * 365 * 86_400
    #expect(take(later) == .taken)
    #expect(take(Self.march) == .taken)
    #expect(take(Self.march) == .monthUsed)
  }

  /// Many takers get exactly what there is.
  @Test func workersThatTakeAtOnceGetNoMoreThanTheQuota() async {
    let ledger = KeyLedger()
    let taken = await withTaskGroup(of: Int.self) { group in
      for _ in 0..<8 {
        group.addTask {
          (0..<1000).count { _ in
            ledger.take(
              1, monthMax: 5000, secondMax: 6000, unixSeconds: Self.march, monotonicSeconds: 1)
              == .taken
          }
        }
      }
      return await group.reduce(0, +)
    }
    #expect(taken == 5000)
  }

  @Test func aKeyIsFoundByItsDigestAlone() throws {
    func digest(_ byte: UInt8, _ last: UInt8) throws -> Digest {
      try #require(Digest([UInt8](repeating: byte, count: 31) + [last]))
    }
    let digests = [try digest(1, 1), try digest(1, 2), try digest(9, 1)]
    let keys = ScanKeys(
      digests.enumerated().map { place, digest in
        .init(key: ScanKey(name: "k\(place)", digest: digest), cell: place + 1)
      }, isOpen: false, ledger: KeyLedger())
    for (place, digest) in digests.enumerated() { #expect(keys.place(of: digest) == place) }
    #expect(keys.place(of: try digest(1, 3)) == nil)
    #expect(keys.place(of: try digest(0, 1)) == nil)
  }
}
