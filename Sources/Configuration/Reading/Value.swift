import Primitives
import Yams

/// One value of the file, and the readings of it as a type. A reading that fails records why and
/// gives `nil`, so that the rest of the file is still judged.
struct Value {
  let reading: Reading
  let node: Node
  /// Its place among the keys, as in `listeners[0].address`.
  let key: String

  init(reading: Reading, node: Node, key: String) {
    self.reading = reading
    self.node = node
    self.key = key
    reading.note(key, at: position)
  }

  /// Where it begins.
  var position: FilePosition? {
    node.mark.map { FilePosition(line: $0.line, column: $0.column) }
  }

  /// The text where it is a scalar.
  var scalar: String? { node.scalar?.string }

  /// How an error names it.
  var found: String {
    switch node {
    case .scalar(let scalar):
      scalar.string.isEmpty && scalar.style == .plain ? "nothing" : Self.quoted(scalar.string)
    case .mapping: "a mapping"
    case .sequence: "a list"
    case .alias: "an alias"
    }
  }

  /// Text in quotes, on one line and of bounded length.
  static func quoted(_ text: String) -> String {
    var shown = ""
    for scalar in text.unicodeScalars.prefix(64) {
      shown += scalar.properties.generalCategory == .control ? "\\u{\(scalar.value)}" : "\(scalar)"
    }
    return text.unicodeScalars.count > 64 ? "\"\(shown)…\"" : "\"\(shown)\""
  }

  /// Records that this is not what was expected.
  func refuse(expected: String) {
    reading.report(key, at: position, found: found, expected: expected)
  }

  /// A scalar's text.
  func text(expected: String) -> String? {
    guard let scalar = node.scalar, !scalar.string.isEmpty else {
      refuse(expected: expected)
      return nil
    }
    return scalar.string
  }

  /// A whole number in plain digits.
  func integer(_ range: ClosedRange<Int>, _ what: String = "a whole number") -> Int? {
    let expected = "\(what) from \(range.lowerBound) to \(range.upperBound)"
    guard let text = text(expected: expected) else { return nil }
    guard text.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }), let number = Int(text),
      range.contains(number)
    else {
      refuse(expected: expected)
      return nil
    }
    return number
  }

  /// `true` or `false`.
  func flag() -> Bool? {
    let expected = "true or false"
    guard let text = text(expected: expected) else { return nil }
    if text == "true" || text == "false" { return text == "true" }
    refuse(expected: expected)
    return nil
  }

  /// A size in bytes.
  func size(_ range: ClosedRange<Int>) -> Int? {
    guard let text = text(expected: ByteSize.example) else { return nil }
    do {
      let bytes = try ByteSize.bytes(text)
      if range.contains(bytes) { return bytes }
      refuse(
        expected:
          "a size from \(ByteSize.text(range.lowerBound)) to \(ByteSize.text(range.upperBound))")
    } catch {
      switch error {
      case .malformed: refuse(expected: ByteSize.example)
      case .decimalUnit(let instead):
        refuse(expected: "\(ByteSize.example); units count by 1024, did you mean \(instead)?")
      }
    }
    return nil
  }

  /// A duration in milliseconds.
  func duration(_ range: ClosedRange<Int>) -> Int? {
    guard let text = text(expected: Milliseconds.example) else { return nil }
    guard let duration = Milliseconds.milliseconds(text) else {
      let hint = Int(text).map { "; a unit is missing, did you mean \($0)s?" } ?? ""
      refuse(expected: Milliseconds.example + hint)
      return nil
    }
    guard range.contains(duration) else {
      refuse(
        expected: "a duration from \(Milliseconds.text(range.lowerBound)) to "
          + Milliseconds.text(range.upperBound))
      return nil
    }
    return duration
  }

  /// One of the words that `Word` has.
  func word<Word: RawRepresentable<String> & CaseIterable>(_: Word.Type) -> Word? {
    let words = Word.allCases.map(\.rawValue)
    let expected = words.count == 1 ? words[0] : "one of \(words.joined(separator: ", "))"
    guard let text = text(expected: expected) else { return nil }
    if let word = Word(rawValue: text) { return word }
    refuse(expected: expected + Suggestion.hint(for: text, among: words))
    return nil
  }

  /// A numeric address with a port, or a Unix socket.
  func address() -> SocketAddress? {
    let expected = "an address such as 127.0.0.1:8080, [::1]:8080 or unix:/run/name.sock"
    guard let text = text(expected: expected) else { return nil }
    guard let address = SocketAddress(text) else {
      refuse(expected: expected)
      return nil
    }
    guard address.port != 0 else {
      refuse(expected: "a port from 1 to 65535")
      return nil
    }
    return address
  }

  /// An absolute path: a relative one would depend on where Cordon is started.
  func absolutePath(expected: String = "an absolute path") -> String? {
    guard let text = text(expected: expected) else { return nil }
    guard text.hasPrefix("/"), !text.utf8.contains(0), text.utf8.count < 4096 else {
      refuse(expected: expected)
      return nil
    }
    return text
  }

  /// The values of a list that is not empty.
  func list(of what: String) -> [Value] {
    guard case .sequence(let sequence) = node, !sequence.isEmpty else {
      refuse(expected: "a list of \(what), at least one")
      return []
    }
    return sequence.enumerated().map {
      Value(reading: reading, node: $0.element, key: "\(key)[\($0.offset)]")
    }
  }
}
