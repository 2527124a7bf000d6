import Configuration
import Glibc
import Testing

@Suite struct RouteEndSectionTests {
  private func text(_ keys: String) -> String {
    Sample.minimal.replacing(
      "- backend: uploads", with: "- { path: /a, \(keys) }\n      - backend: uploads")
  }

  private func end(_ keys: String) throws -> RouteEnd {
    let configuration = try Sample.parse(text(keys))
    #expect(try Sample.parse(configuration.text).listeners == configuration.listeners)
    return configuration.listeners[0].routes[0].end
  }

  @Test func redirectsAreRead() throws {
    #expect(
      try end("redirect: { to: \"https://$host/x$path$query\", status: 308 }")
        == .redirect(
          Redirect(target: try #require(RedirectTarget("https://$host/x$path$query")), status: 308))
    )
    #expect(
      try end("redirect: { to: /b }")
        == .redirect(Redirect(target: try #require(RedirectTarget("/b")), status: 302)))
  }

  @Test func aTargetIsCutAtItsPlaces() {
    #expect(
      RedirectTarget("https://$host:8443/a$path$query#x")?.parts == [
        .text(Array("https://".utf8)), .host, .text(Array(":8443/a".utf8)), .path, .query,
        .text(Array("#x".utf8)),
      ])
  }

  @Test(arguments: [
    "https://a.example", "http://a.example$path", "https://$host", "https://$host$path$query",
    "https://$host?x=$path", "https://[::1]:8443$path", "/", "/$query", "/a$path", "/a?next=$path",
    "https://a.example/$host$path", "https://a.example:80$path",
  ])
  func aTargetSaysItsHost(template: String) {
    #expect(RedirectTarget(template) != nil)
  }

  @Test(arguments: [
    // Where a path that begins with two slashes, or a host of the client's, would be another host.
    "$path", "/$path", "//a.example", "//$host", "$host", "https://$path", "https://$query",
    "https://a.$host", "https://$host.evil$path", "https://$hostx", "https:///x", "https://",
    "https://@$host",
    // No URL, or one that could end its line.
    "", "ftp://a", "a.example", "/a b", "/a\r\nB: c", "/\u{0}", "/ä", "/a\\b", "/a\"b", "/<b>",
    "/a\tb",
    // Places that are none, or are there twice.
    "/a$", "/a$$", "/a$paths$path", "/a$other", "/a$path$path",
  ])
  func whatLeadsElsewhereIsNoTarget(template: String) {
    #expect(RedirectTarget(template) == nil)
  }

  @Test func fixedAnswersAreRead() throws {
    #expect(try end("respond: { status: 403 }") == .respond(FixedAnswer(status: 403)))
    #expect(
      try end("respond: { status: 405, allow: [GET, HEAD] }")
        == .respond(FixedAnswer(status: 405, allowed: ["GET", "HEAD"])))
    #expect(
      try end("respond: { status: 200, body: \"a\\n\\\"b\\\": c\" }")
        == .respond(FixedAnswer(status: 200, body: .text("a\n\"b\": c", .text))))
    #expect(
      try end("respond: { status: 503, body: '{}', type: json }")
        == .respond(FixedAnswer(status: 503, body: .text("{}", .json))))
    #expect(
      try end("respond: { status: 404, file: /etc/cordon/404.HTML }")
        == .respond(FixedAnswer(status: 404, body: .file("/etc/cordon/404.HTML"))))
    let configuration = try Sample.parse(text("respond: { status: 404 }"))
    #expect(configuration.listeners[0].routes[0].scan == .off)
  }

  @Test func withoutARouteToABackendNoneIsNeeded() throws {
    let configuration = try Sample.parse(
      """
      signatures: { directory: /s }
      listeners: [{ address: 127.0.0.1:80, routes: [{ respond: { status: 404 } }] }]
      """)
    #expect(configuration.backends.isEmpty)
    #expect(try Sample.parse(configuration.text).listeners == configuration.listeners)
  }

  @Test(arguments: [
    ("redirect: { to: $path }", "redirect.to: found \"$path\", expected a URL that begins with"),
    ("redirect: { status: 301 }", "redirect.to: found nothing, expected a URL that begins with"),
    (
      "redirect: { to: /b, status: 304 }",
      "redirect.status: found \"304\", expected one of 301, 302, 303, 307, 308"
    ),
    ("redirect: /b", "redirect: found \"/b\", expected a mapping with one of the keys to, status"),
    (
      "redirect: { to: /b }, backend: uploads",
      "backend: found backend beside redirect, expected a backend, or redirect, which has none"
    ),
    (
      "redirect: { to: /b }, respond: { status: 404 }",
      "respond: found respond beside redirect, expected a backend, or redirect, which has none"
    ),
    (
      "respond: { status: 404 }, policy: p",
      "policy: found policy beside respond, expected a backend, or respond, which has none"
    ),
    ("respond: { body: a }", "respond.status: found nothing, expected a status: 200, 204, or"),
    ("respond: { status: 302 }", "respond.status: found \"302\", expected a status: 200, 204, or"),
    (
      "respond: { status: 204, body: a }",
      "respond.status: found \"204\", expected another status beside a body, as 204 has none"
    ),
    ("respond: { status: 405 }", "respond.allow: found nothing, expected the methods that are"),
    ("respond: { status: 404, allow: [GET] }", "respond.allow: found a list, expected status: 405"),
    (
      "respond: { status: 404, body: a, file: /b.html }",
      "respond.file: found \"/b.html\", expected"
    ),
    (
      "respond: { status: 404, file: b.html }",
      "respond.file: found \"b.html\", expected an absolute"
    ),
    (
      "respond: { status: 404, file: /b.exe }",
      "respond.file: found \"/b.exe\", expected a name that"
    ),
    (
      "respond: { status: 404, type: json }",
      "respond.type: found \"json\", expected body beside it"
    ),
  ])
  func aMistakeIsNamedWithItsLine(keys: String, problem: String) {
    let found = Sample.problems(text(keys)).joined(separator: "\n")
    #expect(found.contains("cordon.yaml:6: listeners[0].routes[0].\(problem)"), "\(found)")
  }

  @Test func pagesAreReadUpToTheirLimit() throws {
    var template = Array("/tmp/cordon-pages-XXXXXX".utf8CString)
    let isMade = unsafe mkdtemp(&template) != nil
    #expect(isMade)
    let directory = String(
      decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    defer { unsafe rmdir(directory) }
    func write(_ name: String, _ count: Int) {
      let file = unsafe open("\(directory)/\(name)", O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
      let bytes = [UInt8](repeating: 0x61, count: count)
      let written = unsafe Glibc.write(file, bytes, count)
      #expect(written == count)
      close(file)
    }
    write("a.html", Page.bytesMax)
    write("b.json", Page.bytesMax + 1)
    defer { for name in ["a.html", "b.json"] { unsafe unlink("\(directory)/\(name)") } }
    func pages(_ name: String) throws -> [String: Page] {
      try Sample.parse(text("respond: { status: 404, file: \(directory)/\(name) }")).pages()
    }
    let page = try #require(try pages("a.html")["\(directory)/a.html"])
    #expect(page.type == .html && page.bytes.count == Page.bytesMax)
    for (name, problem) in [
      ("b.json", "found a larger file, expected at most 256KiB"),
      ("c.txt", "expected a readable page"),
    ] {
      do {
        _ = try pages(name)
        Issue.record("\(name) is no page")
      } catch {
        #expect("\(error)".contains(problem), "\(error)")
        #expect("\(error)".hasPrefix("cordon.yaml:6: \(directory)/\(name): found"), "\(error)")
      }
    }
  }
}
