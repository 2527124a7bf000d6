import Primitives
import Scanning

/// How far an inspection is.
enum InspectionStage: UInt8 {
  /// Waits for room for its body.
  case waiting
  /// Its body is being copied.
  case copying
  /// Is with those who judge it.
  case submitted
}

/// An upload that is judged whole: from its last byte to the answer. Or, where it is judged already, is kept.
struct Inspection {
  /// Whose it is; none once that upload has ended otherwise.
  var client: Handle
  var stage = InspectionStage.waiting
  /// When its upload waits no longer.
  var deadlineNanoseconds: UInt64
  var handover: Handover
  /// What the request says of the body, as it stands in a message.
  var description: [UInt8]
  /// What its body may have when it is written anew; `nil`: it is delivered as it was received.
  var canonicalBytesMax: Int?
  var arena: Arena?
  /// Bytes of the hold window that are copied.
  var copiedBytes = 0
  /// What an upload is refused for that is copied for the quarantine.
  var keeping: Keeping?
  /// The file of an upload that has ended, kept while it may be read.
  var spill = UInt32.max
}
