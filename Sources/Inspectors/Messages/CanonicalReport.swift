internal import Inspection

/// What an inspector says of a body that it has written anew, at the beginning of its arena.
public struct CanonicalReport: Hashable, Sendable {
  /// How many bytes it has; some.
  public var byteCount: Int
  /// The value of its Content-Type: visible characters of ASCII and spaces between them, which end no field;
  /// at most `CanonicalBody.contentTypeBytesMax`.
  public var contentType: [UInt8]

  /// See the properties.
  public init(byteCount: Int, contentType: [UInt8]) {
    self.byteCount = byteCount
    self.contentType = contentType
  }

  /// Whether a head may have it.
  var isSound: Bool {
    byteCount > 0 && !contentType.isEmpty && contentType.first != 0x20 && contentType.last != 0x20
      && contentType.allSatisfy { (0x20..<0x7F).contains($0) }
  }
}

extension MessageWriter {
  mutating func append(_ report: CanonicalReport?) {
    append(report != nil)
    guard let report else { return }
    append(UInt64(report.byteCount))
    append(counted: report.contentType)
  }
}

extension MessageReader {
  /// What a head may have, or a fault.
  mutating func canonicalReport() throws(MessageFault) -> CanonicalReport? {
    guard try flag() else { return nil }
    let byteCount = try size()
    let report = CanonicalReport(
      byteCount: byteCount, contentType: try countedRun(max: CanonicalBody.contentTypeBytesMax))
    guard report.isSound else { throw .value }
    return report
  }
}
