import Configuration
import Logging
import Primitives

extension ControlPlane {
  /// Adopts the configuration file and the signatures anew. If either is bad, what is served by stays.
  mutating func reload(path: String) {
    do {
      let loaded = try Configuration.load(path: path)
      let host = Host.probe(for: loaded, held: Set(sockets.keys))
      let check = HostCheck(of: loaded, on: host)
      for finding in check.findings { log.warning("\(finding)") }
      guard check.isFit else { throw Failure(description: "the host cannot carry it") }
      try refuseFixedChanges(check.configuration)
      let (database, report) = try Self.loadDatabase(check.configuration)
      let snapshot = try makeSnapshot(check.configuration, database)
      try openSockets(check.configuration)
      adopt(snapshot, report)
    } catch {
      admin.refusedReload()
      log.error("reload refused, the old configuration stays: \(error)")
    }
  }

  /// Some things are fixed when the process starts: memory is laid out by them.
  private func refuseFixedChanges(_ new: Configuration) throws {
    let (old, limits) = (configuration, configuration.limits)
    let changes: [(key: String, isChanged: Bool)] = [
      ("workers", new.workers != old.workers),
      ("accessLog", new.accessLog != old.accessLog),
      ("detectionLog", new.detectionLog != old.detectionLog),
      ("spill.directory", new.spill != old.spill || !hasSpill && SpillDirectory.isNeeded(new)),
      ("limits.connectionsMax", new.limits.connectionsMax != limits.connectionsMax),
      ("limits.bufferBytes", new.limits.bufferBytes != limits.bufferBytes),
      ("limits.poolBytesPerWorker", new.limits.poolBytesPerWorker != limits.poolBytesPerWorker),
      ("limits.headBytesMax", new.limits.headBytesMax != limits.headBytesMax),
      ("limits.inspectionThreads", new.limits.inspectionThreads != limits.inspectionThreads),
      ("limits.logBufferBytes", new.limits.logBufferBytes != limits.logBufferBytes),
    ]
    let changed = changes.filter(\.isChanged).map(\.key)
    guard changed.isEmpty else {
      throw Failure(description: "needs a restart: \(changed.joined(separator: ", "))")
    }
  }
}
