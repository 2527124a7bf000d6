/// What a client is answered whose upload is not delivered. All are 4xx or 5xx.
public struct Refusal: Sendable, Equatable {
  /// The status for an upload that a signature names.
  public var infectedStatus: Int
  /// The status for an upload that the route's policy forbids.
  public var forbiddenStatus: Int
  /// The status for an upload that could not be judged.
  public var unscannableStatus: Int

  /// The statuses that the file leaves out are 403, 403 and 422.
  public init(
    infectedStatus: Int = 403, forbiddenStatus: Int = 403, unscannableStatus: Int = 422
  ) {
    self.infectedStatus = infectedStatus
    self.forbiddenStatus = forbiddenStatus
    self.unscannableStatus = unscannableStatus
  }
}
