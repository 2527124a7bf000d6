import Primitives

/// Reads the sections of a file one by one; all are judged even where one is wrong.
struct ConfigurationReader {
  let reading: Reading
  let availableCores: Int

  private static let keys = [
    "workers", "admin", "signatures", "listeners", "backends", "accessLog", "detectionLog",
    "refusal", "limits", "spill", "policies", "scanAPI", "quarantine",
  ]

  /// A configuration, or `nil` where something was wrong.
  func read(_ root: Value) -> Configuration? {
    guard let section = Section(root, keys: Self.keys) else { return nil }
    let workers = section["workers"].map { $0.integer(1...Configuration.workersMax) }
    let admin = section["admin"].map(self.admin)
    let signatures = section.required("signatures", "a mapping with the key directory or file")
      .flatMap(self.signatures)
    let names = backendNames(section["backends"])
    let policies = section["policies"].map(self.policies) ?? []
    let quarantine = section["quarantine"].map(self.quarantine)
    var listeners = section.required("listeners", "a list of listeners, at least one")
      .map { self.listeners($0, backendNames: names, policies: policies) }
    let scanAccess = section["scanAPI"].map(self.scanAccess)
    let backends = self.backends(section, for: listeners)
    let accessLog = section["accessLog"].map(self.log)
    let detectionLog = section["detectionLog"].map(self.log)
    let refusal = section["refusal"].map(self.refusal)
    let limits = LimitsReader.read(section["limits"])
    let spill = section["spill"].map(self.spill)
    if listeners != nil { fitStreams(&listeners!, limits) }
    if let listeners { checkAddresses(listeners, section["listeners"], admin) }
    if let listeners, let backends { checkUse(backends, by: listeners) }
    if let listeners { checkScanAPI(section, listeners) }

    guard reading.problems.isEmpty, let signatures, let listeners, let backends else { return nil }
    return Configuration(
      workers: (workers ?? nil) ?? max(1, min(availableCores, Configuration.workersMax)),
      admin: (admin ?? nil) ?? Admin(), signatures: signatures, listeners: listeners.map(\.value),
      backends: backends, policies: policies, scanAccess: scanAccess ?? nil,
      accessLog: (accessLog ?? nil) ?? .stdout,
      detectionLog: (detectionLog ?? nil) ?? .stdout, refusal: (refusal ?? nil) ?? Refusal(),
      limits: limits, spill: (spill ?? nil) ?? Spill(), quarantine: quarantine ?? nil,
      origin: Origin(file: reading.file, positions: reading.positions),
      warnings: reading.warnings)
  }

  private func admin(_ value: Value) -> Admin? {
    guard let section = Section(value, keys: ["address"]) else { return nil }
    guard let address = section["address"] else { return Admin() }
    if address.scalar == "off" { return Admin(address: nil) }
    return address.address().map { Admin(address: $0) }
  }

  private func signatures(_ value: Value) -> SignatureSource? {
    guard let section = Section(value, keys: ["directory", "file", "unwanted"]) else { return nil }
    let directory = section["directory"].map { $0.absolutePath() }
    let file = section["file"].map { $0.absolutePath() }
    let unwanted = section["unwanted"].map { $0.flag() }
    if directory == nil, file == nil {
      _ = section.required("directory", "an absolute path, or a built database as file")
    }
    return SignatureSource(
      directory: directory ?? nil, file: file ?? nil, usesUnwanted: (unwanted ?? nil) ?? false)
  }

  private func spill(_ value: Value) -> Spill? {
    guard let section = Section(value, keys: ["directory"]) else { return nil }
    return section["directory"]?.absolutePath().map(Spill.init(directory:))
  }

  private func log(_ value: Value) -> LogDestination? {
    let expected = "one of off, stdout, or an absolute path"
    guard let text = value.text(expected: expected) else { return nil }
    switch text {
    case "off": return .off
    case "stdout": return .stdout
    default: return value.absolutePath(expected: expected).map(LogDestination.path)
    }
  }

  private func refusal(_ value: Value) -> Refusal? {
    let keys = ["infectedStatus", "forbiddenStatus", "unscannableStatus"]
    guard let section = Section(value, keys: keys) else { return nil }
    var refusal = Refusal()
    func status(_ name: String) -> Int? {
      section[name]?.integer(400...599, "a status")
    }
    if let infected = status("infectedStatus") { refusal.infectedStatus = infected }
    if let forbidden = status("forbiddenStatus") { refusal.forbiddenStatus = forbidden }
    if let unscannable = status("unscannableStatus") { refusal.unscannableStatus = unscannable }
    return refusal
  }
}
