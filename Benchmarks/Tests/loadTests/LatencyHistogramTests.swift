import Testing

@testable import load

struct LatencyHistogramTests {
  @Test func quantilesLieWithinABucketOfTheTruth() {
    var histogram = LatencyHistogram()
    for value in 1...100_000 { histogram.record(nanoseconds: UInt64(value) * 17) }
    for fraction in [0.01, 0.5, 0.9, 0.99, 0.999] {
      let truth = 100_000 * 17 * fraction
      let found = Double(histogram.quantile(fraction))
      #expect(found >= truth)
      #expect(found <= truth * 1.017)
    }
    #expect(histogram.quantile(1) == 1_700_000)
    #expect(histogram.maximumNanoseconds == 1_700_000)
  }

  @Test func extremesAreCounted() {
    var histogram = LatencyHistogram()
    #expect(histogram.quantile(0.5) == 0)
    histogram.record(nanoseconds: 0)
    #expect(histogram.quantile(1) == 0)
    histogram.record(nanoseconds: .max)
    #expect(histogram.quantile(1) == .max)
  }
}
