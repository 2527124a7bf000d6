/// An address as text, in memory of its own: dotted for IPv4, the form of RFC 5952 for IPv6.
public struct IPAddressText: Sendable {
  private var bytes = InlineArray<46, UInt8>(repeating: 0)
  /// How many bytes the text has.
  public private(set) var count = 0

  /// The text.
  public var span: Span<UInt8> {
    @_lifetime(borrow self) get { bytes.span.extracting(first: count) }
  }

  /// No text, for what has no address.
  public init() {}

  /// The text of an address.
  public init(_ address: IPAddress) {
    if address.isIPv4 {
      for shift in stride(from: 24, through: 0, by: -8) {
        if shift < 24 { append(UInt8(ascii: ".")) }
        appendDecimal(UInt8(truncatingIfNeeded: address.bits >> UInt128(shift)))
      }
    } else {
      appendGroups(address.bits)
    }
  }

  private mutating func append(_ byte: UInt8) {
    bytes[count] = byte
    count += 1
  }

  private mutating func appendDecimal(_ number: UInt8) {
    if number >= 100 { append(UInt8(ascii: "0") + number / 100) }
    if number >= 10 { append(UInt8(ascii: "0") + number / 10 % 10) }
    append(UInt8(ascii: "0") + number % 10)
  }

  /// Groups without leading zeros; the first of the longest runs of two or more zeros is `::`.
  private mutating func appendGroups(_ bits: UInt128) {
    let gap = Self.longestRunOfZeros(bits)
    var index = 0
    while index < 8 {
      if index == gap.lowerBound, !gap.isEmpty {
        append(UInt8(ascii: ":"))
        append(UInt8(ascii: ":"))
        index = gap.upperBound
        continue
      }
      if index > 0, gap.isEmpty || index != gap.upperBound { append(UInt8(ascii: ":")) }
      appendHexadecimal(Self.group(index, of: bits))
      index += 1
    }
  }

  private mutating func appendHexadecimal(_ group: UInt16) {
    var hasBegun = false
    for shift in stride(from: 12, through: 0, by: -4) {
      let digit = UInt8(truncatingIfNeeded: group >> UInt16(shift) & 15)
      hasBegun = hasBegun || digit > 0 || shift == 0
      guard hasBegun else { continue }
      append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
    }
  }

  private static func group(_ index: Int, of bits: UInt128) -> UInt16 {
    UInt16(truncatingIfNeeded: bits >> UInt128(16 * (7 - index)))
  }

  private static func longestRunOfZeros(_ bits: UInt128) -> Range<Int> {
    var longest = 0..<0
    var start = 0
    for index in 0...8 {
      if index < 8, group(index, of: bits) == 0 { continue }
      if index - start > max(1, longest.count) { longest = start..<index }
      start = index + 1
    }
    return longest
  }
}

extension IPAddress: CustomStringConvertible {
  /// What ``init(_:)`` reads back as the same address.
  public var description: String {
    let text = IPAddressText(self)
    return String(decoding: (0..<text.count).map { text.span[$0] }, as: UTF8.self)
  }
}
