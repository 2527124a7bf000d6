import Decoding
import Testing

@testable import Inspection

/// What lies behind more than anybody writes is found all the same, or it is said that it was not looked for.
@Suite struct LongContentTests {
  private static let encoding = "MIME-Version: 1.0\nContent-Transfer-Encoding: quoted-printable\n\n"
  private static let first = "From: a@b\n"

  @Test(arguments: [
    first + String(repeating: "X-Foo: b\n", count: 1200) + encoding,
    first + "X-Foo: " + String(repeating: "b", count: 300_000) + "\n" + encoding,
    "From: " + String(repeating: "b", count: 20_000) + "\n" + encoding,
    (first + encoding).replacing("\n", with: "\r"),
    "From: a@b\rContent-Transfer-Encoding: quoted-printable\rX: y\n\n",
    "X-Foo: b\n" + "Content-Transfer-Encoding: quoted-printable\n\n",
    "From a@b Sat\nFrom: a@b\n\nhello\n\nFrom a@b Sat\n" + first + encoding,
  ])
  func mailThatNothingSaysToBeMailIsRead(head: String) throws {
    let record = try inspect(Array((head + Encoded.quoted).utf8))
    #expect(record.isInfected && record.contents[0].detections.isEmpty)
  }

  @Test func ofAHeadThatIsCutItIsSaid() throws {
    let many = String(repeating: "Content-Foo: b\n", count: 2100)
    let record = try inspect(Array((Self.first + many + Self.encoding + Encoded.quoted).utf8))
    #expect(record.reasons == UnjudgedReasons(.ambiguous))
  }

  @Test func partsOfMailMayLieBetweenReturns() throws {
    let mail =
      "From: a@b\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n"
      + "--b\rContent-Transfer-Encoding: quoted-printable\r\r\(Encoded.quoted)\r--b--\r"
    #expect(try inspect(Array(mail.utf8)).isInfected)
  }

  @Test(arguments: ["begin 644 \(String(repeating: "a", count: 5000))", "begin  7 a"])
  func filesByUuencodeMayHaveAnyNameAndMode(head: String) throws {
    let text = "hello\n" + Encoded.uuencoded().replacing("begin 644 a.bin", with: head)
    #expect(try inspect(Array(text.utf8)).isInfected)
  }

  @Test func dataMayHaveParametersOfAnyLength() throws {
    let long = String(repeating: "a", count: 5000)
    for data in [
      "data:text/plain;x=\(long),\(Encoded.percent)", "data:;x=\(long);base64,\(Encoded.base64)",
    ] {
      #expect(try inspect(Array("{\"a\":\"\(data)\"}".utf8)).isInfected)
    }
    // A text that only begins like data.
    #expect(try inspect(Array("data:\n \(Encoded.base64)\n other, words\n".utf8)).isInfected)
  }

  @Test func deflatedValuesMayBeLarge() throws {
    // More than is forgotten where nothing is found in it, of bytes that hardly pack.
    var text: [UInt8] = []
    for number in 0..<70_000 { text.append(UInt8(truncatingIfNeeded: number &* number >> 7)) }
    let deflated = Hidden.deflate(text + planted)
    for rest in [[], [0], Array("xyz".utf8)] as [[UInt8]] {
      let value = Encoded.base64(deflated + rest)
      #expect(try inspect(Array("{\"a\":\"\(value)\"}".utf8)).isInfected, "\(rest)")
    }
    // A stored block without anything before it.
    let stored = [0, 0, 0, 0xFF, 0xFF] + Hidden.deflate(text + planted)
    #expect(try inspect(Array("{\"a\":\"\(Encoded.base64(stored))\"}".utf8)).isInfected)
  }
}
