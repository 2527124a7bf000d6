internal import CPCRE2

/// Counts what a search costs, and ends it at a limit. PCRE2 calls it before each item it tries.
@safe
struct StepCount {
  private(set) var spent: UInt64 = 0
  private let limit: UInt64
  private var position: Int
  /// The expression's text, where it has references back.
  private let backReferring: UnsafeBufferPointer<UInt8>?

  private static let bytesPerStep = 8

  /// The count of a search that begins at a place.
  init(limit: UInt64, position: Int, expression: Expression) {
    self.limit = limit
    self.position = position
    unsafe backReferring = expression.backReferring
  }

  /// The count of no search.
  init() {
    limit = 0
    position = 0
    unsafe backReferring = nil
  }

  private mutating func add(_ block: UnsafeMutablePointer<pcre2_callout_block_8>) -> Int32 {
    // An item that passes many bytes at once shows by how far the place has moved.
    let place = unsafe block.pointee.current_position
    spent += 1 + UInt64(abs(place - position) / Self.bytesPerStep)
    position = place
    if let text = unsafe backReferring {
      spent += UInt64(unsafe Self.comparedBytes(block, text) / Self.bytesPerStep)
    }
    return spent > limit ? PCRE2_ERROR_CALLOUT : 0
  }

  /// How many bytes the next item may compare, if it refers back: what is captured, and is left.
  private static func comparedBytes(
    _ block: UnsafeMutablePointer<pcre2_callout_block_8>, _ text: UnsafeBufferPointer<UInt8>
  ) -> Int {
    let item = unsafe block.pointee.pattern_position
    guard item >= 0, item < text.count, unsafe block.pointee.capture_top > 1,
      unsafe text[item] == UInt8(ascii: "\\") || text[item] == UInt8(ascii: "("),
      let offsets = unsafe block.pointee.offset_vector
    else { return 0 }
    var count = 0
    for index in 1..<Int(unsafe block.pointee.capture_top) {
      let start = unsafe offsets[2 * index]
      let end = unsafe offsets[2 * index + 1]
      if start <= end, end != .max { count += end - start }
    }
    return min(count, unsafe block.pointee.subject_length - block.pointee.current_position)
  }

  /// The function that PCRE2 calls, with the place of a count.
  static let callout:
    @convention(c) (UnsafeMutablePointer<pcre2_callout_block_8>?, UnsafeMutableRawPointer?) -> Int32 =
      { block, state in
        guard let block = unsafe block,
          let count = unsafe state?.assumingMemoryBound(to: StepCount.self)
        else { return 0 }
        return unsafe count.pointee.add(block)
      }
}
