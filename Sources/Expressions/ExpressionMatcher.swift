internal import CPCRE2

/// Searches for expressions, one after another, within limits. For one thread; it allocates when it is made,
/// and when a search branches deeper than any before.
@safe
public struct ExpressionMatcher: ~Copyable {
  private let match: OpaquePointer
  private let settings: OpaquePointer
  private let count: UnsafeMutablePointer<StepCount>

  /// Allocates what searching needs.
  public init() throws(ExpressionError) {
    // One pair of offsets is enough: where the whole match lies.
    guard let match = unsafe pcre2_match_data_create_8(1, nil) else { throw .outOfMemory }
    guard let settings = unsafe pcre2_match_context_create_8(nil) else {
      unsafe pcre2_match_data_free_8(match)
      throw .outOfMemory
    }
    unsafe self.match = match
    unsafe self.settings = settings
    unsafe count = .allocate(capacity: 1)
    unsafe count.initialize(to: StepCount())
    _ = unsafe pcre2_set_callout_8(settings, StepCount.callout, count)
  }

  deinit {
    unsafe pcre2_match_data_free_8(match)
    unsafe pcre2_match_context_free_8(settings)
    unsafe count.deallocate()
  }

  /// How many steps the last search took.
  public var steps: UInt64 { unsafe count.pointee.spent }

  /// Finds the leftmost match.
  ///
  /// - Parameters:
  ///   - expression: what is searched for.
  ///   - bytes: what is searched; look-behind sees the bytes before `start`, too.
  ///   - start: where the search begins, at most at the end.
  ///   - isAnchored: whether it matches only there.
  ///   - last: where a match may begin at most; `nil` for anywhere.
  ///   - limits: what the search may cost.
  public mutating func firstMatch(
    of expression: Expression, in bytes: Span<UInt8>, from start: Int = 0,
    isAnchored: Bool = false, beginningUpTo last: Int? = nil, limits: ExpressionLimits
  ) -> ExpressionMatch {
    guard start >= 0, start <= bytes.count else { return .none }
    unsafe count.pointee = StepCount(
      limit: limits.stepsMax, position: start, expression: expression)
    _ = unsafe pcre2_set_offset_limit_8(settings, last.map { max($0, 0) } ?? bytes.count)
    _ = unsafe pcre2_set_match_limit_8(settings, limits.branchesMax)
    _ = unsafe pcre2_set_depth_limit_8(settings, .max)
    _ = unsafe pcre2_set_heap_limit_8(settings, limits.heapKibibytesMax)
    let options = isAnchored ? UInt32(PCRE2_ANCHORED) : 0
    let status = unsafe bytes.withUnsafeBufferPointer { bytes in
      // No bytes still have a place, which PCRE2 asks for.
      var nothing: UInt8 = 0
      return unsafe withUnsafePointer(to: &nothing) { nothing in
        unsafe pcre2_match_8(
          expression.code, bytes.baseAddress ?? nothing, bytes.count, start, options, match,
          settings)
      }
    }
    return result(status)
  }

  private func result(_ status: Int32) -> ExpressionMatch {
    switch status {
    case 0...:
      guard let offsets = unsafe pcre2_get_ovector_pointer_8(match) else { return .none }
      // `\K` can set the beginning behind the end.
      let end = unsafe offsets[1]
      return unsafe .match(min(offsets[0], end)..<end)
    case PCRE2_ERROR_NOMATCH: return .none
    case PCRE2_ERROR_MATCHLIMIT: return .limitReached(.branches)
    case PCRE2_ERROR_HEAPLIMIT, PCRE2_ERROR_NOMEMORY: return .limitReached(.heap)
    case PCRE2_ERROR_CALLOUT: return .limitReached(.steps)
    default: return .unsearchable(status)
    }
  }
}
