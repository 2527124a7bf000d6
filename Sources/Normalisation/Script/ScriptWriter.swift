internal import Glibc

/// Writes the tokens of a script, declared names being replaced by their numbers.
struct ScriptWriter {
  /// ClamAV writes in blocks of this size, and looks for the end of the script in the last only.
  private static let blockBytes = 65536
  private static let scriptEnd: StaticString = "</script>"

  /// The number that each symbol has now, and what is to be restored when scopes are left.
  private var numbers: [UInt32] = []
  private var shadowed: [(symbol: UInt32, number: UInt32)] = []

  /// The scopes around the token, from the outermost, each with where its entries start.
  private var path: [(scope: UInt32, shadowedCount: Int)] = []
  /// The place of each scope in the path, counted from 1; 0 where it is not there.
  private var places: [UInt32] = []

  /// Whether a limit has been reached in the last script.
  private(set) var isCut = false

  /// The last byte that was written, of a kind.
  private var last: UInt8 = 0

  /// Forgets the symbols of the last document.
  mutating func reset() { numbers.removeAll(keepingCapacity: true) }

  mutating func write(
    _ tokens: [ScriptToken], _ strings: borrowing ByteSink, _ symbols: borrowing SymbolTable,
    _ scopes: borrowing ScopeTree, _ stepsLeft: inout Int, into sink: inout ByteSink
  ) {
    let start = sink.count
    if start > 0 { sink.append(ASCII.lineFeed) }
    sink.append("<script>")
    last = 0
    isCut = false
    while numbers.count < symbols.count { numbers.append(ScopeTree.none) }
    while places.count < scopes.scopes.count { places.append(0) }
    push(ScopeTree.global, scopes)
    for token in tokens {
      switch token.kind {
      case .function:
        enter(token.first, scopes, &stepsLeft)
        writeSpace(before: UInt8(ascii: "a"), into: &sink)
        sink.append("function")
        last = UInt8(ascii: "a")
      case .functionEnd:
        if path.count > 1 { pop() }
      default:
        write(token, strings, symbols, into: &sink)
      }
    }
    while !path.isEmpty { pop() }
    let inBlock = (sink.count - start) % Self.blockBytes
    if inBlock < Self.scriptEnd.utf8CodeUnitCount || !sink.ends(with: Self.scriptEnd) {
      sink.append(Self.scriptEnd)
    }
  }

  private mutating func write(
    _ token: ScriptToken, _ strings: borrowing ByteSink, _ symbols: borrowing SymbolTable,
    into sink: inout ByteSink
  ) {
    switch token.kind {
    case .string:
      sink.append(UInt8(ascii: "\""))
      for index in token.stringRange { sink.append(Self.folded(strings[index])) }
      sink.append(UInt8(ascii: "\""))
      last = UInt8(ascii: "\"")
    case .identifier:
      writeSpace(before: UInt8(ascii: "a"), into: &sink)
      let number = numbers[Int(token.first)]
      if number == ScopeTree.none {
        write(symbols.bytes, symbols.range(token.first), into: &sink)
      } else {
        writeName(number, into: &sink)
      }
      last = UInt8(ascii: "a")
    case .member, .keyword, .variable:
      let range = symbols.range(token.first)
      guard !range.isEmpty else {
        last = 0
        return
      }
      writeSpace(before: symbols.bytes[range.lowerBound], into: &sink)
      write(symbols.bytes, range, into: &sink)
      last = symbols.bytes[range.upperBound - 1]
    case .integer:
      writeSpace(before: UInt8(ascii: "0"), into: &sink)
      write(decimal: Int(Int32(bitPattern: token.first)), into: &sink)
      last = UInt8(ascii: "0")
    case .float:
      writeSpace(before: UInt8(ascii: "0"), into: &sink)
      write(float: token.floatValue, into: &sink)
      last = UInt8(ascii: "0")
    default:
      for index in 0..<token.second {
        last = UInt8(truncatingIfNeeded: token.first >> (8 * index))
        sink.append(last)
      }
    }
  }

  /// Two words, or a word and a number, are kept apart.
  private func writeSpace(before byte: UInt8, into sink: inout ByteSink) {
    if ASCII.isAlphanumeric(last), ASCII.isAlphanumeric(byte) { sink.append(ASCII.space) }
  }

  @inline(__always)
  private static func folded(_ byte: UInt8) -> UInt8 {
    ASCII.isSpace(byte) ? ASCII.space : ASCII.lowercased(byte)
  }

  private func write(_ bytes: Span<UInt8>, _ range: Range<Int>, into sink: inout ByteSink) {
    for index in range { sink.append(Self.folded(bytes[index])) }
  }

  private func writeName(_ number: UInt32, into sink: inout ByteSink) {
    sink.append(UInt8(ascii: "n"))
    if number < 100 { sink.append(UInt8(ascii: "0")) }
    if number < 10 { sink.append(UInt8(ascii: "0")) }
    write(decimal: Int(number), into: &sink)
  }

  private func write(decimal value: Int, into sink: inout ByteSink) {
    if value < 0 { sink.append(UInt8(ascii: "-")) }
    var rest = value.magnitude
    var digits = InlineArray<20, UInt8>(repeating: 0)
    var count = 0
    repeat {
      digits[count] = UInt8(truncatingIfNeeded: rest % 10) + 0x30
      rest /= 10
      count += 1
    } while rest > 0
    while count > 0 {
      count -= 1
      sink.append(digits[count])
    }
  }

  /// Writes a number as C's `%g`.
  private func write(float value: Double, into sink: inout ByteSink) {
    unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: 128) { buffer in
      let count = unsafe withVaList([value]) { arguments in
        unsafe vsnprintf(buffer.baseAddress!, buffer.count, "%g", arguments)
      }
      for index in 0..<max(0, min(Int(count), 127)) {
        unsafe sink.append(UInt8(bitPattern: buffer[index]))
      }
    }
  }
}

/// Scopes.
extension ScriptWriter {
  /// Enters a function's scope. Nearly always it stands in the scope that is left; where decoders have
  /// put functions elsewhere, the way there is gone.
  private mutating func enter(
    _ scope: UInt32, _ scopes: borrowing ScopeTree, _ stepsLeft: inout Int
  ) {
    if let top = path.last, scopes[scope].parent == top.scope {
      push(scope, scopes)
      return
    }
    var way: [UInt32] = []
    var target = scope
    // All scopes stand in the outermost one, which is always in the path.
    while target != ScopeTree.none, places[Int(target)] == 0 {
      way.append(target)
      target = scopes[target].parent
      stepsLeft -= 1
      guard stepsLeft > 0 else {
        isCut = true
        return
      }
    }
    let shared = target == ScopeTree.none ? 0 : Int(places[Int(target)])
    while path.count > shared { pop() }
    for scope in way.reversed() { stepsLeft -= push(scope, scopes) }
  }

  @discardableResult
  private mutating func push(_ scope: UInt32, _ scopes: borrowing ScopeTree) -> Int {
    path.append((scope, shadowed.count))
    places[Int(scope)] = UInt32(truncatingIfNeeded: path.count)
    var index = scopes[scope].first
    var count = 0
    while index != ScopeTree.none {
      let declaration = scopes.declarations[Int(index)]
      shadowed.append((declaration.symbol, numbers[Int(declaration.symbol)]))
      numbers[Int(declaration.symbol)] = declaration.number
      index = declaration.next
      count += 1
    }
    return count
  }

  private mutating func pop() {
    guard let left = path.popLast() else { return }
    places[Int(left.scope)] = 0
    while shadowed.count > left.shadowedCount {
      let entry = shadowed.removeLast()
      numbers[Int(entry.symbol)] = entry.number
    }
  }
}

extension ByteSink {
  fileprivate func ends(with word: StaticString) -> Bool {
    let length = word.utf8CodeUnitCount
    guard count >= length else { return false }
    return (0..<length).allSatisfy {
      unsafe self[count - length + $0] == word.utf8Start[$0]
    }
  }
}
