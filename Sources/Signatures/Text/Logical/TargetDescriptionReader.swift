internal import FileTypes

/// Reads ClamAV's target description block: `Engine:51-255,Target:1,FileSize:1024-4096`.
struct TargetDescriptionReader {
  /// Conditions but `Target` are understood from this functionality level on.
  static let conditionsLevelMin: UInt32 = 51
  /// ClamAV does not look at further keys.
  private static let keysMax = 10
  /// ClamAV does not look at further types of `Intermediates`.
  private static let intermediatesMax = 16

  private static let malformed = UnusedReason.malformed(.targetDescription)

  private var target: UInt32?
  private var engine: ClosedRange<UInt64>?
  private var hasEmptyEngine = false
  private var description = TargetDescription(target: .any)
  private var hasConditions = false

  /// Reads a whole block.
  static func read(_ text: ArraySlice<UInt8>) throws(UnusedReason) -> TargetDescription {
    var reader = TargetDescriptionReader()
    let keys = text.split(
      separator: Ascii.comma, maxSplits: keysMax, omittingEmptySubsequences: false)
    for (place, key) in keys.prefix(keysMax).enumerated() {
      try reader.add(key, isFirst: place == 0)
    }
    return try reader.finish()
  }

  private mutating func add(_ key: ArraySlice<UInt8>, isFirst: Bool) throws(UnusedReason) {
    guard let colon = key.firstIndex(of: Ascii.colon) else { throw Self.malformed }
    let value = key[(colon + 1)...]
    let name = String(decoding: key[..<colon], as: UTF8.self)
    hasConditions = hasConditions || (name != "Engine" && name != "Target")
    switch name {
    case "Engine":
      guard isFirst else { throw .malformed(.engine) }
      let (low, high) = try Self.range(value)
      engine = UInt64(low)...UInt64(max(low, high))
      hasEmptyEngine = low > high
    case "Target":
      guard let number = CNumber.digits(value) else { throw Self.malformed }
      target = number
    case "FileSize": description.fileSize = try Self.condition(value)
    case "EntryPoint": description.entryPoint = try Self.condition(value)
    case "NumberOfSections": description.sectionCount = try Self.condition(value)
    case "IconGroup1": description.iconGroup1 = String(decoding: value, as: UTF8.self)
    case "IconGroup2": description.iconGroup2 = String(decoding: value, as: UTF8.self)
    case "Container": description.container = try Self.fileType(value)
    case "HandlerType": description.handlerType = try Self.fileType(value)
    case "Intermediates":
      let types = value.split(
        separator: Ascii.greater, maxSplits: Self.intermediatesMax,
        omittingEmptySubsequences: false)
      description.intermediates = []
      for type in types.prefix(Self.intermediatesMax) {
        description.intermediates.append(try Self.fileType(type))
      }
    default: throw .unknownCondition
    }
  }

  private func finish() throws(UnusedReason) -> TargetDescription {
    if hasConditions {
      guard let engine, engine.lowerBound >= Self.conditionsLevelMin else {
        throw .malformed(.engine)
      }
    }
    if let engine {
      guard !hasEmptyEngine, engine.contains(FunctionalityLevel.evaluated) else {
        throw .functionalityLevel
      }
    }
    guard let target else { throw Self.malformed }
    var description = description
    description.target = try TargetType(number: target)
    if description.iconGroup1 != nil || description.iconGroup2 != nil {
      guard description.target == .portableExecutable else { throw Self.malformed }
    }
    if description.entryPoint != nil || description.sectionCount != nil {
      guard description.target.isExecutable else { throw Self.malformed }
    }
    return description
  }

  /// `n-m` with 32-bit numbers.
  private static func range(
    _ text: ArraySlice<UInt8>
  ) throws(UnusedReason) -> (low: UInt32, high: UInt32) {
    guard let hyphen = text.firstIndex(of: Ascii.hyphen),
      let low = CNumber.digits(text[..<hyphen]), let high = CNumber.digits(text[(hyphen + 1)...])
    else { throw malformed }
    return (low, high)
  }

  /// A range that a number must be in. One that is empty is malformed: ClamAV takes it, and never
  /// finds the signature.
  private static func condition(
    _ text: ArraySlice<UInt8>
  ) throws(UnusedReason) -> ClosedRange<UInt64> {
    let (low, high) = try range(text)
    guard low <= high else { throw malformed }
    return UInt64(low)...UInt64(high)
  }

  private static func fileType(_ text: ArraySlice<UInt8>) throws(UnusedReason) -> String {
    let name = String(decoding: text, as: UTF8.self)
    guard FileTypeName.isKnown(name) else { throw .unknownCondition }
    return name
  }
}
