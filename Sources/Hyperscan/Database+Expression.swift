internal import CHyperscan

/// How an expression is compiled. Letters match in one case and `.` matches no line end where nothing is
/// said.
public struct ExpressionFlags: OptionSet, Hashable, Sendable {
  public let rawValue: UInt8

  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// Letters match in either case.
  public static let caseless = ExpressionFlags(rawValue: 1)
  /// `.` matches line ends too.
  public static let dotAll = ExpressionFlags(rawValue: 2)
  /// `^` and `$` match at line ends too.
  public static let multiline = ExpressionFlags(rawValue: 4)
  /// What Hyperscan does not know (references back, looking around) is replaced by something that matches
  /// wherever it does, and more.
  public static let prefilter = ExpressionFlags(rawValue: 8)
  /// It is reported once, however often it matches.
  public static let singleMatch = ExpressionFlags(rawValue: 16)

  var value: UInt32 {
    var value: UInt32 = 0
    if contains(.caseless) { value |= UInt32(HS_FLAG_CASELESS) }
    if contains(.dotAll) { value |= UInt32(HS_FLAG_DOTALL) }
    if contains(.multiline) { value |= UInt32(HS_FLAG_MULTILINE) }
    if contains(.prefilter) { value |= UInt32(HS_FLAG_PREFILTER) }
    if contains(.singleMatch) { value |= UInt32(HS_FLAG_SINGLEMATCH) }
    return value
  }
}

extension Database {
  /// Compiles a regular expression for ``scan(_:scratch:onMatch:state:)``, which reports each end of each
  /// of its matches under the id 0.
  ///
  /// Time and size can grow with the square of its bounded repeats: the caller limits those. One that
  /// matches no bytes at all is refused.
  ///
  /// - Parameter text: in bytes, without a NUL.
  public static func expression(
    _ text: [UInt8], flags: ExpressionFlags
  ) throws(HyperscanError) -> Database {
    try checkPlatform()
    let text = try terminated(text)
    var database: OpaquePointer?
    var error: UnsafeMutablePointer<hs_compile_error_t>?
    let status = unsafe hs_compile(
      text, flags.value, UInt32(HS_MODE_BLOCK), nil, &database, &error)
    if let error = unsafe error { throw unsafe HyperscanError(freeing: error) }
    try HyperscanError.check(status)
    guard let database = unsafe database else { throw .status(status) }
    return unsafe Database(handle: database)
  }

  /// Compiles several regular expressions for ``scan(_:scratch:onMatch:state:)``, which finds all of them in one
  /// pass, whose time grows with the bytes alone, and reports each under its place in the list.
  ///
  /// - Parameter texts: at least one, each in bytes, without a NUL.
  public static func expressions(
    _ texts: [[UInt8]], flags: ExpressionFlags
  ) throws(HyperscanError) -> Database {
    precondition(!texts.isEmpty)
    try checkPlatform()
    for text in texts { _ = try terminated(text) }
    let value = flags.value
    return try unsafe compile(texts.map { $0 + [0] }, ids: nil) {
      patterns, _, ids, count, database, error in
      let flags = [UInt32](repeating: value, count: Int(count))
      return unsafe hs_compile_multi(
        patterns, flags, ids, count, UInt32(HS_MODE_BLOCK), nil, database, error)
    }
  }

  /// How many bytes a match of an expression has: at least, and at most; `nil` where there is no bound.
  public static func lengths(
    ofExpression text: [UInt8], flags: ExpressionFlags
  ) throws(HyperscanError) -> (min: Int, max: Int?) {
    let text = try terminated(text)
    var info: UnsafeMutablePointer<hs_expr_info_t>?
    var error: UnsafeMutablePointer<hs_compile_error_t>?
    let status = unsafe hs_expression_info(text, flags.value, &info, &error)
    if let error = unsafe error { throw unsafe HyperscanError(freeing: error) }
    try HyperscanError.check(status)
    guard let info = unsafe info else { throw .status(status) }
    // Allocated with `malloc`, as no other allocator is set.
    defer { unsafe cordon_hs_release(info) }
    let max = unsafe info.pointee.max_width
    return (unsafe Int(info.pointee.min_width), max == .max ? nil : Int(max))
  }

  private static func terminated(_ text: [UInt8]) throws(HyperscanError) -> [CChar] {
    guard !text.contains(0) else {
      throw .compile(message: "a NUL in the expression", patternIndex: nil)
    }
    return text.map { CChar(bitPattern: $0) } + [0]
  }

  /// Scans bytes that lie in one run, with an expression or with literals that are not for streaming.
  ///
  /// - Parameters:
  ///   - bytes: at most 4 GiB - 1 bytes; more are not scanned.
  ///   - scratch: of this thread, made for this database.
  ///   - onMatch: called on this thread, before the call returns, with an end in bytes from the first.
  ///   - state: handed to `onMatch` as it is.
  public func scan(
    _ bytes: UnsafeRawBufferPointer, scratch: inout Scratch, onMatch: ScanStream.MatchFunction,
    state: UnsafeMutableRawPointer?
  ) -> ScanStream.Outcome {
    guard let base = bytes.baseAddress, bytes.count > 0 else { return .complete }
    guard let count = UInt32(exactly: bytes.count) else { return .failed(HS_INVALID) }
    let status = unsafe hs_scan(
      handle, base.assumingMemoryBound(to: CChar.self), count, 0, scratch.handle, onMatch, state)
    return ScanStream.Outcome(status)
  }
}
