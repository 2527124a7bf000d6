internal import Primitives

extension ByteComparison {
  /// The most bytes of a number in binary, as in ClamAV.
  static let binaryBytesMax: Int64 = 8
  /// The most hexadecimal digits of a number, as in ClamAV.
  static let hexadecimalDigitsMax: Int64 = 18
  /// The most characters of another number: ClamAV has no limit, and reads no more than these could
  /// mean something in.
  static let charactersMax: Int64 = 1 << 20

  private static let malformed = UnusedReason.malformed(.byteComparison)

  /// Reads `Part(Offset#Options Bytes#Comparisons)`, as `0(>>26#ib2#>512)`.
  ///
  /// `nil`: a comparison without a base or a byte order, or of a part that is not there. ClamAV loads such,
  /// and never finds them.
  ///
  /// - Parameter parts: how many parts the signature has.
  init?(_ text: ArraySlice<UInt8>, parts: Int) throws(UnusedReason) {
    var scanner = CScanner(text)
    let part = scanner.signed() ?? 0
    guard part >= 0, part < Int64(LogicParser.partsMax), scanner.skip(Ascii.openParenthesis),
      let end = scanner.rest.firstIndex(of: Ascii.closeParenthesis)
    else { throw Self.malformed }
    let fields = scanner.rest[..<end].split(
      separator: Ascii.hash, omittingEmptySubsequences: false)
    guard fields.count == 3 else { throw Self.malformed }
    let distance = try Self.distance(fields[0])
    let options = try Options(fields[1])
    let conditions = try Self.conditions(fields[2])
    guard part < Int64(parts), let base = options.base,
      let isLittleEndian = options.isLittleEndian
    else { return nil }
    self.init(
      part: Int(part), distance: distance, base: base, isLittleEndian: isLittleEndian,
      isExact: options.isExact, byteCount: options.byteCount, conditions: conditions)
  }

  /// `>>n` or `<<n`, decimal, hexadecimal or octal; nothing, or what begins with 0, is 0.
  private static func distance(_ text: ArraySlice<UInt8>) throws(UnusedReason) -> Int64 {
    guard let first = text.first, first != 0x30 else { return 0 }
    guard first == Ascii.less || first == Ascii.greater, text.dropFirst().first == first,
      let number = CNumber.anyBase(text.dropFirst(2)), number > Int64.min
    else { throw malformed }
    return first == Ascii.less ? -number : number
  }

  /// One or two of `>n`, `<n`, `=n`.
  private static func conditions(_ text: ArraySlice<UInt8>) throws(UnusedReason) -> [Condition] {
    let fields = text.split(separator: Ascii.comma, omittingEmptySubsequences: false)
    guard fields.count <= 2 else { throw malformed }
    var conditions: [Condition] = []
    for field in fields {
      let relation: CountComparison.Relation
      switch field.first {
      case Ascii.less: relation = .less
      case Ascii.equals: relation = .equal
      case Ascii.greater: relation = .greater
      default: throw malformed
      }
      guard let value = CNumber.anyBase(field.dropFirst()) else { throw malformed }
      conditions.append(Condition(relation, UInt64(bitPattern: value)))
    }
    return conditions
  }

  /// `ib2`: how the number is written, and in how many bytes.
  private struct Options {
    var base: Base?
    var isLittleEndian: Bool?
    var isExact = false
    var byteCount: Int

    init(_ text: ArraySlice<UInt8>) throws(UnusedReason) {
      // Set before others are read: a failing initialiser must have set everything.
      byteCount = 0
      var rest = text
      while let letter = rest.first, Ascii.digit(letter) == nil {
        rest.removeFirst()
        switch letter {
        case 0x68: base = try Self.only(.hexadecimal, base)
        case 0x64:
          base = try Self.only(.decimal, base)
          isLittleEndian = try Self.only(false, isLittleEndian)
        case 0x69: base = try Self.only(.binary, base)
        case 0x61: base = try Self.only(.automatic, base)
        case 0x6c: isLittleEndian = try Self.only(true, isLittleEndian)
        case 0x62: isLittleEndian = try Self.only(false, isLittleEndian)
        case 0x65: isExact = true
        default: throw malformed
        }
      }
      guard !rest.isEmpty, let count = CNumber.anyBase(rest), count > 0,
        Self.isPossible(count, base ?? .automatic)
      else { throw malformed }
      byteCount = Int(count)
    }

    private static func isPossible(_ count: Int64, _ base: Base) -> Bool {
      switch base {
      case .binary: count <= binaryBytesMax && binaryBytesMax % count == 0
      case .hexadecimal: count <= hexadecimalDigitsMax
      case .decimal, .automatic: count <= charactersMax
      }
    }

    /// A choice that may be made again, and not changed.
    private static func only<Choice: Equatable>(
      _ choice: Choice, _ former: Choice?
    ) throws(UnusedReason) -> Choice {
      guard former == nil || former == choice else { throw malformed }
      return choice
    }
  }
}

extension ImageHash {
  /// Reads `fuzzy_img#Hash[#Distance]`, as `fuzzy_img#af2ad01ed42993c7#0`.
  init(_ text: ArraySlice<UInt8>) throws(UnusedReason) {
    let fields = text.split(separator: Ascii.hash, omittingEmptySubsequences: false)
    guard fields.count >= 2, fields[1].count == 16 else { throw .malformed(.imageHash) }
    var hash: UInt64 = 0
    for character in fields[1] {
      guard let digit = character.hexadecimalValue else { throw .malformed(.imageHash) }
      hash = hash << 4 | UInt64(digit)
    }
    if fields.count > 2 {
      let distance = fields[2].first == Ascii.plus ? fields[2].dropFirst() : fields[2]
      guard !distance.isEmpty, distance.allSatisfy({ $0 == 0x30 }) else {
        throw .malformed(.imageHash)
      }
    }
    self.init(hash: hash, distanceMax: 0)
  }
}
