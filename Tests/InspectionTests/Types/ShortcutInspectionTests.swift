import Scanning
import Testing

@testable import Inspection

@Suite struct ShortcutInspectionTests {
  private let action = ThreatClasses(.unwantedAction)
  private let program: ThreatClasses = [ThreatClasses(.executable), ThreatClasses(.unwantedAction)]

  @Test func whatAShortcutStartsIsInspected() throws {
    let header: [UInt8] =
      [0x4C, 0, 0, 0, 1, 0x14, 2, 0, 0, 0, 0, 0, 0xC0, 0, 0, 0, 0, 0, 0, 0x46, 0xA0, 0, 0, 0]
      + [UInt8](repeating: 0, count: 52)
    let arguments: [UInt8] = [UInt8(planted.count), 0] + planted.flatMap { [$0, 0] as [UInt8] }
    let record = try inspect(header + arguments + [0, 0, 0, 0] + planted)
    #expect(record.contents.map(\.relation) == [.body, .script, .appended])
    #expect(record.contents[1].detections.count == 1 && record.contents[2].detections.count == 1)
    #expect(record.classes == program)
  }

  @Test func shortcutsAsTextActUnlessTheyOpenAPage() throws {
    func classes(_ text: String) throws -> ThreatClasses { try inspect(Array(text.utf8)).classes }
    #expect(try classes("[InternetShortcut]\r\nURL=https://example.org/\r\n").isEmpty)
    #expect(try classes("[InternetShortcut]\r\nURL=file://host/x.exe\r\n") == action)
    #expect(try classes("[InternetShortcut]\nURL=http://a/\nIconFile=\\\\host\\x.ico\n") == action)
    #expect(try classes("[Desktop Entry]\nType=Application\nExec=sh -c x\n") == program)
    #expect(try classes("[Desktop Entry]\nType=Link\nURL=https://example.org/\n").isEmpty)
  }
}
