/// One flat JSON object on one line, in the order in which its members are added.
struct JSONLine {
  private var members: [String] = []

  mutating func add(_ name: String, _ value: Int) { members.append("\"\(name)\":\(value)") }

  mutating func add(_ name: String, _ value: Double) { members.append("\"\(name)\":\(value)") }

  mutating func add(_ name: String, _ values: [Int]) { members.append("\"\(name)\":\(values)") }

  /// An object of counts; the names are the program's own and need no escapes.
  mutating func add(_ name: String, counts: [(String, Int)]) {
    let inner = counts.map { "\"\($0.0)\":\($0.1)" }.joined(separator: ",")
    members.append("\"\(name)\":{\(inner)}")
  }

  /// The line, without its end.
  var text: String { "{" + members.joined(separator: ",") + "}" }
}
