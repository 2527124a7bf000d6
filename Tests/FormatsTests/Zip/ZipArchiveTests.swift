import Testing

@testable import Formats

@Suite struct ZipArchiveTests {
  static let two = BuiltZip([
    .init(name: "one.txt", content: Array("first content".utf8)),
    .init(name: "two.txt", content: Array("second content, longer than a header is".utf8)),
  ])

  static func names(_ archive: ZipArchive, _ bytes: [UInt8]) -> [String] {
    archive.members.map { String(decoding: bytes[$0.name], as: UTF8.self) }
  }

  static func read(_ bytes: [UInt8]) -> ZipArchive { ZipArchive(bytes.span, membersMax: 100) }

  @Test func anOrdinaryArchiveHasItsMembersAndNoFault() {
    let bytes = Self.two.bytes
    let archive = Self.read(bytes)
    #expect(Self.names(archive, bytes) == ["one.txt", "two.txt"])
    #expect(archive.faults.isEmpty && archive.gaps.isEmpty)
    #expect(Array(bytes[archive.members[0].data]) == Array("first content".utf8))
  }

  @Test(arguments: [true, false])
  func whatIsBeforeAnArchiveIsAGap(_ countsFromPrefix: Bool) {
    var zip = Self.two
    zip.prefix = Array("a program that unpacks itself, or not".utf8)
    zip.countsFromPrefix = countsFromPrefix
    let archive = Self.read(zip.bytes)
    #expect(Self.names(archive, zip.bytes) == ["one.txt", "two.txt"])
    #expect(archive.faults.isEmpty && archive.gaps == [0..<zip.prefix.count])
  }

  @Test func whatFollowsAnArchiveIsAGap() {
    var zip = Self.two
    zip.trailing = Array("what a signature may be found in, at the end".utf8)
    let bytes = zip.bytes
    #expect(Self.read(bytes).gaps == [bytes.count - zip.trailing.count..<bytes.count])
  }

  @Test func membersOfAnArchiveBeforeAnotherAreListedAndAmbiguous() {
    var zip = BuiltZip([.init(name: "last", content: Array("x".utf8))])
    zip.prefix = Self.two.bytes
    let archive = Self.read(zip.bytes)
    #expect(Self.names(archive, zip.bytes) == ["last", "one.txt", "two.txt"])
    #expect(archive.faults == .ambiguous)
  }

  @Test func anArchiveFarBeforeAnotherIsAGapAndAmbiguous() {
    let far = [UInt8](repeating: 0, count: 0x11000)
    var zip = BuiltZip([.init(name: "last", content: far)])
    zip.prefix = Self.two.bytes
    let archive = Self.read(zip.bytes)
    #expect(Self.names(archive, zip.bytes) == ["last"])
    #expect(archive.gaps == [0..<zip.prefix.count] && archive.faults == .ambiguous)
  }

  @Test func aMemberThatTheDirectoryDoesNotNameIsListed() {
    var zip = Self.two
    zip.members[0].isHidden = true
    let archive = Self.read(zip.bytes)
    #expect(Self.names(archive, zip.bytes) == ["two.txt", "one.txt"])
    #expect(archive.faults == .ambiguous)
  }

  @Test func headersThatDisagreeAreAmbiguous() {
    var named = Self.two
    named.members[0].localName = "one.exe"
    #expect(Self.read(named.bytes).faults == .ambiguous)
    #expect(Self.read(named.bytes).members[0].otherName != nil)
    var packed = Self.two
    packed.members[1].localMethod = 8
    #expect(Self.read(packed.bytes).faults == .ambiguous)
    #expect(Self.read(packed.bytes).members[1].otherMethod == 8)
  }

  @Test func aSizeThatTheOtherHeaderDoesNotHaveIsAmbiguous() {
    var zip = Self.two
    zip.members[1].packedBytes = 5
    #expect(Self.read(zip.bytes).faults.contains(.ambiguous))
  }

  @Test func membersThatShareBytesOverlap() {
    var zip = Self.two
    zip.members[0].packedBytes = 50
    #expect(Self.read(zip.bytes).faults.contains(.overlapping))
  }

  @Test func anArchiveWithoutItsEndIsReadByLocalHeaders() {
    let whole = Self.two.bytes
    let bytes = Array(whole[..<(whole.count - 130)])
    let archive = Self.read(bytes)
    #expect(Self.names(archive, bytes) == ["one.txt", "two.txt"])
    #expect(archive.faults == .damaged)
  }

  @Test func membersBeyondTheLimitAreAFault() {
    let archive = ZipArchive(Self.two.bytes.span, membersMax: 1)
    #expect(archive.members.count == 1 && archive.faults == .tooMany)
  }

  @Test func everyBeginningIsReadWithinItsBounds() {
    let bytes = Self.two.bytes
    for count in 0..<bytes.count {
      let archive = ZipArchive(bytes.span.extracting(0..<count), membersMax: 100)
      #expect(archive.faults.contains(.damaged))
      for member in archive.members { #expect(member.data.upperBound <= count) }
    }
  }

  @Test func noChangedByteLeadsOutOfBounds() {
    var zip = Self.two
    zip.prefix = [1, 2, 3]
    let bytes = zip.bytes
    for place in bytes.indices {
      for value: UInt8 in [0, 1, 0x7F, 0xFF] {
        var changed = bytes
        changed[place] = value
        for member in Self.read(changed).members {
          #expect(member.data.upperBound <= bytes.count && member.name.upperBound <= bytes.count)
        }
      }
    }
  }
}
