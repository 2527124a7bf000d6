internal import Inspection

extension Limits {
  /// A relation between limits that does not hold.
  public struct Violation: Sendable, Equatable {
    /// The limit to change, by its name in the file.
    public var name: String
    /// What it is.
    public var found: String
    /// What it must be.
    public var expected: String
  }

  /// The relations that do not hold; empty for limits that may be used. A relation to a limit that
  /// is itself wrong is not judged.
  ///
  /// - `exchangesMax ≤ connectionsMax`: an HTTP/1.1 connection has one exchange at a time.
  /// - `bufferBytes` is a power of two and divides `poolBytesPerWorker` into 16…32,768 buffers.
  /// - `headBytesMax ≤ bufferBytes`: a head never spans more than two leases.
  /// - `holdBytesMax ≤ holdBytesPerWorkerMax ≤ poolBytesPerWorker − 8 × bufferBytes`: what receives,
  ///   sends and spills always has buffers, however many uploads wait.
  /// - `leasesPerConnectionMax × bufferBytes ≥ holdBytesMax`: a held upload never waits for leases
  ///   that it holds itself.
  /// - `unpackTime < inspectorCPUTime`: an inspector says that it had no more time before it is killed.
  /// - `leasesPerConnectionMax ≤ poolBuffers / 2`: one client never takes a whole worker.
  public var violations: [Violation] {
    var found: [Violation] = []
    func require(
      _ holds: Bool, _ name: String, _ value: String, _ expected: @autoclosure () -> String
    ) {
      if !holds { found.append(Violation(name: name, found: value, expected: expected())) }
    }
    func size(_ bytes: Int) -> String { ByteSize.text(bytes) }

    require(
      exchangesMax <= connectionsMax, "exchangesMax", "\(exchangesMax)",
      "at most connectionsMax (\(connectionsMax))")
    let powerOfTwo = bufferBytes > 0 && bufferBytes & (bufferBytes - 1) == 0
    require(
      powerOfTwo && bufferBytes >= 16 << 10 && bufferBytes <= 1 << 20, "bufferBytes",
      size(bufferBytes), "a power of two from 16KiB to 1MiB")
    guard found.isEmpty else { return found }

    require(
      poolBytesPerWorker % bufferBytes == 0 && poolBuffers >= Self.poolBuffersMin
        && poolBuffers <= Self.poolBuffersMax, "poolBytesPerWorker", size(poolBytesPerWorker),
      "a multiple of bufferBytes (\(size(bufferBytes))) from \(Self.poolBuffersMin) to "
        + "\(Self.poolBuffersMax) buffers")
    guard found.isEmpty else { return found }

    require(
      headBytesMax <= bufferBytes, "headBytesMax", size(headBytesMax),
      "at most bufferBytes (\(size(bufferBytes)))")
    let holdRoom = poolBytesPerWorker - Self.reservedBuffers * bufferBytes
    require(
      holdBytesPerWorkerMax <= holdRoom, "holdBytesPerWorkerMax", size(holdBytesPerWorkerMax),
      "at most \(size(holdRoom)): poolBytesPerWorker less \(Self.reservedBuffers) buffers")
    require(
      holdBytesMax <= holdBytesPerWorkerMax, "holdBytesMax", size(holdBytesMax),
      "at most holdBytesPerWorkerMax (\(size(holdBytesPerWorkerMax)))")
    // Past `inspectorCPUTime` the inspector is lost, and the reason with it.
    require(
      inspection.timeMilliseconds < inspectorCPUTimeMilliseconds, "unpackTime",
      Milliseconds.text(inspection.timeMilliseconds),
      "less than inspectorCPUTime (\(Milliseconds.text(inspectorCPUTimeMilliseconds)))")
    guard found.isEmpty else { return found }

    let leasesMin = (holdBytesMax + bufferBytes - 1) / bufferBytes
    require(
      leasesPerConnectionMax >= leasesMin, "leasesPerConnectionMax", "\(leasesPerConnectionMax)",
      "at least \(leasesMin): holdBytesMax (\(size(holdBytesMax))) in buffers of "
        + size(bufferBytes))
    require(
      leasesPerConnectionMax <= poolBuffers / 2, "leasesPerConnectionMax",
      "\(leasesPerConnectionMax)", "at most \(poolBuffers / 2): half of a worker's pool")
    return found
  }

  /// Buffers of each pool that holding never takes.
  public static let reservedBuffers = 8

  /// Gives the limits that follow from others their defaults, except those in `given`.
  ///
  /// So that a larger upload or pool is one line of the file and not three.
  mutating func derive(given: Set<String>) {
    guard bufferBytes > 0 else { return }
    if !given.contains("exchangesMax") { exchangesMax = connectionsMax }
    if !given.contains("connectionsMax") { connectionsMax = max(connectionsMax, exchangesMax) }
    if !given.contains("holdBytesPerWorkerMax") {
      holdBytesPerWorkerMax = min(
        poolBytesPerWorker / 4 * 3, poolBytesPerWorker - Self.reservedBuffers * bufferBytes)
    }
    if !given.contains("holdBytesMax") {
      holdBytesMax = min(holdBytesMax, max(bufferBytes, holdBytesPerWorkerMax / 4))
    }
    if !given.contains("leasesPerConnectionMax") {
      leasesPerConnectionMax = max(
        1, min(2 * ((holdBytesMax + bufferBytes - 1) / bufferBytes), poolBuffers / 2))
    }
  }
}
