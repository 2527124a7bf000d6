import Primitives
import Ring

/// The part of a held upload that is on disk: the beginning. What follows is in the hold window. Or all that
/// is delivered in place of one.
struct Spill {
  var client: Handle
  /// What has the file where it is one in memory, with what is delivered in place of what was received.
  var arena: Arena?
  /// An unlinked file: when it is closed, nothing is left.
  var file = Descriptor.none
  /// Bytes written.
  var fileBytes: UInt64 = 0
  /// Bytes read back, in this reading.
  var readOffset: UInt64 = 0
  var isOpening = false
  var isWriting = false
  var isReading = false
  /// Whether the read in flight belongs to an earlier attempt: its bytes are dropped.
  var isStale = false
  var readingLease: UInt16 = 0
  /// Read back and not yet sent.
  var readBack = SegmentQueue()
}
