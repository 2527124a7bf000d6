import HTTP
import Testing

@Suite struct RequestValueTests {
  @Test(arguments: [
    ("Cookie: a=1; route=x; b=2\r\n", "x"), ("Cookie: route=x\r\n", "x"),
    ("Cookie:   route=x  \r\n", "x"), ("Cookie: b=route; route=\r\n", ""),
    ("Cookie: routes=y; route=x\r\n", "x"), ("Cookie: xroute=y;route=x\r\n", "x"),
    ("Cookie: a=1\r\nCookie: route=x\r\n", "x"), ("Cookie: route=x; route=y\r\n", "x"),
    ("Cookie: route=a=b\r\n", "a=b"), ("Cookie: ;;; ;route=x;\r\n", "x"),
  ])
  func aCookieIsFoundByItsName(fields: String, value: String) {
    #expect(Self.cookie(fields) == value)
  }

  @Test(arguments: [
    "", "Cookie: \r\n", "Cookie: route\r\n", "Cookie: Route=x\r\n", "Cookie: a=route=x\r\n",
    "Cookie: rout=ex\r\n", "Cookie: a=\"; \"route=x\r\n", "X-Cookie: route=x\r\n",
    "Cookie: route =x\r\n",
  ])
  func whatIsNoCookieOfThatNameIsNone(fields: String) {
    #expect(Self.cookie(fields) == nil)
  }

  @Test func aFieldIsFoundByItsNameInAnyCase() {
    let bytes = Array("GET / HTTP/1.1\r\nHost: a\r\nx-TENANT: one\r\nX-Tenant: two\r\n\r\n".utf8)
    var head = RequestHead()
    #expect(head.parse(bytes.span) == nil)
    let value = head.value(named: Array("x-tenant".utf8).span, in: bytes.span)
    #expect(value.map { Array(bytes[Int($0.lower)..<Int($0.upper)]) } == Array("one".utf8))
    #expect(head.value(named: Array("x-tenan".utf8).span, in: bytes.span) == nil)
  }

  private static func cookie(_ fields: String) -> String? {
    let bytes = Array("GET / HTTP/1.1\r\nHost: a\r\n\(fields)\r\n".utf8)
    var head = RequestHead()
    guard head.parse(bytes.span) == nil else { return "refused" }
    let value = head.cookie(named: Array("route".utf8).span, in: bytes.span)
    return value.map { String(decoding: bytes[Int($0.lower)..<Int($0.upper)], as: UTF8.self) }
  }
}
