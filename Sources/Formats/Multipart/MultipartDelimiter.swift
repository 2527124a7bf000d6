/// A line in a multipart body that begins with the boundary.
struct MultipartDelimiter {
  /// Where it begins, with the line break before it.
  let start: Int
  /// Where what follows it begins.
  let end: Int
  /// Whether it is the one after the last part.
  let isClose: Bool
  /// Whether it is a delimiter by the letter.
  let isStrict: Bool

  /// Reads the delimiter at the place of two dashes and the boundary; `nil` where no line begins there.
  init?(_ bytes: Span<UInt8>, at place: Int, count: Int, _ kind: MultipartBody.Kind) {
    var isStrict = true
    var start = place
    if place > 0 {
      if bytes.has("\r\n", at: place - 2) {
        start = place - 2
      } else if bytes[place - 1] == 0x0A || bytes[place - 1] == 0x0D {
        isStrict = kind == .mail && bytes[place - 1] == 0x0A
        start = place - 1
      } else {
        return nil
      }
    }
    var end = place + count
    let isClose = bytes.has("--", at: end)
    if isClose { end += 2 }
    let afterBoundary = end
    while let byte = bytes.byte(at: end), FieldValue.isSpace(byte) { end += 1 }
    // Mail servers pad lines; a form's line ends with the boundary.
    if kind == .form, end > afterBoundary { isStrict = false }
    if bytes.has("\r\n", at: end) {
      end += 2
    } else if bytes.byte(at: end) == 0x0A {
      if kind == .form { isStrict = false }
      end += 1
    } else if kind == .mail, bytes.byte(at: end) == 0x0D {
      // To some a carriage return alone ends a line.
      isStrict = false
      end += 1
    } else if end < bytes.count || !isClose {
      // In mail, boundaries that begin with another are usual, and all compare whole lines.
      if kind == .mail, end < bytes.count { return nil }
      isStrict = false
      while end < bytes.count, bytes[end] != 0x0A { end += 1 }
      if end < bytes.count { end += 1 }
    }
    self.start = start
    self.end = end
    self.isClose = isClose
    self.isStrict = isStrict
  }
}
