internal import Formats

extension ContentInspection {
  /// Reads a shortcut of Windows. What it starts is a content, as a line of commands; so is what lies
  /// behind it.
  mutating func readShortcut(_ bytes: Span<UInt8>) {
    guard let link = ShellLink(bytes) else {
      fail(.damaged)
      return
    }
    mark(.unwantedAction)
    let name: [UInt8] = []
    var commands = link.targets
    commands.append(link.arguments)
    let command = Array(commands.filter { !$0.isEmpty }.joined(separator: [0x20]))
    if !command.isEmpty, take(unpackedBytes: command.count, packedBytes: bytes.count) {
      inspect(command.span, .script, name: name.span, as: .text)
    }
    if isInspecting, link.end < bytes.count {
      inspect(bytes.extracting(link.end...), .appended, name: name.span)
    }
  }

  /// Reads a shortcut as text: one that starts a program, or opens something else than a page, acts.
  mutating func readTextShortcut(_ bytes: Span<UInt8>) {
    guard let narrowed = PlainText.narrowed(bytes) else {
      judgeTextShortcut(bytes)
      return
    }
    judgeTextShortcut(narrowed.span)
  }

  private mutating func judgeTextShortcut(_ text: Span<UInt8>) {
    if TextShortcut.hasKey("exec", in: text) {
      mark(.executable)
      mark(.unwantedAction)
    }
    let addresses = [
      TextShortcut.value(of: "url", in: text), TextShortcut.value(of: "baseurl", in: text),
    ].compactMap { $0 }
    for address in addresses where !TextShortcut.isPage(text.extracting(address)) {
      mark(.unwantedAction)
    }
    // An icon on another machine is fetched, and the user's name sent, when its folder is shown.
    if let icon = TextShortcut.value(of: "iconfile", in: text),
      text.has("\\\\", at: icon.lowerBound)
    {
      mark(.unwantedAction)
    }
  }
}
