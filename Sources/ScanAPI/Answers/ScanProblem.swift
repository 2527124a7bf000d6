internal import HTTP

/// Why a request has no result.
public struct ScanProblem: Sendable {
  /// The status, 400 to 599.
  public var status: UInt16
  /// A stable short name.
  public var reason: String
  /// What is to be done about it, for people.
  public var detail: String

  /// See the properties.
  public init(status: UInt16, reason: String, detail: String) {
    self.status = status
    self.reason = reason
    self.detail = detail
  }

  /// A request that cannot be served as it is.
  public init(_ fault: ScanFault) {
    self.init(status: 400, reason: fault.reason, detail: fault.detail)
  }

  /// What the answer is called in XML.
  public static let root = "Problem"

  /// The members of the answer.
  ///
  /// - Parameter id: the request's.
  public func value(id: [UInt8]) -> AnswerValue {
    .object([
      ("status", .number(UInt64(status))), ("message", .word(ReasonPhrase.of(status))),
      ("reason", .string(reason)), ("detail", .string(detail)), ("requestId", .text(id)),
    ])
  }
}
