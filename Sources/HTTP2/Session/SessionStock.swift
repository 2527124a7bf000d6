internal import CNghttp2
import HTTP

/// What all sessions of a worker share: memory for a head that is being read, of which hardly any session
/// needs one at a time, and the list of fields of a head that is written.
@safe
public final class SessionStock {
  /// How many are kept for the next that asks.
  private static let keptMax = 16

  let limits: HTTP2Limits
  private var texts: [RequestText] = []
  let fields: UnsafeMutableBufferPointer<nghttp2_nv>

  /// For sessions with these limits.
  public init(limits: HTTP2Limits = HTTP2Limits()) {
    self.limits = limits
    // Those of a head, and what Cordon adds: its own, and a status.
    unsafe fields = .allocate(capacity: limits.heads.fieldsMax + 16)
  }

  deinit { unsafe fields.deallocate() }

  func takeText() -> RequestText { texts.popLast() ?? RequestText(limits: limits.heads) }

  func give(_ text: RequestText) {
    if texts.count < Self.keptMax { texts.append(text) }
  }
}
