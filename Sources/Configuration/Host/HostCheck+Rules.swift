import Glibc
import Primitives

extension HostCheck {
  mutating func judgeRing(_ host: Host) {
    guard host.kernel >= Self.kernelMin else {
      return report(
        .error, "Linux \(host.kernel.release) is older than 6.1", remedy: "boot a newer kernel")
    }
    guard case .failed(let code) = host.ring else { return }
    switch (code, host.ringsDisabled ?? 0) {
    case (EPERM, 2):
      report(
        .error, "io_uring is switched off (kernel.io_uring_disabled = 2)",
        remedy: "run: sysctl -w kernel.io_uring_disabled=0")
    case (EPERM, 1):
      report(
        .error, "io_uring is for privileged processes alone (kernel.io_uring_disabled = 1)",
        remedy: "run: sysctl -w kernel.io_uring_disabled=0, or add the user to the group of "
          + "kernel.io_uring_group")
    case (EPERM, _), (ENOSYS, _), (EACCES, _):
      report(
        .error, "io_uring_setup is not allowed here (\(ErrorNumber.text(code)))",
        remedy: "allow the io_uring system calls in the container's seccomp profile")
    case (ENOMEM, _):
      report(
        .error, "no memory for a ring (RLIMIT_MEMLOCK is \(host.lockedBytesMax) bytes)",
        remedy: "raise it (systemd: LimitMEMLOCK=infinity)")
    default:
      report(
        .error, "no ring can be made (\(ErrorNumber.text(code)))",
        remedy: "see that io_uring works on this kernel")
    }
  }

  mutating func judgeAddresses(_ host: Host) {
    for (index, listener) in configuration.listeners.enumerated() {
      judge(listener.address, at: "listeners[\(index)].address", host)
    }
    if let address = configuration.admin.address { judge(address, at: "admin.address", host) }
  }

  private mutating func judge(_ address: SocketAddress, at key: String, _ host: Host) {
    guard case .failed(let code) = host.addresses[address] else { return }
    switch code {
    case EADDRINUSE:
      report(
        .error, at: key, "\(key): \(address) is in use",
        remedy: "stop what listens there, or choose another address")
    case EADDRNOTAVAIL:
      report(
        .error, at: key, "\(key): \(address) is not an address of this host",
        remedy: "choose one of its own, or 0.0.0.0 or [::] for all")
    case EACCES where address.port.map({ $0 < 1024 }) ?? false:
      report(
        .error, at: key, "\(key): port \(address.port ?? 0) needs a privilege",
        remedy: "give CAP_NET_BIND_SERVICE, or choose a port from 1024 up")
    default:
      report(
        .error, at: key, "\(key): \(address) cannot be bound (\(ErrorNumber.text(code)))",
        remedy: "choose another address")
    }
  }

  mutating func judgeDirectories(_ host: Host) {
    let key = Self.signaturesKey(configuration)
    let source = configuration.signatures
    let directory = source.directory ?? source.file ?? ""
    if case .failed(let code) = host.signatureDirectory, source.directory == nil {
      report(
        .error, at: key, "\(key): \(directory) is unreadable (\(ErrorNumber.text(code)))",
        remedy: "name a file that `cordon signatures build` has written, or a directory as well")
    } else if case .failed(let code) = host.signatureDirectory {
      report(
        .error, at: key, "\(key): \(directory) is unreadable (\(ErrorNumber.text(code)))",
        remedy: "name a directory of signature databases that this user may read")
    } else if host.signatureFiles == 0 {
      report(
        .warning, at: key, "\(key): \(directory) is empty",
        remedy: "put signature databases there: /readyz answers 503 until then")
    }
    let holds = configuration.listeners.contains { $0.routes.contains { $0.scan != .off } }
    if holds { judgeSpill(host.spill) }
  }

  /// The key that says where signatures come from.
  static func signaturesKey(_ configuration: Configuration) -> String {
    configuration.signatures.directory == nil ? "signatures.file" : "signatures.directory"
  }

  private mutating func judgeSpill(_ spill: Host.SpillDirectory) {
    let key = "spill.directory"
    let directory = configuration.spill.directory
    if case .failed(let code) = spill.access {
      return report(
        .error, at: key, "\(key): \(directory) is unusable (\(ErrorNumber.text(code)))",
        remedy: "run: install -d -m 0700 \(directory) (owned by Cordon's user), or name another")
    }
    if Self.memoryFilesystems.contains(spill.filesystemType) {
      return report(
        .error, at: key, "\(key): \(directory) is on a filesystem in memory (tmpfs or ramfs)",
        remedy: "name a directory on a disk, since uploads spill to relieve memory")
    }
    if case .failed(let code) = spill.temporaryFile {
      return report(
        .error, at: key,
        "\(key): no unlinked file can be made in \(directory) (\(ErrorNumber.text(code)))",
        remedy: code == EOPNOTSUPP
          ? "name a directory on a filesystem with O_TMPFILE (ext4, XFS, Btrfs)"
          : "let Cordon's user write there")
    }
    let held = configuration.listeners.flatMap(\.routes).filter { $0.scan == .hold }
    let largest = held.map(configuration.limits.bodyBytesMax(of:)).max() ?? 0
    if spill.freeBytes < largest {
      let free = ByteSize.text(spill.freeBytes & ~0xF_FFFF)
      report(
        .warning, at: key,
        "\(key): \(directory) has \(free) free, less than one upload of bodyBytesMax "
          + "(\(ByteSize.text(largest)))",
        remedy: "free space: uploads that do not fit are answered 507")
    }
  }

  mutating func judgeQuarantine(_ host: Host) {
    guard let place = configuration.quarantine, let found = host.quarantine else { return }
    if let error = found.directoryError {
      report(
        .error, at: "quarantine.directory", "quarantine.directory: \(error)",
        remedy: "run: install -d -m 0700 \(place.directory) (owned by Cordon's user)")
    }
    if let error = found.keyError {
      report(
        .error, at: "quarantine.keyFile", "quarantine.keyFile: \(error)",
        remedy: "run `cordon quarantine keygen` elsewhere, and bring its public key here")
    }
  }

  /// `f_type` of tmpfs and ramfs (linux/magic.h).
  static let memoryFilesystems: Set<Int> = [0x0102_1994, 0x8584_58F6]

  mutating func judgeLogs(_ host: Host) {
    for (key, log) in [
      ("accessLog", configuration.accessLog), ("detectionLog", configuration.detectionLog),
    ] {
      guard case .path(let path) = log, case .failed(let code) = host.logs[path] else { continue }
      report(
        .error, at: key, "\(key): \(path) cannot be written (\(ErrorNumber.text(code)))",
        remedy: "name a file in a directory that Cordon's user may write")
    }
  }

  mutating func judgeMemory(_ host: Host) {
    let limits = configuration.limits
    let needed =
      configuration.workers * limits.poolBytesPerWorker + limits.inspectionBytesMax
      + configuration.inspectors * limits.inspectorMemoryBytesMax
      + (configuration.quarantine?.waitingBytesMax ?? 0)
    let waiting = configuration.quarantine.map {
      ", quarantine.waitingBytesMax (\(ByteSize.text($0.waitingBytesMax)))"
    }
    let sum =
      "\(configuration.workers) workers × limits.poolBytesPerWorker "
      + "(\(ByteSize.text(limits.poolBytesPerWorker))), limits.inspectionBytesMax "
      + "(\(ByteSize.text(limits.inspectionBytesMax)))\(waiting ?? "") and \(configuration.inspectors) inspectors × "
      + "limits.inspectorMemoryBytesMax (\(ByteSize.text(limits.inspectorMemoryBytesMax)))"
    let memory = "\(host.memoryBytes >> 20)MiB of memory"
    let remedy = "lower workers or one of these limits"
    let key =
      [
        "limits.poolBytesPerWorker", "limits.inspectionBytesMax", "limits.inspectorMemoryBytesMax",
      ]
      .first(where: configuration.origin.isGiven) ?? "workers"
    if needed >= host.memoryBytes {
      report(.error, at: key, "\(sum) are more than the \(memory)", remedy: remedy)
    } else if needed > host.memoryBytes / 2 {
      report(.warning, at: key, "\(sum) are more than half of the \(memory)", remedy: remedy)
    }
    if configuration.workers > host.cores {
      report(
        .warning, at: "workers", "\(configuration.workers) workers share \(host.cores) cores",
        remedy: "leave workers out for one per core")
    }
  }
}
