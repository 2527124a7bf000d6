/// What the entities of a document stand for: how many bytes, without any of them being expanded.
struct XMLEntities {
  /// More than this, and ``factorMax`` times the document, is a bomb. Parsers stop there too.
  private static let bytesMax = 8 << 20
  private static let factorMax = 100
  /// Names of more bytes are cut for being compared.
  private static let nameBytesMax = 1024

  private struct Entity {
    var ownBytes: Int
    /// The names that its text refers to.
    var references: [Int]
  }

  /// Numbers of names; those of parameter entities begin with a percent sign.
  private var numbers: [[UInt8]: Int] = [:]
  private var entities: [Int: Entity] = [:]
  /// How often the document refers to each.
  private var uses: [Int: Int] = [:]

  var isEmpty: Bool { entities.isEmpty }

  private mutating func number(_ name: Span<UInt8>, mark: UInt8) -> Int {
    var key: [UInt8] = mark == 0x25 ? [mark] : []
    key.append(copying: name.extracting(first: Self.nameBytesMax))
    if let number = numbers[key] { return number }
    let number = numbers.count
    numbers[key] = number
    return number
  }

  /// Declares an entity. The first declaration counts.
  mutating func add(name: Span<UInt8>, value: Span<UInt8>, isParameter: Bool) {
    let number = number(name, mark: isParameter ? 0x25 : 0x26)
    guard entities[number] == nil else { return }
    var references: [Int] = []
    collect(value, mark: 0x26) { references.append($0) }
    collect(value, mark: 0x25) { references.append($0) }
    // Signs that are written as numbers become references where the text is used.
    if value.firstPlace(of: 0x23) != nil {
      let resolved = MarkupText.resolved(value)
      if resolved.count != value.count {
        collect(resolved.span, mark: 0x25) { references.append($0) }
      }
    }
    entities[number] = Entity(ownBytes: value.count, references: references)
  }

  /// References in the document itself. Those in a document without declarations come to nothing.
  mutating func addReferences(_ text: Span<UInt8>, mark: UInt8) {
    guard !entities.isEmpty else { return }
    var found: [Int] = []
    collect(text, mark: mark) { found.append($0) }
    for number in found { uses[number, default: 0] += 1 }
  }

  /// The reference that a mark at a place begins.
  mutating func addReference(_ text: Span<UInt8>, at place: Int, mark: UInt8) {
    guard !entities.isEmpty, let name = XMLDeclarations.name(text, at: place) else { return }
    uses[number(text.extracting(name), mark: mark), default: 0] += 1
  }

  private mutating func collect(_ text: Span<UInt8>, mark: UInt8, _ body: (Int) -> Void) {
    var place = 0
    while let found = text.firstPlace(of: mark, from: place) {
      place = found + 1
      guard let name = XMLDeclarations.name(text, at: found) else { continue }
      place = name.upperBound + 1
      body(number(text.extracting(name), mark: mark))
    }
  }

  /// Whether the document stands for far more than it has, or an entity that is used for itself.
  func isBomb(documentBytes: Int) -> Bool {
    var sizes: [Int: Int] = [:]
    var total = 0
    let limit = max(
      Self.bytesMax, documentBytes.multipliedReportingOverflow(by: Self.factorMax).partialValue)
    for (number, count) in uses {
      guard let size = size(of: number, &sizes) else { return true }
      let (product, isLarge) = size.multipliedReportingOverflow(by: count)
      if isLarge { return true }
      total += min(product, limit)
      if total >= limit { return true }
    }
    return false
  }

  /// How many bytes an entity stands for, at most ``bytesMax`` times ``factorMax``; `nil` where it stands
  /// for itself. Each entity is reckoned once, without recursion: they may refer to one another in long
  /// chains.
  private func size(of start: Int, _ sizes: inout [Int: Int]) -> Int? {
    var stack: [(number: Int, next: Int, sum: Int)] = [(start, 0, entities[start]?.ownBytes ?? 0)]
    var open: Set<Int> = [start]
    if let known = sizes[start] { return known }
    while let top = stack.last {
      let references = entities[top.number]?.references ?? []
      guard top.next < references.count else {
        sizes[top.number] = top.sum
        open.remove(top.number)
        stack.removeLast()
        if !stack.isEmpty { add(top.sum, &stack) }
        continue
      }
      let child = references[top.next]
      stack[stack.count - 1].next += 1
      if let known = sizes[child] {
        add(known, &stack)
      } else if open.contains(child) {
        return nil
      } else {
        open.insert(child)
        stack.append((child, 0, entities[child]?.ownBytes ?? 0))
      }
    }
    return sizes[start]
  }

  private func add(_ size: Int, _ stack: inout [(number: Int, next: Int, sum: Int)]) {
    let last = stack.count - 1
    stack[last].sum = min(stack[last].sum + size, Self.bytesMax * Self.factorMax)
  }
}
