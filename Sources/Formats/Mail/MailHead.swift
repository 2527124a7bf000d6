/// Tells mail by its first fields.
public enum MailHead {
  /// So much is looked at.
  private static let bytesMax = 16 << 10
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

  /// Whether a mail begins here: with a field of mail's, and with fields that tell how its body is to be
  /// read.
  public static func isBeginning(_ bytes: Span<UInt8>) -> Bool {
    var end = bytes.has("From ", at: 0) ? bytes.firstPlace(of: 0x0A).map { $0 + 1 } ?? 0 : 0
    let start = end
    while end - start < 32, let byte = bytes.byte(at: end), byte != 0x3A, byte > 0x20, byte < 0x7F {
      end += 1
    }
    guard end > start, bytes.byte(at: end) == 0x3A else { return false }
    var name: [UInt8] = []
    for place in start..<end { name.append(bytes[place].lowercased) }
    guard first.contains(where: { name.span.has($0, at: 0) }) else { return false }
    let fields = FieldBlock(bytes.extracting(0..<min(bytes.count, bytesMax)), .mail)
    return fields.count(of: "mime-version") + fields.count(of: "content-type")
      + fields.count(of: "content-transfer-encoding") > 0
  }
}
