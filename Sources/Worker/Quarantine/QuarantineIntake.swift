public import Quarantine

/// Where workers hand over refused uploads that are kept.
public final class QuarantineIntake: Sendable {
  /// What all uploads that wait for the disk take up in memory.
  public let memory = InspectionMemory()
  private let take: @Sendable (QuarantinedUpload) -> Void

  /// - Parameter take: takes an upload over without waiting, and answers it later, from any thread.
  public init(take: @escaping @Sendable (QuarantinedUpload) -> Void) { self.take = take }

  func submit(_ upload: QuarantinedUpload) { take(upload) }
}
