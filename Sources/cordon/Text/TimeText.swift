import Glibc

/// Times as people read them.
enum TimeText {
  /// Nanoseconds since 1970 as `2026-01-31T23:59:59Z`; a time that no calendar has is `-`.
  static func text(wallNanoseconds: UInt64) -> String {
    var seconds = time_t(wallNanoseconds / 1_000_000_000)
    var time = unsafe tm()
    guard unsafe gmtime_r(&seconds, &time) != nil else { return "-" }
    var text = [CChar](repeating: 0, count: 64)
    let count = unsafe strftime(&text, text.count, "%Y-%m-%dT%H:%M:%SZ", &time)
    return String(decoding: text[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
