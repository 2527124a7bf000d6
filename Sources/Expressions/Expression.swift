internal import CPCRE2

/// A regular expression of the Perl kind, compiled. Immutable, so all threads may share it; it is searched
/// for with an ``ExpressionMatcher``.
///
/// It is compiled such that a search counts its steps: PCRE2 calls back before each item of the expression
/// (automatic callouts). It is interpreted, not compiled to machine code: there the limits count
/// otherwise, and ClamAV's results at its limits are those of the interpreter.
@safe
public final class Expression: @unchecked Sendable {
  let code: OpaquePointer
  /// The compiled text, where it refers back to what it captured: that costs more than items show.
  let backReferring: UnsafeBufferPointer<UInt8>?

  /// The longest expression in bytes.
  public static let bytesMax = 1 << 16

  /// Compiles an expression.
  ///
  /// - Parameters:
  ///   - pattern: its text without delimiters, taken byte for byte.
  ///   - options: how it is read.
  public init(_ pattern: [UInt8], options: ExpressionOptions) throws(ExpressionError) {
    guard pattern.count <= Self.bytesMax else {
      throw .compile(message: "longer than \(Self.bytesMax) bytes", offset: Self.bytesMax)
    }
    let flags = Self.flags(options)
    var text = pattern
    var compiled = unsafe Self.compile(text, flags | UInt32(PCRE2_AUTO_CALLOUT))
    if unsafe compiled.code == nil {
      // Callouts make the compiled form larger: one that is near PCRE2's limit has a single callout, at
      // each place where a match may begin.
      let prefixed = Self.prefixed(pattern)
      text = prefixed.pattern
      unsafe compiled = unsafe Self.compile(text, flags)
      let isBehind = unsafe compiled.offset > prefixed.place
      unsafe compiled.offset -= isBehind ? Self.callout.count : 0
    }
    guard let code = unsafe compiled.code else {
      let (error, offset) = unsafe (compiled.error, compiled.offset)
      throw .compile(message: ExpressionError.message(error), offset: offset)
    }
    unsafe self.code = code
    var highest: UInt32 = 0
    _ = unsafe pcre2_pattern_info_8(code, UInt32(PCRE2_INFO_BACKREFMAX), &highest)
    unsafe backReferring = highest > 0 ? Self.copied(text) : nil
  }

  deinit {
    unsafe pcre2_code_free_8(code)
    unsafe backReferring?.deallocate()
  }

  private static func copied(_ text: [UInt8]) -> UnsafeBufferPointer<UInt8> {
    let copy = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: text.count)
    _ = unsafe copy.initialize(from: text)
    return UnsafeBufferPointer(copy)
  }

  /// The size of the compiled form in bytes.
  public var sizeBytes: Int {
    var size = 0
    _ = unsafe pcre2_pattern_info_8(code, UInt32(PCRE2_INFO_SIZE), &size)
    return size
  }

  private static func flags(_ options: ExpressionOptions) -> UInt32 {
    // A search can be told where a match may begin at most.
    var flags = UInt32(PCRE2_USE_OFFSET_LIMIT)
    if options.contains(.caseInsensitive) { flags |= UInt32(PCRE2_CASELESS) }
    if options.contains(.dotMatchesAll) { flags |= UInt32(PCRE2_DOTALL) }
    if options.contains(.multipleLines) { flags |= UInt32(PCRE2_MULTILINE) }
    if options.contains(.extended) { flags |= UInt32(PCRE2_EXTENDED) }
    if options.contains(.anchored) { flags |= UInt32(PCRE2_ANCHORED) }
    if options.contains(.dollarEndOnly) { flags |= UInt32(PCRE2_DOLLAR_ENDONLY) }
    if options.contains(.ungreedy) { flags |= UInt32(PCRE2_UNGREEDY) }
    return flags
  }

  private static func compile(
    _ pattern: [UInt8], _ flags: UInt32
  ) -> (code: OpaquePointer?, error: Int32, offset: Int) {
    var error: Int32 = 0
    var offset = 0
    let code = unsafe pcre2_compile_8(pattern, pattern.count, flags, &error, &offset, nil)
    return unsafe (code, error, offset)
  }

  private static let callout = Array("(?C1)".utf8)

  /// The expression with a callout before it, behind the items that must come first: `(*UTF)` and such.
  private static func prefixed(_ pattern: [UInt8]) -> (pattern: [UInt8], place: Int) {
    var place = 0
    while pattern[place...].starts(with: "(*".utf8),
      let end = pattern[place...].firstIndex(of: UInt8(ascii: ")")),
      pattern[(place + 2)..<end].allSatisfy(isSettingCharacter)
    {
      place = end + 1
    }
    return (pattern[..<place] + callout + pattern[place...], place)
  }

  private static func isSettingCharacter(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
      UInt8(ascii: "_"), UInt8(ascii: "="):
      true
    default: false
    }
  }
}
