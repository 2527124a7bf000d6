import Configuration
import Testing

@Suite struct ErrorPageSectionTests {
  private func text(_ keys: String, listener: String = "") -> String {
    Sample.minimal
      .replacing("- backend: uploads", with: "- { backend: uploads, \(keys) }")
      .replacing("    routes:", with: listener + "    routes:")
  }

  @Test func pagesOfListenersAndRoutesAreRead() throws {
    let configuration = try Sample.parse(
      text(
        "errorPages: { 404: /etc/a.txt }, blockStatuses: [200, 500-599]",
        listener:
          "    errorPages: { 403: [/etc/b.html, /etc/b.json], 500-502: /etc/c.htm, 503: /etc/c.htm }\n"
      ))
    let listener = configuration.listeners[0]
    #expect(
      listener.errorPages == [
        ErrorPage(statuses: 403...403, file: "/etc/b.html"),
        ErrorPage(statuses: 403...403, file: "/etc/b.json"),
        ErrorPage(statuses: 500...502, file: "/etc/c.htm"),
        ErrorPage(statuses: 503...503, file: "/etc/c.htm"),
      ])
    #expect(listener.routes[0].errorPages == [ErrorPage(statuses: 404...404, file: "/etc/a.txt")])
    #expect(listener.routes[0].blockedStatuses == [200...200, 500...599])
    #expect(
      configuration.pageFiles == ["/etc/a.txt", "/etc/b.html", "/etc/b.json", "/etc/c.htm"])
    #expect(try Sample.parse(configuration.text).listeners == configuration.listeners)
  }

  @Test func aSingleStatusNeedsNoList() throws {
    let configuration = try Sample.parse(text("blockStatuses: 401"))
    #expect(configuration.listeners[0].routes[0].blockedStatuses == [401...401])
  }

  @Test(arguments: [
    (
      "errorPages: /a.html", "errorPages: found \"/a.html\", expected a mapping of statuses such as"
    ),
    (
      "errorPages: { 200: /a.html }", "errorPages: found \"200\", expected a status such as 403, or"
    ),
    ("errorPages: { 5xx: /a.html }", "errorPages: found \"5xx\", expected a status such as 403"),
    ("errorPages: { 599-500: /a.html }", "errorPages: found \"599-500\", expected a status such"),
    ("errorPages: { 403: a.html }", "errorPages.403: found \"a.html\", expected an absolute path"),
    (
      "errorPages: { 403: /a.png }",
      "errorPages.403: found \"/a.png\", expected a name that ends in"
    ),
    (
      "errorPages: { 403: [/a.html, /b.htm] }",
      "errorPages.403: found a list, expected a file of each type: .html, .txt, .json"
    ),
    ("blockStatuses: [100]", "blockStatuses[0]: found \"100\", expected a status such as 403"),
    ("blockStatuses: 5xx", "blockStatuses: found \"5xx\", expected a status such as 403"),
    ("blockStatuses: 500-", "blockStatuses: found \"500-\", expected a status such as 403"),
    ("blockStatuses: []", "blockStatuses: found a list, expected a list of statuses, at least one"),
  ])
  func aMistakeIsNamedWithItsLine(keys: String, problem: String) {
    let found = Sample.problems(text(keys)).joined(separator: "\n")
    #expect(found.contains("cordon.yaml:6: listeners[0].routes[0].\(problem)"), "\(found)")
  }
}
