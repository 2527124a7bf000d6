internal import Primitives

/// Reads the strings in a JSON text, one after the other. Source: RFC 8259.
///
/// It is strict in what it calls JSON, and reads on where the text is none: whatever stands between quotes
/// is given, keys too, so that a lenient parser sees no string that was not.
public struct JSONReader {
  /// A string: a value, or a key.
  public struct Text: Hashable, Sendable {
    /// Where it lies, without its quotes.
    public let range: Range<Int>
    /// Whether it has escapes: what it stands for is not what lies there.
    public let hasEscapes: Bool
  }

  /// An object or array that is open.
  struct Frame {
    let isObject: Bool
    /// Elements or members before the current one.
    var index = 0
    /// Where the current key lies.
    var key = 0..<0
    /// Where the keys of an object begin among all.
    let keysStart: Int
  }

  /// What may come next.
  enum Expectation {
    /// A value, or the end of an array that has none yet.
    case value
    /// A key, or the end of an object that has none yet.
    case key
    case colon
    case commaOrEnd
  }

  var frames: [Frame] = []
  /// The keys of all objects that are open, by their hashes.
  private var keys: [Int] = []
  var expectation = Expectation.value
  var place: Int
  /// Open objects and arrays past ``depthMax``.
  private var deeper = 0

  /// Whether it is no JSON by the letter: comments, other quotes, commas too many, control characters.
  public internal(set) var isInvalid = false
  /// Whether an object has a key twice: which of the values counts differs between parsers.
  public internal(set) var hasDuplicateKeys = false
  /// Whether it is nested deeper than ``depthMax``.
  public internal(set) var isTooDeep = false

  /// Deeper nesting is refused by most parsers, and ends the recursive ones.
  public static let depthMax = 512

  /// A reader from an offset on.
  public init(from offset: Int = 0) { place = offset }

  /// The next string; `nil` at the end.
  public mutating func next(_ bytes: Span<UInt8>) -> Text? {
    while place < bytes.count {
      let byte = bytes[place]
      switch byte {
      case 0x20, 0x09, 0x0A, 0x0D: place += 1
      case 0x22, 0x27:
        return string(bytes, quote: byte)
      case 0x7B, 0x5B: open(isObject: byte == 0x7B)
      case 0x7D, 0x5D: close(isObject: byte == 0x7D)
      case 0x2C, 0x3A: separate(byte)
      case 0x2F: skipComment(bytes)
      default: skipLiteral(bytes)
      }
    }
    if !frames.isEmpty || deeper > 0 { isInvalid = true }
    while let frame = frames.popLast() { findDuplicates(from: frame.keysStart) }
    return nil
  }

  private mutating func open(isObject: Bool) {
    place += 1
    if expectation != .value { isInvalid = true }
    expectation = isObject ? .key : .value
    guard frames.count < Self.depthMax else {
      isTooDeep = true
      deeper += 1
      return
    }
    frames.append(Frame(isObject: isObject, keysStart: keys.count))
  }

  private mutating func close(isObject: Bool) {
    place += 1
    if deeper > 0 {
      deeper -= 1
    } else if let frame = frames.popLast() {
      let isEmpty = frame.index == 0 && expectation == (frame.isObject ? .key : .value)
      if frame.isObject != isObject || expectation != .commaOrEnd && !isEmpty { isInvalid = true }
      findDuplicates(from: frame.keysStart)
    } else {
      isInvalid = true
    }
    ended()
  }

  private mutating func separate(_ byte: UInt8) {
    place += 1
    if byte == 0x3A {
      if expectation != .colon { isInvalid = true }
      expectation = .value
      return
    }
    guard let last = frames.indices.last else {
      isInvalid = true
      expectation = .value
      return
    }
    if expectation != .commaOrEnd { isInvalid = true }
    frames[last].index += 1
    expectation = frames[last].isObject && deeper == 0 ? .key : .value
  }

  /// A value has ended. Texts that follow one another are read as one by those who read streams of them.
  private mutating func ended() {
    expectation = frames.isEmpty ? .value : .commaOrEnd
  }

  /// Reads a string.
  private mutating func string(_ bytes: Span<UInt8>, quote: UInt8) -> Text {
    let start = place + 1
    if quote == 0x27 { isInvalid = true }
    var hasEscapes = false
    place = start
    while place < bytes.count {
      skipPlain(bytes)
      guard place < bytes.count else { break }
      let byte = bytes[place]
      if byte == quote { break }
      if byte == 0x5C {
        hasEscapes = true
        place += 1
        if !Self.isEscape(bytes, at: place) { isInvalid = true }
      } else if byte < 0x20 {
        isInvalid = true
      }
      place += 1
    }
    let range = start..<min(place, bytes.count)
    if place >= bytes.count { isInvalid = true }
    place += 1
    if expectation == .key, let last = frames.indices.last {
      takeKey(bytes, range, hasEscapes, last)
      expectation = .colon
    } else {
      if expectation != .value { isInvalid = true }
      ended()
    }
    return Text(range: range, hasEscapes: hasEscapes)
  }

  /// Whether what follows a backslash makes an escape of it (RFC 8259, section 7).
  private static func isEscape(_ bytes: Span<UInt8>, at place: Int) -> Bool {
    switch bytes.byte(at: place) {
    case 0x22, 0x5C, 0x2F, 0x62, 0x66, 0x6E, 0x72, 0x74: true
    case 0x75: (1...4).allSatisfy { bytes.byte(at: place + $0)?.hexadecimalValue != nil }
    default: false
    }
  }

  private mutating func takeKey(
    _ bytes: Span<UInt8>, _ range: Range<Int>, _ hasEscapes: Bool, _ last: Int
  ) {
    frames[last].key = range
    let key = bytes.extracting(range)
    keys.append(hasEscapes ? Self.hash(JSONText(key).bytes.span) : Self.hash(key))
  }

  private static func hash(_ key: Span<UInt8>) -> Int {
    var hasher = Hasher()
    unsafe key.withUnsafeBytes { unsafe hasher.combine(bytes: $0) }
    return hasher.finalize()
  }

  /// An object ends: its keys are those from a place on.
  private mutating func findDuplicates(from start: Int) {
    let count = keys.count - start
    if !hasDuplicateKeys, count > 1 {
      if count <= Self.comparedKeysMax {
        for place in start..<keys.count where keys[start..<place].contains(keys[place]) {
          hasDuplicateKeys = true
        }
      } else {
        hasDuplicateKeys = Set(keys[start...]).count < count
      }
    }
    keys.removeLast(count)
  }

  /// So many keys are compared with one another; more are put into a set.
  private static let comparedKeysMax = 16

  /// Passes over characters that mean nothing in a string, sixteen at a time.
  private mutating func skipPlain(_ bytes: Span<UInt8>) {
    let quotes = SIMD16<UInt8>(repeating: 0x22)
    let singles = SIMD16<UInt8>(repeating: 0x27)
    let escapes = SIMD16<UInt8>(repeating: 0x5C)
    let plain = SIMD16<UInt8>(repeating: 0xE0)
    while place <= bytes.count - 16 {
      let block = bytes.block(at: place)
      let strings = (block ^ quotes).lesser(block ^ singles)
      let zero = strings.lesser((block ^ escapes).lesser(block & plain)).firstZero
      place += zero
      if zero < 16 { return }
    }
    while place < bytes.count {
      let byte = bytes[place]
      if byte == 0x22 || byte == 0x27 || byte == 0x5C || byte < 0x20 { return }
      place += 1
    }
  }
}
