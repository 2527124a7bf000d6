import Foundation
import Testing

@testable import Inspection

/// Files that open with the empty password, by each of the standard handler's revisions. The dictionaries and
/// the data of object 4 come from another program; in plain, the data are the test signature.
@Suite struct PDFEncryptionTests {
  /// A revision, its dictionary, and the data of the stream in hexadecimal digits.
  static let samples: [(revision: String, dictionary: String, data: String)] = [
    (
      "r2",
      """
      << /Filter /Standard /Length 40 /O
      <c92422687facee686e373f10b5c7d04738053152f7e2ee30e11c69ec442576ab > /P -4 /R 2 /U
      <b3d9fa366906ef42f354c6deb74c59075eaf334eb7c04356ba0d7f3dd8b51d0a > /V 1 >>
      """,
      """
      6f8bd36344f08037fecbe2b950201a5354d92f45fbef19f526852e4e89554e0d cd42ce
      """
    ),
    (
      "r3",
      """
      << /Filter /Standard /Length 128 /O
      <566fa873ee33c797cd3b904fdadf814afa34df9a38f6ed41b984e2c6da2aa6f5 > /P -4 /R 3 /U
      <e21cc3d13b0faa9934db7d20f11e333e0122456a91bae5134273a6db134c87c4 > /V 2 >>
      """,
      """
      b30b04c3c7a1f47a3618c1f41efc5cd41580f284d232753a1b4400839a4ac964 b92f7e
      """
    ),
    (
      "r4 with AES",
      """
      << /CF << /StdCF << /CFM /AESV2 /Length 16 >> >> /Filter /Standard /Length 128 /O
      <566fa873ee33c797cd3b904fdadf814afa34df9a38f6ed41b984e2c6da2aa6f5 > /P -4 /R 4 /StmF
      /StdCF /StrF /StdCF /U
      <e21cc3d13b0faa9934db7d20f11e333e0122456a91bae5134273a6db134c87c4 > /V 4 >>
      """,
      """
      0e1c2a38465462707e8c9aa8b6c4d2e07f1c85160fd2f9b345e9bc6a8574e8bf
      bce21f7062f08d1407f838a5761972bd971d2d8326317b3df8cd5067df544ff2
      """
    ),
    (
      "r5",
      """
      << /CF << /StdCF << /CFM /AESV3 /Length 32 >> >> /Filter /Standard /Length 256 /O
      <6cb710ba6b99fb5d76eb06d69a476ce7a8e55a676b64f0d4f019120d210e5418
      3f606b11a5d7f9f2710167ce19d1b906> /P -4 /R 5 /StmF /StdCF /StrF /StdCF /U
      <e4ec0942eb3e2bb5aab49863c639894c353b474a5154ba8a60424ae101ee91b6
      69fc3e761b05073db7555cb8c91a9114> /UE
      <c94d2a236a892881194bcfd373111163081c555cd30044546b9cacfd146ff8e3 > /V 5 >>
      """,
      """
      0e1c2a38465462707e8c9aa8b6c4d2e03c00c9db67ace4ca4a8f1a41266f224a
      0f04f0ef19fcf1d7c816a7874f65c2d914b0d35f21f69c0e1bf874015b8aa2f8
      """
    ),
    (
      "r6",
      """
      << /CF << /StdCF << /CFM /AESV3 /Length 32 >> >> /Filter /Standard /Length 256 /O
      <8a24ea4c154f5e896532e18a9b1de00a7dfec080fec599941f80e2a1a195a47b
      7e163fb51eb0a1345e3099c3ca10bdf7> /P -4 /R 6 /StmF /StdCF /StrF /StdCF /U
      <8f94ce10214149aa9c5eee36fcd7109ce4d6452f80b90821f2d7747cc2ecfcd3
      149ff2e78810032c8ed6db8e0cba11c3> /UE
      <6fc3b8e00f91403479cfdc0fd631037d0c50d8c07f21dc74e710548369352336 > /V 5 >>
      """,
      """
      0e1c2a38465462707e8c9aa8b6c4d2e0e8bed7ae9614984bc7adcab0b05c9ebe
      49f15829a3f523c36ca3db290376c404beac2e422f1b2b518d33d28e7762a36f
      """
    ),
  ]

  static func bytes(_ digits: String) -> [UInt8] {
    let digits = digits.utf8.compactMap { UInt8(String(UnicodeScalar($0)), radix: 16) }
    return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
  }

  static func body(_ sample: (revision: String, dictionary: String, data: String)) -> [UInt8] {
    var file = BuiltPDF()
    file.add(4, "/Type/EmbeddedFile", stream: bytes(sample.data))
    return file.finish(
      trailer: "/ID[<31415926535897932384626433832795>]/Encrypt" + sample.dictionary)
  }

  @Test func whatTheEmptyPasswordOpensIsNoSecret() throws {
    for sample in Self.samples {
      let record = try inspect(Self.body(sample))
      #expect(record.isInfected && record.reasons.isEmpty, "\(sample.revision)")
      #expect(record.classes.isEmpty && record.contents.last?.byteCount == planted.count)
    }
  }

  @Test func anotherPasswordOrHandlerIsEncrypted() throws {
    for var sample in Self.samples {
      let words = sample.dictionary.split(whereSeparator: \.isWhitespace)
      sample.dictionary = words.joined(separator: " ")
      let place = try #require(sample.dictionary.range(of: "/U <"))
      sample.dictionary.insert(contentsOf: "00", at: place.upperBound)
      let closed = try inspect(Self.body(sample))
      #expect(closed.reasons == UnjudgedReasons(.encrypted), "\(sample.revision)")
      #expect(closed.classes == ThreatClasses(.passwordProtected))
    }
    var sample = Self.samples[0]
    sample.dictionary = "<</Filter/Adobe.PubSec/V 4>>"
    #expect(try inspect(Self.body(sample)).reasons == UnjudgedReasons(.encrypted))
  }

  @Test func whereSeveralKeysOpenAFileItIsAmbiguous() throws {
    var file = BuiltPDF()
    for sample in Self.samples.prefix(2) {
      file.append("trailer<</Root 1 0 R/ID[<31415926535897932384626433832795>]/Encrypt")
      file.append(sample.dictionary + ">>\n")
    }
    #expect(try inspect(file.finish()).reasons.contains(UnjudgedReasons(.ambiguous)))
    var other = BuiltPDF()
    let entry = Self.samples[0].dictionary.replacing("/V", with: "/X 7 0 R/V")
    other.append("trailer<</Root 1 0 R/ID[<31415926535897932384626433832795>]/Encrypt\(entry)>>\n")
    #expect(try inspect(other.finish()).reasons.contains(UnjudgedReasons(.ambiguous)))
  }

  @Test func whereOneRevisionIsPlainBothReadingsAreMade() throws {
    var file = BuiltPDF()
    file.append("trailer<</Root 1 0 R>>\n")
    file.add(4, "/Filter/AHx", stream: BuiltPDF.hidden)
    let record = try inspect(
      file.finish(
        trailer: "/ID[<31415926535897932384626433832795>]/Encrypt" + Self.samples[0].dictionary))
    #expect(record.isInfected)
  }

  @Test func aStreamOfATypeThatMayBePlainIsReadInBothWays() throws {
    let sample = Self.samples[0]
    let trailer = "/ID[<31415926535897932384626433832795>]/Encrypt" + sample.dictionary
    for type in ["Metadata", "XRef"] {
      var file = BuiltPDF()
      file.add(4, "/Type/\(type)", stream: Self.bytes(sample.data))
      #expect(try inspect(file.finish(trailer: trailer)).isInfected, "\(type)")
      var plain = BuiltPDF()
      plain.add(4, "/Type/\(type)/Filter/AHx", stream: BuiltPDF.hidden)
      #expect(try inspect(plain.finish(trailer: trailer)).isInfected, "\(type)")
    }
  }

  @Test func aStreamWhoseNumberOnlyATableTellsIsAmbiguous() throws {
    let sample = Self.samples[0]
    var file = BuiltPDF()
    file.append("4 %\n0 %\nobj<</Length \(Self.bytes(sample.data).count)>>stream\n")
    file.append(String(repeating: "x", count: 35) + "\nendstream endobj\n")
    let trailer = "/ID[<31415926535897932384626433832795>]/Encrypt" + sample.dictionary
    #expect(try inspect(file.finish(trailer: trailer)).reasons == UnjudgedReasons(.ambiguous))
  }
}
