/// Builds one log line at a time: a JSON object and a line feed, in memory that was taken once.
///
/// Start with ``begin()``, add fields, end with ``finish()``, then read ``bytes``. The line is valid
/// JSON in valid UTF-8 and holds no control character but the line feed at its end, whatever bytes
/// the values hold. It never outgrows its memory: a text value that does not fit is cut and ends in
/// `…`, any other field that does not fit is left out, and either way the line ends in
/// `"truncated":true`. The caller sees to it that keys differ.
///
/// Nothing is allocated after ``init(capacity:)``. Values of any length cost at most the capacity.
@safe public struct JSONLine: ~Copyable {
  let base: UnsafeMutablePointer<UInt8>
  /// Bytes that fields may fill; ``tail`` fits after them.
  var fieldsEnd: Int
  var count = 0
  var isTruncated = false
  private var timestamp = TimestampText()

  /// The smallest memory that a builder takes, in bytes.
  public static let capacityMin = 64

  private static var tail: StaticString { ",\"truncated\":true}\n" }

  /// Takes memory for lines of at most `capacity` bytes, the line feed included.
  public init(capacity: Int) {
    precondition(capacity >= Self.capacityMin, "no room for a line")
    unsafe base = .allocate(capacity: capacity)
    unsafe base.initialize(repeating: 0, count: capacity)
    fieldsEnd = capacity - Self.tail.utf8CodeUnitCount
  }

  deinit {
    unsafe base.deallocate()
  }

  /// Starts a new line and forgets the last.
  public mutating func begin() {
    unsafe base[0] = UInt8(ascii: "{")
    count = 1
    isTruncated = false
  }

  /// Closes the object and ends the line.
  public mutating func finish() {
    if isTruncated {
      // Without a field before it, the tail's comma would follow the brace.
      if count == 1 { copy(Self.tail, from: 1) } else { copy(Self.tail, from: 0) }
    } else {
      copy("}\n", from: 0)
    }
  }

  /// The line so far.
  public var bytes: Span<UInt8> {
    @_lifetime(borrow self)
    borrowing get {
      let span = unsafe Span(_unsafeStart: UnsafePointer(base), count: count)
      return unsafe _overrideLifetime(span, borrowing: self)
    }
  }

  /// Adds text that is known to need no escape.
  public mutating func field(_ key: StaticString, word: StaticString) {
    guard open(key, valueBytes: word.utf8CodeUnitCount + 2) else { return }
    push(UInt8(ascii: "\""))
    copy(word, from: 0)
    push(UInt8(ascii: "\""))
  }

  /// Adds a whole number.
  public mutating func field(_ key: StaticString, _ number: Int) {
    guard open(key, valueBytes: 20) else { return }
    if number < 0 { push(UInt8(ascii: "-")) }
    pushDecimal(UInt64(number.magnitude), digitsMin: 1)
  }

  /// Adds `true` or `false`.
  public mutating func field(_ key: StaticString, _ flag: Bool) {
    guard open(key, valueBytes: 5) else { return }
    if flag { copy("true", from: 0) } else { copy("false", from: 0) }
  }

  /// Adds a duration in milliseconds with three decimals, rounded down: `12.345`.
  public mutating func field(_ key: StaticString, millisecondsOf nanoseconds: UInt64) {
    guard open(key, valueBytes: 20) else { return }
    pushDecimal(nanoseconds / 1_000_000, digitsMin: 1)
    push(UInt8(ascii: "."))
    pushDecimal(nanoseconds / 1_000 % 1_000, digitsMin: 3)
  }

  /// Adds a time as RFC 3339 text in UTC with milliseconds, from nanoseconds since 1970.
  public mutating func field(_ key: StaticString, timeOf wallNanoseconds: UInt64) {
    guard open(key, valueBytes: TimestampText.length + 2) else { return }
    let text = timestamp.bytes(wallNanoseconds: wallNanoseconds)
    push(UInt8(ascii: "\""))
    for index in text.indices { push(text[index]) }
    push(UInt8(ascii: "\""))
  }

  /// Adds a request's identifier.
  public mutating func field(_ key: StaticString, _ id: RequestID) {
    guard open(key, valueBytes: RequestID.textLength + 2) else { return }
    let text = id.text
    push(UInt8(ascii: "\""))
    for index in text.indices { push(text[index]) }
    push(UInt8(ascii: "\""))
  }

  /// Adds bytes as hexadecimal digits in lower case: a digest.
  public mutating func field(_ key: StaticString, hex bytes: Span<UInt8>) {
    guard bytes.count <= fieldsEnd, open(key, valueBytes: bytes.count * 2 + 2) else {
      isTruncated = true
      return
    }
    push(UInt8(ascii: "\""))
    for index in bytes.indices {
      pushHex(bytes[index] >> 4)
      pushHex(bytes[index] & 15)
    }
    push(UInt8(ascii: "\""))
  }
}

extension JSONLine {
  /// Writes a comma and the key if they and a value of `valueBytes` fit; otherwise the field is
  /// left out.
  mutating func open(_ key: StaticString, valueBytes: Int) -> Bool {
    let needsComma = unsafe base[count - 1] != UInt8(ascii: "{")
    let keyBytes = key.utf8CodeUnitCount + 3 + (needsComma ? 1 : 0)
    guard valueBytes + keyBytes <= fieldsEnd - count else {
      isTruncated = true
      return false
    }
    if needsComma { push(UInt8(ascii: ",")) }
    push(UInt8(ascii: "\""))
    copy(key, from: 0)
    push(UInt8(ascii: "\""))
    push(UInt8(ascii: ":"))
    return true
  }

  mutating func push(_ byte: UInt8) {
    // Every caller has made sure of the room: fields through `open`, the tail by its reserve.
    unsafe base[count] = byte
    count += 1
  }

  mutating func copy(_ text: StaticString, from start: Int) {
    let length = text.utf8CodeUnitCount - start
    unsafe (base + count).update(from: text.utf8Start + start, count: length)
    count += length
  }

  mutating func pushHex(_ nibble: UInt8) {
    push(nibble < 10 ? UInt8(ascii: "0") + nibble : UInt8(ascii: "a") + nibble - 10)
  }

  private mutating func pushDecimal(_ number: UInt64, digitsMin: Int) {
    var digits = 1
    var left = number / 10
    while left > 0 {
      digits += 1
      left /= 10
    }
    digits = max(digits, digitsMin)
    var rest = number
    for index in (count..<count + digits).reversed() {
      unsafe base[index] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
      rest /= 10
    }
    count += digits
  }
}
