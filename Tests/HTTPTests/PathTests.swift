import HTTP
import Testing

@Suite struct PathTests {
  @Test(
    arguments: [
      ("/", []), ("/a/b/", []), ("/a.b/.c/d../...", []), ("/%41%2a", []), ("/a;b=../c", []),
      ("/a?../..//%00", []), ("/.", [.dotSegment]), ("/..", [.dotSegment]),
      ("/a/../b", [.dotSegment]), ("/./a", [.dotSegment]), ("/%2e%2E/a", [.dotSegment]),
      ("/.%2e", [.dotSegment]), ("/..;x/a", [.dotSegment]), ("//a", [.emptySegment]),
      ("/a//", [.emptySegment]), ("/a%2Fb", [.encodedSlash]), ("/a%5cb", [.encodedSlash]),
      ("/..%2f", [.encodedSlash]), ("/a%00", [.encodedControl]), ("/%1F", [.encodedControl]),
      ("/%7f", [.encodedControl]), ("/%", [.malformedEscape]), ("/%4", [.malformedEscape]),
      ("/%4g", [.malformedEscape]), ("/%%2e", [.malformedEscape]), ("/%u002e", [.malformedEscape]),
      (
        "/a//../%2f%00%",
        [.emptySegment, .dotSegment, .encodedSlash, .encodedControl, .malformedEscape]
      ),
      ("http://a", []), ("http://a/..", [.dotSegment]), ("http://a//", [.emptySegment]),
    ] as [(String, PathOddities)])
  func whatAnotherServerMayResolveIsSeen(target: String, oddities: PathOddities) {
    let input = bytes("GET \(target) HTTP/1.1\r\nHost: a\r\n\r\n")
    var head = RequestHead()
    #expect(head.parse(input.span) == nil)
    #expect(head.pathOddities(in: input.span) == oddities)
  }
}
