import Formats
import Testing

@Suite struct ShortcutTests {
  static func little(_ value: Int, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }

  static func wide(_ text: String) -> [UInt8] {
    little(text.utf16.count, 2) + text.utf16.flatMap { little(Int($0), 2) }
  }

  /// A shortcut with a list of identifiers, a path, arguments and a path with variables.
  static let link: [UInt8] = {
    var header =
      little(0x4C, 4) + little(0x0002_1401, 4) + [0, 0, 0, 0, 0xC0, 0, 0, 0, 0, 0, 0, 0x46]
    header += little(1 | 2 | 8 | 32 | 128, 4) + [UInt8](repeating: 0, count: 52)
    let path = Array("C:\\a.exe".utf8) + [0]
    let information =
      little(28 + path.count, 4) + little(28, 4) + little(1, 4) + little(0, 4) + little(28, 4)
      + little(0, 8) + path
    let variables = Array("%windir%\\b.exe".utf8)
    let block =
      little(788, 4) + little(0xA000_0001, 4) + variables
      + [UInt8](repeating: 0, count: 780 - variables.count)
    return header + [2, 0, 9, 9] + information + wide("..\\a.exe") + wide("-enc é") + block
      + little(0, 4)
  }()

  @Test func aShortcutTellsWhatItStarts() {
    let link = ShellLink((Self.link + [1, 2, 3]).span)
    let targets = link?.targets.map { String(decoding: $0, as: UTF8.self) }
    #expect(targets == ["C:\\a.exe", "..\\a.exe", "%windir%\\b.exe"])
    #expect(link.map { String(decoding: $0.arguments, as: UTF8.self) } == "-enc é")
    #expect(link?.end == Self.link.count)
  }

  @Test func shortcutsAsTextAreToldByTheirFirstLine() {
    func kind(_ text: String) -> TextShortcut.Kind? {
      TextShortcut.kind(Array(text.utf8).span, from: 0)
    }
    #expect(
      kind("[InternetShortcut]\r\nURL=x") == .internet
        && kind("[DEFAULT]\nBASEURL=x\n") == .internet)
    #expect(kind("# a\n[Desktop Entry]\nExec=x") == .desktop && kind("[Default]\nx=1") == nil)
    #expect(kind("[section]\n[InternetShortcut]") == nil && kind("# a") == nil)
  }

  @Test func theValueOfAKeyIsFound() {
    let text = Array("[a]\nurlx=1\n URL = b c\r\n".utf8)
    let value = TextShortcut.value(of: "url", in: text.span)
    #expect(value.map { String(decoding: text[$0], as: UTF8.self) } == "b c\r")
    #expect(TextShortcut.value(of: "c", in: text.span) == nil)
  }

  @Test func everyBeginningAndChangeIsReadToAnEnd() {
    withDamage(Self.link) { bytes in
      let link = ShellLink(bytes.span)
      #expect(link?.end ?? 0 <= bytes.count)
    }
    withDamage(Array("; a\n[Default]\nBASEURL=b\n".utf8)) {
      _ = TextShortcut.kind($0.span, from: 0)
    }
  }
}
