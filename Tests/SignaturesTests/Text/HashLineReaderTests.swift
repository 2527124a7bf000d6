import Digests
import Testing

@testable import Signatures

struct HashLineReaderTests {
  static let md5 = "b1946ac92492d2347c6235b4d2611184"
  static let sha1 = "f572d396fae9206628714fb2ce00f72e94f2258f"
  static let sha256 = "5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03"

  struct Read: Equatable {
    var hex: String
    var size: UInt64?
    var name: String
    var number: Int
  }

  /// All lines of a text: what was read of them, or why not.
  static func read(
    _ text: String, kind: HashLine.Kind = .whole
  ) -> [Result<Read, UnusedReason>] {
    let bytes = Array(text.utf8)
    return unsafe bytes.withUnsafeBytes { raw in
      var reader = unsafe HashLineReader(raw, kind: kind)
      var results: [Result<Read, UnusedReason>] = []
      while true {
        do throws(UnusedReason) {
          guard let line = try reader.next() else { return results }
          results.append(
            .success(
              Read(
                hex: line.digest.hex, size: line.size, name: reader.name(line),
                number: reader.lineNumber)))
        } catch {
          results.append(.failure(error))
        }
      }
    }
  }

  @Test func `The length of the hash says which algorithm it is, whatever its case`() {
    let text =
      "\(Self.md5.uppercased()):6:A\r\n#\(Self.md5):6:X\n\n\(Self.sha1):7:B:73\n\(Self.sha256):8:C"
    #expect(
      Self.read(text) == [
        .success(Read(hex: Self.md5, size: 6, name: "A", number: 1)),
        .success(Read(hex: Self.sha1, size: 7, name: "B", number: 4)),
        .success(Read(hex: Self.sha256, size: 8, name: "C", number: 5)),
      ])
  }

  @Test func `A line of a section begins with its size`() {
    #expect(
      Self.read("4096:\(Self.md5):S", kind: .section) == [
        .success(Read(hex: Self.md5, size: 4096, name: "S", number: 1))
      ])
    #expect(Self.read("\(Self.md5):4096:S", kind: .section) == [.failure(.malformed(.size))])
  }

  @Test func `The size may be anything only in lines for functionality level 73 and later`() {
    let wild = [Result<Read, UnusedReason>.success(Read(hex: Self.md5, name: "N", number: 1))]
    #expect(Self.read("\(Self.md5):*:N") == [.failure(.malformed(.wildcardSize))])
    #expect(Self.read("\(Self.md5):*:N:72") == [.failure(.malformed(.wildcardSize))])
    #expect(Self.read("\(Self.md5):*:N:73") == wild)
    #expect(Self.read("\(Self.md5):*:N", kind: .imports) == wild)
  }

  @Test func `Lines for other functionality levels are told apart from malformed ones`() {
    #expect(Self.read("\(Self.md5):6:N:217") == [.failure(.functionalityLevel)])
    #expect(Self.read("\(Self.md5):6:N:10:215") == [.failure(.functionalityLevel)])
    #expect(Self.read("\(Self.md5):6:N:-1") == [.failure(.functionalityLevel)])
    #expect(Self.read("\(Self.md5):6:N:10:216").count == 1)
  }

  @Test(arguments: [
    ("", 0), (":", 0), ("a:b:c", 1), ("0::N", 1), (":::", 1), (":::::", 1), ("::::::::", 1),
    ("\(md5):0:N", 1), ("\(md5):4294967295:N", 1), ("\(md5):-1:N", 1), ("\(md5):6x:N", 1),
    ("\(md5):6:", 1), ("\(md5)0:6:N", 1), ("\(md5.dropLast()):6:N", 1),
    ("\(md5.dropLast())g:6:N", 1), ("\(md5):6", 1), ("\(md5):6:N:1:216:x", 1),
    ("\(md5)\(md5)\(md5)\(md5):6:N", 1), ("\0", 1), ("\(md5):6:N\0", 1),
  ])
  func `Malformed lines are refused, and the line after is read`(line: String, failures: Int) {
    let good = Result<Read, UnusedReason>.success(
      Read(hex: Self.md5, size: 6, name: "Good", number: 2))
    let results = Self.read("\(line)\n\(Self.md5):6:Good")
    #expect(results.last == good)
    for result in results.dropLast() {
      guard case .failure(.malformed) = result else {
        Issue.record("\(line): \(result)")
        continue
      }
    }
  }

  @Test func `A line cut short anywhere is read or refused, and never trapped on`() {
    let line = Array("\(Self.sha256):123456:Name.Of-It:73:255".utf8)
    for length in 0...line.count {
      let results = Self.read(String(decoding: line[..<length], as: UTF8.self))
      #expect(results.count == (length == 0 ? 0 : 1))
    }
  }
}
