import HTTP
import Testing

/// Other parsers' test cases: nothing crashes, the cut of the bytes decides nothing, and what a
/// strict parser calls an error is no message here.
@Suite(.enabled(if: Corpus.http != nil, "the HTTP corpus is not on this machine"))
struct CorpusTests {
  @Test func whatLlhttpRefusesIsNotAccepted() throws {
    let cases = try #require(Corpus.http).filter { $0.name.hasSuffix(".md") }.flatMap {
      LlhttpCase.all(in: $0)
    }
    #expect(cases.count > 200)
    var clean = 0
    for example in cases {
      let reading = readStream(example.input, example.kind)
      #expect(
        reading == readStream(example.input, example.kind, byteByByte: true), "\(example.name)")
      if reading.end == .clean { clean += 1 }
      if example.isStrict, example.isError {
        #expect(reading.end != .clean, "\(example.name)")
      }
    }
    // That all are refused for a reason of their own would show nothing.
    #expect(clean > 80)
  }

  @Test func libhtpStreamsDecideNothingByTheirCut() throws {
    let files = try #require(Corpus.http).filter {
      $0.name.hasPrefix("libhtp/") && $0.name.hasSuffix(".t")
    }
    #expect(files.count > 90)
    var heads = 0
    for file in files {
      for (kind, input) in Self.sections(file.bytes) {
        let reading = readStream(input, kind)
        #expect(reading == readStream(input, kind, byteByByte: true), "\(file.name)")
        heads += reading.heads.count
      }
    }
    #expect(heads > 100)
  }

  /// What its own authors named invalid, in requests and responses.
  @Test(arguments: [
    "20-ambiguous-host", "31-get-request-line-nul", "32-invalid-hostname", "33-invalid-hostname",
    "34-invalid-hostname", "36-invalid-request-1", "37-invalid-request-2", "38-invalid-request-3",
    "48-invalid-response", "49-invalid-response", "51-get-ipv6-invalid", "68-invalid-request",
    "73-response-te-and-cl", "74-response-multiple-cl", "75-response-invalid-cl",
    "77-response-folded", "80-hostname-invalid", "81-hostname-invalid", "88-response-multiple-cl",
  ])
  func libhtpStreamsNamedInvalidAreRefused(name: String) throws {
    let file = try #require(
      Corpus.http?.first { $0.name.hasPrefix("libhtp/test/files/\(name)") })
    let faults = Self.sections(file.bytes).map { readStream($0.1, $0.0).end }
    #expect(
      faults.contains {
        if case .failed = $0 { true } else { false }
      })
  }

  /// A stream file alternates between what the client and what the server sent, each after a line
  /// of three angle brackets.
  private static func sections(_ file: [UInt8]) -> [(HeadScanner.Kind, [UInt8])] {
    var sections: [(HeadScanner.Kind, [UInt8])] = []
    var line: [UInt8] = []
    for byte in file {
      line.append(byte)
      guard byte == 0x0A else { continue }
      let mark = text(line).filter { $0 != "\r" && $0 != "\n" && $0 != "\r\n" }
      if mark == ">>>" || mark == "<<<" {
        sections.append((mark == ">>>" ? .request : .response, []))
      } else if !sections.isEmpty {
        sections[sections.count - 1].1 += line
      }
      line = []
    }
    if !sections.isEmpty { sections[sections.count - 1].1 += line }
    return sections
  }
}

/// One case of a Markdown file: a block of bytes, and the log of what the strict parser saw.
private struct LlhttpCase {
  var name: String
  var kind: HeadScanner.Kind
  /// Whether it is run without any of the lenient switches.
  var isStrict: Bool
  var isError: Bool
  var input: [UInt8]

  static func all(in file: Corpus.File) -> [LlhttpCase] {
    var cases: [LlhttpCase] = []
    var heading = ""
    var meta = ""
    var block: [String]?
    var input: String?
    for line in lines(file.bytes) {
      if let open = block {
        guard line == "```" else {
          block = open + [line]
          continue
        }
        block = nil
        let body = open.dropFirst().joined(separator: "\n")
        if open[0] == "```http" { input = body }
        if open[0] == "```log", let http = input, meta.contains("type") {
          cases.append(LlhttpCase(name: "\(file.name): \(heading)", meta: meta, http, log: body))
          input = nil
        }
      } else if line.hasPrefix("```") {
        block = [line]
      } else if line.hasPrefix("#") {
        heading = line
      } else if line.hasPrefix("<!-- meta=") {
        meta = line.filter { $0 != " " }
      }
    }
    return cases
  }

  /// Lines by LF alone: a CR in the block is part of the case.
  private static func lines(_ bytes: [UInt8]) -> [String] {
    bytes.split(separator: 0x0A, omittingEmptySubsequences: false).map { text($0) }
  }

  private init(name: String, meta: String, _ http: String, log: String) {
    self.name = name
    kind = meta.contains("\"type\":\"response") ? .response : .request
    isStrict = !meta.contains("lenient")
    isError = log.split(separator: "\n").contains { line in
      line.contains("error code=") && !Self.isNoFault(line)
    }
    input = bytes(Self.unescaped(http))
    if kind == .request { input = bytes(Self.withHosts(text(input))) }
  }

  /// Errors of that parser that are none here.
  private static func isNoFault(_ line: Substring) -> Bool {
    // Its user asked it to stop.
    line.contains("Pause")
      // Bytes after a message that closes the connection: never read, so what came before stands.
      || line.contains("error code=5 ")
      // It knows a fixed set of methods. Any token is one (RFC 9110, section 9.1), and the framing of
      // a request does not depend on it.
      || line.contains("Expected space after method")
      || line.contains("Invalid method for HTTP/x.x request")
  }

  /// Line ends are CRLF unless escaped away by a backslash; `\r`, `\n`, `\t`, `\f`, `\0` and `\xHH` are
  /// bytes.
  private static func unescaped(_ http: String) -> String {
    var output: [UInt8] = []
    let input = bytes(http)
    var index = 0
    while index < input.count {
      let byte = input[index]
      index += 1
      if byte == 0x0A { output += [0x0D, 0x0A] }
      guard byte == 0x5C, index < input.count else {
        if byte != 0x0A { output.append(byte) }
        continue
      }
      let escaped = input[index]
      index += 1
      switch escaped {
      case 0x0A: break
      case UInt8(ascii: "r"): output.append(0x0D)
      case UInt8(ascii: "n"): output.append(0x0A)
      case UInt8(ascii: "t"): output.append(0x09)
      case UInt8(ascii: "f"): output.append(0x0C)
      case UInt8(ascii: "0"): output.append(0)
      case UInt8(ascii: "x") where index + 1 < input.count:
        output.append(UInt8(text(input[index...index + 1]), radix: 16) ?? 0)
        index += 2
      default: output += [0x5C, escaped]
      }
    }
    return text(output)
  }

  /// Most cases leave out `Host`, which is required here: without one all would be refused for that.
  private static func withHosts(_ request: String) -> String {
    guard !request.lowercased().contains("host:") else { return request }
    return request.split(separator: " HTTP/1.1\r\n", omittingEmptySubsequences: false)
      .joined(separator: " HTTP/1.1\r\nHost: a\r\n")
  }
}
