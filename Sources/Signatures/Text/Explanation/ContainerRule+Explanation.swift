extension ContainerRule {
  /// What a member must be, a line for each condition.
  var explanation: [String] {
    let container = containerType.map { "a container of type \($0)" } ?? "any container"
    var lines = ["a member of \(container)"]
    if let fileName {
      let text = String(decoding: fileName, as: UTF8.self)
      lines.append("with a name that has \(printable(text))")
    }
    func add(_ range: ClosedRange<UInt64>?, _ what: String) {
      guard let range else { return }
      let isOne = range.lowerBound == range.upperBound
      lines.append(
        "\(what) \(range.lowerBound)" + (isOne ? "" : " to \(range.upperBound)"))
    }
    add(containerSize, "the container's bytes:")
    add(packedSize, "its bytes in the container:")
    add(unpackedSize, "its bytes once unpacked:")
    add(position, "its place in the container:")
    if let isEncrypted { lines.append(isEncrypted ? "encrypted" : "not encrypted") }
    return lines
  }
}
