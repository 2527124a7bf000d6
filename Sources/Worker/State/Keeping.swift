import Inspection
import Policy

/// A refused upload that is copied for the quarantine before it is answered.
struct Keeping {
  /// What it was judged.
  var judgement: Judgement
  /// What was found out about it.
  var record: InspectionRecord
}
