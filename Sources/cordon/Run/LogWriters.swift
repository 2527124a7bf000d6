import Configuration
import Telemetry

/// The writers of the access log and of the detection log.
struct LogWriters {
  let access: LogWriter?
  let detections: LogWriter?

  init(_ configuration: Configuration) throws {
    access = try Self.start(configuration.accessLog, configuration)
    detections = try Self.start(configuration.detectionLog, configuration)
  }

  private static func start(
    _ destination: LogDestination, _ configuration: Configuration
  ) throws -> LogWriter? {
    let target: LogWriter.Destination
    switch destination {
    case .off: return nil
    case .stdout: target = .standardOutput
    case .path(let path): target = .path(path)
    }
    return try LogWriter.start(
      destination: target, workers: configuration.workers,
      bufferBytes: configuration.limits.logBufferBytes)
  }

  /// Both, by the names that the metrics use.
  var named: [(name: String, writer: LogWriter)] {
    [("access", access), ("detections", detections)].compactMap { name, writer in
      writer.map { (name, $0) }
    }
  }

  /// Opens files anew, after a rotation.
  func reopen() {
    access?.reopen()
    detections?.reopen()
  }

  /// Writes out what is buffered.
  func close() {
    for (_, writer) in named { _ = writer.close(withinMilliseconds: 2000) }
  }
}
