import Testing

@testable import Formats

@Suite struct LinkedPathsTests {
  private func areOnTheWay(_ links: [String], of name: String) -> Bool {
    var paths = LinkedPaths()
    for link in links { paths.add(Array(link.utf8).span) }
    return paths.areOnTheWay(of: Array(name.utf8).span)
  }

  @Test(arguments: ["x/y", "./x/y", "x//y", "x\\y", "X/y", "x/y/z", "/x/y"])
  func whatLiesBehindALinkGoesThroughIt(_ name: String) {
    #expect(areOnTheWay(["./x"], of: name))
    #expect(!areOnTheWay([], of: name))
  }

  @Test(arguments: ["x", "xy/z", "a/x/y", "", "x/", "x/."])
  func whatDoesNotIsOrdinary(_ name: String) { #expect(!areOnTheWay(["x"], of: name)) }

  @Test func aLinkInAFolderIsOneThere() {
    #expect(areOnTheWay(["a/x"], of: "a/x/y"))
    #expect(!areOnTheWay(["a/x"], of: "x/y"))
  }
}
