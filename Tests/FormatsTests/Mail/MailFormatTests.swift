import Formats
import Testing

@Suite struct UUEncodedFileTests {
  private let sample = Array("hello\nbegin 644 a b.txt\r\n#86)C\r\n`\r\nend\r\nbye begin 6".utf8)

  private func isAmbiguous(_ file: EncodedFile) -> Bool {
    guard case .uuencoded(let file) = file else { return false }
    return file.isAmbiguous
  }

  @Test func filesInTextsAreFound() throws {
    let found = EncodedFile.next(in: sample.span, from: 0)
    let file = try #require(found)
    #expect(file.bytes == Array("abc".utf8) && !isAmbiguous(file))
    #expect(sample[file.name] == Array("a b.txt".utf8)[...])
    #expect(EncodedFile.next(in: sample.span, from: file.end) == nil)
    let base64 = Array("begin-base64 644 a\nYWJj\n====\n".utf8)
    #expect(EncodedFile.next(in: base64.span, from: 0)?.bytes == Array("abc".utf8))
  }

  @Test func aFileWithoutAnEndIsAmbiguous() {
    let text = Array("begin 644 a\n#86)C\nthis is none".utf8)
    #expect(EncodedFile.next(in: text.span, from: 0).map(isAmbiguous) == true)
  }

  @Test func damagedTextsOnlyComeBack() {
    withDamage(sample) {
      var place = 0
      while let file = EncodedFile.next(in: $0.span, from: place) { place = file.end }
    }
  }
}

@Suite struct YEncodedFileTests {
  @Test func filesInTextsAreFound() throws {
    var text = Array("x\n=ybegin line=128 size=3 name=a.bin\r\n".utf8)
    text += [0x61 + 42, 0x3D, 0x00 &+ 106, 0x63 + 42] + Array("\r\n=yend size=3\r\n".utf8)
    let found = EncodedFile.next(in: text.span, from: 0)
    let file = try #require(found)
    guard case .yEncoded(let encoded) = file else { return #expect(Bool(false)) }
    #expect(file.bytes == [0x61, 0, 0x63] && encoded.isComplete)
    #expect(text[file.name] == Array("a.bin".utf8)[...])
    withDamage(text) { _ = EncodedFile.next(in: $0.span, from: 0) }
  }
}

@Suite struct EncodedWordsTests {
  @Test func wordsAreResolvedAndJoined() {
    func resolved(_ text: String) -> String {
      String(decoding: EncodedWords.resolved(Array(text.utf8).span), as: UTF8.self)
    }
    #expect(resolved("a =?utf-8?Q?b_=63?= =?UTF-8?b?ZA==?= e") == "a b cd e")
    #expect(resolved("=?utf-8?X?b?= =?") == "=?utf-8?X?b?= =?")
  }
}

@Suite struct BinHexFileTests {
  /// A file by BinHex: name `a`, data `abc` and a run, no resources.
  private var sample: [UInt8] {
    let alphabet = Array("!\"#$%&'()*+,-012345689@ABCDEFGHIJKLMNPQRSTUVXYZ[`abcdefhijklmpqr".utf8)
    var bytes: [UInt8] =
      [1, 0x61, 0] + Array("TEXTtest".utf8) + [0, 0, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0]
    bytes += [0x61, 0x62, 0x63, 0x90, 3, 0, 0, 0, 0, 0]
    while bytes.count % 3 != 0 { bytes.append(0) }
    var text = Array("(This file must be converted with BinHex 4.0)\n\n:".utf8)
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let bits = Int(bytes[start]) << 16 | Int(bytes[start + 1]) << 8 | Int(bytes[start + 2])
      for shift in [18, 12, 6, 0] { text.append(alphabet[bits >> shift & 63]) }
    }
    return text + [0x3A, 0x0A]
  }

  @Test func dataAreUnpacked() throws {
    let found = BinHexFile(sample.span, bytesMax: 1000)
    let file = try #require(found)
    #expect(file.name == [0x61] && file.forks == [Array("abccc".utf8)] && file.isComplete)
    #expect(BinHexFile(sample.span, bytesMax: 10) == nil)
  }

  @Test func damagedFilesOnlyComeBack() {
    withDamage(sample) { _ = BinHexFile($0.span, bytesMax: 1000) }
  }
}

@Suite struct TNEFFileTests {
  static func little(_ value: Int, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(value >> (8 * $0) & 0xFF) }
  }

  static func attribute(_ identifier: Int, _ data: [UInt8]) -> [UInt8] {
    [2] + little(identifier, 4) + little(data.count, 4) + data + [0, 0]
  }

  /// An attachment with a title, and one whose data are a property.
  static func sample(_ content: [UInt8]) -> [UInt8] {
    let padding = [UInt8](repeating: 0, count: (4 - content.count % 4) % 4)
    var properties = little(3, 4) + little(0x0003, 2) + little(0x3705, 2) + little(5, 4)
    properties += little(0x001E, 2) + little(0x8001, 2) + [UInt8](repeating: 0, count: 16)
    properties += little(1, 4) + little(4, 4) + [0x61, 0, 0, 0] + little(1, 4) + little(2, 4)
    properties += [0x62, 0, 0, 0] + little(0x0102, 2) + little(0x3701, 2) + little(1, 4)
    properties += little(content.count, 4) + content + padding
    return little(0x223E_9F78, 4) + [1, 0] + attribute(0x9002, [0])
      + attribute(0x8010, Array("a.exe".utf8)) + attribute(0x800F, content)
      + attribute(0x9005, properties)
  }

  @Test func attachmentsAndPropertiesAreItems() throws {
    let content = Array("the content of both".utf8)
    let sample = Self.sample(content)
    let found = TNEFFile(sample.span)
    let file = try #require(found)
    #expect(file.items.map { Array(sample[$0.range]) } == [content, content] && !file.isDamaged)
    #expect(sample[file.items[0].name] == Array("a.exe".utf8)[...])
  }

  @Test func damagedFilesOnlyComeBack() {
    let sample = Self.sample(Array("the content of both".utf8))
    #expect(TNEFFile(Array(sample.dropLast(4)).span)?.isDamaged == true)
    withDamage(sample) { _ = TNEFFile($0.span) }
  }
}

@Suite struct MailHeadTests {
  @Test func theLineOfAMailboxIsNoFieldThoughItHasATime() {
    let fields = FieldBlock(
      Array("From a@b Thu Jul 22 20:37:55 1999\nSubject: x\n\ntext".utf8).span, .mail)
    #expect(!fields.isAmbiguous && fields.count(of: "subject") == 1)
    #expect(FieldBlock(Array("From: a\nFrom b: c\n\ntext".utf8).span, .mail).isAmbiguous)
  }

  @Test func behindTheEndNoMailBegins() {
    #expect(MailHead.nextMail(in: [UInt8]().span, from: 1) == nil)
  }

  @Test func mailsOfAMailboxBeginWithALineAndAField() {
    let box = Array("From a\nA: 1\n\nFrom here on\n\ntext\n\nFrom b\r\nB: 2\r\n\r\n".utf8)
    let place = MailHead.nextMail(in: box.span, from: 1)
    #expect(place == 33 && MailHead.nextMail(in: box.span, from: 34) == nil)
  }
}
