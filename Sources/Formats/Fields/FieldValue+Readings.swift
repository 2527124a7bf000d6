extension FieldValue {
  /// What a parameter is in the readings that parsers have of it.
  public struct Readings: Hashable, Sendable {
    /// Each of another value; the plain one first.
    public var values: [[UInt8]] = []
    /// Whether it is written in a form that some do not read: extended or in parts.
    public var isExtended = false
    /// Whether a character set is named in which it is another text.
    public var isHidden = false

    mutating func add(_ value: [UInt8]) {
      if !values.contains(value) { values.append(value) }
    }
  }

  /// The readings of a parameter: as it is written, extended (`name*=`) and in parts (`name*0=`). Source:
  /// RFC 2231, sections 3 and 4.
  ///
  /// - Parameter name: in small letters.
  public func readings(of name: StaticString) -> Readings {
    var readings = Readings()
    var extended: [[UInt8]] = []
    var parts: [(number: Int, value: [UInt8])] = []
    let length = name.utf8CodeUnitCount
    for parameter in parameters where parameter.name.span.has(name, at: 0) {
      let rest = parameter.name.span.extracting(length...)
      if rest.isEmpty {
        readings.add(parameter.value)
      } else if rest.count == 1, rest[0] == 0x2A {
        let read = FieldParameter.extended(parameter.value.span)
        if read?.isHidden ?? false { readings.isHidden = true }
        extended.append(read?.value ?? parameter.value)
      } else if let number = Self.partNumber(rest) {
        let isEscaped = rest[rest.count - 1] == 0x2A
        let read = isEscaped ? Self.part(parameter.value.span, number) : nil
        if read?.isHidden ?? false { readings.isHidden = true }
        parts.append((number, read?.value ?? parameter.value))
      }
    }
    readings.isExtended = !extended.isEmpty || !parts.isEmpty
    for value in extended { readings.add(value) }
    if !parts.isEmpty {
      // In the order of their numbers, and in the order in which they are written.
      readings.add(parts.sorted { $0.number < $1.number }.flatMap(\.value))
      readings.add(parts.flatMap(\.value))
    }
    return readings
  }

  /// The number in `*0` and `*0*`.
  private static func partNumber(_ suffix: Span<UInt8>) -> Int? {
    guard suffix.count >= 2, suffix.count <= 5, suffix[0] == 0x2A else { return nil }
    let end = suffix[suffix.count - 1] == 0x2A ? suffix.count - 1 : suffix.count
    guard end > 1 else { return nil }
    var number = 0
    for place in 1..<end {
      guard (0x30...0x39).contains(suffix[place]) else { return nil }
      number = number * 10 + Int(suffix[place] - 0x30)
    }
    return number
  }

  /// An escaped part: the first one names the character set.
  private static func part(
    _ value: Span<UInt8>, _ number: Int
  ) -> (value: [UInt8], isHidden: Bool)? {
    if number == 0 { return FieldParameter.extended(value) }
    return FieldParameter.unescaped(value).map { ($0, false) }
  }
}
