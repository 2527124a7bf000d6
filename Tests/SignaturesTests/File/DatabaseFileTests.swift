import Foundation
import Hyperscan
import Testing

@testable import Signatures

@Suite struct DatabaseFileTests {
  @Test func `what was compiled is what is opened`() throws {
    let sample = try DatabaseFileSample()
    let database = try SignatureDatabase.open(path: sample.path)
    #expect(database.counts.bodies == 2)
    #expect(database.counts.hashes + database.counts.falsePositives == 400)
    #expect(database.signatureName(SignatureIndex(rawValue: 1)) == "Second.Body.1")
    #expect(database.databaseName(SignatureIndex(rawValue: 1)) == "a.ndb")
    var reader = HashReader(database.hashes)
    for (number, hash) in sample.hashes.enumerated() {
      let found = reader.find(hash.digest, kind: hash.kind, size: hash.size ?? 3)
      #expect(found == .found(UInt32(number)))
      let index = database.signature(onHash: UInt32(number))
      #expect(database.signatureName(index) == hash.name)
    }
    let source = try #require(database.sources.first)
    #expect(source.name == "a.ndb")
    #expect(source.usedCount == 2)
    #expect(source.lineCount == 3)
    #expect(source.unused.map(\.lineNumbers) == [[2]])
    #expect(source.unused.first?.reason == "malformed line: wrong number of fields")
    #expect(sample.reason() == nil)
    // Hyperscan's databases work where they lie.
    for anchors in database.anchors.databases { _ = try ScanStream(database: anchors) }
    _ = try database.makeScratch()
  }

  @Test func `the same sources give the same bytes`() throws {
    let first = try DatabaseFileSample(seed: 4)
    let bytes = try first.bytes
    #expect(try DatabaseFileSample(seed: 4).bytes == bytes)
    try SignatureDatabase.build(try first.set(seed: 4), path: first.path)
    #expect(try first.bytes == bytes)
    #expect(try DatabaseFileSample(seed: 5).bytes != bytes)
    #expect(bytes.count % DatabaseImage.alignment == 0)
  }

  @Test func `a changed byte is found, and where`() throws {
    let sample = try DatabaseFileSample()
    let bytes = try sample.bytes
    let file = try DatabaseFile.open(path: sample.path)
    let header = file.header
    for page in 0..<bytes.count / DatabaseImage.alignment {
      for place in [0, 9, 500, 1500, 4095] {
        let offset = page * DatabaseImage.alignment + place
        try sample.flip(bytes, at: offset)
        #expect(sample.reason() == expectedReason(offset, file, header), "byte \(offset)")
      }
    }
  }

  private func expectedReason(
    _ offset: Int, _ file: DatabaseFile, _ header: DatabaseHeader
  ) -> DatabaseFileError.Reason {
    switch offset {
    case ..<8: return .notADatabase
    case ..<12: return .otherFormat(DatabaseHeader.formatVersion ^ 0x10 << UInt32(8 * (offset - 8)))
    case ..<DatabaseHeader.byteCount: return .damaged("header")
    default: break
    }
    let entry = file.entries.last { $0.offset <= offset }
    guard let entry, offset < pageAligned(entry.offset + entry.byteCount) else {
      return .damaged("directory")
    }
    if entry.offset >= header.residentOffset { return .damaged(entry.name) }
    let layout = BlockLayout.all.first { $0.section.rawValue == entry.section }!
    let block = (offset - Int(entry.offset)) / layout.byteCount
    if offset >= Int(entry.offset + entry.byteCount) { return .damaged(entry.name) }
    return .damaged("section \(layout.section), block \(block)")
  }

  @Test func `a damaged block is never taken for one that does not list a digest`() throws {
    let sample = try DatabaseFileSample()
    let bytes = try sample.bytes
    let blocks = try #require(
      try DatabaseFile.open(path: sample.path).entries.first {
        $0.section == ImageSection.hashBlocks.rawValue
      })
    for place in stride(from: Int(blocks.offset), to: Int(blocks.offset + blocks.byteCount), by: 37)
    {
      try sample.flip(bytes, at: place)
      var reader = HashReader(try DatabaseFile.open(path: sample.path).hashes)
      var damagedCount = 0
      for (number, hash) in sample.hashes.enumerated() {
        let found = reader.find(hash.digest, kind: hash.kind, size: hash.size ?? 3)
        #expect(found == .found(UInt32(number)) || found == .damaged)
        if found == .damaged { damagedCount += 1 }
      }
      #expect(damagedCount > 0)
      #expect(damagedCount < 400)
    }
  }

  @Test func `a shorter file is refused`() throws {
    let sample = try DatabaseFileSample()
    let bytes = try sample.bytes
    let total = UInt64(bytes.count)
    for count in Array(0...20) + Array(stride(from: 21, to: bytes.count, by: 997)) {
      try sample.replace(with: Array(bytes[..<count]))
      let expected: DatabaseFileError.Reason =
        switch count {
        case ..<8: .notADatabase
        case ..<4096: .truncated(expectedBytes: 4096, actualBytes: UInt64(count))
        default: .truncated(expectedBytes: total, actualBytes: UInt64(count))
        }
      #expect(sample.reason() == expected)
    }
    try sample.replace(with: bytes + [0])
    #expect(sample.reason() == .damaged("header"))
  }

  @Test func `a file for another build or CPU is refused and asks to be built again`() throws {
    func reason(_ change: (inout DatabaseHeader) -> Void) throws -> DatabaseFileError.Reason? {
      let sample = try DatabaseFileSample(hashCount: 3)
      try sample.changeHeader(change)
      let error = #expect(throws: DatabaseFileError.self) {
        try SignatureDatabase.open(path: sample.path)
      }
      #expect(error?.asksForRebuild == true)
      #expect(error?.description.hasPrefix(sample.path) == true)
      return error?.reason
    }
    #expect(try reason { $0.cordonVersion = "0.0.9" } == .otherCordon("0.0.9"))
    #expect(try reason { $0.hyperscanVersion = "5.3.0" } == .otherHyperscan("5.3.0"))
    #expect(
      try reason { $0.features |= 1 << 40 } == .otherProcessor(missing: "0x10000000000"))
    #expect(Platform.describe(features: 0x0c) == "AVX2, AVX512")
  }

  @Test func `what is no file of a database is refused`() throws {
    let sample = try DatabaseFileSample(hashCount: 0)
    #expect(
      throws: DatabaseFileError(path: "/nonexistent/x", .open(errno: ENOENT))
    ) { try DatabaseFile.open(path: "/nonexistent/x") }
    #expect(
      throws: DatabaseFileError(path: sample.directory.path, .notADatabase)
    ) { try DatabaseFile.open(path: sample.directory.path) }
    #expect(throws: DatabaseFileError(path: "/dev/null", .notADatabase)) {
      try DatabaseFile.open(path: "/dev/null")
    }
  }
}
