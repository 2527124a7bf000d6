/// ClamAV's functionality levels: which engines a signature is meant for.
enum FunctionalityLevel {
  /// The level that this engine claims: that of ClamAV 1.4, whose formats it reads.
  static let evaluated: UInt64 = 216

  /// Checks the optional last fields of a line, `MinFL` and `MaxFL`, against it.
  static func check(_ fields: ArraySlice<ArraySlice<UInt8>>) throws(UnusedReason) {
    for (place, field) in fields.enumerated() {
      guard let level = Ascii.number(field) else { throw .malformed(.functionalityLevel) }
      guard place == 0 ? level <= evaluated : level >= evaluated else { throw .functionalityLevel }
    }
  }
}
