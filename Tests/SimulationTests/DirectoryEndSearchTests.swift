import Testing

@testable import Worker

@Suite struct DirectoryEndSearchTests {
  private static let record: [UInt8] = [0x50, 0x4B, 5, 6] + [UInt8](repeating: 7, count: 18)

  private func isFound(_ bytes: [UInt8], cutAt place: Int? = nil) -> Bool {
    var search = DirectoryEndSearch()
    let place = place ?? bytes.count
    search.take(bytes.span.extracting(..<place))
    search.take(bytes.span.extracting(place...))
    return search.isFound
  }

  @Test func aRecordIsFoundWhereverPiecesCutIt() {
    let bytes = [0x50, 0x50, 0x4B] + Self.record
    for place in 0...bytes.count { #expect(isFound(bytes, cutAt: place), "cut at \(place)") }
    var search = DirectoryEndSearch()
    for byte in bytes { search.take([byte].span) }
    #expect(search.isFound)
    #expect(isFound(bytes + [UInt8](repeating: 0, count: 65_535)))
  }

  @Test func whatIsTooShortForARecordIsNone() {
    for count in 0..<Self.record.count {
      #expect(!isFound(Array(Self.record.prefix(count))), "\(count) bytes")
    }
    #expect(!isFound([0x50, 0x4B, 5, 5] + Self.record.dropFirst(4)))
  }
}
