import Configuration
import Logging
import Primitives
import Signatures

extension ControlPlane {
  /// Begins to adopt the configuration file and the signatures anew. If either is bad, what is served by
  /// stays.
  mutating func reload(path: String) {
    do {
      let check = try judge(path: path)
      loader.request(.reload(check.configuration), check.configuration.signatures)
    } catch {
      refuseReload(error)
    }
  }

  /// Takes over what the loader has to give.
  mutating func takeLoads() {
    for outcome in loader.takeOutcomes() {
      switch outcome.occasion {
      case .start: break
      case .reload(let configuration): finishReload(configuration, outcome)
      case .change: swap(outcome)
      }
    }
  }

  /// Reads a configuration file, and whether the host can carry it.
  private func judge(path: String) throws -> HostCheck {
    let loaded = try Configuration.load(path: path)
    let host = Host.probe(for: loaded, held: Set(sockets.keys))
    let check = HostCheck(of: loaded, on: host, running: configuration)
    for finding in check.findings { log.warning("\(finding)") }
    guard check.isFit else { throw Failure(description: "the host cannot carry it") }
    try refuseFixedChanges(check.configuration)
    return check
  }

  private mutating func finishReload(
    _ configuration: Configuration, _ outcome: SignatureLoader.Outcome
  ) {
    do {
      let signatures = try loaded(outcome)
      let keys = try quotas.keys(of: configuration)
      let servers = try Self.servers(of: configuration, tickets)
      let clients = try Self.clients(of: configuration)
      let pages = try configuration.pages()
      let snapshot = try makeSnapshot(
        configuration, signatures.database, keys, servers, clients, pages)
      try openSockets(configuration)
      adopt(snapshot, signatures, outcome.occasion)
    } catch {
      refuseReload(error)
    }
  }

  private func refuseReload(_ error: any Error) {
    admin.refusedReload()
    log.error("reload refused, the old configuration stays: \(error)")
  }

  /// The files have changed: the workers go on with what is there now.
  private mutating func swap(_ outcome: SignatureLoader.Outcome) {
    // The configuration names others by now.
    guard outcome.source == configuration.signatures else { return }
    do {
      let signatures = try loaded(outcome)
      guard !signatures.database.isEmpty || isDatabaseEmpty else {
        admin.failedLoad()
        throw Failure(description: "no signature is left")
      }
      let snapshot = try makeSnapshot(
        configuration, signatures.database, scanKeys, servers, clients, pages)
      adopt(snapshot, signatures, outcome.occasion)
    } catch {
      log.error("changed signatures refused, the old ones stay: \(error)")
    }
  }

  private func loaded(_ outcome: SignatureLoader.Outcome) throws -> LoadedSignatures {
    do {
      let signatures = try outcome.result.get()
      for warning in signatures.warnings { log.warning("\(warning)") }
      return signatures
    } catch {
      admin.failedLoad()
      throw error
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
      ("scanAPI.quotasFile", isOtherQuotasFile(new.scanAccess, old.scanAccess)),
      ("quarantine", new.quarantine != old.quarantine),
      ("limits.connectionsMax", new.limits.connectionsMax != limits.connectionsMax),
      ("limits.bufferBytes", new.limits.bufferBytes != limits.bufferBytes),
      ("limits.poolBytesPerWorker", new.limits.poolBytesPerWorker != limits.poolBytesPerWorker),
      ("limits.headBytesMax", new.limits.headBytesMax != limits.headBytesMax),
      ("limits.inspectors", new.limits.inspectors != limits.inspectors),
      (
        "limits.inspectorMemoryBytesMax",
        new.limits.inspectorMemoryBytesMax != limits.inspectorMemoryBytesMax
      ),
      (
        "limits.inspectorCPUTime",
        new.limits.inspectorCPUTimeMilliseconds != limits.inspectorCPUTimeMilliseconds
      ),
      ("limits.inspectorUploadsMax", new.limits.inspectorUploadsMax != limits.inspectorUploadsMax),
      ("limits.verdictsMax", new.limits.verdictsMax != limits.verdictsMax),
      ("limits.verdictBytesMax", new.limits.verdictBytesMax != limits.verdictBytesMax),
      ("limits.logBufferBytes", new.limits.logBufferBytes != limits.logBufferBytes),
    ]
    let changed = changes.filter(\.isChanged).map(\.key)
    guard changed.isEmpty else {
      throw Failure(description: "needs a restart: \(changed.joined(separator: ", "))")
    }
  }

  private func isOtherQuotasFile(_ new: ScanAccess?, _ old: ScanAccess?) -> Bool {
    guard let new, let old else { return false }
    return new.quotasFile != old.quotasFile
  }
}
