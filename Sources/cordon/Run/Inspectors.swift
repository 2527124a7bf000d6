import Configuration
import Glibc
import Inspectors
import Logging
import Worker

extension InspectorLimits {
  /// What a configuration allows each inspector.
  init(_ configuration: Configuration) {
    let limits = configuration.limits
    self.init(
      memoryBytesMax: limits.inspectorMemoryBytesMax,
      cpuMillisecondsMax: limits.inspectorCPUTimeMilliseconds)
  }
}

extension InspectorProcesses {
  /// The inspectors of a configuration, not started yet. What happens to them is logged; that they are
  /// ready, or cannot be had, is announced (``Signals/announce()``).
  convenience init(_ configuration: Configuration, log: Logger) throws {
    var settings = Settings(
      count: configuration.inspectors, limits: InspectorLimits(configuration))
    settings.requestsMax = configuration.limits.inspectorUploadsMax
    let quiet = LogPace()
    try self.init(settings) { event in
      switch event {
      case .ready(let state):
        log.info("inspectors are ready", metadata: ["sandbox": "\(state.description)"])
        Signals.announce()
      case .unfit(let reason):
        log.error("no inspector: \(reason)")
        Signals.announce()
      case .lost(let end, let process):
        guard let left = quiet.take() else { return }
        log.warning(
          "an inspector is lost, and replaced",
          metadata: ["cause": "\(end.name)", "process": "\(process)", "unlogged": "\(left)"])
      }
    }
  }
}
