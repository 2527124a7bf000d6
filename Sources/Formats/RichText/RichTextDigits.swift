internal import Primitives

/// Collects bytes from hexadecimal digits, in the two readings that readers have of what is no digit.
struct RichTextDigits {
  /// Escapes, and groups to be passed over, left out.
  private var bytes: [UInt8] = []
  private var pending: UInt8?
  /// Everything is data. Kept from where the two part.
  private var other: [UInt8]?
  private var otherPending: UInt8?

  /// A byte of text: a digit, or nothing.
  mutating func take(_ byte: UInt8) {
    guard let digit = byte.hexadecimalValue else { return }
    Self.put(digit, &bytes, &pending)
    if other != nil { Self.put(digit, &other!, &otherPending) }
  }

  /// A byte of the text of a group that is to be passed over.
  mutating func takeIgnored(_ byte: UInt8) {
    guard let digit = byte.hexadecimalValue else { return }
    part()
    Self.put(digit, &other!, &otherPending)
  }

  /// Raw bytes. A digit that waits for its second one is dropped.
  mutating func take(raw run: Span<UInt8>) {
    pending = nil
    bytes.append(copying: run)
    if other != nil {
      otherPending = nil
      other!.append(copying: run)
    }
  }

  /// An escaped byte, or an escape without one: those that do not take it drop a waiting digit or not.
  mutating func take(escaped byte: UInt8?) {
    part()
    otherPending = nil
    if let byte { other!.append(byte) }
  }

  private mutating func part() {
    guard other == nil else { return }
    other = bytes
    otherPending = pending
  }

  private static func put(_ digit: UInt8, _ bytes: inout [UInt8], _ pending: inout UInt8?) {
    if let high = pending {
      bytes.append(high << 4 | digit)
      pending = nil
    } else {
      pending = digit
    }
  }

  /// What was collected.
  consuming func finish(as destination: RichTextReader.Destination) -> RichTextData {
    let kind: RichTextData.Kind =
      switch destination {
      case .objectData: .object
      case .picture: .picture
      default: .other
      }
    return RichTextData(kind: kind, bytes: bytes, otherBytes: other == bytes ? nil : other)
  }
}
