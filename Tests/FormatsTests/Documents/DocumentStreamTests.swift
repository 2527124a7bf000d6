import Formats
import Testing

@Suite struct DocumentStreamTests {
  static func record(_ id: Int, _ data: [UInt8]) -> [UInt8] {
    CompoundFileSample.little(id, 2) + CompoundFileSample.little(data.count, 2) + data
  }

  static func workbook(_ bytes: [UInt8]) -> WorkbookStream { WorkbookStream(bytes.span) }

  static let beginning = record(0x809, [0, 6, 5, 0, 0, 0, 0, 0])

  @Test func sheetsOfMacrosAreTold() {
    let sheet = Self.record(0x85, [0, 0, 0, 0, 0, 0, 1, 0, 65])
    let macro = Self.record(0x85, [0, 0, 0, 0, 2, 1, 1, 0, 65])
    #expect(!Self.workbook(Self.beginning + sheet).hasMacroSheets)
    #expect(Self.workbook(Self.beginning + sheet + macro).hasMacroSheets)
    let alone = Self.record(0x809, [0, 6, 0x40, 0])
    #expect(Self.workbook(alone).hasMacroSheets && Self.workbook(alone).isWorkbook)
    #expect(!Self.workbook(sheet + macro).hasMacroSheets)
  }

  @Test func encryptionAndExchangeAreTold() {
    let pass = Self.record(0x2F, [1, 0])
    #expect(Self.workbook(Self.beginning + pass).isEncrypted)
    let book = Self.record(0x1AE, [0, 0, 5, 0, 0] + Array("cmd\u{3}x".utf8))
    let exchange = Self.record(0x23, [0, 0])
    let object = Self.record(0x23, [0x10, 0])
    #expect(Self.workbook(Self.beginning + book + exchange).hasDynamicExchange)
    #expect(!Self.workbook(Self.beginning + book + object).hasDynamicExchange)
    #expect(!Self.workbook(Self.beginning + exchange).hasDynamicExchange)
    withDamage(Self.beginning + book + exchange + pass) { _ = WorkbookStream($0.span) }
  }

  @Test func storagesOfAPresentationAreFoundInItsContainers() throws {
    let storage: [UInt8] = [0x10, 0, 0x11, 0x10, 8, 0, 0, 0, 9, 0, 0, 0, 0x78, 0x9C, 1, 2]
    let compound: [UInt8] = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]
    let plain = [0, 0, 0x11, 0x10, 8, 0, 0, 0] + compound
    // They are found behind a record with a wrong size, and where only the type fits they are none.
    let other: [UInt8] = [0, 0, 0x11, 0x10, 2, 0, 0, 0, 1, 2]
    let bytes: [UInt8] = [0x0F, 0, 0xE9, 3, 99, 0, 0, 0] + storage + other + plain
    let stream = PresentationStream(bytes.span)
    #expect(stream.storages.map(\.unpackedBytes) == [9, nil])
    #expect(
      stream.storages.map(\.offset) == [20, 42] && stream.storages.map(\.byteCount) == [4, 8])
    let encrypted: [UInt8] = [0x0F, 0, 0x14, 0x2F, 0, 0, 0, 0]
    let isEncrypted = PresentationStream(encrypted.span).isEncrypted
    #expect(isEncrypted)
    let object: [UInt8] = [0x0F, 0, 0xE8, 3, 8, 0, 0, 0, 0x0F, 0, 0xCC, 0x0F, 99, 0, 0, 0]
    #expect(!stream.hasObjects)
    let hasObjects = PresentationStream(object.span).hasObjects
    #expect(hasObjects)
    withDamage(bytes) { bytes in
      for storage in PresentationStream(bytes.span).storages {
        #expect(storage.offset + storage.byteCount <= bytes.count)
      }
    }
  }

  @Test func fieldsOfBinaryDocumentsAreFoundInBothWidths() {
    let blanks = String(repeating: " ", count: 5000)
    let texts = [
      "\u{13} DDEAUTO x", "\u{13}\(blanks)DDEAUTO x", "\u{13}INCLUDETEXT \"http://a/b\" \u{15}",
    ]
    let wide = texts.map { $0.utf8.flatMap { [$0, 0] as [UInt8] } }
    for text in [Array("12\u{13}dde x".utf8)] + texts.map({ Array($0.utf8) }) + wide {
      let isFound = FieldInstructions.areUnwanted(inStream: text.span)
      #expect(isFound)
    }
    for text in [
      "\u{13}ddx", "dde x", "\u{13} d d e x", "\u{13}", "\u{13}INCLUDETEXT a\u{14}http://a",
    ] {
      let bytes = Array(text.utf8)
      let isFound = FieldInstructions.areUnwanted(inStream: bytes.span)
      #expect(!isFound)
    }
    for (flags, isEncrypted) in [(UInt8(1), true), (0xF0, false)] {
      let bytes: [UInt8] = [0xEC, 0xA5, 0, 0, 0, 0, 0, 0, 0, 0, 0, flags]
      let information = WordInformation(bytes.span)
      #expect(information?.isEncrypted == isEncrypted)
    }
  }

  @Test func filesInSectionsOfNotesAreFound() {
    let head: [UInt8] = [
      0xE7, 0x16, 0xE3, 0xBD, 0x65, 0x26, 0x11, 0x45, 0xA4, 0xC4, 0x8D, 0x4D, 0x0B, 0x7A, 0x9E,
      0xAC,
    ]
    let file =
      head + CompoundFileSample.little(3, 8) + [UInt8](repeating: 0, count: 12) + [7, 8, 9]
    let bytes = [0xE7, 0xE7] + file + file
    let first = OneNoteFile.next(in: bytes.span, from: 0)
    let second = OneNoteFile.next(in: bytes.span, from: 38)
    #expect(first == OneNoteFile.Stored(offset: 38, byteCount: 3, isComplete: true))
    #expect(second?.offset == 77)
    withDamage(file) { bytes in
      if let file = OneNoteFile.next(in: bytes.span, from: 0) {
        #expect(file.offset + file.byteCount <= bytes.count)
      }
    }
  }
}
