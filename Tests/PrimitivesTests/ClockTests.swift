import Primitives
import Testing

@Suite struct ClockTests {
  @Test func monotonicTimeNeverGoesBack() {
    var last = Clock.monotonicNanoseconds()
    for _ in 0..<1_000 {
      let now = Clock.monotonicNanoseconds()
      #expect(now >= last)
      last = now
    }
  }

  @Test func wallTimeIsCountedFrom1970() {
    // 2024-01-01: before the first line of this test was written.
    #expect(Clock.wallNanoseconds() > 1_704_067_200 * Clock.nanosecondsPerSecond)
  }
}
