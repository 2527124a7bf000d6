/// How large an expression is for Hyperscan's compiler: about how many bytes and classes of bytes it has
/// when its bounded repeats are written out.
///
/// Compiling can take the square of that. It is an estimate from the text: what looks like a repeat and is
/// none makes it larger.
enum ExpressionSize {
  /// Where counting ends.
  static let positionsEnd = 1 << 20

  static func positions(_ text: [UInt8]) -> Int {
    var groups: [Int] = []
    var sum = 0
    // What a repeat that follows is of.
    var item = 0
    var place = 0
    while place < text.count {
      let byte = text[place]
      place += 1
      switch byte {
      case UInt8(ascii: "("):
        groups.append(sum + item)
        (sum, item) = (0, 0)
        continue
      case UInt8(ascii: ")"):
        item = min(sum + item, positionsEnd)
        sum = groups.popLast() ?? 0
        continue
      case UInt8(ascii: "{"):
        if let repeats = repeats(text, &place) {
          item = min(item * max(repeats, 1), positionsEnd)
          continue
        }
      case UInt8(ascii: "["): skipClass(text, &place)
      case UInt8(ascii: "\\"): place += 1
      default: break
      }
      sum = min(sum + item, positionsEnd)
      item = 1
    }
    return min(groups.reduce(sum + item, +), positionsEnd)
  }

  /// The greater number of `{n}`, `{n,}` or `{n,m}`, behind its brace, and the place behind it; `nil` where
  /// it is no repeat.
  private static func repeats(_ text: [UInt8], _ place: inout Int) -> Int? {
    var numbers = [0]
    var end = place
    while end < text.count, text[end] != UInt8(ascii: "}") {
      switch text[end] {
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        let digit = Int(text[end] - UInt8(ascii: "0"))
        numbers[numbers.count - 1] = min(numbers[numbers.count - 1] * 10 + digit, positionsEnd)
      case UInt8(ascii: ",") where numbers.count == 1: numbers.append(0)
      default: return nil
      }
      end += 1
    }
    guard end < text.count else { return nil }
    place = end + 1
    return numbers.max()
  }

  /// Behind a class of bytes.
  private static func skipClass(_ text: [UInt8], _ place: inout Int) {
    if place < text.count, text[place] == UInt8(ascii: "^") { place += 1 }
    if place < text.count, text[place] == UInt8(ascii: "]") { place += 1 }
    while place < text.count, text[place] != UInt8(ascii: "]") {
      let isNamed = text[place...].starts(with: "[:".utf8)
      if isNamed, let end = text[place...].firstIndex(of: UInt8(ascii: "]")) {
        place = end + 1
      } else {
        place += text[place] == UInt8(ascii: "\\") ? 2 : 1
      }
    }
    place = min(place + 1, text.count)
  }
}
