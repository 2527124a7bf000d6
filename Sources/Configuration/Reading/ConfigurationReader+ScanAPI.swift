internal import Digests

extension ConfigurationReader {
  /// Who may use the scan API.
  func scanAccess(_ value: Value) -> ScanAccess? {
    guard let section = Section(value, keys: ["keys", "keysFile", "quotasFile"]) else { return nil }
    let file = section["keysFile"].map { $0.absolutePath() }
    let quotas = section["quotasFile"].map { $0.absolutePath() }
    var access = ScanAccess(keys: [], keysFile: file ?? nil)
    if let quotas = quotas ?? nil { access.quotasFile = quotas }
    if let value = section["keys"], value.scalar == "off" {
      access.keys = nil
      if let file = section["keysFile"] {
        file.refuse(expected: "no file of keys, as keys are off")
      }
    } else if let value = section["keys"] {
      access.keys = value.list(of: "keys, or off").compactMap(self.key)
    } else if file == nil {
      _ = section.required("keys", "off, a list of keys, or a file of them as keysFile")
    }
    return access
  }

  private func key(_ value: Value) -> ScanKey? {
    let keys = ["name", "sha256", "monthly", "perSecond"]
    guard let section = Section(value, keys: keys) else { return nil }
    let name = section.required("name", "what its client is called")
    let digest = section.required("sha256", "the SHA-256 of the key in hexadecimal digits")
    let monthly = section.required("monthly", "calls in a month, or unlimited")
      .map(quota)
    let second = section.required("perSecond", "calls in a second, or unlimited")
      .map(quota)
    guard let name = name.flatMap(keyName), let digest = digest.flatMap(keyDigest), let monthly,
      let second
    else { return nil }
    return ScanKey(name: name, digest: digest, monthlyMax: monthly, perSecondMax: second)
  }

  private func keyName(_ value: Value) -> String? {
    let expected = "a name of 1 to 64 letters, digits, -, _ and ."
    guard let text = value.text(expected: expected) else { return nil }
    if ScanKey.isName(text) { return text }
    value.refuse(expected: expected)
    return nil
  }

  private func keyDigest(_ value: Value) -> Digest? {
    if let text = value.scalar, let digest = Digest(hex: text.utf8), digest.algorithm == .sha256 {
      return digest
    }
    // What stands there may be a key: it is not repeated.
    reading.report(
      value.key, at: value.position, found: "something else",
      expected: "the SHA-256 of the key in 64 hexadecimal digits")
    return nil
  }

  private func quota(_ value: Value) -> Int? {
    value.scalar == "unlimited" ? nil : value.integer(0...ScanKey.callsMax, "unlimited or a number")
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
