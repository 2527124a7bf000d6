import Testing

@testable import Inspection

/// Programs that are rare, by their headers, their words and their names.
@Suite struct RareProgramTests {
  private static func padded(_ start: [UInt8]) -> [UInt8] {
    start + [UInt8](repeating: 0, count: 128)
  }

  private static let compiled: [[UInt8]] = [
    // An object with one section.
    padded([0x64, 0x86, 1, 0] + [UInt8](repeating: 0, count: 16) + Array(".text".utf8)),
    padded([0, 0, 0xFF, 0xFF, 2, 0, 0x64, 0x86, 0, 0, 0, 0, 0xC7, 0xA1, 0xBA, 0xD1]),
    padded(Array("VZ".utf8) + [0x64, 0x86, 3, 11, 0xA0, 1]),
    padded(Array("FOR1\0\0\0\u{10}BEAM".utf8)),
    padded([0xC6, 0x1F, 0xBC, 0x03, 0xC1, 0x03, 0x19, 0x1F]), padded(Array("vdex021\0".utf8)),
    padded(Array("YARB\u{3}\0\0\0".utf8)),
  ]

  @Test(arguments: compiled) func compiledCodeIsExecutable(_ bytes: [UInt8]) throws {
    let record = try inspect(bytes)
    #expect(record.contents[0].type == .otherExecutable)
    #expect(record.classes == ThreatClasses(.executable))
  }

  @Test(arguments: [
    "Windows Registry Editor Version 5.00\r\n\r\n[HKEY_CURRENT_USER\\a]\r\n\"b\"=\"c\"\r\n",
    "REGEDIT4\r\n\r\n[HKEY_CURRENT_USER\\a]\r\n", "require 'open3'\nputs `id`\nsystem('id')\n",
    "package require Tcl\nset x [exec id]\n", "set x [exec sh -c id]\nputs $x\n",
    "BEGIN { system(\"id\") }\n", "BEGIN {\n  \"id\" | getline x\n}\n",
    "<cfexecute name=\"/bin/sh\" arguments=\"-c id\"></cfexecute>",
    "<x:stylesheet xmlns:x='http://www.w3.org/1999/XSL/Transform' version='1.0' "
      + "xmlns:r='http://xml.apache.org/xalan/java/java.lang.Runtime'/>",
    "<?xml version='1.0'?><xsl:stylesheet xmlns:xsl='http://www.w3.org/1999/XSL/Transform' "
      + "xmlns:m='urn:schemas-microsoft-com:xslt'><m:script>1</m:script></xsl:stylesheet>",
  ])
  func textThatRunsIsAScript(_ text: String) throws {
    #expect(try inspect(Array(text.utf8)).classes.contains(ThreatClasses(.script)))
  }

  @Test(arguments: [
    "We require 'open3' here, and it is a text.\nNothing else.\n", "Begin {with} a word.\n",
    "<xsl:stylesheet xmlns:xsl='http://www.w3.org/1999/XSL/Transform' version='1.0'/>",
    "<cfg><set>1</set></cfg>", "Registry editors are programs.\n",
  ])
  func textThatOnlyResemblesIsNone(_ text: String) throws {
    #expect(try inspect(Array(text.utf8)).classes.isEmpty)
  }

  @Test func commandsOfTheShellFetchTheirIcons() throws {
    let text =
      "[Shell]\r\nCommand=2\r\nIconFile=\\\\example.org\\a.ico\r\n[Taskbar]\r\nCommand=x\r\n"
    #expect(try inspect(Array(text.utf8)).classes == ThreatClasses(.unwantedAction))
  }

  @Test(arguments: [
    ("a.command", ThreatClass.script), ("a.tool", .script), ("a.mof", .script),
    ("a.terminal", .executable), ("a.inetloc", .executable), ("a.fileloc", .executable),
    ("a.webloc", .executable), ("a.inf", .executable), ("a.xbap", .executable),
    ("a.appinstaller", .executable), ("a.diagcab", .executable),
    ("a.searchconnector-ms", .executable),
  ])
  func namesBySystemsRunFilesMakeProgramsOfThem(_ name: String, _ threat: ThreatClass) throws {
    let description = BodyDescription(fileName: Array(name.utf8))
    #expect(try inspect(Array("words".utf8), description).classes == ThreatClasses(threat))
  }
}
