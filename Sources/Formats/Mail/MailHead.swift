/// Tells mail by its first fields.
public enum MailHead {
  /// Fields that mail, and parts of it that are kept alone, begin with.
  private static let first: [StaticString] = [
    "from", "to", "cc", "subject", "date", "sender", "reply-to", "received", "return-path",
    "message-id",
    "mime-version", "delivered-to", "dkim-signature", "authentication-results", "x-",
  ]

  private static let separator = ByteSearch("From ")

  /// Where the next mail of a mailbox begins: its line of `From `, after an empty line and before a field.
  public static func nextMail(in mailbox: Span<UInt8>, from offset: Int) -> Int? {
    guard offset <= mailbox.count else { return nil }
    var from = offset
    while let place = separator.firstLine(in: mailbox, from: from) {
      from = place + 1
      let isAfterEmpty =
        mailbox.has("\n\n", at: place - 2) || mailbox.has("\n\r\n", at: place - 3)
      if isAfterEmpty, isField(mailbox, at: mailbox.nextLine(from: place)) { return place }
    }
    return nil
  }

  /// Whether a field's name lies at the beginning of a line.
  private static func isField(_ bytes: Span<UInt8>, at start: Int) -> Bool {
    var end = bytes.byte(at: start) == 0x0A ? start + 1 : start
    let nameStart = end
    while end - nameStart < 64, let byte = bytes.byte(at: end), FieldValue.isToken(byte) {
      end += 1
    }
    return end > nameStart && bytes.byte(at: end) == 0x3A
  }

  /// Whether a mail, or a mailbox with one, begins here: with a field of mail's, and with fields that tell how
  /// its body is to be read; or with any fields, if one says how the body is encoded.
  public static func isBeginning(_ bytes: Span<UInt8>) -> Bool {
    guard bytes.has("From ", at: 0) else { return isMail(bytes, at: 0) }
    var place: Int? = 0
    while let start = place {
      if isMail(bytes, at: nextLine(in: bytes, from: start).next) { return true }
      place = nextMail(in: bytes, from: start + 1)
    }
    return false
  }

  /// Whether fields begin at a place, of which some are mail's. Each byte is looked at once, up to the empty
  /// line behind them: a head may be of any length.
  private static func isMail(_ bytes: Span<UInt8>, at start: Int) -> Bool {
    guard let end = nameEnd(bytes, at: start) else { return false }
    let isKnown = first.contains { PlainText.has($0, at: start, in: bytes.extracting(..<end)) }
    var place = start
    while place < bytes.count {
      let line = nextLine(in: bytes, from: place)
      if line.end == place { return false }
      if let end = nameEnd(bytes, at: place) {
        let name = bytes.extracting(place..<end)
        if PlainText.isOne(of: ["content-transfer-encoding"], name) { return true }
        if isKnown, PlainText.isOne(of: ["mime-version", "content-type"], name) { return true }
      }
      place = line.next
    }
    return false
  }

  /// Where the name of a field ends that begins at a place: at its colon, which has no space before it. Two
  /// dashes begin what parts a body.
  private static func nameEnd(_ bytes: Span<UInt8>, at start: Int) -> Int? {
    guard !bytes.has("--", at: start) else { return nil }
    var end = start
    while let byte = bytes.byte(at: end), FieldValue.isToken(byte) { end += 1 }
    return end > start && bytes.byte(at: end) == 0x3A ? end : nil
  }

  /// Where a line ends, in whichever way, and where the next begins.
  private static func nextLine(in bytes: Span<UInt8>, from start: Int) -> (end: Int, next: Int) {
    let next = bytes.nextLine(from: start)
    guard next > start, let last = bytes.byte(at: next - 1), last == 0x0A || last == 0x0D else {
      return (next, next)
    }
    return (next - 1, last == 0x0D && bytes.byte(at: next) == 0x0A ? next + 1 : next)
  }
}
