internal import Formats

/// That a multipart body is delivered as it was understood, written anew: see ``CanonicalBody``.
public struct CanonicalOrder: Hashable, Sendable {
  /// What it may have when it is written: its place in memory. More is `size`.
  public var bytesMax: Int
  /// 128 bits that its boundary is made of.
  public var boundaryHigh: UInt64
  public var boundaryLow: UInt64

  /// See the properties.
  public init(bytesMax: Int, boundaryHigh: UInt64, boundaryLow: UInt64) {
    self.bytesMax = bytesMax
    self.boundaryHigh = boundaryHigh
    self.boundaryLow = boundaryLow
  }

  /// What a body may have when it is written anew; `nil` where one of that description never is.
  ///
  /// - Parameters:
  ///   - bodyBytes: what it has as it was received.
  ///   - limits: what may come out of a Content-Encoding.
  public static func bytesMax(
    _ description: BodyDescription, bodyBytes: Int, _ limits: InspectionLimits
  ) -> Int? {
    guard CanonicalMultipart.isMeant(by: description.contentType.span) else { return nil }
    var contentBytes = bodyBytes
    if !ContentEncoding(description.contentEncoding.span).isEmpty {
      let (most, isOver) = bodyBytes.multipliedReportingOverflow(by: limits.ratioMax)
      let decoded = isOver ? Int.max : max(limits.ratioFloorBytes, most)
      contentBytes = max(bodyBytes, min(limits.fileBytesMax, decoded))
    }
    return CanonicalMultipart.roomBytes(for: contentBytes)
  }
}
