import Foundation
import Glibc
import Scanning
import Signatures
import Testing

@testable import cordon

@Suite struct ScanningFilesTests {
  /// The paths below a directory as a walk gives them, and why some cannot be scanned.
  private func walk(_ paths: [String], isRecursive: Bool) -> [String] {
    var walk = FileWalk(paths.map { Array($0.utf8) }, isRecursive: isRecursive)
    var found: [String] = []
    while let file = walk.next() {
      let path = String(decoding: file.path, as: UTF8.self)
      found.append(file.failure.map { "\(path): \($0)" } ?? path)
      #expect((file.descriptor >= 0) == (file.failure == nil))
    }
    return found
  }

  @Test func aWalkFindsRegularFilesByName() throws {
    let directory = try TemporaryDirectory()
    for name in ["b", "a/z", "a/y/x", "c"] { try directory.write(name) }
    let root = directory.path
    #expect(
      walk([root], isRecursive: true) == ["a/y/x", "a/z", "b", "c"].map { "\(root)/\($0)" })
    #expect(walk(["\(root)/c", "\(root)/b"], isRecursive: false) == ["\(root)/c", "\(root)/b"])
  }

  @Test func aDirectoryThatIsNamedIsTheFilesInIt() throws {
    let directory = try TemporaryDirectory()
    for name in ["b", "a/z", "c"] { try directory.write(name) }
    let root = directory.path
    #expect(walk([root], isRecursive: false) == ["\(root)/b", "\(root)/c"])
    #expect(walk(["\(root)/a"], isRecursive: false) == ["\(root)/a/z"])
  }

  @Test func directoriesAreFilteredByTheirPathsAsTheyAreWalked() throws {
    let directory = try TemporaryDirectory()
    for name in ["sub/deep/c", "sub/b", "a", "own/f"] { try directory.write(name) }
    let root = unsafe String(cString: realpath(directory.path, nil))
    #expect(unsafe symlink("\(root)/sub", "\(root)/own/link") == 0)
    func taken(_ path: String, only: [String] = [], not: [String] = []) throws -> [String] {
      let filter = try PathFilter(
        includedDirectories: only.map { Array($0.utf8) },
        excludedDirectories: not.map { Array($0.utf8) })
      var walk = FileWalk([Array(path.utf8)], isRecursive: true, filter: filter)
      var found: [String] = []
      while let file = walk.next() {
        found.append(
          String(decoding: file.path, as: UTF8.self).split(separator: "/").suffix(2).joined(
            separator: "/"))
      }
      return found
    }
    let (name, within) = (root.split(separator: "/").last ?? "", "\(root)/own/..")
    #expect(try taken(root, not: ["/sub$"]) == ["\(name)/a", "own/f"])
    #expect(try taken("\(root)//", not: ["^\(root)$"]) == [])
    // Neither resolved nor made absolute.
    #expect(try taken(within, not: ["^\(root)/sub"]).count == 4)
    #expect(try taken(within, not: ["/own/\\.\\./sub$"]) == ["../a", "own/f"])
    #expect(try taken("\(root)/own/link", not: ["/sub$"]) == ["link/b", "deep/c"])
    #expect(try taken("\(root)/own/link", not: ["/link$"]) == [])
    // All above must be taken as well.
    #expect(try taken(root, only: ["/sub$"]) == [])
    #expect(try taken(root, only: ["\(name)$", "/sub$"]) == ["\(name)/a", "sub/b"])
    #expect(try taken(root, only: ["\(name)"], not: ["deep", "own"]) == ["\(name)/a", "sub/b"])
    // What is named by itself is no directory.
    #expect(try taken("\(root)/sub/b", only: ["none"], not: ["sub"]) == ["sub/b"])
  }

  @Test func absolutePathsAreFilteredWhereverAPathBegins() throws {
    let directory = try TemporaryDirectory()
    for name in ["b", "a/z", "c"] { try directory.write(name) }
    let root = unsafe String(cString: realpath(directory.path, nil))
    #expect(unsafe symlink("\(root)/b", "\(root)/link") == 0)
    func taken(_ paths: [String], _ filter: PathFilter) -> [String] {
      var walk = FileWalk(paths.map { Array($0.utf8) }, isRecursive: true, filter: filter)
      var found: [String] = []
      while let file = walk.next() { found.append(String(decoding: file.path, as: UTF8.self)) }
      return found
    }
    let within = "\(root)/a/.."
    #expect(
      try taken(
        [within],
        PathFilter(
          includes: [Array("^\(root)/[bc]$".utf8)]))
        == ["\(within)/b", "\(within)/c"])
    #expect(
      try taken(
        ["\(root)/link", "\(root)/c"],
        PathFilter(excludes: [Array("/b$".utf8)])) == [
          "\(root)/c"
        ])
  }

  @Test func namesThatAreNotTextAreWhatTheyWere() {
    let names: [[UInt8]] = [[0x61, 0xFF], Array("b".utf8), [0x61, 0xFE], [0xC3, 0x28]]
    var arguments = RawArguments(names)
    let given = names.map { arguments.bytes(of: String(decoding: $0, as: UTF8.self)) }
    #expect(given == names)
  }

  @Test func aWalkFollowsLinksThatAreNamedAndNoOthers() throws {
    let directory = try TemporaryDirectory()
    try directory.write("sub/file")
    let root = directory.path
    #expect(unsafe symlink("\(root)/sub/file", "\(root)/link") == 0)
    #expect(unsafe symlink(root, "\(root)/sub/loop") == 0)
    #expect(walk([root], isRecursive: true) == ["\(root)/sub/file"])
    #expect(walk(["\(root)/link"], isRecursive: true) == ["\(root)/link"])
  }

  @Test func aWalkWaitsForNoPipe() throws {
    let directory = try TemporaryDirectory()
    let pipe = "\(directory.path)/pipe"
    #expect(unsafe mkfifo(pipe, 0o600) == 0)
    #expect(walk([pipe], isRecursive: false) == ["\(pipe): is not a regular file"])
    #expect(walk([directory.path], isRecursive: true) == [])
    #expect(
      walk(["\(directory.path)/none"], isRecursive: true) == [
        "\(directory.path)/none: No such file or directory"
      ])
  }

  @Test func whatWasFoundIsSaidAndDecidesTheExitStatus() throws {
    let directory = try TemporaryDirectory()
    try directory.write("signatures/test.ndb", Array("Test.Word:0:*:6f6d656e736f6d65\n".utf8))
    try directory.write("files/clean", Array("nothing here".utf8))
    try directory.write("files/found", Array("this is omensome text".utf8))
    let (database, _) = try SignatureDatabase.load(directory: "\(directory.path)/signatures")
    var inspection = try FileInspection(database: database, reportsAll: false, unpacking: nil)
    var results: [ScanResult] = []
    var files = FileWalk(
      ["clean", "found", "missing"].map { Array("\(directory.path)/files/\($0)".utf8) },
      isRecursive: false)
    while let file = files.next() { results.append(ScanResult(of: file, by: &inspection)) }
    let root = "\(directory.path)/files"
    #expect(
      results.map { String(decoding: $0.lines(database), as: UTF8.self) } == [
        "\(root)/clean: OK", "\(root)/found: Test.Word FOUND",
        "\(root)/missing: No such file or directory ERROR",
      ])

    struct Line: Decodable {
      struct Detection: Decodable { var signature: String }
      var path: String
      var verdict: String
      var detections: [Detection]
    }
    let lines = try results.map {
      try JSONDecoder().decode(Line.self, from: Data($0.json(database).utf8))
    }
    #expect(lines.map(\.path) == ["clean", "found", "missing"].map { "\(root)/\($0)" })
    #expect(lines.map(\.verdict) == ["clean", "infected", "error"])
    #expect(lines.map { $0.detections.map(\.signature) } == [[], ["Test.Word"], []])

    let listed = results[0].json(database, listing: .all)
    #expect(listed.contains(#""contentCount":1,"contents":[{"content":"","depth":0,"#))
    #expect(results[0].json(database, listing: .findings).contains(#""findings":[]"#))

    func status(_ indices: [Int]) -> Int32 {
      var tally = ScanTally()
      for index in indices { tally.count(results[index]) }
      return tally.exitStatus
    }
    #expect(status([]) == 0)
    #expect(status([0]) == 0)
    #expect(status([0, 1]) == 1)
    #expect(status([0, 2]) == 2)
    #expect(status([2, 1, 0]) == 1)
  }
}
