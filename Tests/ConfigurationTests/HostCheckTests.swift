import Configuration
import Glibc
import Primitives
import TLS
import Testing

@Suite struct HostCheckTests {
  /// A host that carries the configurations of these tests.
  static let good = Host(
    kernel: Host.Kernel(release: "6.1.0-18-amd64"), ringsDisabled: 0, ring: .succeeded,
    ringFeatures: 0x1FFF, descriptors: 1024, descriptorsMax: 524_288, lockedBytesMax: 8 << 20,
    cores: 4, memoryBytes: 16 << 30, addresses: [:], signatureDirectory: .succeeded,
    signatureFiles: 3,
    spill: Host.SpillDirectory(
      access: .succeeded, temporaryFile: .succeeded, filesystemType: 0xEF53, freeBytes: 1 << 40),
    logs: [:])

  static func findings(
    _ text: String = Sample.minimal, _ change: (inout Host) -> Void
  ) throws -> [String] {
    var host = good
    change(&host)
    return HostCheck(of: try Sample.parse(text), on: host).findings.map(\.description)
  }

  @Test func certificatesThatCannotBeUsedAreErrorsAtTheirLine() throws {
    let text = Sample.minimal.replacing(
      "    routes:\n",
      with: """
            tls:
              certificates:
                - certificate: /tls/a.pem
                - { certificate: /tls/b.pem, key: /tls/b.key }
            routes:

        """)
    let findings = try Self.findings(text) {
      $0.certificates = [[nil, .otherKey(key: "/tls/b.key", certificate: "/tls/b.pem")]]
    }
    #expect(
      findings == [
        "error: cordon.yaml:8: listeners[0].tls.certificates[1]: /tls/b.key: not the key of "
          + "/tls/b.pem; name the private key of that certificate"
      ])
  }

  @Test func aGoodHostIsFit() throws {
    let check = HostCheck(of: try Sample.parse(Sample.minimal), on: Self.good)
    #expect(check.findings.isEmpty)
    #expect(check.isFit)
  }

  @Test(arguments: [("5.10.0-30", false), ("6.0.19", false), ("6.1", true), ("7.0-rc1", true)])
  func theKernelIsAtLeast61(release: String, isFit: Bool) throws {
    let findings = try Self.findings { $0.kernel = Host.Kernel(release: release) }
    #expect(
      findings == (isFit ? [] : ["error: Linux \(release) is older than 6.1; boot a newer kernel"]))
  }

  @Test(arguments: [
    (
      EPERM, 2,
      "error: io_uring is switched off (kernel.io_uring_disabled = 2); "
        + "run: sysctl -w kernel.io_uring_disabled=0"
    ),
    (
      EPERM, 1,
      "error: io_uring is for privileged processes alone (kernel.io_uring_disabled = 1); "
        + "run: sysctl -w kernel.io_uring_disabled=0, or add the user to the group of "
        + "kernel.io_uring_group"
    ),
    (
      EPERM, 0,
      "error: io_uring_setup is not allowed here (Operation not permitted); "
        + "allow the io_uring system calls in the container's seccomp profile"
    ),
    (
      ENOSYS, 0,
      "error: io_uring_setup is not allowed here (Function not implemented); "
        + "allow the io_uring system calls in the container's seccomp profile"
    ),
    (
      ENOMEM, 0,
      "error: no memory for a ring (RLIMIT_MEMLOCK is 8388608 bytes); "
        + "raise it (systemd: LimitMEMLOCK=infinity)"
    ),
  ])
  func whyThereIsNoRingIsSaid(code: Int32, disabled: Int, finding: String) throws {
    let findings = try Self.findings {
      $0.ring = .failed(code)
      $0.ringsDisabled = disabled
    }
    #expect(findings == [finding])
  }

  @Test(arguments: [
    (
      EADDRINUSE, "0.0.0.0:8080",
      "error: cordon.yaml:4: listeners[0].address: 0.0.0.0:8080 is in use; "
        + "stop what listens there, or choose another address"
    ),
    (
      EADDRINUSE, "127.0.0.1:9090",
      "error: cordon.yaml: admin.address: 127.0.0.1:9090 is in use; "
        + "stop what listens there, or choose another address"
    ),
    (
      EADDRNOTAVAIL, "0.0.0.0:8080",
      "error: cordon.yaml:4: listeners[0].address: 0.0.0.0:8080 is not an address of this host; "
        + "choose one of its own, or 0.0.0.0 or [::] for all"
    ),
  ])
  func anAddressThatCannotBeHadIsNamedWithItsLine(
    code: Int32, address: String, finding: String
  ) throws {
    let address = try #require(SocketAddress(address))
    #expect(try Self.findings { $0.addresses[address] = .failed(code) } == [finding])
  }

  @Test func aPrivilegedPortIsNamed() throws {
    let address = try #require(SocketAddress("0.0.0.0:80"))
    let findings = try Self.findings(Sample.minimal.replacing(":8080", with: ":80")) {
      $0.addresses[address] = .failed(EACCES)
    }
    #expect(
      findings == [
        "error: cordon.yaml:4: listeners[0].address: port 80 needs a privilege; "
          + "give CAP_NET_BIND_SERVICE, or choose a port from 1024 up"
      ])
  }

  @Test func anUnreadableSignatureDirectoryIsNamedWithItsLine() throws {
    #expect(
      try Self.findings { $0.signatureDirectory = .failed(ENOENT) } == [
        "error: cordon.yaml:2: signatures.directory: /etc/cordon/signatures is unreadable "
          + "(No such file or directory); "
          + "name a directory of signature databases that this user may read"
      ])
    #expect(
      try Self.findings { $0.signatureFiles = 0 } == [
        "warning: cordon.yaml:2: signatures.directory: /etc/cordon/signatures is empty; "
          + "put signature databases there: /readyz answers 503 until then"
      ])
  }

  @Test func aSpillDirectoryInMemoryIsRefused() throws {
    let text = Sample.minimal + "spill: { directory: /dev/shm }\n"
    for type in [0x0102_1994, 0x8584_58F6] {
      #expect(
        try Self.findings(text) { $0.spill.filesystemType = type } == [
          "error: cordon.yaml:11: spill.directory: /dev/shm is on a filesystem in memory "
            + "(tmpfs or ramfs); name a directory on a disk, since uploads spill to relieve memory"
        ])
    }
  }

  @Test func aSpillDirectoryMustExistHaveUnlinkedFilesAndRoom() throws {
    #expect(
      try Self.findings { $0.spill.access = .failed(ENOENT) } == [
        "error: cordon.yaml: spill.directory: /var/spool/cordon is unusable "
          + "(No such file or directory); run: install -d -m 0700 /var/spool/cordon "
          + "(owned by Cordon's user), or name another"
      ])
    #expect(
      try Self.findings { $0.spill.temporaryFile = .failed(EOPNOTSUPP) } == [
        "error: cordon.yaml: spill.directory: no unlinked file can be made in /var/spool/cordon "
          + "(Operation not supported); "
          + "name a directory on a filesystem with O_TMPFILE (ext4, XFS, Btrfs)"
      ])
    #expect(
      try Self.findings { $0.spill.freeBytes = (512 << 20) + 1 } == [
        "warning: cordon.yaml: spill.directory: /var/spool/cordon has 512MiB free, "
          + "less than one upload of bodyBytesMax (1GiB); "
          + "free space: uploads that do not fit are answered 507"
      ])
  }

  @Test func whereNothingIsHeldNoSpillDirectoryIsNeeded() throws {
    let text = Sample.minimal.replacing(
      "- backend: uploads", with: "- { backend: uploads, scan: off }")
    #expect(try Self.findings(text) { $0.spill.access = .failed(ENOENT) } == [])
  }

  @Test func aLogThatCannotBeWrittenIsNamedWithItsLine() throws {
    let text = Sample.minimal + "detectionLog: /log/detections\n"
    #expect(
      try Self.findings(text) { $0.logs["/log/detections"] = .failed(EACCES) } == [
        "error: cordon.yaml:11: detectionLog: /log/detections cannot be written "
          + "(Permission denied); name a file in a directory that Cordon's user may write"
      ])
  }

  /// What the minimal file with two workers and these limits comes to on a host of so many
  /// descriptors: connections and exchanges, or the problem.
  private func fitted(_ limits: String, descriptors: Int) throws -> (Int, Int, HostCheck) {
    var host = Self.good
    host.descriptorsMax = descriptors
    let text = Sample.minimal + "workers: 2\nlimits: { \(limits) }\n"
    let check = HostCheck(of: try Sample.parse(text), on: host)
    let fitted = check.configuration.limits
    if check.isFit {
      #expect(HostCheck.descriptorsNeeded(check.configuration) <= descriptors)
      #expect(fitted.violations.isEmpty)
    }
    return (fitted.connectionsMax, fitted.exchangesMax, check)
  }

  /// One more listener takes a descriptor of each worker; the connections stay those that the memory is laid
  /// out for, unless the file says otherwise.
  @Test func whatRunsKeepsItsConnections() throws {
    var host = Self.good
    host.descriptorsMax = 20_000
    let running = HostCheck(of: try Sample.parse(Sample.minimal), on: host).configuration
    let listener = "  - { address: 127.0.0.1:8099, routes: [{ backend: uploads }] }\n"
    let text = Sample.minimal.replacing("listeners:\n", with: "listeners:\n" + listener)
    let changed = try Sample.parse(text)
    #expect(HostCheck(of: changed, on: host).configuration.limits != running.limits)
    let check = HostCheck(of: changed, on: host, running: running)
    #expect(check.isFit)
    #expect(check.configuration.limits.connectionsMax == running.limits.connectionsMax)
    #expect(HostCheck.descriptorsNeeded(check.configuration) <= host.descriptorsMax)
    let given = try Sample.parse(text + "limits: { connectionsMax: 5000, exchangesMax: 100 }\n")
    let other = HostCheck(of: given, on: host, running: running).configuration
    #expect(other.limits.connectionsMax == 5000)
  }

  @Test func whatTheFileDoesNotGiveIsLoweredToWhatDescriptorsAllow() throws {
    let enough = try fitted("", descriptors: 30_214)
    #expect(enough.2.findings.isEmpty)
    #expect((enough.0, enough.1) == (10_000, 10_000))
    let both = try fitted("", descriptors: 20_214)
    #expect((both.0, both.1) == (10_000, 5000))
    #expect(
      both.2.findings.map(\.description) == [
        "warning: 10000 connections and 10000 exchanges need 30214 descriptors "
          + "(1 and 2 each, and 214), and RLIMIT_NOFILE allows 20214: "
          + "lowered to 10000 connections and 5000 exchanges; raise it (systemd: LimitNOFILE=30214)"
      ])
    let connections = try fitted("connectionsMax: 15000", descriptors: 20_214)
    #expect((connections.0, connections.1) == (15_000, 2500))
    let exchanges = try fitted("exchangesMax: 6000", descriptors: 20_214)
    #expect((exchanges.0, exchanges.1) == (8000, 6000))
    for descriptors in 218...300 {
      #expect(try fitted("", descriptors: descriptors).2.isFit)
    }
  }

  @Test func whatTheFileGivesIsRefusedWhereDescriptorsDoNotAllowIt() throws {
    let given = try fitted("connectionsMax: 10000, exchangesMax: 5001", descriptors: 20_214)
    #expect(
      given.2.findings.map(\.description) == [
        "error: cordon.yaml:12: 10000 connections and 5001 exchanges need 20216 descriptors "
          + "(1 and 2 each, and 214), and RLIMIT_NOFILE allows 20214; "
          + "raise it (systemd: LimitNOFILE=20216) or lower connectionsMax, exchangesMax "
          + "or upstreamIdleMax"
      ])
    #expect(try !fitted("exchangesMax: 9000", descriptors: 20_214).2.isFit)
    #expect(try !fitted("connectionsMax: 20000", descriptors: 20_214).2.isFit)
    #expect(try !fitted("", descriptors: 214).2.isFit)
    #expect(try !fitted("", descriptors: 0).2.isFit)
  }

  @Test func poolsBeyondTheMemoryAreRefused() throws {
    let text = Sample.minimal + "limits: { poolBytesPerWorker: 4GiB }\n"
    #expect(
      try Self.findings(text) { _ in } == [
        "error: cordon.yaml:11: 4 workers × limits.poolBytesPerWorker (4GiB), "
          + "limits.inspectionBytesMax (512MiB) and 5 inspectors × "
          + "limits.inspectorMemoryBytesMax (512MiB) are more than the 16384MiB of memory; "
          + "lower workers or one of these limits"
      ])
    #expect(try Self.findings { $0.memoryBytes = 6_000 << 20 }.first?.hasPrefix("warning") == true)
    let inspections = Sample.minimal + "limits: { inspectionBytesMax: 15GiB }\n"
    #expect(
      try Self.findings(inspections) { _ in }.first?.hasPrefix("error: cordon.yaml:11") == true)
  }

  @Test func moreWorkersThanCoresAreAWarning() throws {
    #expect(
      try Self.findings(Sample.minimal + "workers: 8\n") { _ in } == [
        "warning: cordon.yaml:11: 8 workers share 4 cores; leave workers out for one per core"
      ])
  }
}
