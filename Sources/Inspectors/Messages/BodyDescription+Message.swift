public import Inspection

extension BodyDescription {
  /// Bytes of a field's value. A longer one has no place in a message: what cannot be said whole cannot be
  /// judged.
  public static var valueBytesMax: Int { 4000 }

  private static var kind: UInt8 { 16 }

  /// What stands in an order; `nil` where a value is too long.
  public var message: [UInt8]? {
    var writer = MessageWriter(kind: Self.kind)
    for value in [contentType, contentEncoding, contentDisposition, fileName] {
      guard value.count <= Self.valueBytesMax else { return nil }
      writer.append(counted: value)
    }
    writer.append(isPartial)
    writer.append(isQuoted)
    return writer.bytes
  }

  /// Reads what stands in an order; nothing says nothing. `nil` where it is none.
  init?(message: [UInt8]) {
    self.init()
    if message.isEmpty { return }
    do throws(MessageFault) {
      var reader = try MessageReader(message)
      guard reader.kind == Self.kind else { return nil }
      contentType = try reader.countedRun(max: Self.valueBytesMax)
      contentEncoding = try reader.countedRun(max: Self.valueBytesMax)
      contentDisposition = try reader.countedRun(max: Self.valueBytesMax)
      fileName = try reader.countedRun(max: Self.valueBytesMax)
      isPartial = try reader.flag()
      isQuoted = try reader.flag()
      try reader.finish()
    } catch {
      return nil
    }
  }
}
