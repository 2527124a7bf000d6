/// ClamAV's functionality levels: which engines a signature is meant for.
enum FunctionalityLevel {
  /// The level that this engine claims: that of ClamAV 1.4, whose formats it reads.
  static let evaluated: UInt64 = 216

  /// Checks the optional last fields of a line, `MinFL` and `MaxFL`, against it. They are digits.
  static func check(_ fields: ArraySlice<ArraySlice<UInt8>>) throws(UnusedReason) {
    for (place, field) in fields.enumerated() {
      guard let level = CNumber.digits(field) else { throw .malformed(.functionalityLevel) }
      guard place == 0 ? level <= evaluated : level >= evaluated else { throw .functionalityLevel }
    }
  }

  /// Checks a field `MinFL`, read as C's `atoi` reads it and taken as unsigned, and gives it.
  static func checkMinimum(_ field: some Collection<UInt8>) throws(UnusedReason) -> UInt64 {
    let level = UInt64(UInt32(bitPattern: CNumber.prefix(field)))
    guard level <= evaluated else { throw .functionalityLevel }
    return level
  }

  /// Checks a field `MaxFL`, read as C's `atoi` reads it and taken as unsigned.
  static func checkMaximum(_ field: some Collection<UInt8>) throws(UnusedReason) {
    let level = UInt64(UInt32(bitPattern: CNumber.prefix(field)))
    guard level >= evaluated else { throw .functionalityLevel }
  }
}
