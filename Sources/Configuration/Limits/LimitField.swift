internal import Inspection

/// One limit as the file knows it: its name, its kind and what it may be.
///
/// The table is the one place that reading, printing and checking of ranges share.
struct LimitField: Sendable {
  /// What a value counts, and so how it is written.
  enum Kind: Sendable {
    case count
    case bytes
    case milliseconds
  }

  let name: String
  let kind: Kind
  let range: ClosedRange<Int>
  let property: any WritableKeyPath<Limits, Int> & Sendable

  private static func count(
    _ name: String, _ range: ClosedRange<Int>,
    _ property: any WritableKeyPath<Limits, Int> & Sendable
  ) -> LimitField {
    LimitField(name: name, kind: .count, range: range, property: property)
  }

  private static func bytes(
    _ name: String, _ range: ClosedRange<Int>,
    _ property: any WritableKeyPath<Limits, Int> & Sendable
  ) -> LimitField {
    LimitField(name: name, kind: .bytes, range: range, property: property)
  }

  /// A duration, from a millisecond to a day.
  private static func milliseconds(
    _ name: String, _ property: any WritableKeyPath<Limits, Int> & Sendable
  ) -> LimitField {
    LimitField(name: name, kind: .milliseconds, range: 1...86_400_000, property: property)
  }

  /// All limits, in the order in which they are printed.
  static let all: [LimitField] = [
    count("connectionsMax", 1...1_000_000, \.connectionsMax),
    count("exchangesMax", 1...1_000_000, \.exchangesMax),
    count("requestsPerConnectionMax", 1...1_000_000_000, \.requestsPerConnectionMax),
    count("streamsPerConnectionMax", 1...1000, \.streamsPerConnectionMax),
    count("glitchesPerConnectionMax", 100...1_000_000, \.glitchesPerConnectionMax),
    bytes("windowBytesMax", 64 << 10...1 << 30, \.windowBytesMax),
    bytes("windowBytesPerWorkerMax", 0...1 << 40, \.windowBytesPerWorkerMax),
    count("upstreamIdleMax", 0...4096, \.upstreamIdleMax),
    milliseconds("upstreamIdleTimeout", \.upstreamIdleTimeoutMilliseconds),
    // The upper bounds are those of HTTP's parsers, which count in 16 bits.
    bytes("headBytesMax", 1 << 10...63 << 10, \.headBytesMax),
    count("headFieldsMax", 8...4096, \.headFieldsMax),
    bytes("bodyBytesMax", 1...1 << 40, \.bodyBytesMax),
    milliseconds("headTimeout", \.headTimeoutMilliseconds),
    milliseconds("bodyTimeout", \.bodyTimeoutMilliseconds),
    milliseconds("idleTimeout", \.idleTimeoutMilliseconds),
    milliseconds("tunnelIdleTimeout", \.tunnelIdleTimeoutMilliseconds),
    milliseconds("handshakeTimeout", \.handshakeTimeoutMilliseconds),
    milliseconds("connectTimeout", \.connectTimeoutMilliseconds),
    milliseconds("upstreamTimeout", \.upstreamTimeoutMilliseconds),
    milliseconds("sendTimeout", \.sendTimeoutMilliseconds),
    milliseconds("drainTimeout", \.drainTimeoutMilliseconds),
    milliseconds("lingerTimeout", \.lingerTimeoutMilliseconds),
    bytes("lingerBytesMax", 0...1 << 30, \.lingerBytesMax),
    bytes("bufferBytes", 16 << 10...1 << 20, \.bufferBytes),
    bytes("poolBytesPerWorker", 1 << 20...1 << 40, \.poolBytesPerWorker),
    bytes("holdBytesMax", 16 << 10...1 << 40, \.holdBytesMax),
    bytes("holdBytesPerWorkerMax", 16 << 10...1 << 40, \.holdBytesPerWorkerMax),
    count("leasesPerConnectionMax", 1...Limits.poolBuffersMax, \.leasesPerConnectionMax),
    count("inspectors", 0...256, \.inspectors),
    bytes("inspectorMemoryBytesMax", 64 << 20...1 << 40, \.inspectorMemoryBytesMax),
    milliseconds("inspectorCPUTime", \.inspectorCPUTimeMilliseconds),
    count("inspectorUploadsMax", 1...1_000_000_000, \.inspectorUploadsMax),
    bytes("inspectionBytesMax", 64 << 10...1 << 40, \.inspectionBytesMax),
    count("inspectionQueueMax", 1...1_000_000, \.inspectionQueueMax),
    milliseconds("inspectionTimeout", \.inspectionTimeoutMilliseconds),
    count("unpackDepthMax", 1...64, \.inspection.depthMax),
    count("unpackFilesMax", 1...10_000_000, \.inspection.filesMax),
    bytes("unpackBytesMax", 1 << 20...1 << 40, \.inspection.unpackedBytesMax),
    bytes("unpackFileBytesMax", 1 << 20...1 << 40, \.inspection.fileBytesMax),
    count("unpackRatioMax", 1...1_000_000, \.inspection.ratioMax),
    count("unpackNameBytesMax", 16...1 << 20, \.inspection.nameBytesMax),
    milliseconds("unpackTime", \.inspection.timeMilliseconds),
    count("verdictsMax", 0...1_000_000, \.verdictsMax),
    bytes("verdictBytesMax", 0...1 << 40, \.verdictBytesMax),
    bytes("logBufferBytes", 64 << 10...1 << 30, \.logBufferBytes),
  ]
}
