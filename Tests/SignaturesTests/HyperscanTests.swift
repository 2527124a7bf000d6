import Hyperscan
import Testing

/// What matched, as Hyperscan reported it.
private struct Matches {
  var found: [(id: UInt32, end: UInt64)] = []
  var stopsAfter = Int.max
}

private func onMatch(
  id: UInt32, _: UInt64, end: UInt64, _: UInt32, state: UnsafeMutableRawPointer?
) -> Int32 {
  let matches = unsafe state!.assumingMemoryBound(to: Matches.self)
  unsafe matches.pointee.found.append((id, end))
  return unsafe matches.pointee.found.count >= matches.pointee.stopsAfter ? 1 : 0
}

@Suite struct HyperscanTests {
  private func scan(
    _ stream: inout ScanStream, _ text: String, _ scratch: inout Scratch, _ matches: inout Matches
  ) -> ScanStream.Outcome {
    let bytes = Array(text.utf8)
    return unsafe bytes.withUnsafeBytes { bytes in
      unsafe withUnsafeMutablePointer(to: &matches) {
        unsafe stream.scan(
          bytes, scratch: &scratch, onMatch: onMatch, state: UnsafeMutableRawPointer($0))
      }
    }
  }

  @Test func literalsAreFoundAcrossCallsAndForgottenByReset() throws {
    let database = try Database.literals(
      [Array("needle".utf8), [0, 1, 0x2a]], ids: [7, 9])
    var scratch = try Scratch(for: database)
    var stream = try ScanStream(database: database)
    var matches = Matches()
    #expect(scan(&stream, "a need", &scratch, &matches) == .complete)
    #expect(scan(&stream, "le \0\u{1}* NEEDLE", &scratch, &matches) == .complete)
    #expect(matches.found.map(\.id) == [7, 9])
    #expect(matches.found.map(\.end) == [8, 12])
    #expect(scan(&stream, "need", &scratch, &matches) == .complete)
    stream.reset()
    #expect(scan(&stream, "le needle", &scratch, &matches) == .complete)
    #expect(matches.found.map(\.end) == [8, 12, 9])
  }

  /// Memory from a page's start, with one page before it.
  @safe private final class Pages {
    let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 4096)
    deinit { unsafe memory.deallocate() }

    func copy(_ bytes: [UInt8], at place: Int) -> UnsafeRawBufferPointer {
      let target = unsafe UnsafeMutableRawBufferPointer(
        rebasing: memory[place..<place + bytes.count])
      unsafe target.copyBytes(from: bytes)
      return UnsafeRawBufferPointer(target)
    }
  }

  @Test func aDatabaseIsUsedWhereItsBytesLie() throws {
    let literals = (0..<500).map { Array("literal \($0);".utf8) }
    let image = try Database.literals(literals).imageBytes()
    #expect(try Database.literals(literals).imageBytes() == image)
    var database: Database?
    weak var owner: Pages?
    do {
      let pages = Pages()
      owner = pages
      database = unsafe try Database(image: pages.copy(image, at: 4096), owner: pages)
      #expect(throws: HyperscanError.notADatabase) {
        unsafe try Database(image: pages.copy(image, at: 4160), owner: pages)
      }
      #expect(throws: HyperscanError.self) {
        unsafe try Database(
          image: pages.copy([UInt8](repeating: 0, count: 200), at: 8192), owner: pages)
      }
      #expect(throws: HyperscanError.notADatabase) {
        unsafe try Database(image: pages.copy(Array(image.dropLast(64)), at: 4096), owner: pages)
      }
      _ = unsafe pages.copy(image, at: 4096)
    }
    #expect(owner != nil)
    var scratch = try Scratch(for: database!)
    var stream = try ScanStream(database: database!)
    database = nil
    var matches = Matches()
    #expect(scan(&stream, "literal 7; literal 499;", &scratch, &matches) == .complete)
    #expect(matches.found.map(\.id) == [7, 499])
  }

  @Test func theMatchFunctionStopsTheScan() throws {
    let database = try Database.literals([Array("ab".utf8)])
    var scratch = try Scratch(for: database).clone()
    var stream = try ScanStream(database: database)
    var matches = Matches(stopsAfter: 2)
    #expect(scan(&stream, "ababab", &scratch, &matches) == .stopped)
    #expect(matches.found.count == 2)
  }

  @Test func `an expression reports each end of its matches, as its flags say`() throws {
    func ends(_ text: String, _ flags: ExpressionFlags, in bytes: String) throws -> [UInt64] {
      let database = try Database.expression(Array(text.utf8), flags: flags)
      var scratch = try Scratch(for: database)
      var matches = Matches()
      let outcome = unsafe Array(bytes.utf8).withUnsafeBytes { bytes in
        unsafe withUnsafeMutablePointer(to: &matches) { matches in
          unsafe database.scan(
            bytes, scratch: &scratch, onMatch: onMatch, state: UnsafeMutableRawPointer(matches))
        }
      }
      #expect(outcome == .complete)
      return matches.found.map(\.end)
    }
    #expect(try ends("ab+", [], in: "xabb") == [3, 4])
    #expect(try ends("a.b", [], in: "a\nb axb") == [7])
    #expect(try ends("a.b", .dotAll, in: "a\nb axb") == [3, 7])
    #expect(try ends("B", .caseless, in: "abc") == [2])
    #expect(try ends("^b", [], in: "a\nb") == [])
    #expect(try ends("^b", .multiline, in: "a\nb") == [3])
    #expect(try ends("(a|b)\\1", .prefilter, in: "aa").contains(2))
    #expect(try ends("a", [], in: "") == [])
  }

  @Test func `how long a match is comes with the expression`() throws {
    func lengths(_ text: String, _ flags: ExpressionFlags = []) throws -> [Int?] {
      let lengths = try Database.lengths(ofExpression: Array(text.utf8), flags: flags)
      return [lengths.min, lengths.max]
    }
    #expect(try lengths("ab{2,5}") == [3, 6])
    #expect(try lengths("a+") == [1, nil])
    #expect(try lengths("(a|b)\\1", .prefilter)[0] == 1)
  }

  @Test func `an expression that cannot be compiled is refused with a reason`() {
    for text in ["(unclosed", "(a)\\1", "a*", "a\0b"] {
      #expect {
        try Database.expression(Array(text.utf8), flags: [])
      } throws: { error in
        guard case .compile(let message, _) = error as? HyperscanError else { return false }
        return !message.isEmpty
      }
    }
  }

  @Test func aScratchMustFitTheDatabase() throws {
    let small = try Database.literals([Array("ab".utf8)])
    let large = try Database.literals((0..<3000).map { Array("literal number \($0)".utf8) })
    var scratch = try Scratch(for: small)
    var stream = try ScanStream(database: large)
    var matches = Matches()
    guard case .failed = scan(&stream, "literal number 1", &scratch, &matches) else {
      // A small scratch may happen to fit: then there is nothing to show.
      return
    }
    try scratch.widen(for: large)
    stream.reset()
    #expect(scan(&stream, "literal number 1", &scratch, &matches) == .complete)
  }
}
