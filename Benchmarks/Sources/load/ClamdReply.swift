/// What clamd says of one INSTREAM: `stream: OK`, `stream: NAME FOUND` or an error, ended by a zero.
struct ClamdReply {
  /// The verdict as the status that a proxy would have answered: 200, 403 or 500.
  let status: Int

  /// Reads the reply; `nil` where its end has not come yet.
  init?(_ bytes: Span<UInt8>) {
    guard bytes.count > 0, bytes[bytes.count - 1] == 0 else { return nil }
    if Self.ends(bytes, with: " OK") {
      status = 200
    } else if Self.ends(bytes, with: " FOUND") {
      status = 403
    } else {
      status = 500
    }
  }

  private static func ends(_ bytes: Span<UInt8>, with suffix: StaticString) -> Bool {
    let length = suffix.utf8CodeUnitCount
    let start = bytes.count - 1 - length
    guard start >= 0 else { return false }
    for offset in 0..<length where unsafe bytes[start + offset] != suffix.utf8Start[offset] {
      return false
    }
    return true
  }
}
