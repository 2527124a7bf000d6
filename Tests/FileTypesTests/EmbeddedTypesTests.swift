import Testing

@testable import FileTypes

@Suite struct EmbeddedTypesTests {
  private func find(_ bytes: [UInt8], in type: FileType, overlap: Int = 32) -> EmbeddedTypes {
    FileTyperTests.typer.embeddedTypes(in: bytes.span, of: type, overlapBytes: overlap)
  }

  private func text(_ pieces: (Int, String)..., count: Int) -> [UInt8] {
    var text = [UInt8](repeating: 0x41, count: count)
    for (place, piece) in pieces {
      text.replaceSubrange(place..<(place + piece.utf8.count), with: Array(piece.utf8))
    }
    return text
  }

  private static let executable: [UInt8] =
    [0x4d, 0x5a] + [UInt8](repeating: 0, count: 60) + Array("PE\0\0".utf8)

  @Test func `HTML is found at any place of a text, across windows too`() {
    for place in [0, 1018, 5000, 131_066, 131_069, 131_072, 262_000] {
      #expect(find(text((place, "<html>"), count: 300_000), in: .textASCII).result == .html)
    }
    #expect(find(text(count: 300_000), in: .textASCII).result == .any)
  }

  @Test func `HTML whose parts lie in different windows is found`() {
    let bytes = text((100, "<a "), (290_000, "href"), count: 300_000)
    #expect(find(bytes, in: .textASCII).result == .html)
  }

  @Test
  func `the last of several self-extracting archives decides in a window, the highest over all`() {
    let zip = "PK\u{3}\u{4}"
    #expect(
      find(text((10, "<html>"), (50, zip), count: 90), in: .textASCII).result == .zipSFX)
    #expect(
      find(text((10, zip), (50, "<html>"), count: 90), in: .textASCII).result == .zipSFX)
    #expect(
      find(text((10, zip), (200_000, "<html>"), count: 210_000), in: .textASCII).result == .zipSFX)
    #expect(
      find(text((10, "MSCF\0\0\0\0"), (50, zip), count: 90), in: .gif).result == .zipSFX)
    #expect(
      find(text((10, "MSCF\0\0\0\0"), (200_000, zip), count: 210_000), in: .gif).result == .cabSFX)
  }

  @Test func `a mail is looked for only where it can begin`() {
    let mail = "\nReceived: x\nContent-Type: y"
    #expect(find(text((2048, mail), count: 9000), in: .textASCII).result == .mail)
    #expect(find(text((2049, mail), count: 9000), in: .textASCII).result == .any)
  }

  @Test func `HTML is told as the whole search tells it, whatever is there beside it`() {
    var random = Seeded(state: 31)
    var pieces = ["<html>", "<a ", "href", "<A x", " ", "<!-- ", "a-b: c", "<?xml version=\"1.0\""]
    for rule in BuiltInPatterns.rules {
      guard case .pattern(_, let pattern) = rule.kind else { continue }
      pieces += pattern.parts.map { part in
        String(
          String.UnicodeScalarView(
            part.units.flatMap { unit -> [UInt8] in
              switch unit {
              case .byte(let value, _): [value]
              case .alternatives(let choices): choices[0]
              }
            }.map { Unicode.Scalar($0) }))
      }
    }
    for round in 0..<3000 {
      // Most have nothing that outranks HTML, some begin like a mail.
      var bytes: [UInt8] = round % 4 == 0 ? [] : Array("<html>".utf8)
      for _ in 0..<Int.random(in: 0...4, using: &random) {
        bytes += [UInt8](repeating: 0x41, count: Int.random(in: 0...700, using: &random))
        bytes += pieces.randomElement(using: &random)!.unicodeScalars.map { UInt8($0.value) }
      }
      for type in [FileType.textASCII, .gif] {
        let all = find(bytes, in: type)
        let told = FileTyperTests.typer.hasHTML(in: bytes.span, of: type)
        #expect(told == (all.isComplete ? all.result == .html : nil), "\(bytes)")
      }
    }
  }

  @Test func `a file of any type without HTML forms has no HTML`() {
    let bytes = text((10, "<html>"), count: 90)
    #expect(FileTyperTests.typer.hasHTML(in: bytes.span, of: .textASCII) == true)
    #expect(FileTyperTests.typer.hasHTML(in: bytes.span, of: .elf) == false)
    #expect(FileTyperTests.typer.hasHTML(in: bytes.span, of: .textUTF16LE) == false)
  }

  @Test func `executables are listed in executables and compound files`() {
    let bytes = [UInt8](repeating: 1, count: 500) + Self.executable + Self.executable
    for type in [FileType.msexe, .ole2] {
      #expect(find(bytes, in: type).executables == [500, 500 + Self.executable.count])
    }
    #expect(find(bytes, in: .textASCII).executables.isEmpty)
    #expect(find(bytes, in: .elf) == .none)
    #expect(find(Self.executable, in: .msexe).executables.isEmpty)
  }

  @Test func `a list filled by other types has no room for executables`() {
    let cab = Array("MSCF\0\0\0\0".utf8)
    let nine: [UInt8] = [1] + Array([[UInt8]](repeating: cab, count: 9).joined())
    #expect(find(nine + Self.executable, in: .msexe).executables == [nine.count])
    #expect(find(nine + cab + Self.executable, in: .msexe).executables.isEmpty)
  }

  @Test func `every truncation of a file with all built-in patterns is searched`() {
    var bytes: [UInt8] = []
    for rule in BuiltInPatterns.rules {
      guard case .pattern(_, let pattern) = rule.kind else { continue }
      for part in pattern.parts {
        bytes += [UInt8](repeating: 0, count: part.gapMin)
        for unit in part.units {
          switch unit {
          case .byte(let value, _): bytes.append(value)
          case .alternatives(let choices): bytes += choices[0]
          }
        }
      }
    }
    #expect(bytes.count > 3000)
    for count in stride(from: 0, through: bytes.count, by: 7) {
      let prefix = Array(bytes[..<count])
      #expect(find(prefix, in: .textASCII).isComplete)
      _ = find(prefix, in: .msexe)
      _ = FileTyperTests.type(Array(bytes[(bytes.count - count)...]))
    }
  }

  @Test func `a hostile rule on hostile bytes ends, and says that it is not complete`() throws {
    let same = String(repeating: "41", count: 255)
    let line = "1:*:\(same)42:A:CL_TYPE_ANY:CL_TYPE_GZ"
    let rule = try #require(try FileMagicRule(line: Array(line.utf8)[...]))
    let typer = try FileTyper(rules: [rule])
    let bytes = [UInt8](repeating: 0x41, count: 1 << 20)
    #expect(!typer.embeddedTypes(in: bytes.span, of: .textASCII).isComplete)
  }

  @Test func `more patterns in parts than there is room for are refused`() throws {
    let line = Array("1:*:4142*4344:A:CL_TYPE_ANY:CL_TYPE_GZ".utf8)
    let rule = try #require(try FileMagicRule(line: line[...]))
    let many = Array(repeating: rule, count: PatternIndex.tracksMax)
    _ = try FileTyper(rules: many)
    #expect(throws: FileMagicFault.tooLong) { try FileTyper(rules: many + [rule]) }
  }

  @Test func whatASearchTookIsTold() {
    let ordinary = [UInt8](repeating: 0x90, count: 1 << 16)
    #expect(find(ordinary, in: .msexe).comparisons < 100)
    // A header in every 64 bytes: each is compared.
    let header = Array("MZ".utf8) + [UInt8](repeating: 0, count: 58) + Array("PE\0\0".utf8)
    let headers = (0..<1 << 10).flatMap { _ in header }
    #expect(find(headers, in: .msexe).comparisons > 8 << 10)
  }
}
