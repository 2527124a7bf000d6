import Configuration
import Scanning
import Signatures

/// What a host has, beside what a configuration needs.
enum HostSummary {
  static func lines(_ host: Host, _ configuration: Configuration) -> [String] {
    let ring =
      switch host.ring {
      case .succeeded: "allowed; features \(host.ringFeatureNames.joined(separator: " "))"
      case .failed(let code): "not allowed (\(SystemError.text(code)))"
      }
    let spill =
      switch host.spill.access {
      case .succeeded: "\(host.spill.freeBytes >> 20)MiB free in"
      case .failed(let code): "\(SystemError.text(code)):"
      }
    let needed = HostCheck.descriptorsNeeded(configuration)
    let pools = configuration.workers * configuration.limits.poolBytesPerWorker
    return [
      "# this host",
      "kernel: Linux \(host.kernel.release) (needed: 6.1 or newer)",
      "io_uring: \(ring)",
      "cores: \(host.cores) (workers: \(configuration.workers))",
      "memory: \(host.memoryBytes >> 20)MiB (pools: \(pools >> 20)MiB, "
        + "inspections: \(configuration.limits.inspectionBytesMax >> 20)MiB, inspectors: "
        + "\(configuration.inspectors * configuration.limits.inspectorMemoryBytesMax >> 20)MiB)",
      "descriptors: \(host.descriptors) now, \(host.descriptorsMax) at most (needed: \(needed))",
      "locked memory: \(host.lockedBytesMax >> 10)KiB (needed: none, rings are charged as memory)",
      "spill: \(spill) \(configuration.spill.directory)",
    ]
  }

  /// What scanning with a database takes up, in words; and what is to be warned of.
  static func sessions(
    _ host: Host, _ configuration: Configuration, _ database: SignatureDatabase
  ) -> (line: String, warning: String?) {
    let limits = configuration.limits
    let each = ScanSession.memoryBytes(database: database)
    let all = each * limits.exchangesMax
    let line =
      "scan sessions: \(each >> 10)KiB each, \(all >> 20)MiB for all of "
      + "limits.exchangesMax (\(limits.exchangesMax))"
    let rest =
      configuration.workers * limits.poolBytesPerWorker + limits.inspectionBytesMax
      + configuration.inspectors * limits.inspectorMemoryBytesMax
    guard all > host.memoryBytes - rest else { return (line, nil) }
    return (
      line,
      "\(line) are more than pools and inspections leave of the \(host.memoryBytes >> 20)MiB of "
        + "memory; lower limits.exchangesMax"
    )
  }
}
