import Glibc
import Telemetry
import Testing

@Suite struct MetricsTests {
  @Test func theConstantsAgreeWithTheCases() {
    #expect(Counter.count == Counter.allCases.count)
    #expect(RequestOutcome.count == RequestOutcome.allCases.count)
    #expect(LimitName.count == LimitName.allCases.count)
    #expect(VerdictLabel.count == VerdictLabel.allCases.count)
    #expect(StatusClass.count == StatusClass.allCases.count)
    #expect(Gauge.count == Gauge.allCases.count)
    #expect(LatencyHistogram.count == LatencyHistogram.allCases.count)
    #expect(SizeHistogram.count == SizeHistogram.allCases.count)
  }

  @Test func everyFigureHasACellOfItsOwn() {
    let metrics = WorkerMetrics(worker: 0, glitches: ["a", "b"])
    let recorder = metrics.recorder()
    for (index, counter) in Counter.allCases.enumerated() { recorder.count(counter, index + 1) }
    for outcome in RequestOutcome.allCases {
      for _ in 0...outcome.rawValue { recorder.count(outcome: outcome) }
    }
    for limit in LimitName.allCases { for _ in 0...limit.rawValue { recorder.count(limit: limit) } }
    for verdict in VerdictLabel.allCases {
      for _ in 0...verdict.rawValue { recorder.count(verdict: verdict) }
    }
    for status in [101, 200, 204, 302, 404, 500, 99, 600] { recorder.count(status: status) }
    for gauge in Gauge.allCases {
      recorder.set(gauge, to: 10)
      recorder.move(gauge, by: -gauge.rawValue - 11)
    }
    recorder.count(glitch: 1)
    for histogram in LatencyHistogram.allCases { recorder.observe(histogram, nanoseconds: 100_000) }
    for histogram in SizeHistogram.allCases { recorder.observe(histogram, bytes: 7) }

    for (index, counter) in Counter.allCases.enumerated() {
      #expect(metrics.value(of: counter) == UInt64(index + 1))
    }
    for outcome in RequestOutcome.allCases {
      #expect(metrics.value(of: outcome) == UInt64(outcome.rawValue + 1))
    }
    for limit in LimitName.allCases {
      #expect(metrics.value(of: limit) == UInt64(limit.rawValue + 1))
    }
    for verdict in VerdictLabel.allCases {
      #expect(metrics.value(of: verdict) == UInt64(verdict.rawValue + 1))
    }
    #expect(StatusClass.allCases.map { metrics.value(of: $0) } == [1, 2, 1, 1, 1, 2])
    for gauge in Gauge.allCases { #expect(metrics.value(of: gauge) == -gauge.rawValue - 1) }
    #expect(metrics.value(ofGlitch: 0) == 0)
    #expect(metrics.value(ofGlitch: 1) == 1)
    for histogram in LatencyHistogram.allCases {
      #expect(metrics.snapshot(of: histogram).count == 1)
      #expect(metrics.snapshot(of: histogram).sum == 100_000)
    }
    for histogram in SizeHistogram.allCases {
      #expect(metrics.snapshot(of: histogram).counts.first == 1)
      #expect(metrics.snapshot(of: histogram).sum == 7)
    }
  }

  @Test func aReaderSeesCountsGrowWhileTheWorkerCounts() {
    let metrics = WorkerMetrics(worker: 0)
    let thread = JoinedThread {
      let recorder = metrics.recorder()
      for _ in 0..<100_000 { recorder.count(.ringCompletions) }
    }
    var last: UInt64 = 0
    while last < 100_000 {
      let now = metrics.value(of: .ringCompletions)
      #expect(now >= last)
      last = now
    }
    thread.join()
    #expect(metrics.value(of: .ringCompletions) == 100_000)
  }

  @Test(arguments: [HistogramBuckets.nanoseconds, HistogramBuckets.bytes])
  func aBoundBelongsToItsBucketAndTheNextValueToTheNext(buckets: HistogramBuckets) {
    #expect(buckets.index(of: 0) == 0)
    #expect(buckets.index(of: 1) == 0)
    #expect(buckets.index(of: .max) == buckets.boundCount)
    var last: UInt64 = 0
    for index in 0..<buckets.boundCount {
      let bound = buckets.bound(of: index)
      #expect(bound > last)
      #expect(buckets.index(of: last + 1) == index)
      #expect(buckets.index(of: bound) == index)
      #expect(buckets.index(of: bound + 1) == index + 1)
      last = bound
    }
  }

  @Test func theBucketsSpanWhatTheyShould() {
    let times = HistogramBuckets.nanoseconds
    #expect(times.bound(of: 0) < 10_000)
    #expect(times.bound(of: times.boundCount - 1) > 60_000_000_000)
    let sizes = HistogramBuckets.bytes
    #expect(sizes.bound(of: sizes.boundCount - 1) == 64 << 30)
  }
}

/// A thread that a test waits for.
final class JoinedThread {
  private var thread = pthread_t()

  init(_ body: @escaping @Sendable () -> Void) {
    let box = unsafe Unmanaged.passRetained(Box(body))
    let code = unsafe pthread_create(
      &thread, nil,
      { argument in
        unsafe Unmanaged<Box>.fromOpaque(argument!).takeRetainedValue().body()
        return nil
      }, box.toOpaque())
    precondition(code == 0)
  }

  func join() { pthread_join(thread, nil) }

  private final class Box {
    let body: @Sendable () -> Void
    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
  }
}
