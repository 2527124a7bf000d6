import Testing

@testable import Inspection

/// Archives of stored members, as tests want them.
struct SmallZip {
  var name = "name.txt"
  var localName: String?
  var content = planted
  var flags: UInt16 = 0
  var mode = 0
  var copies = 1
  var packedBytes: Int?
  /// How the content is packed, and what it is then.
  var method = 0
  var packed: [UInt8]?

  static func little(_ value: Int, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }

  var bytes: [UInt8] {
    var crc: UInt32 = 0xFFFF_FFFF
    for byte in content {
      crc ^= UInt32(byte)
      for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
    }
    let sizes =
      Self.little(Int(~crc), 4) + Self.little(packedBytes ?? packed?.count ?? content.count, 4)
      + Self.little(content.count, 4)
    let local = Array((localName ?? name).utf8)
    let common =
      [20, 0] + Self.little(Int(flags), 2) + Self.little(method, 2) + [0, 0, 0, 0]
    let central = Array(name.utf8)
    var body: [UInt8] = [0x50, 0x4B, 3, 4] + common + sizes + Self.little(local.count, 2)
    body += [0, 0] + local + (packed ?? content)
    var entry: [UInt8] = [0x50, 0x4B, 1, 2, 20, 3] + common + sizes
    entry += Self.little(central.count, 2) + [UInt8](repeating: 0, count: 8)
    entry += Self.little(mode << 16, 4) + [0, 0, 0, 0] + central
    let directory = [[UInt8]](repeating: entry, count: copies).flatMap { $0 }
    let end: [UInt8] = [0x50, 0x4B, 5, 6, 0, 0, 0, 0]
    return body + directory + end + Self.little(copies, 2) + Self.little(copies, 2)
      + Self.little(directory.count, 4) + Self.little(body.count, 4) + [0, 0]
  }
}

@Suite struct ZipInspectionTests {
  @Test func aMemberIsAContentWithItsName() throws {
    let record = try inspect(SmallZip().bytes)
    #expect(record.contents.map(\.relation) == [.body, .member])
    #expect(record.contents[1].name == Array("name.txt".utf8))
    #expect(record.isInfected && record.reasons.isEmpty && record.classes.isEmpty)
  }

  /// The fields of a mail look like a form's preamble.
  @Test func aMailThatIsStoredIsAMember() throws {
    var zip = SmallZip()
    let mail =
      "From: a@example.com\r\nMIME-Version: 1.0\r\n"
      + "Content-Type: multipart/mixed; boundary=b0undary\r\n\r\n--b0undary\r\n"
      + "Content-Type: application/octet-stream\r\n\r\n"
    zip.content = Array(mail.utf8) + planted + Array("\r\n--b0undary--\r\n".utf8)
    let record = try inspect(zip.bytes)
    #expect(record.contents.map(\.type).starts(with: [.zip, .mail, .multipart]))
    #expect(record.isInfected && record.reasons.isEmpty)
    #expect(try inspect(zip.content).contents.first?.type == .mail)
  }

  @Test(arguments: ["../name", "/name", "C:\\name", "a\\..\\..\\name"])
  func aPathThatLeadsOutsideIsUnsafe(_ name: String) throws {
    var zip = SmallZip()
    zip.name = name
    #expect(try inspect(zip.bytes).classes == ThreatClasses(.unsafeArchive))
    zip.localName = "name"
    #expect(try inspect(zip.bytes).reasons == UnjudgedReasons(.ambiguous))
  }

  @Test func aLinkThatLeadsOutsideAndADeviceAreUnsafe() throws {
    var zip = SmallZip(content: Array("../outside".utf8), mode: 0o120777)
    #expect(try inspect(zip.bytes).classes == ThreatClasses(.unsafeArchive))
    zip.content = Array("inside".utf8)
    #expect(try inspect(zip.bytes).classes.isEmpty)
    for mode in [0o020666, 0o060666, 0o140777] {
      zip.mode = mode
      #expect(try inspect(zip.bytes).classes == ThreatClasses(.unsafeArchive))
    }
    // What is packed from a pipe is a file.
    zip.mode = 0o010600
    #expect(try inspect(zip.bytes).classes.isEmpty)
    zip.content = []
    #expect(try inspect(zip.bytes).classes == ThreatClasses(.unsafeArchive))
  }

  @Test func anEncryptedMemberIsNotClean() throws {
    let record = try inspect(SmallZip(flags: 1).bytes)
    #expect(record.classes == ThreatClasses(.passwordProtected))
    #expect(record.reasons == UnjudgedReasons(.encrypted))
  }

  /// Some readers do not look at the flag.
  @Test func whatIsOnlySaidToBeEncryptedIsReadAllTheSame() throws {
    let record = try inspect(SmallZip(flags: 1).bytes)
    #expect(record.contents.map(\.relation) == [.body, .member])
    #expect(record.contents.last?.detections.count == 1)
  }

  @Test func manyNamesForTheSameBytesAreABomb() throws {
    let record = try inspect(SmallZip(copies: 1000).bytes)
    #expect(record.classes == ThreatClasses(.unsafeArchive))
    #expect(record.reasons == UnjudgedReasons(.ambiguous) && record.contents.count == 1)
  }

  @Test func aWrongChecksumIsDamage() throws {
    var bytes = SmallZip().bytes
    bytes[14] ^= 1
    #expect(try inspect(bytes).reasons == UnjudgedReasons(.ambiguous))
    bytes[bytes.count - 22 - 54 + 16] ^= 1
    #expect(try inspect(bytes).reasons == UnjudgedReasons(.damaged))
  }

  @Test func anArchiveBehindAnyTypeIsRead() throws {
    let hosts: [[UInt8]] = [
      Array("{\\rtf1 hi}".utf8),
      [0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C, 0, 4] + [UInt8](repeating: 0, count: 24),
      [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1] + [UInt8](repeating: 0, count: 504),
      Array("MSCF".utf8) + [UInt8](repeating: 0, count: 40),
      Array("Rar!\u{1A}\u{7}\0".utf8) + [UInt8](repeating: 0, count: 20),
      Array("begin 644 a\n#86)C\n`\nend\n".utf8), Array("!<arch>\n".utf8),
    ]
    for host in hosts {
      let record = try inspect(host + SmallZip().bytes)
      #expect(record.isInfected, "\(record.contents[0].type)")
    }
  }

  @Test func aBombBehindAnyTypeIsOne() throws {
    let record = try inspect(Array("{\\rtf1 hi}".utf8) + SmallZip(copies: 1000).bytes)
    #expect(record.classes.isSuperset(of: ThreatClasses(.unsafeArchive)))
  }

  @Test func archivesThatAreCarriedAreNoOddOnes() throws {
    let zip = SmallZip(content: Array("harmless".utf8)).bytes
    // As `ar` writes them: two members, and a line end behind one of odd length.
    var carrier = Array("!<arch>\n".utf8)
    for name in ["a.zip/          ", "b.zip/          "] {
      let size = String(zip.count)
      carrier += Array("\(name)0           0     0     100644  \(size)".utf8)
      carrier += [UInt8](repeating: 0x20, count: 10 - size.utf8.count) + [0x60, 0x0A] + zip
      if zip.count % 2 == 1 { carrier.append(0x0A) }
    }
    let record = try inspect(carrier)
    #expect(record.reasons.isEmpty && record.contents.count > 4)
  }

  @Test func anArchiveBehindAnotherFileIsRead() throws {
    let record = try inspect(Array("GIF89a and a picture".utf8) + SmallZip().bytes)
    #expect(record.contents.contains { $0.relation == .member && !$0.detections.isEmpty })
  }

  @Test func everyBeginningIsJudgedOrSaidNotToBe() throws {
    let bytes = SmallZip(content: Array("harmless".utf8)).bytes
    for count in 30..<bytes.count {
      #expect(try !inspect(Array(bytes[..<count])).reasons.isEmpty)
    }
  }

  @Test func objectsInCommentsAreFound() throws {
    let object = Array("O:1:\"A\":1:{s:1:\"b\";s:1:\"c\";}".utf8)
    let zip = Array(SmallZip(content: Array("words".utf8)).bytes.dropLast(2))
    let commented: [UInt8] = zip + SmallZip.little(object.count, 2) + object
    #expect(try inspect(commented).classes == ThreatClasses(.insecureDeserialization))
    let words: [UInt8] = zip + [5, 0] + Array("words".utf8)
    #expect(try inspect(words).classes.isEmpty)
  }

  @Test func anArchiveWithManyEndsIsAmbiguous() throws {
    let zip = SmallZip().bytes
    let end: [UInt8] = [0x50, 0x4B, 5, 6] + [UInt8](repeating: 0, count: 18)
    let comment: [UInt8] = (0..<40).flatMap { _ in end }
    let body: [UInt8] = Array(zip.dropLast(2)) + SmallZip.little(comment.count, 2) + comment
    let record = try inspect(Array("%".utf8) + body)
    #expect(record.reasons.contains(UnjudgedReasons(.ambiguous)))
  }
}
