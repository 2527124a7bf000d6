import Testing

@testable import Inspection

/// Programs that say so at their beginning, or that servers find anywhere, whatever else the bytes are.
@Suite struct HiddenProgramTests {
  private static let noise = (0..<600).map { UInt8(truncatingIfNeeded: $0 &* 7) }

  @Test(arguments: [
    "#!/bin/sh\necho ran\nexit 0\n", "#!/usr/bin/env node\nf()\n", "<?php system($_GET['c']); ?>",
    "@echo off\r\ndel x\r\n", "<html><body onload=f()>",
    "<?xml version='1.0'?><job><script>f()</script></job>",
  ])
  func whatIsAProgramByItsBeginningIsOneWithDataBehindIt(_ text: String) throws {
    for rest in [[0], [1, 2], Self.noise] as [[UInt8]] {
      let record = try inspect(Array(text.utf8) + rest)
      #expect(record.classes.contains(ThreatClasses(.script)), "\(record.contents[0].type)")
    }
  }

  @Test(arguments: [
    "<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><a>&e;</a>",
    "<!DOCTYPE a [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><a>&e;</a>",
    "<!DOCTYPE html [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><html>&e;</html>",
    "<a xmlns:q=\"http://www.w3.org/2001/XInclude\"><q:include href=\"/etc/passwd\"/></a>",
  ])
  func documentsThatNameOthersAreReadWhateverCarriesThem(_ text: String) throws {
    let external = ThreatClasses(.xmlExternalEntities)
    #expect(try inspect(Array(text.utf8) + [0]).classes.contains(external))
    let quoted = text.replacing("\"", with: "\\\"")
    let escaped = text.utf8.map { "%" + (String($0, radix: 16)) }.joined()
    for (body, type) in [
      ("{\"x\":\"\(quoted)\"}", "application/json"),
      ("x=\(escaped)", "application/x-www-form-urlencoded"),
      ("{\"x\":\"\(text.replacing("\"", with: "'"))\"}", "application/json"),
    ] {
      let record = try inspect(Array(body.utf8), described(type))
      #expect(record.classes == external, "\(record.contents.map(\.type))")
    }
  }

  @Test func markupInValuesThatNamesNothingIsText() throws {
    let body = "{\"x\":\"<!DOCTYPE html><p>hello</p><script>f()</script>\"}"
    #expect(try inspect(Array(body.utf8), described("application/json")).classes.isEmpty)
  }

  @Test(arguments: [
    "%PDF-1.4\n<?php system($_GET['c']); ?>\n", "AAAA<?php system('id'); ?>",
    "hello\n<?PHP\nsystem('id');", "\u{1}\u{2}\u{3}\u{4}\u{5}\u{6}<?php\nsystem('id');",
    "<html><body><?php f() ?></body></html>", "<html><% f() %></html>",
    "<x xmlns:jsp='http://java.sun.com/JSP/Page'><jsp:scriptlet>f();</jsp:scriptlet></x>",
  ])
  func whatServersRunIsFoundInFilesOfOtherTypes(_ text: String) throws {
    #expect(try inspect(Array(text.utf8)).classes.contains(ThreatClasses(.script)))
    #expect(
      try inspect(SmallZip(name: "a", content: Array(text.utf8)).bytes).classes.contains(
        ThreatClasses(.script)))
  }

  /// PHP's mark for short programs is three bytes: what follows must look like one.
  @Test(arguments: [
    "<?=`$_GET[0]`?>", "<?=`$_GET[0]`;//", "<? system($_GET[0]); ?>", "<?=\nsystem($_GET[0]);\u{0}",
  ])
  func shortProgramsAreFoundInFilesOfOtherTypes(_ text: String) throws {
    let script = ThreatClasses(.script)
    let program = Array(text.utf8)
    let comment = [0x21, 0xFE, UInt8(program.count)] + program + [0, 0x3B]
    let picture = Array("GIF89a".utf8) + [1, 0, 1, 0, 0, 0, 0] + comment
    for bytes in [picture, Array("hello\n".utf8) + program, Self.noise + program] {
      #expect(try inspect(bytes).classes.contains(script))
    }
    #expect(try inspect(SmallZip(content: Self.noise + program).bytes).classes.contains(script))
  }

  @Test(arguments: ["<?=", "<?= ?", "<?=\u{1}`?>", "<? xml", "a <?= b", "<?=abcdefghijklmnop\u{0}"])
  func whatOnlyHasTheMarkIsNone(_ text: String) throws {
    let bytes = Self.noise + Array(text.utf8) + Self.noise
    #expect(try !inspect(bytes).classes.contains(ThreatClasses(.script)))
  }

  @Test func behindAnArchiveToo() throws {
    let archive = SmallZip(name: "a", content: Array("text".utf8)).bytes
    #expect(
      try inspect(archive + Array("<?php f(); ?>".utf8)).classes.contains(ThreatClasses(.script)))
  }

  @Test func inTextThatIsNoFileItIsNot() throws {
    let head = "--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n"
    let body = Array("\(head)I wrote <?php f() ?>\r\n--b--\r\n".utf8)
    #expect(try inspect(body, described("multipart/form-data; boundary=b")).classes.isEmpty)
    let value = "{\"a\":\"I wrote <?php f() ?> and it ran\"}"
    #expect(try inspect(Array(value.utf8), described("application/json")).classes.isEmpty)
  }

  @Test func objectsOfDotNetAreNoFont() throws {
    let head: [UInt8] = [
      0, 1, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 1, 0, 0, 0, 0, 0, 0, 0, 0x0C, 2, 0, 0, 0,
    ]
    let object = head + Array("NSystem, Version=4.0.0.0, Culture=neutral".utf8)
    let encoded = Encoded.base64(object)
    let serialized = ThreatClasses(.insecureDeserialization)
    #expect(try inspect(object).classes == serialized)
    for (body, type) in [
      ("{\"a\":\"\(encoded)\"}", "application/json"), ("<a>\(encoded)</a>", "application/xml"),
      ("__VIEWSTATE=\(encoded)", "application/x-www-form-urlencoded"),
    ] {
      #expect(
        try inspect(Array(body.utf8), described(type)).classes.contains(serialized), "\(type)")
    }
  }

  @Test func aPickleWithoutAMarkIsFoundInAValue() throws {
    let pickle: [UInt8] =
      Array("cos\nsystem\n".utf8) + [0x71, 0x00, 0x28, 0x58, 4, 0, 0, 0] + Array("id;x".utf8)
      + [0x71, 0x01, 0x74, 0x71, 0x02, 0x52, 0x71, 0x03, 0x2E]
    let body = "{\"a\":\"\(Encoded.base64(pickle))\"}"
    #expect(
      try inspect(Array(body.utf8), described("application/json")).classes.contains(
        ThreatClasses(.insecureDeserialization)))
  }
}
