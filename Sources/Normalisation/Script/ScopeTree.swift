/// The scopes of a script, and the names that are declared in each.
struct ScopeTree: ~Copyable {
  /// The scope outside all functions.
  static let global: UInt32 = 0
  static let none = UInt32.max

  /// What is expected next in a scope.
  enum Expectation: UInt8 {
    case statement, declaredName, initialiser, functionName, parameterList, parameter
  }

  struct Scope: BitwiseCopyable {
    var parent: UInt32
    var expectation = Expectation.statement
    var lastKind = ScriptToken.Kind.punctuator
    var brackets: UInt32 = 0
    var blocks: UInt32 = 0
    /// The first and the last of its declarations.
    var first = ScopeTree.none
    var last = ScopeTree.none
  }

  /// That a name has a number in a scope. A later declaration of the name there replaces it.
  struct Declaration: BitwiseCopyable {
    var symbol: UInt32
    var number: UInt32
    var next = ScopeTree.none
  }

  private(set) var scopes: [Scope] = []
  private(set) var declarations: [Declaration] = []

  /// The scope in which a token is read.
  var current = ScopeTree.global

  mutating func reset() {
    scopes.removeAll(keepingCapacity: true)
    declarations.removeAll(keepingCapacity: true)
    scopes.append(Scope(parent: Self.none))
    current = Self.global
  }

  subscript(_ scope: UInt32) -> Scope {
    @inline(__always) get { scopes[Int(scope)] }
    @inline(__always) _modify { yield &scopes[Int(scope)] }
  }

  /// Starts a function in the current scope, and enters it.
  mutating func enterNew() {
    scopes.append(Scope(parent: current, expectation: .functionName))
    current = UInt32(truncatingIfNeeded: scopes.count - 1)
  }

  /// Leaves the current scope; `false` where there is none around it.
  @discardableResult
  mutating func leave() -> Bool {
    let parent = self[current].parent
    guard parent != Self.none else { return false }
    current = parent
    return true
  }

  /// Gives a name the next number, in the current scope.
  mutating func declare(_ symbol: UInt32) {
    let index = UInt32(truncatingIfNeeded: declarations.count)
    declarations.append(Declaration(symbol: symbol, number: index))
    let last = self[current].last
    if last == Self.none {
      self[current].first = index
    } else {
      declarations[Int(last)].next = index
    }
    self[current].last = index
  }
}
