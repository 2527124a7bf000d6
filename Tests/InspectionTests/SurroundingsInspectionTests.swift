import Digests
import Scanning
import Signatures
import Testing

@testable import Inspection

/// What signatures ask of the files around, and of members by their headers.
@Suite struct SurroundingsInspectionTests {
  /// What is found in a body or in what lies in it.
  private func names(
    _ databases: [String: String], in body: [UInt8]
  ) throws -> Set<String> {
    var set = SignatureSet()
    for (name, text) in databases.sorted(by: { $0.key < $1.key }) {
      set.add(contentsOf: Array(text.utf8), name: name)
    }
    let database = try SignatureDatabase(set)
    var inspection = try ContentInspection(database: database, reportsAll: true)
    let record = unsafe body.withUnsafeBytes {
      unsafe inspection.inspect(
        body: $0, BodyDescription(), .unscanned(bodyBytes: UInt64(body.count)))
    }
    return Set(
      record.contents.flatMap { content in
        content.detections.map { database.signatureName($0.signature) }
      })
  }

  private var digits: String {
    planted.map { (($0 < 16 ? "0" : "") + String($0, radix: 16)) }.joined()
  }

  @Test func aSignatureIsFoundInTheContainerThatItAsksFor() throws {
    let lines = ["ZIP", "GZ", "MAIL", "ANY"].map {
      "In.\($0);Engine:81-255,Container:CL_TYPE_\($0),Target:0;0;\(digits)\n"
    }
    let deep =
      "Deep;Engine:81-255,Intermediates:CL_TYPE_GZ>CL_TYPE_GZ,Target:0;0;\(digits)\n"
    let databases = ["a.ldb": lines.joined() + deep]
    #expect(try names(databases, in: planted) == ["In.ANY"])
    // What is stored is there in what it lies in, too.
    let once = GzipInspectionTests.packed(planted)
    #expect(try names(databases, in: once) == ["In.ANY", "In.GZ"])
    let twice = GzipInspectionTests.packed(once)
    #expect(try names(databases, in: twice) == ["Deep", "In.ANY", "In.GZ"])
  }

  @Test func aFileIsReadAsTheTypeThatASignatureSays() throws {
    let text = "MAGICX: 1\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n="
    let first = String(planted[0], radix: 16, uppercase: true)
    let body = Array((text + first).utf8) + planted.dropFirst()
    let inMail = "In;Engine:81-255,Container:CL_TYPE_MAIL,Target:0;0;\(digits)\n"
    #expect(try names(["a.ldb": inMail], in: body) == [])
    let handler = "Handler;Engine:81-255,HandlerType:CL_TYPE_MAIL,Target:0;0;0:4d414749435800\n"
    #expect(try names(["a.ldb": handler + inMail], in: body) == [])
    let right = "Handler;Engine:81-255,HandlerType:CL_TYPE_MAIL,Target:0;0;0:4d4147494358\n"
    #expect(try names(["a.ldb": right + inMail], in: body) == ["Handler", "In"])
  }

  /// The member is `a.txt`, stored.
  private var archive: [UInt8] { SmallZip(name: "a.txt").bytes }

  @Test func aRuleIsMetByAMemberOfItsContainer() throws {
    let size = planted.count
    func isMet(_ rule: String) throws -> Bool {
      try names(["a.cdb": "Rule:\(rule)\n"], in: archive) == ["Rule"]
    }
    #expect(try isMet("CL_TYPE_ZIP:*:\\.txt$:*:*:*:*:*:*"))
    #expect(try isMet("*:\(archive.count):^a:\(size):\(size):0:*:*:*"))
    for other in [
      "CL_TYPE_POSIX_TAR:*:\\.txt$:*:*:*:*:*:*", "CL_TYPE_ZIP:*:\\.exe$:*:*:*:*:*:*",
      "CL_TYPE_ZIP:\(archive.count + 1)-99999:*:*:*:*:*:*:*",
      "CL_TYPE_ZIP:*:*:\(size + 1):*:*:*:*:*", "CL_TYPE_ZIP:*:*:*:1-\(size - 1):*:*:*:*",
      "CL_TYPE_ZIP:*:*:*:*:1:*:*:*", "CL_TYPE_ZIP:*:*:*:*:*:7:*:*",
    ] {
      #expect(try !isMet(other), "\(other)")
    }
  }

  @Test func whatLiesInAFileThatIsKnownToBeHarmlessIsHarmless() throws {
    let body = GzipInspectionTests.packed(planted)
    var stream = try DigestStream(.md5)
    unsafe body.withUnsafeBytes { unsafe stream.update($0) }
    let harmless = "\(stream.finish().hex):\(body.count):known\n"
    #expect(try names(["a.ndb": "S:0:*:\(digits)\n"], in: body) == ["S"])
    #expect(try names(["a.ndb": "S:0:*:\(digits)\n", "b.fp": harmless], in: body) == [])
  }
}
