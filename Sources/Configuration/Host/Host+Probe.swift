import CPosix
import Glibc
public import Primitives
import Quarantine
import TLS

extension Host {
  /// Looks at this host with the eyes of `configuration`. Makes nothing that stays.
  ///
  /// - Parameter held: addresses that this process listens on already, which are not tried.
  public static func probe(
    for configuration: Configuration, held: Set<SocketAddress> = []
  ) -> Host {
    let ring = probeRing()
    let descriptors = DescriptorLimit.read()
    let wanted =
      configuration.listeners.map(\.address) + (configuration.admin.address.map { [$0] } ?? [])
    var addresses: [SocketAddress: Attempt] = [:]
    for address in wanted where !held.contains(address) { addresses[address] = bind(address) }
    let signatures = probe(configuration.signatures)
    var logs: [String: Attempt] = [:]
    for case .path(let path) in [configuration.accessLog, configuration.detectionLog] {
      logs[path] = probeLog(path)
    }
    return Host(
      kernel: Kernel(release: kernelRelease()),
      ringsDisabled: number(in: "/proc/sys/kernel/io_uring_disabled"), ring: ring.attempt,
      ringFeatures: ring.features, descriptors: descriptors.current,
      descriptorsMax: descriptors.reachable, lockedBytesMax: DescriptorLimit.lockedBytesMax(),
      cores: Configuration.availableCores(), memoryBytes: memoryBytes(), addresses: addresses,
      signatureDirectory: signatures.attempt, signatureFiles: signatures.files,
      spill: probeSpill(configuration.spill.directory), logs: logs,
      quarantine: configuration.quarantine.map(probe),
      certificates: configuration.listeners.map { $0.tls.map(probe) ?? [] },
      issuers: probeIssuers(configuration))
  }

  private static func probe(_ settings: TLSSettings) -> [CertificateError?] {
    settings.certificates.map { files in
      do throws(CertificateError) {
        _ = try TLSServer(TLSSettings(certificates: [files], profile: settings.profile))
        return nil
      } catch {
        return error
      }
    }
  }

  private static func probeIssuers(_ configuration: Configuration) -> [String: CertificateError] {
    var errors: [String: CertificateError] = [:]
    for (index, listener) in configuration.listeners.enumerated() {
      guard let asked = listener.tls?.clientCertificates else { continue }
      do throws(CertificateError) {
        _ = try TrustedIssuers(asked.issuers)
      } catch {
        errors["listeners[\(index)].tls.clientCertificates.issuers"] = error
      }
    }
    for backend in configuration.backends {
      guard let tls = backend.tls else { continue }
      do throws(CertificateError) {
        _ = try TLSClient(tls)
      } catch {
        errors["backends.\(backend.name).tls"] = error
      }
    }
    return errors
  }

  private static func kernelRelease() -> String {
    (fileText("/proc/sys/kernel/osrelease") ?? "0").split(separator: "\n").first
      .map(String.init) ?? "0"
  }

  static func fileText(_ path: String) -> String? {
    guard case .text(let text) = FileText.read(path: path, bytesMax: 64 << 10) else { return nil }
    return text
  }

  static func number(in path: String) -> Int? {
    fileText(path).flatMap { Int($0.prefix { $0.isASCII && $0.isNumber }) }
  }

  private static func memoryBytes() -> Int {
    let machine = sysconf(Int32(_SC_PHYS_PAGES)) * sysconf(Int32(_SC_PAGESIZE))
    let groups = [
      "/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes",
    ].compactMap(number(in:))
    return groups.reduce(machine, min)
  }

  /// Makes a small ring with the flags of the data plane.
  private static func probeRing() -> (attempt: Attempt, features: UInt32) {
    // struct io_uring_params: 30 words of 32 bits; flags are word 2 and features word 5.
    var parameters = [UInt32](repeating: 0, count: 30)
    let singleIssuer: UInt32 = 1 << 12
    let deferTaskrun: UInt32 = 1 << 13
    parameters[2] = singleIssuer | deferTaskrun
    let descriptor = unsafe cordon_posix_io_uring_setup(4, &parameters)
    guard descriptor >= 0 else { return (.failed(errno), 0) }
    close(descriptor)
    return (.succeeded, parameters[5])
  }

  private static func probe(_ source: SignatureSource) -> (attempt: Attempt, files: Int) {
    if let directory = source.directory { return probeDirectory(directory) }
    guard let file = source.file else { return (.failed(ENOENT), 0) }
    return unsafe (access(file, R_OK) == 0 ? .succeeded : .failed(errno), 1)
  }

  private static func probeDirectory(_ path: String) -> (attempt: Attempt, files: Int) {
    guard let directory = unsafe opendir(path) else { return (.failed(errno), 0) }
    defer { unsafe closedir(directory) }
    var files = 0
    while let entry = unsafe readdir(directory) {
      let isHidden = unsafe entry.pointee.d_name.0 == CChar(UInt8(ascii: "."))
      if !isHidden { files += 1 }
    }
    return unsafe (access(path, R_OK | X_OK) == 0 ? .succeeded : .failed(errno), files)
  }

  private static func probeSpill(_ path: String) -> SpillDirectory {
    let directory = unsafe open(path, O_PATH | O_DIRECTORY | O_CLOEXEC)
    guard directory >= 0 else {
      let attempt = Attempt.failed(errno)
      return SpillDirectory(
        access: attempt, temporaryFile: attempt, filesystemType: 0, freeBytes: 0)
    }
    close(directory)
    var system = statfs()
    guard unsafe statfs(path, &system) == 0 else {
      let attempt = Attempt.failed(errno)
      return SpillDirectory(
        access: attempt, temporaryFile: attempt, filesystemType: 0, freeBytes: 0)
    }
    let file = unsafe open(path, cordon_posix_tmpfile | O_RDWR | O_CLOEXEC, 0o600)
    let attempt: Attempt = file >= 0 ? .succeeded : .failed(errno)
    if file >= 0 { close(file) }
    return SpillDirectory(
      access: .succeeded, temporaryFile: attempt, filesystemType: Int(system.f_type),
      freeBytes: Int(clamping: UInt64(system.f_bavail) &* UInt64(system.f_bsize)))
  }

  private static func probe(_ place: QuarantinePlace) -> QuarantineAttempt {
    var attempt = QuarantineAttempt()
    do throws(QuarantineError) {
      _ = try QuarantineDirectory(path: place.directory)
    } catch {
      attempt.directoryError = error
    }
    do throws(QuarantineError) {
      _ = try QuarantinePublicKey(path: place.keyFile)
    } catch {
      attempt.keyError = error
    }
    return attempt
  }

  /// Tries a log file that exists by opening it, and one that does not by its directory.
  private static func probeLog(_ path: String) -> Attempt {
    let descriptor = unsafe open(path, O_WRONLY | O_APPEND | O_NONBLOCK | O_CLOEXEC)
    if descriptor >= 0 {
      close(descriptor)
      return .succeeded
    }
    guard errno == ENOENT else { return .failed(errno) }
    let parent = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
    return unsafe access(parent, W_OK | X_OK) == 0 ? .succeeded : .failed(errno)
  }
}
