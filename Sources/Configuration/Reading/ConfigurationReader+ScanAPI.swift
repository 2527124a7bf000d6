extension ConfigurationReader {
  /// Who may use the scan API.
  func scanAccess(_ value: Value) -> ScanAccess? {
    guard let section = Section(value, keys: ["keys"]) else { return nil }
    guard let keys = section.required("keys", "off, or the keys of clients") else { return nil }
    guard keys.scalar == "off" else {
      keys.refuse(expected: "off")
      return nil
    }
    return ScanAccess()
  }

  /// Reports what a route has that is about its backend, where it ends in the scan API.
  func refuseKeysOfBackends(_ section: Section) {
    for key in ["backend", "scan", "retry", "policy", "verdictHeaders"] {
      guard let value = section[key] else { continue }
      reading.report(
        value.key, at: value.position, found: "\(key) beside scanAPI",
        expected: "a backend, or scanAPI, which has none")
    }
  }

  /// Reports a route that ends in the scan API where nothing says who may use that.
  func checkScanAPI(_ section: Section, _ listeners: [Placed<Listener>]) {
    let isUsed = listeners.contains { $0.value.routes.contains(where: \.isScanAPI) }
    if isUsed, section["scanAPI"] == nil {
      _ = section.required("scanAPI", "who may use it, such as { keys: off }")
    } else if !isUsed, let value = section["scanAPI"], reading.problems.isEmpty {
      reading.warn(
        value.key, at: value.position, found: "scanAPI, which no route ends in",
        expected: "a route with scanAPI: true")
    }
  }
}
