public import Primitives
public import Quarantine
public import TLS

/// What the host has, as ``HostCheck`` judges it: a plain value, so that rules can be tested against
/// hosts that are not at hand. ``probe(for:held:)`` fills it.
public struct Host: Sendable, Equatable {
  /// A version of Linux.
  public struct Kernel: Sendable, Equatable, Comparable {
    /// The first number.
    public var major: Int
    /// The second number.
    public var minor: Int
    /// As `uname(2)` gives it.
    public var release: String

    /// Reads `release`, as in `6.1.0-18-amd64`; what is missing is 0.
    public init(release: String) {
      let numbers = release.split(separator: ".", maxSplits: 2).prefix(2)
        .map { Int($0.prefix { $0.isASCII && $0.isNumber }) ?? 0 }
      major = numbers.first ?? 0
      minor = numbers.dropFirst().first ?? 0
      self.release = release
    }

    /// By the two numbers alone.
    public static func < (left: Kernel, right: Kernel) -> Bool {
      (left.major, left.minor) < (right.major, right.minor)
    }
  }

  /// What came of trying something.
  public enum Attempt: Sendable, Equatable {
    /// It works.
    case succeeded
    /// It does not, and `errno` says why.
    case failed(Int32)
  }

  /// The spill directory, as a file was opened in it with `O_TMPFILE`.
  public struct SpillDirectory: Sendable, Equatable {
    /// Whether it can be searched, and is a directory.
    public var access: Attempt
    /// What came of `O_TMPFILE`.
    public var temporaryFile: Attempt
    /// `f_type` of `statfs(2)`.
    public var filesystemType: Int
    /// Bytes that an unprivileged process may still write.
    public var freeBytes: Int

    /// See the properties.
    public init(
      access: Attempt, temporaryFile: Attempt, filesystemType: Int, freeBytes: Int
    ) {
      self.access = access
      self.temporaryFile = temporaryFile
      self.filesystemType = filesystemType
      self.freeBytes = freeBytes
    }
  }

  /// What came of looking at a quarantine.
  public struct QuarantineAttempt: Sendable, Equatable {
    /// Why its directory cannot be used, if so.
    public var directoryError: QuarantineError?
    /// Why its key cannot be used, if so.
    public var keyError: QuarantineError?

    /// See the properties.
    public init(directoryError: QuarantineError? = nil, keyError: QuarantineError? = nil) {
      self.directoryError = directoryError
      self.keyError = keyError
    }
  }

  /// The kernel.
  public var kernel: Kernel
  /// `kernel.io_uring_disabled`: 0 for all, 1 for privileged processes alone, 2 for none; `nil`
  /// where the kernel has no such setting.
  public var ringsDisabled: Int?
  /// What came of making a ring with `SINGLE_ISSUER` and `DEFER_TASKRUN`.
  public var ring: Attempt
  /// The feature bits of that ring (`IORING_FEAT_*`).
  public var ringFeatures: UInt32
  /// Descriptors that this process may have at once now (`RLIMIT_NOFILE`).
  public var descriptors: Int
  /// What it may raise that to by itself: the hard limit, or `fs.nr_open` with CAP_SYS_RESOURCE.
  public var descriptorsMax: Int
  /// `RLIMIT_MEMLOCK` in bytes.
  public var lockedBytesMax: Int
  /// Cores that this process may run on.
  public var cores: Int
  /// Memory of the machine, or of the control group if that is less, in bytes.
  public var memoryBytes: Int
  /// What came of binding each address that the configuration listens on.
  public var addresses: [SocketAddress: Attempt]
  /// What came of reading the signature directory; where none is given, the built database.
  public var signatureDirectory: Attempt
  /// How many files it has.
  public var signatureFiles: Int
  /// The spill directory.
  public var spill: SpillDirectory
  /// What came of opening each log file for appending.
  public var logs: [String: Attempt]
  /// The quarantine's directory and key; `nil` where there is no quarantine.
  public var quarantine: QuarantineAttempt?

  /// For each listener, what is wrong with each of its certificates; `nil` where it can be used. Empty where it
  /// speaks no TLS.
  public var certificates: [[CertificateError?]]
  /// Which files about clients' certificates and about upstreams' cannot be used, by the key that names them.
  public var issuers: [String: CertificateError]

  /// See the properties.
  public init(
    kernel: Kernel, ringsDisabled: Int?, ring: Attempt, ringFeatures: UInt32, descriptors: Int,
    descriptorsMax: Int, lockedBytesMax: Int, cores: Int, memoryBytes: Int,
    addresses: [SocketAddress: Attempt], signatureDirectory: Attempt, signatureFiles: Int,
    spill: SpillDirectory, logs: [String: Attempt], quarantine: QuarantineAttempt? = nil,
    certificates: [[CertificateError?]] = [], issuers: [String: CertificateError] = [:]
  ) {
    self.kernel = kernel
    self.ringsDisabled = ringsDisabled
    self.ring = ring
    self.ringFeatures = ringFeatures
    self.descriptors = descriptors
    self.descriptorsMax = descriptorsMax
    self.lockedBytesMax = lockedBytesMax
    self.cores = cores
    self.memoryBytes = memoryBytes
    self.addresses = addresses
    self.signatureDirectory = signatureDirectory
    self.signatureFiles = signatureFiles
    self.spill = spill
    self.logs = logs
    self.quarantine = quarantine
    self.certificates = certificates
    self.issuers = issuers
  }
}
