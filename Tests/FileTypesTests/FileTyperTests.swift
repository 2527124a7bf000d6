import Testing

@testable import FileTypes

@Suite struct FileTyperTests {
  static let typer: FileTyper = {
    guard let typer = try? FileTyper() else { preconditionFailure() }
    return typer
  }()

  static func type(_ bytes: [UInt8]) -> FileType { typer.type(ofWhole: bytes.span) }

  private func type(_ text: String) -> FileType { Self.type(Array(text.utf8)) }

  /// Binary data without any pattern of a type.
  static let binary: [UInt8] = [1, 0, 2, 0, 3, 0, 0, 4]

  @Test func `each built-in rule of first bytes finds its type, unless a later one fits too`() {
    let rules = BuiltInFirstBytes.rules
    for (rank, rule) in rules.enumerated() {
      guard case .firstBytes(let offset, let bytes) = rule.kind else { continue }
      let file = [UInt8](repeating: 0xfe, count: offset) + bytes + [0, 1, 0, 2, 0, 3]
      let last = rules[rank...].last { later in
        guard case .firstBytes(let place, let magic) = later.kind else { return false }
        return file[min(place, file.count)...].starts(with: magic)
      }
      #expect(Self.typer.firstBytes.type(of: file.span) == last?.type)
    }
    #expect(rules.count == 186)
    #expect(BuiltInPatterns.rules.count == 67)
  }

  @Test func `the last rule that fits decides`() {
    #expect(type("[aliases]\n") == .posixTar)
    #expect(Self.type([0x4d, 0x4d] + Self.binary) == .tiff)
  }

  @Test func `text is told from binary data by its control characters`() {
    #expect(type("plain text\n") == .textASCII)
    #expect(type("Grüße, ℵ\n") == .textASCII)
    #expect(Self.type(Self.binary) == .binaryData)
    for byte in UInt8.min...UInt8.max {
      let isControl = byte < 0x20 && ![7, 8, 9, 10, 12, 13, 27].contains(byte) || byte == 0x7f
      for place in 0..<17 {
        var text = [UInt8](repeating: 0x41, count: 17)
        text[place] = byte
        #expect((Self.type(text) == .textASCII) == !isControl, "\(byte) at \(place)")
      }
    }
  }

  @Test func `UTF-16 is told by its mark, or by having no small units`() {
    #expect(Self.type([0xff, 0xfe, 0x41, 0, 0x42, 0, 1, 0]) == .textUTF16LE)
    #expect(Self.type([0xfe, 0xff, 0, 0x41, 0, 0x42]) == .textUTF16BE)
    #expect(Self.type([1, 2, 3, 4, 5, 6, 7, 8]) == .textUTF16BE)
    #expect(Self.type([1, 2, 3, 4, 0, 6, 7, 8]) == .binaryData)
    #expect(Self.type([0xff, 0xfe, 1, 0, 2, 0, 3, 0]) == .textUTF16LE)
    #expect(Self.type([0xff, 0xfe, 1, 0, 2, 0, 3, 0, 4, 0, 0xfe, 0xff]) == .binaryData)
  }

  @Test func `patterns decide for text and binary data only`() {
    #expect(type("some text <html> more") == .html)
    #expect(Self.type(Self.binary + Array("<img".utf8)) == .html)
    #expect(type("%PDF-1.4 <html>") == .pdf)
    #expect(type("%!PS-Adobe- <html>") == .postScript)
    #expect(type("text <a name='x' HrEF=") == .html)
    #expect(type("text <a name='x' hrEf=") == .textASCII)
  }

  @Test func `of self-extracting archives nothing is concluded`() {
    #expect(Self.type(Self.binary + [0x50, 0x4b, 3, 4]) == .binaryData)
    #expect(Self.type(Self.binary + Array("<html>".utf8) + [0x50, 0x4b, 3, 4]) == .binaryData)
    #expect(Self.type(Self.binary + [0x50, 0x4b, 3, 4] + Array("<html>".utf8)) == .binaryData)
  }

  @Test func `an executable is found in binary data by the distance of its marks`() {
    for gap in [0, 59, 60, 300, 301, 500] {
      let bytes =
        Self.binary + [0x4d, 0x5a] + [UInt8](repeating: 0, count: gap) + Array("PE\0\0".utf8)
      #expect(Self.type(bytes) == (60...300 ~= gap ? .msexe : .binaryData))
    }
  }

  @Test func `of many places of a first part, the first and the last eight are remembered`() {
    let mark: [UInt8] = [0x4d, 0x5a]
    let noise = Array([[UInt8]](repeating: mark, count: 20).joined()) + Array("PE\0\0".utf8)
    func zeroes(_ count: Int) -> [UInt8] { [UInt8](repeating: 0, count: count) }
    #expect(Self.type(Self.binary + noise) == .binaryData)
    #expect(Self.type(Self.binary + mark + zeroes(70) + noise) == .msexe)
    let second = Self.binary + mark + zeroes(400) + mark + zeroes(70)
    #expect(Self.type(second + noise) == .binaryData)
  }

  @Test func `HTML in wide characters is found`() {
    let html = "<html><body>"
    let little = html.utf16.flatMap { [UInt8($0 & 0xff), UInt8($0 >> 8)] }
    let big = html.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xff)] }
    let wide = html.unicodeScalars.flatMap { [0, 0, 0, UInt8($0.value)] as [UInt8] }
    #expect(Self.type([0xff, 0xfe] + little) == .htmlUTF16)
    #expect(Self.type(little) == .htmlUTF16)
    #expect(Self.type([0xfe, 0xff] + big) == .html)
    #expect(Self.type([0x01, 0x41] + big) == .textUTF16BE)
    #expect(Self.type([0, 0, 0xfe, 0xff] + wide) == .html)
    #expect(Self.type(wide) == .html)
    for count in 0..<wide.count { _ = Self.type(Array(wide[..<count])) }
  }

  @Test func `a tar is known by its checksum`() {
    var header = [UInt8](repeating: 0, count: 512)
    header.replaceSubrange(0..<4, with: Array("name".utf8))
    func sealed(_ header: [UInt8]) -> [UInt8] {
      var header = header
      let sum = header.reduce(0) { $0 + Int($1) } + 8 * 32
      let digits = String(sum, radix: 8)
      header.replaceSubrange(148..<(148 + digits.utf8.count), with: Array(digits.utf8))
      return header
    }
    #expect(Self.type(sealed(header)) == .oldTar)
    var changed = sealed(header)
    changed[0] ^= 1
    #expect(Self.type(changed) == .binaryData)
    #expect(Self.type(Array(sealed(header)[..<511])) == .binaryData)
    header.replaceSubrange(257..<265, with: Array("ustar  \0".utf8))
    #expect(Self.type(sealed(header)) == .posixTar)
  }

  @Test func `bytes beyond the first 1,024 decide nothing, ZIP apart`() {
    let text = [UInt8](repeating: 0x41, count: 1024)
    #expect(Self.type(text + [0, 1, 2]) == .textASCII)
    #expect(Self.type(Array(text.dropLast(5)) + Array("<html>".utf8)) == .textASCII)
    #expect(Self.type(Array(text.dropLast(6)) + Array("<html>".utf8)) == .html)
  }

  @Test func `an Office document is known by its members' names`() {
    func member(_ name: String, _ fill: Int = 0) -> [UInt8] {
      [0x50, 0x4b, 3, 4] + [UInt8](repeating: 0, count: 26) + Array(name.utf8)
        + [UInt8](repeating: 0xaa, count: fill + 23)
    }
    #expect(Self.type(member("a") + member("b") + member("xl/")) == .ooxmlExcel)
    #expect(Self.type(member("a") + member("b") + member("c") + member("xl/")) == .zip)
    #expect(Self.type(member("a", 2000) + member("b", 1500) + member("word/")) == .ooxmlWord)
    let file =
      member("docProps/") + member("b") + member("c") + member("ppt/x") + central("ppt/x")
    #expect(Self.type(file) == .ooxmlPowerPoint)
    #expect(
      Self.typer.type(ofFirstBytes: member("a", 2000).span) == .zip, "later headers are not there")
    for count in 0..<file.count { _ = Self.type(Array(file[..<count])) }
  }

  /// A central directory of one member, at offset 242, and its end.
  private func central(_ name: String) -> [UInt8] {
    let before = 4 * (30 + 23) + "docProps/".utf8.count + 2 + "ppt/x".utf8.count
    let header: [UInt8] =
      [0x50, 0x4b, 1, 2] + [UInt8](repeating: 0, count: 24) + [UInt8(name.utf8.count), 0]
      + [UInt8](repeating: 0, count: 16)
    let end: [UInt8] =
      [0x50, 0x4b, 5, 6] + [UInt8](repeating: 0, count: 12) + [UInt8(before), 0, 0, 0, 0, 0]
    return header + Array(name.utf8) + end
  }
}
