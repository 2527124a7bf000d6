/// The field lines of a head, parsed: what requests and responses have in common.
///
/// Strict where leniency would let two parsers read two messages (RFC 9112, section 5): no folding,
/// no white space before the colon, no empty or non-token name, no control character in a value.
struct FieldSection: ~Copyable, Sendable {
  var table: FieldTable
  /// The known fields that occur, and those that occur more than once.
  private(set) var seen = KnownFieldSet()
  private(set) var repeated = KnownFieldSet()
  private(set) var options = ConnectionOptions()

  init(fieldsMax: Int) {
    table = FieldTable(capacity: fieldsMax)
  }

  /// The first field of a kind; `nil` for `other`.
  ///
  /// A walk, and only where there is one to find: an index of the known fields costs more to keep
  /// than it saves.
  func first(_ known: KnownField) -> HeadField? {
    guard seen.contains(known) else { return nil }
    for index in 0..<table.count where table[index].known == known { return table[index] }
    return nil
  }

  /// Reads field lines from `start` through the empty line.
  ///
  /// - Returns: the offset past the empty line.
  mutating func parse(_ bytes: Span<UInt8>, from start: Int) throws(HTTPFault) -> Int {
    table.removeAll()
    seen = KnownFieldSet()
    repeated = KnownFieldSet()
    options = ConnectionOptions()
    var offset = start
    while true {
      guard offset + 1 < bytes.count else { throw .incompleteHead }
      if bytes[offset] == Byte.cr {
        guard bytes[offset + 1] == Byte.lf else { throw .bareCarriageReturn }
        break
      }
      offset = try parseLine(bytes, from: offset)
    }
    if seen.contains(.connection) { try applyConnection(bytes) }
    return offset + 2
  }

  /// Reads one field line and returns the offset past its CRLF.
  @inline(__always)
  private mutating func parseLine(_ bytes: Span<UInt8>, from start: Int) throws(HTTPFault) -> Int {
    let colon = ByteScan.tokenEnd(bytes, from: start)
    guard colon < bytes.count, bytes[colon] == Byte.colon, colon > start else {
      throw nameFault(bytes, start: start, at: colon)
    }
    let name = ByteRange(start, colon)
    var lower = colon + 1
    while lower < bytes.count, bytes[lower] == Byte.space || bytes[lower] == Byte.tab { lower += 1 }
    let end = ByteScan.valueEnd(bytes, from: lower)
    guard end + 1 < bytes.count, bytes[end] == Byte.cr, bytes[end + 1] == Byte.lf else {
      throw lineEndFault(bytes, at: end)
    }
    var upper = end
    while upper > lower, bytes[upper - 1] == Byte.space || bytes[upper - 1] == Byte.tab {
      upper -= 1
    }
    let known = KnownField(name: name.span(in: bytes))
    if known != .other, KnownField.isLookalike(name.span(in: bytes)) { throw .lookalikeFieldName }
    let field = HeadField(
      name: name, value: ByteRange(lower, upper), known: known, isHopByHop: known.isHopByHop,
      isCanonical: upper == end && lower == colon + 2 && bytes[colon + 1] == Byte.space)
    try record(field)
    return end + 2
  }

  @inline(__always)
  private mutating func record(_ field: HeadField) throws(HTTPFault) {
    guard table.append(field) else { throw .tooManyFields }
    guard field.known != .other else { return }
    if seen.contains(field.known) { repeated.insert(field.known) }
    seen.insert(field.known)
  }

  /// Names what is wrong where a colon was expected.
  private func nameFault(_ bytes: Span<UInt8>, start: Int, at offset: Int) -> HTTPFault {
    guard offset < bytes.count else { return .incompleteHead }
    switch bytes[offset] {
    case Byte.colon: return .emptyFieldName
    case Byte.space, Byte.tab:
      if offset == start { return .obsoleteLineFolding }
      var next = offset
      while next < bytes.count, bytes[next] == Byte.space || bytes[next] == Byte.tab { next += 1 }
      return next < bytes.count && bytes[next] == Byte.colon
        ? .whitespaceBeforeColon : .invalidFieldName
    case Byte.cr:
      return offset + 1 < bytes.count && bytes[offset + 1] == Byte.lf
        ? .missingColon : .bareCarriageReturn
    default: return Self.characterFault(bytes[offset]) ?? .invalidFieldName
    }
  }

  /// Names what is wrong where CRLF was expected.
  private func lineEndFault(_ bytes: Span<UInt8>, at offset: Int) -> HTTPFault {
    guard offset + 1 < bytes.count else { return .incompleteHead }
    return bytes[offset] == Byte.cr
      ? .bareCarriageReturn : Self.characterFault(bytes[offset]) ?? .controlCharacter
  }

  /// The fault of a byte that may stand nowhere in a head; `nil` for the others.
  static func characterFault(_ byte: UInt8) -> HTTPFault? {
    switch byte {
    case 0: .nul
    case Byte.lf: .bareLineFeed
    case Byte.cr: .bareCarriageReturn
    case 0x01..<0x20, Byte.delete: byte == Byte.tab ? nil : .controlCharacter
    default: nil
    }
  }
}

// MARK: - Connection

/// What `Connection` says, over all of its field lines.
struct ConnectionOptions: Sendable {
  var close = false
  var keepAlive = false
  var upgrade = false
  /// Known fields that are named.
  var known = KnownFieldSet()
  /// Other names, to be compared with those of the fields.
  var names = InlineArray<16, ByteRange>(repeating: .empty)
  var count = 0
}

extension FieldSection {
  private mutating func applyConnection(_ bytes: Span<UInt8>) throws(HTTPFault) {
    for index in 0..<table.count where table[index].known == .connection {
      try parseConnection(bytes, table[index].value)
    }
    guard options.count > 0 || options.known.bits != 0 else { return }
    for index in 0..<table.count where !table[index].isHopByHop {
      let field = table[index]
      if field.known != .other {
        if options.known.contains(field.known) { table.markHopByHop(index) }
      } else if isNamed(field.name.span(in: bytes), bytes) {
        table.markHopByHop(index)
      }
    }
  }

  private func isNamed(_ name: Span<UInt8>, _ bytes: Span<UInt8>) -> Bool {
    for index in 0..<options.count
    where ByteScan.equalIgnoringCase(name, options.names[index].span(in: bytes)) {
      return true
    }
    return false
  }

  /// `Connection = #connection-option` (RFC 9110, section 7.6.1). Empty elements are legal in
  /// a received list (section 5.6.1) and skipped.
  private mutating func parseConnection(_ bytes: Span<UInt8>, _ value: ByteRange)
    throws(HTTPFault)
  {
    var offset = Int(value.lower)
    let end = Int(value.upper)
    while offset < end {
      let byte = bytes[offset]
      if byte == Byte.comma || byte == Byte.space || byte == Byte.tab {
        offset += 1
        continue
      }
      let tokenEnd = ByteScan.tokenEnd(bytes, from: offset)
      guard tokenEnd > offset else { throw .malformedConnection }
      try addOption(bytes, ByteRange(offset, tokenEnd))
      offset = tokenEnd
      while offset < end, bytes[offset] == Byte.space || bytes[offset] == Byte.tab { offset += 1 }
      guard offset == end || bytes[offset] == Byte.comma else { throw .malformedConnection }
    }
  }

  private mutating func addOption(_ bytes: Span<UInt8>, _ range: ByteRange) throws(HTTPFault) {
    let name = range.span(in: bytes)
    if ByteScan.equalIgnoringCase(name, "close") {
      options.close = true
    } else if ByteScan.equalIgnoringCase(name, "keep-alive") {
      options.keepAlive = true
    } else {
      let known = KnownField(name: name)
      if known.isProtected { throw .protectedConnectionOption }
      if known == .upgrade { options.upgrade = true }
      guard known == .other else { return options.known.insert(known) }
      guard options.count < HTTPLimits.connectionOptionsMax else {
        throw .tooManyConnectionOptions
      }
      options.names[options.count] = range
      options.count += 1
    }
  }
}

// MARK: - Framing

extension FieldSection {
  /// What `Content-Length` and `Transfer-Encoding` say; `nil` where neither occurs.
  ///
  /// RFC 9112, section 6.3, lets a recipient repair some of the ambiguous combinations. None is
  /// repaired here, since another parser in the chain may repair them otherwise.
  ///
  /// - Parameter allowsPadding: whether white space around a length is accepted. It is legal, but
  ///   no client of today sends it and attackers do; real servers send it.
  func framing(_ bytes: Span<UInt8>, minorVersion: UInt8, allowsPadding: Bool)
    throws(HTTPFault) -> BodyFraming?
  {
    let length = first(.contentLength)
    let coding = first(.transferEncoding)
    if length == nil && coding == nil { return nil }
    if length != nil && coding != nil { throw .lengthWithTransferEncoding }
    if let length {
      // Even identical ones: RFC 9112 allows to refuse them, and who sends them is no ordinary client.
      if repeated.contains(.contentLength) { throw .duplicateContentLength }
      guard allowsPadding || Self.isTight(bytes, length) else { throw .malformedContentLength }
      return .length(try Self.length(length.value.span(in: bytes)))
    }
    guard let coding else { return nil }
    if minorVersion == 0 { throw .transferEncodingInHTTP10 }
    if repeated.contains(.transferEncoding) { throw .duplicateTransferEncoding }
    let value = coding.value.span(in: bytes)
    guard Self.isTight(bytes, coding) else { throw .malformedTransferEncoding }
    if ByteScan.equalIgnoringCase(value, "chunked") { return .chunked }
    guard !value.isEmpty, ByteScan.tokenEnd(value, from: 0) == value.count else {
      throw .malformedTransferEncoding
    }
    throw .unsupportedTransferCoding
  }

  /// Whether a framing field is written as every real sender writes it: at most one space after the
  /// colon, nothing after the value. Parsers are known to disagree on the rest.
  private static func isTight(_ bytes: Span<UInt8>, _ field: HeadField) -> Bool {
    let colon = Int(field.name.upper)
    let upper = Int(field.value.upper)
    let isAdjacent = Int(field.value.lower) == colon + 1
    return (isAdjacent && bytes[upper] == Byte.cr) || field.isCanonical
  }

  /// `1*DIGIT` (RFC 9110, section 8.6), below 2^63 so that no later sum of it overflows.
  private static func length(_ value: Span<UInt8>) throws(HTTPFault) -> UInt64 {
    guard !value.isEmpty else { throw .malformedContentLength }
    var length: UInt64 = 0
    for index in value.indices where !ByteScan.isDigit(value[index]) {
      throw .malformedContentLength
    }
    for index in value.indices {
      let (product, overflow) = length.multipliedReportingOverflow(by: 10)
      let (sum, carry) = product.addingReportingOverflow(UInt64(value[index] &- Byte.zero))
      guard !overflow, !carry, sum <= UInt64(Int64.max) else { throw .contentLengthOverflow }
      length = sum
    }
    return length
  }
}
