// A fuzz target for what tells types by content: programs, scripts, markup, serialised objects, media and
// shortcuts, archives that are not opened, messages of OpenPGP. Built by Tests/Fuzz/run.

@testable internal import Formats

/// Properties, not results: nothing traps, and what is found lies in the input.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzTypedFiles(_ data: UnsafePointer<UInt8>, _ size: Int) -> CInt {
  // libFuzzer's buffer is valid for the call.
  let input = unsafe Array(UnsafeBufferPointer(start: data, count: size))
  let bytes = input.span
  _ = ProgramFile.kind(bytes)
  _ = WindowsImage.end(bytes)
  _ = InstallerMarks.kind(bytes)
  _ = ScriptText.language(bytes)
  _ = MarkupRoot(bytes, from: PlainText.start(bytes))
  _ = PlainText.narrowed(bytes)
  _ = SerializedObject.kind(bytes)
  _ = XMLScanner(bytes).findings
  _ = XMLExpansion(bytes, bytesMax: 1 << 16)
  _ = HiddenMarks(bytes)
  _ = TableText(bytes)
  _ = TableText.isTable(named: bytes)
  _ = ServerInclude.isIn(bytes)
  _ = DiskImage.isBeginning(bytes)
  _ = TextShortcut.kind(bytes, from: 0)
  _ = ToldFile(bytes)
  _ = StylesheetCalls.isIn(bytes)
  _ = SevenZipArchive(bytes)
  _ = HWPHeader(stream: bytes)
  precondition(HWP3Header(bytes)?.end ?? 0 <= size, "a header ends in the input")
  _ = HWPScript(bytes)
  readPackets(bytes)
  precondition(ShellLink(bytes)?.end ?? 0 <= size, "a shortcut ends in the input")
  for format in MediaFormat.allCases {
    precondition(MediaExtent(bytes, as: format).end ?? 0 <= size, "a file ends in the input")
  }
  for isXML in [false, true] {
    var reader = HTMLReader(isXML: isXML)
    var place = 0
    while let tag = reader.next(bytes) {
      precondition(tag.end > place && tag.end <= size, "a reader goes on")
      place = tag.end
      _ = HTMLActivity(tag, bytes)
    }
  }
  return 0
}

private func readPackets(_ bytes: Span<UInt8>) {
  _ = OpenPGPFile.isBeginning(bytes)
  _ = SignedMessage(bytes)
  var place = 0
  while let armour = OpenPGPArmour.next(in: bytes, from: place) {
    precondition(armour.end > place && armour.end <= bytes.count, "a reader goes on")
    place = armour.end
  }
  place = 0
  while let packet = OpenPGPPacket(bytes, at: place) {
    precondition(packet.range.lowerBound == place && packet.range.upperBound <= bytes.count)
    let body = packet.body(of: bytes)
    precondition(body.count <= packet.range.count, "a body lies in its packet")
    if let literal = OpenPGPLiteral(body.span) {
      precondition(literal.data.upperBound == body.count)
    }
    place = max(place + 1, packet.range.upperBound)
  }
}
