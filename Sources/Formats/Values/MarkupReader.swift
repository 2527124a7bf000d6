internal import Primitives

/// Reads the values of attributes and the texts between tags of an XML text, one after the other. Source:
/// XML 1.0, fifth edition.
///
/// It takes whatever looks like markup: what is wrong with a document is for others to say. Literals of
/// entities are values as well, and so is what comments and instructions have in them. These, and sections of
/// character data, do not end a text.
public struct MarkupReader {
  /// A value.
  public struct Value: Hashable, Sendable {
    /// Where it lies.
    public let range: Range<Int>
    /// What it stands for, where that is not what lies there.
    public let resolved: [UInt8]?
    /// The name of its attribute, or of the tag before it.
    public let name: Range<Int>
    /// Whether it lies in a comment or an instruction, which readers of the document pass over.
    public var isAside = false
  }

  /// Shorter values are not given.
  public static let bytesMin = 8

  private var place: Int
  private var tag = 0..<0
  /// The tag that is open: its attributes come next.
  private var isInTag = false
  /// Comments and instructions of the last text that are yet to be given, from the last to the first.
  private var asides: [Value] = []

  /// A reader from an offset on.
  public init(from offset: Int = 0) { place = offset }

  /// The next value; `nil` at the end.
  public mutating func next(_ bytes: Span<UInt8>) -> Value? {
    if let value = asides.popLast() { return value }
    while place < bytes.count {
      if let value = isInTag ? attribute(bytes) : text(bytes) { return value }
      if let value = asides.popLast() { return value }
    }
    return nil
  }

  /// Reads the text to the next tag.
  private mutating func text(_ bytes: Span<UInt8>) -> Value? {
    let start = place
    var resolved: [UInt8] = []
    var hasAside = false
    var segment = start
    while place < bytes.count {
      place = bytes.firstPlace(of: 0x3C, from: place) ?? bytes.count
      guard let aside = Self.aside(bytes, at: place) else { break }
      Self.resolve(bytes.extracting(segment..<place), into: &resolved)
      resolved.append(copying: bytes.extracting(aside.kept))
      take(aside.inside, bytes)
      hasAside = true
      place = aside.end
      segment = aside.end
    }
    let range = start..<place
    let isResolved = hasAside || bytes.extracting(range).firstPlace(of: 0x26) != nil
    if isResolved { Self.resolve(bytes.extracting(segment..<place), into: &resolved) }
    let value = Value(range: range, resolved: isResolved ? resolved : nil, name: tag)
    asides.reverse()
    beginTag(bytes)
    return (isResolved ? resolved.count : range.count) >= Self.bytesMin ? value : nil
  }

  /// Keeps what lies in a comment or an instruction, without the blanks around it, where it is long enough.
  private mutating func take(_ inside: Range<Int>, _ bytes: Span<UInt8>) {
    var (start, end) = (inside.lowerBound, inside.upperBound)
    while start < end, bytes[start] <= 0x20 { start += 1 }
    while start < end, bytes[end - 1] <= 0x20 { end -= 1 }
    guard end - start >= Self.bytesMin else { return }
    asides.append(Value(range: start..<end, resolved: nil, name: tag, isAside: true))
  }

  private mutating func beginTag(_ bytes: Span<UInt8>) {
    guard place < bytes.count else { return }
    place += 1
    let start = place
    while let byte = bytes.byte(at: place), byte > 0x20, byte != 0x3E, byte != 0x22, byte != 0x27 {
      place += 1
    }
    tag = start..<place
    isInTag = true
  }

  /// Reads to the end of the next quoted value of a tag, or the tag's end.
  private mutating func attribute(_ bytes: Span<UInt8>) -> Value? {
    var name = place..<place
    while place < bytes.count {
      let byte = bytes[place]
      place += 1
      switch byte {
      case 0x3E:
        isInTag = false
        return nil
      case 0x22, 0x27:
        let start = place
        let end = bytes.firstPlace(of: byte, from: start) ?? bytes.count
        place = min(bytes.count, end + 1)
        if let value = Self.value(bytes, start..<end, name: name) { return value }
      case 0x20, 0x09, 0x0A, 0x0D: name = place..<place
      case 0x3C where bytes.byte(at: tag.lowerBound) == 0x21:
        // Between declarations.
        guard let aside = Self.aside(bytes, at: place - 1), aside.kept.isEmpty else { continue }
        take(aside.inside, bytes)
        place = aside.end
        if let value = asides.popLast() { return value }
      case 0x3D:
        // HTML has values without quotes.
        while let next = bytes.byte(at: place), next <= 0x20 { place += 1 }
        let start = place
        if let next = bytes.byte(at: start), next == 0x22 || next == 0x27 { continue }
        while let next = bytes.byte(at: place), next > 0x20, next != 0x3E { place += 1 }
        if let value = Self.value(bytes, start..<place, name: name) { return value }
      default: name = name.lowerBound..<place
      }
    }
    return nil
  }

  /// A value of an attribute, where it is long enough.
  private static func value(_ bytes: Span<UInt8>, _ range: Range<Int>, name: Range<Int>) -> Value? {
    guard range.count >= bytesMin else { return nil }
    let inner = bytes.extracting(range)
    guard inner.firstPlace(of: 0x26) != nil else {
      return Value(range: range, resolved: nil, name: name)
    }
    var resolved: [UInt8] = []
    resolve(inner, into: &resolved)
    return Value(range: range, resolved: resolved, name: name)
  }

  /// What lies beside a text, without ending it.
  private struct Aside {
    /// Where the text goes on.
    let end: Int
    /// The stretch of it that is text.
    let kept: Range<Int>
    /// What is in a comment, or behind the name of an instruction.
    let inside: Range<Int>
  }

  private static func aside(_ bytes: Span<UInt8>, at place: Int) -> Aside? {
    if bytes.has("<![CDATA[", at: place) {
      let end = firstPlace("]]>", bytes, place + 9)
      return Aside(end: min(bytes.count, end + 3), kept: place + 9..<end, inside: end..<end)
    }
    if bytes.has("<!--", at: place) {
      let end = firstPlace("-->", bytes, place + 4)
      return Aside(end: min(bytes.count, end + 3), kept: place..<place, inside: place + 4..<end)
    }
    if bytes.has("<?", at: place) {
      let end = firstPlace("?>", bytes, place + 2)
      var name = place + 2
      while name < end, bytes[name] > 0x20 { name += 1 }
      return Aside(end: min(bytes.count, end + 2), kept: place..<place, inside: name..<end)
    }
    return nil
  }

  private static func firstPlace(_ text: StaticString, _ bytes: Span<UInt8>, _ from: Int) -> Int {
    var place = from
    while place < bytes.count, !bytes.has(text, at: place) { place += 1 }
    return max(from, min(place, bytes.count))
  }

  /// Puts a text with its references resolved at the end of others; references to what a document defines
  /// stay as they are.
  static func resolve(_ text: Span<UInt8>, into result: inout [UInt8]) {
    var place = 0
    while place < text.count {
      let byte = text[place]
      if byte == 0x26, let (scalar, end) = reference(text, at: place) {
        result.append(scalar)
        place = end
      } else {
        result.append(byte)
        place += 1
      }
    }
  }

  private static func reference(_ text: Span<UInt8>, at place: Int) -> (Unicode.Scalar, Int)? {
    let named: [(StaticString, Unicode.Scalar)] = [
      ("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"), ("&quot;", "\""), ("&apos;", "'"),
    ]
    for (name, scalar) in named where text.has(name, at: place) {
      return (scalar, place + name.utf8CodeUnitCount)
    }
    guard text.has("&#", at: place) else { return nil }
    let isHexadecimal = text.byte(at: place + 2).map(\.lowercased) == 0x78
    var end = place + (isHexadecimal ? 3 : 2)
    var number: UInt32 = 0
    while let digit = text.byte(at: end)?.hexadecimalValue, isHexadecimal || digit < 10 {
      guard number <= 0x10FFFF else { return nil }
      number = number * (isHexadecimal ? 16 : 10) + UInt32(digit)
      end += 1
    }
    guard text.byte(at: end) == 0x3B, let scalar = Unicode.Scalar(number) else { return nil }
    return (scalar, end + 1)
  }
}
