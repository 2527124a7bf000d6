import Primitives
public import Telemetry

/// Where one worker writes its log lines, and the memory in which it builds them.
public struct WorkerLogs: ~Copyable {
  /// The access log; `nil`: off.
  var access: LogProducer?
  /// The detection log; `nil`: off.
  var detections: LogProducer?
  var line = JSONLine(capacity: JSONLine.recordBytes)

  /// The worker's ends of the two logs.
  public init(access: consuming LogProducer?, detections: consuming LogProducer?) {
    self.access = access
    self.detections = detections
  }

  /// Whether requests are logged.
  var hasAccess: Bool { access != nil }

  /// Makes what was written this turn visible to the writers.
  mutating func flush() {
    access?.flush()
    detections?.flush()
  }

  /// Appends the line that was built to the access log; false: it was dropped.
  mutating func appendAccess() -> Bool { access?.append(line.bytes) ?? true }

  /// Appends the line that was built to the detection log; false: it was dropped.
  mutating func appendDetection() -> Bool { detections?.append(line.bytes) ?? true }
}
