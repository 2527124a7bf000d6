import Formats
import Testing

@Suite struct CompoundFileTests {
  static let large = (0..<9000).map { UInt8($0 * 7 & 0xFF) }
  static let sample = CompoundFileSample([
    ("WordDocument", large), ("Macros/VBA/dir", Array("small".utf8)), ("Empty", []),
    ("Other", Array(repeating: 5, count: 200)),
  ])

  /// All streams of a file by their paths, and what is wrong.
  static func read(_ bytes: [UInt8]) -> (streams: [String: [UInt8]], faults: CompoundFile.Faults)? {
    guard var file = CompoundFile(bytes.span) else { return nil }
    var streams: [String: [UInt8]] = [:]
    for (index, entry) in file.entries.enumerated() where entry.kind == .stream {
      let path = String(decoding: file.path(of: index), as: UTF8.self)
      streams[path] = file.read(index, from: bytes.span).bytes
    }
    return (streams, file.faults)
  }

  @Test(arguments: [9, 12]) func streamsOfBothSizesAreReadByTheirPaths(shift: Int) throws {
    let bytes = CompoundFileSample(Self.sample.streams, shift: shift).bytes
    let (streams, faults) = try #require(Self.read(bytes))
    #expect(faults.isEmpty && streams.count == 4)
    #expect(streams["WordDocument"] == Self.large && streams["Empty"] == [])
    #expect(streams["Macros/VBA/dir"] == Array("small".utf8))
    #expect(streams["Other"] == Array(repeating: 5, count: 200))
  }

  @Test func aLastSectorThatIsNotFullIsNoFault() throws {
    var bytes = Self.sample.bytes
    while bytes.last == 0xFF { bytes.removeLast() }
    #expect(try #require(Self.read(bytes)).faults.isEmpty)
  }

  @Test func moreSectorsThanTheHeaderNamesAreReadThroughTheList() throws {
    // 109 sectors of the table describe 109 * 128 sectors of the file.
    let huge = [UInt8](repeating: 9, count: 109 * 128 * 512 + 5000)
    var bytes = CompoundFileSample([("Workbook", huge)]).bytes
    let tableSectors = Int(bytes[44])
    #expect(tableSectors > 109)
    // The sample has no list: one is put at the end, with the sector that the header has no place for.
    let first = Int(bytes.span.little32(at: 76) ?? 0)
    let list = CompoundFileSample.little(bytes.count / 512 - 1, 4)
    bytes.replaceSubrange(68..<72, with: list)
    for index in 109..<109 + 127 {
      let sector = index < tableSectors ? first + index : 0xFFFF_FFFF
      bytes += CompoundFileSample.little(sector, 4)
    }
    bytes += CompoundFileSample.little(0xFFFF_FFFE, 4)
    let (streams, faults) = try #require(Self.read(bytes))
    #expect(faults.isEmpty && streams["Workbook"]?.count == huge.count)
  }

  @Test func aStreamThatEndsEarlyIsAFault() throws {
    var bytes = Self.sample.bytes
    // The second sector of the large stream becomes its last.
    let table = Int(bytes.span.little32(at: 76) ?? 0)
    let place = (table + 1) * 512 + 4
    bytes.replaceSubrange(place..<place + 4, with: [0xFE, 0xFF, 0xFF, 0xFF])
    let (streams, faults) = try #require(Self.read(bytes))
    #expect(faults == .truncated && streams["WordDocument"]?.count == 1024)
  }

  @Test func streamsInTheSameSectorsAndLoopsAreFaults() throws {
    var bytes = Self.sample.bytes
    let table = (Int(bytes.span.little32(at: 76) ?? 0) + 1) * 512
    bytes.replaceSubrange(table + 8..<table + 12, with: [0, 0, 0, 0])
    #expect(try #require(Self.read(bytes)).faults.contains(.overlap))
    // The root's child is the root.
    var loop = Self.sample.bytes
    let directory = (Int(loop.span.little32(at: 48) ?? 0) + 1) * 512
    loop.replaceSubrange(directory + 128 + 72..<directory + 128 + 76, with: [1, 0, 0, 0])
    #expect(try #require(Self.read(loop)).faults.contains(.tree))
  }

  @Test func anEntryThatNoStorageHoldsIsFoundAsAnOrphan() throws {
    var bytes = Self.sample.bytes
    let directory = (Int(bytes.span.little32(at: 48) ?? 0) + 1) * 512
    bytes.replaceSubrange(directory + 76..<directory + 80, with: [0xFF, 0xFF, 0xFF, 0xFF])
    let read = CompoundFile(bytes.span)
    let file = try #require(read)
    #expect(file.entries.dropFirst().allSatisfy { $0.isOrphan && $0.parent == nil })
    #expect(try #require(Self.read(bytes)).streams["WordDocument"] == Self.large)
  }

  @Test func damageAnywhereIsReadWithinTheBounds() {
    let small = CompoundFileSample([("A/B", Array("text".utf8)), ("C", [1, 2, 3])]).bytes
    withDamage(small) { bytes in
      guard let read = Self.read(bytes) else { return }
      #expect(read.streams.values.reduce(0) { $0 + $1.count } <= bytes.count)
    }
  }
}
