import Primitives
import Testing

@Suite struct PosixExpressionTests {
  private func isFound(_ expression: String, in text: [UInt8]) throws -> Bool {
    try PosixExpression(Array(expression.utf8)).isFound(in: text[...])
  }

  @Test func expressionsAreExtended() throws {
    #expect(try isFound("^a(b|c)+$", in: Array("abcb".utf8)))
    #expect(try !isFound("^a(b|c)+$", in: Array("abcd".utf8)))
    #expect(try isFound("[[:digit:]]{2}", in: Array("x12".utf8)))
  }

  /// Texts need not be UTF-8.
  @Test func textsAreBytesUpToTheFirstZero() throws {
    #expect(try isFound("b$", in: [0xFF, 0x61, 0x62, 0, 0x63]))
    #expect(try !isFound("c", in: [0x61, 0, 0x63]))
  }

  @Test func whatIsNoExpressionSaysWhy() {
    let failure = #expect(throws: PosixExpression.Failure.self) {
      _ = try PosixExpression(Array("a(b".utf8))
    }
    #expect(failure?.description.isEmpty == false)
  }
}
