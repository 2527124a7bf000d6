import Testing

@testable import Signatures

/// Records whose numbers stand for nothing, in a file whose checksums are right.
@Suite struct RecordNumberTests {
  struct Number: CustomStringConvertible, Sendable {
    var description: String
    var section: ImageSection
    /// The record's size, the number's place in it, and the least that stands for nothing.
    var byteCount: Int
    var place: Int
    var least: UInt8
  }

  static let numbers = [
    Number(
      description: "a signature's type", section: .contentSignatures, byteCount: 20, place: 18,
      least: 15),
    Number(description: "a part's kind", section: .contentParts, byteCount: 40, place: 0, least: 6),
    Number(
      description: "a part's offset", section: .contentParts, byteCount: 40, place: 1, least: 9),
    Number(description: "an operator", section: .contentLogic, byteCount: 12, place: 0, least: 3),
    Number(description: "a relation", section: .contentLogic, byteCount: 12, place: 1, least: 4),
    Number(
      description: "a step's kind", section: .contentElements, byteCount: 12, place: 0, least: 8),
    Number(
      description: "a comparison", section: .contentComparisons, byteCount: 32, place: 24, least: 4),
    Number(
      description: "the other", section: .contentComparisons, byteCount: 32, place: 25, least: 4),
    Number(description: "a base", section: .contentComparisons, byteCount: 32, place: 26, least: 4),
  ]

  /// Opens a database that has but one record, of zeros and the number.
  private func open(_ number: Number, value: UInt8) throws -> SignatureDatabase {
    var record = [UInt8](repeating: 0, count: number.byteCount)
    record[number.place] = value
    var image = ImageWriter()
    image.add(number.section, record)
    let writer = try DatabaseFileWriter(inMemory: "records")
    let descriptor = try writer.finish(image, sources: sha256([]))
    return try SignatureDatabase(DatabaseFile(descriptor, path: "records"))
  }

  @Test(arguments: numbers) func `A database with a number that stands for nothing is refused`(
    number: Number
  ) throws {
    for value in [number.least, 0x80, 0xff] {
      let error = #expect(throws: DatabaseFileError.self) { try open(number, value: value) }
      #expect(error?.reason == .damaged("records of signatures"))
    }
    // A record with one that stands for something is not refused for it.
    _ = try open(number, value: number.least - 1)
  }
}
