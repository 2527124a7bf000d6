/// The words of scripts, each once: a word is known by its number.
struct SymbolTable: ~Copyable {
  /// Words with a meaning; their symbols are their places in the list.
  enum Known {
    static let variable: UInt32 = 0
    static let function: UInt32 = 1
    /// The first symbol that is not reserved.
    static let reservedEnd: UInt32 = 59
    static let evaluate: UInt32 = 59
    static let unescape: UInt32 = 60
    static let decodeFunction: UInt32 = 61
    /// `p`, `a` and `c`: how the parameters of a packer start.
    static let packer: InlineArray<3, UInt32> = [62, 63, 64]
  }

  /// The reserved words of ECMAScript 3, and what has a meaning for the decoders.
  private static let words: StaticString = """
    var function abstract boolean byte char class const debugger double enum export extends final \
    float goto implements import int interface long native package private protected public short \
    static super synchronized throws transient volatile break case catch continue default delete do \
    else finally for if in instanceof new return switch this throw try typeof void while with \
    null true false eval unescape dF p a c
    """

  private var text = ByteSink(capacity: 4096)
  private var starts: [UInt32] = [0]
  private var hashes: [UInt64] = []
  /// Symbols plus one, by hash; 0 where there is none. Never more than half full.
  private var slots = [UInt32](repeating: 0, count: slotsCount)
  private var knownCount = 0

  private static let slotsCount = 1024

  /// Secret, so that nobody can choose words that fall together.
  private let secret: UInt64

  init() {
    var random = SystemRandomNumberGenerator()
    secret = random.next() | 1
    var word = ByteSink()
    let words = Self.words
    for index in 0...words.utf8CodeUnitCount {
      let byte = unsafe index < words.utf8CodeUnitCount ? words.utf8Start[index] : ASCII.space
      if byte == ASCII.space {
        _ = symbol(word)
        word.removeAll()
      } else {
        word.append(byte)
      }
    }
    knownCount = count
  }

  /// How many symbols there are.
  var count: Int { hashes.count }

  /// Forgets all but the known words.
  mutating func reset() {
    guard count > knownCount else { return }
    // A table that has grown is dropped, so that one large document does not slow all that follow.
    rebuild(Self.slotsCount, upTo: knownCount)
    hashes.removeLast(count - knownCount)
    starts.removeLast(starts.count - knownCount - 1)
    text.truncate(to: Int(starts[knownCount]))
  }

  /// The symbol of a word, which may be empty.
  mutating func symbol(_ word: borrowing ByteSink) -> UInt32 {
    let hash = hash(word.bytes)
    var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
    while slots[slot] != 0 {
      let symbol = slots[slot] - 1
      if hashes[Int(symbol)] == hash, equals(symbol, word) { return symbol }
      slot = (slot + 1) & (slots.count - 1)
    }
    let symbol = UInt32(truncatingIfNeeded: count)
    text.append(word)
    starts.append(UInt32(truncatingIfNeeded: text.count))
    hashes.append(hash)
    slots[slot] = symbol + 1
    if count * 2 > slots.count { rebuild(slots.count * 2, upTo: count) }
    return symbol
  }

  /// Where the bytes of a symbol are in ``bytes``.
  func range(_ symbol: UInt32) -> Range<Int> {
    Int(starts[Int(symbol)])..<Int(starts[Int(symbol) + 1])
  }

  /// The bytes of all symbols.
  var bytes: Span<UInt8> {
    @_lifetime(borrow self)
    borrowing get { text.bytes }
  }

  private func equals(_ symbol: UInt32, _ word: borrowing ByteSink) -> Bool {
    let range = range(symbol)
    guard range.count == word.count else { return false }
    for index in 0..<word.count where text[range.lowerBound + index] != word[index] {
      return false
    }
    return true
  }

  /// Eight bytes at a time are multiplied by the secret, both halves of the product being folded.
  private func hash(_ word: Span<UInt8>) -> UInt64 {
    var hash = secret ^ UInt64(word.count)
    var index = 0
    while index < word.count {
      var block: UInt64 = 0
      for place in index..<min(index + 8, word.count) { block = block << 8 | UInt64(word[place]) }
      let product = (hash ^ block).multipliedFullWidth(by: secret)
      hash = product.high ^ product.low &+ 0x9e37_79b9_7f4a_7c15
      index += 8
    }
    return hash ^ hash >> 32
  }

  private mutating func rebuild(_ size: Int, upTo end: Int) {
    slots = [UInt32](repeating: 0, count: size)
    for symbol in 0..<end { place(UInt32(symbol), hashes[symbol]) }
  }

  private mutating func place(_ symbol: UInt32, _ hash: UInt64) {
    var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
    while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
    slots[slot] = symbol + 1
  }
}
