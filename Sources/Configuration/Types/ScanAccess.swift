public import Digests

/// Who may use the scan API, and how much.
public struct ScanAccess: Sendable, Equatable {
  /// The keys that the configuration has itself; `nil`: everybody who reaches a listener may use it.
  public var keys: [ScanKey]?
  /// A file of more keys, a line each.
  public var keysFile: String?
  /// Where the calls of the month are kept over restarts.
  public var quotasFile: String

  /// Whether everybody may use it.
  public var isOpen: Bool { keys == nil }

  /// Where calls are kept unless the file says otherwise: beside what spills, which Cordon's user may write.
  public static let defaultQuotasFile = "/var/spool/cordon/scan-quotas"

  /// See the properties.
  public init(
    keys: [ScanKey]? = nil, keysFile: String? = nil, quotasFile: String = Self.defaultQuotasFile
  ) {
    self.keys = keys
    self.keysFile = keysFile
    self.quotasFile = quotasFile
  }
}

/// A key of the scan API. The key itself is nowhere: who reads a configuration cannot use it.
public struct ScanKey: Sendable, Equatable {
  /// What its client is called in metrics: 1…64 letters, digits, `-`, `_` and `.`.
  public var name: String
  /// The SHA-256 of the key.
  public var digest: Digest
  /// Calls in a month, in UTC; `nil`: any number.
  public var monthlyMax: Int?
  /// Calls in a second; `nil`: any number.
  public var perSecondMax: Int?

  /// Keys that there may be. Protects the comparison with all of them.
  public static let keysMax = 1024
  /// The largest quota.
  public static let callsMax = 1 << 28 - 1

  /// See the properties.
  public init(name: String, digest: Digest, monthlyMax: Int? = nil, perSecondMax: Int? = nil) {
    self.name = name
    self.digest = digest
    self.monthlyMax = monthlyMax
    self.perSecondMax = perSecondMax
  }

  static func isName(_ name: some StringProtocol) -> Bool {
    (1...64).contains(name.utf8.count) && name.utf8.allSatisfy(\.isNameByte)
  }
}
