import Scanning
import Testing

@testable import Inspection

@Suite struct TypesInspectionTests {
  private func record(_ text: String) throws -> InspectionRecord { try inspect(Array(text.utf8)) }

  /// A program of Windows with one section that ends at 512.
  private static let windows: [UInt8] = {
    var bytes = [UInt8](repeating: 0, count: 512)
    func put(_ part: [UInt8], _ place: Int) {
      bytes.replaceSubrange(place..<place + part.count, with: part)
    }
    put(Array("MZ".utf8), 0)
    put([0x80], 0x3C)
    put(Array("PE\0\0".utf8) + [0x64, 0x86, 1, 0], 0x80)
    put([0x10, 0], 0x94)
    put([0, 1, 0, 0, 0, 1, 0, 0], 0xA8 + 16)
    return bytes
  }()

  @Test(arguments: [
    ("#!/bin/sh\n", ContentType.shellScript, ThreatClass?.some(.script)),
    ("@echo off\r\ndel x\r\n", .batch, .script),
    ("MZ are two letters of a text", .text, nil), ("{\"a\": [1, 2]}", .json, nil),
    ("[1, 2, {\"a\": null}]\n", .json, nil), ("{ not JSON }", .text, nil),
    ("<!DOCTYPE html><p>", .html, .html), ("<?xml version=\"1.0\"?><a/>", .xml, nil),
    ("<svg xmlns=\"http://www.w3.org/2000/svg\"/>", .svg, .html),
    ("<job id=\"a\"><script language=\"JScript\">1</script></job>", .windowsScript, .script),
    ("\u{7F}ELF\u{2}\u{1}\u{1}", .elf, .executable), ("dex\n035\0", .dex, .executable),
    ("-----BEGIN PGP MESSAGE-----\n", .pgp, nil),
    ("-----BEGIN CERTIFICATE-----\n", .certificate, nil),
  ])
  func aBodyIsOfTheClassOfItsType(_ text: String, _ type: ContentType, _ threat: ThreatClass?)
    throws
  {
    let record = try record(text)
    #expect(record.contents[0].type == type)
    let ofType: ThreatClasses = [.init(.executable), .init(.script), .init(.html)]
    #expect(record.classes.intersection(ofType) == (threat.map { ThreatClasses($0) } ?? []))
  }

  @Test func scriptsInUTF16AreScripts() throws {
    let text = "@echo off\r\nset A=1\r\n"
    let little = text.utf16.flatMap { [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)] }
    #expect(try inspect([0xFF, 0xFE] + little).contents[0].type == .batch)
    #expect(try inspect(little).contents[0].type == .batch)
    let big = text.utf16.flatMap { [UInt8($0 >> 8), UInt8(truncatingIfNeeded: $0)] }
    #expect(try inspect([0xFE, 0xFF] + big).contents[0].type == .batch)
  }

  @Test func whatASelfExtractingProgramCarriesIsInspected() throws {
    #expect(try inspect(Self.windows).classes == ThreatClasses(.executable))
    let configuration = Array(";!@Install@!UTF-8!\nx\n".utf8)
    let record = try inspect(Self.windows + configuration + CarriedArchiveTests.cpio())
    #expect(record.contents.map(\.relation).prefix(2) == [.body, .appended])
    #expect(record.contents[1].type == .cpio)
  }

  @Test func anInstallerIsNotOpened() throws {
    let header: [UInt8] = [0, 0, 0, 0, 0xEF, 0xBE, 0xAD, 0xDE] + Array("NullsoftInst".utf8)
    let record = try inspect(Self.windows + header)
    #expect(record.contents[0].type == .nullsoftInstaller)
    #expect(record.classes == ThreatClasses(.executable))
    #expect(record.reasons == UnjudgedReasons(.format))
  }
}

@Suite struct HTMLInspectionTests {
  private let script = ThreatClasses(.script)

  @Test func aScriptInHTMLIsAContentOfItsOwn() throws {
    let text = "<html><script>/* \(String(decoding: planted, as: UTF8.self)) */</script></html>"
    let record = try inspect(Array(text.utf8))
    #expect(record.contents[0].type == .html)
    #expect(record.classes == [ThreatClasses(.html), script])
    let found = record.contents.first { $0.relation == .script }
    #expect(found?.type == .javaScript && found?.detections.isEmpty == false)
  }

  @Test func aDocumentInAnAttributeIsInspected() throws {
    let hidden = planted.map { "&#\($0);" }.joined()
    let record = try inspect(Array("<p><iframe srcdoc='<b>\(hidden)</b>'>".utf8))
    #expect(record.isInfected && record.classes == [ThreatClasses(.html), script])
    let handler = try inspect(Array("<svg onload='\(hidden)'/>".utf8))
    #expect(handler.isInfected && handler.classes == [ThreatClasses(.html), script])
  }

  @Test func withoutScriptsItIsHTMLAlone() throws {
    let text =
      "<!doctype html><style>a { b: c }</style><a href=d>e</a><script type='text/template'></script>"
    #expect(try inspect(Array(text.utf8)).classes == ThreatClasses(.html))
    let wide = "<html><body onload=a>".utf16.flatMap {
      [UInt8(truncatingIfNeeded: $0), 0] as [UInt8]
    }
    #expect(try inspect([0xFF, 0xFE] + wide).classes == [ThreatClasses(.html), script])
  }
}
