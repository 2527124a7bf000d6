import HTTP
import Testing

/// Every byte at every place of a word: the scans take eight bytes at a time, and their classes are
/// written as bit masks.
@Suite struct ByteClassTests {
  private static let letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"

  /// A request in which one byte of a run of letters is another.
  private func request(_ before: String, _ byte: UInt8, at place: Int, _ after: String) -> [UInt8] {
    var run = [UInt8](repeating: 0x61, count: 17)
    run[place] = byte
    return bytes(before) + run + bytes(after)
  }

  @Test(arguments: 0..<17)
  func valuesHoldTextAndTabs(place: Int) {
    for byte in UInt8.min...UInt8.max {
      let input = request("X / HTTP/1.1\r\nHost: a\r\nA: -", byte, at: place, "-\r\n\r\n")
      let isText = byte == 0x09 || byte >= 0x20 && byte != 0x7F
      #expect(
        scan(input, .request, cuts: []) == (isText ? .complete(count: input.count) : fault(byte)))
      #expect(isAccepted(input) == isText)
    }
  }

  @Test(arguments: 0..<17)
  func namesAreTokens(place: Int) {
    let token = Set(bytes(Self.letters + "!#$%&'*+-.^_`|~"))
    for byte in UInt8.min...UInt8.max where byte != 0x3A {
      let input = request("X / HTTP/1.1\r\nHost: a\r\n", byte, at: place, ": b\r\n\r\n")
      #expect(isAccepted(input) == token.contains(byte))
    }
  }

  @Test(arguments: 0..<17)
  func targetsAreVisible(place: Int) {
    let excluded = Set(bytes("#\\"))
    for byte in UInt8.min...UInt8.max where byte != 0x3F {
      let input = request("X /", byte, at: place, " HTTP/1.1\r\nHost: a\r\n\r\n")
      let isVisible = byte > 0x20 && byte < 0x7F && !excluded.contains(byte)
      #expect(isAccepted(input) == isVisible)
    }
  }

  @Test(arguments: 0..<17)
  func hostsAreNames(place: Int) {
    let name = Set(bytes(Self.letters + "-._"))
    for byte in UInt8.min...UInt8.max {
      let input = request("X / HTTP/1.1\r\nHost: a", byte, at: place, "a\r\n\r\n")
      #expect(isAccepted(input) == name.contains(byte))
    }
  }

  private func isAccepted(_ input: [UInt8]) -> Bool {
    switch parseRequest(input) {
    case .success: true
    case .failure: false
    }
  }

  private func fault(_ byte: UInt8) -> HeadProgress {
    switch byte {
    case 0: .failed(.nul)
    case 0x0A: .failed(.bareLineFeed)
    case 0x0D: .failed(.bareCarriageReturn)
    default: .failed(.controlCharacter)
    }
  }
}
