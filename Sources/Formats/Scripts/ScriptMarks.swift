/// What scripts begin with that nothing else begins with.
enum ScriptMarks {
  /// The language of a script by its beginning.
  ///
  /// - Parameter start: the first place that is no white space.
  static func language(_ text: Span<UInt8>, from start: Int) -> ScriptLanguage? {
    switch text.byte(at: start) {
    case 0x23: return numberSign(text, start)
    case 0x3C: return openAngle(text, start)
    // Entries of the registry of Windows, which it takes over when they are opened.
    case 0x52 where text.has("REGEDIT4", at: start): return .other
    case 0x40, 0x3A, 0x52, 0x72: return batch(text, start)
    case 0x4F, 0x6F:
      return PlainText.has("option explicit", at: start, in: text)
        || PlainText.has("on error resume next", at: start, in: text) ? .visualBasic : nil
    case 0x46: return text.has("FasdUAS ", at: start) ? .other : nil
    case 0x57:
      return text.has("Windows Registry Editor Version ", at: start) ? .other : nil
    default: return nil
    }
  }

  /// `#!` and an interpreter; `#@~^` of encoded scripts; the first line of PowerShell's modules.
  private static func numberSign(_ text: Span<UInt8>, _ start: Int) -> ScriptLanguage? {
    if text.has("#!", at: start) { return interpreter(text, from: start + 2) }
    if text.has("#@~^", at: start) { return .encoded }
    if PlainText.has("#requires -", at: start, in: text) { return .powerShell }
    return PlainText.has("#include-once", at: start, in: text)
      || PlainText.has("#notrayicon", at: start, in: text) ? .autoIt : nil
  }

  private static func openAngle(_ text: Span<UInt8>, _ start: Int) -> ScriptLanguage? {
    if PlainText.has("<?php", at: start, in: text) || text.has("<?=", at: start) { return .php }
    // `<?` and white space: what is a declaration of XML has a name there.
    if text.has("<?", at: start), let next = text.byte(at: start + 2), next <= 0x20 { return .php }
    if text.has("<%", at: start) { return .windowsScript }
    return nil
  }

  /// `@echo off` and other commands that are not to be shown; comments of batch files.
  private static func batch(_ text: Span<UInt8>, _ start: Int) -> ScriptLanguage? {
    for first: StaticString in [
      "@echo", "@setlocal", "@if ", "@rem ", "@set ", "@cls", "@call ", "@start ", "@del ",
      "@copy ",
      "@powershell", "@cmd", "@for %", "@for /", "@cd ", "@title ", "@color ", "@exit", "@reg ",
      "@net ", "@ping ", "@pushd ", "@goto ",
    ]
    where PlainText.has(first, at: start, in: text) {
      return .batch
    }
    return text.has("::", at: start) && text.byte(at: start + 2) != 0x3A
      && hasEcho(text) ? .batch : nil
  }

  private static func hasEcho(_ text: Span<UInt8>) -> Bool {
    var place = 0
    while let at = text.firstPlace(of: 0x40, from: place) {
      if PlainText.has("@echo", at: at, in: text) { return true }
      place = at + 1
    }
    return false
  }

  /// The language of an interpreter that is named with its path, or by `env`.
  private static func interpreter(_ text: Span<UInt8>, from start: Int) -> ScriptLanguage? {
    var place = start
    while let byte = text.byte(at: place), byte == 0x20 || byte == 0x09 { place += 1 }
    // Attributes of Rust begin so, too.
    guard let first = text.byte(at: place), first != 0x5B, first > 0x20 else { return nil }
    var name = word(text, from: place)
    while isNamed(name, "env", in: text) || text.byte(at: name.lowerBound) == 0x2D
      || text.extracting(name).firstPlace(of: 0x3D) != nil
    {
      place = name.upperBound
      while let byte = text.byte(at: place), byte == 0x20 || byte == 0x09 { place += 1 }
      name = word(text, from: place)
      if name.isEmpty { return .other }
    }
    for (prefix, language) in interpreters
    where PlainText.has(prefix, at: name.lowerBound, in: text) {
      return language
    }
    return .other
  }

  /// The last component of the path at a place.
  private static func word(_ text: Span<UInt8>, from start: Int) -> Range<Int> {
    var place = start
    var name = start
    while let byte = text.byte(at: place), byte > 0x20 {
      if byte == 0x2F { name = place + 1 }
      place += 1
    }
    return name..<place
  }

  private static func isNamed(_ name: Range<Int>, _ word: StaticString, in text: Span<UInt8>)
    -> Bool
  {
    name.count == word.utf8CodeUnitCount && text.has(word, at: name.lowerBound)
  }

  private static let interpreters: [(StaticString, ScriptLanguage)] = [
    ("python", .python), ("pypy", .python), ("perl", .perl), ("php", .php), ("ruby", .ruby),
    ("lua", .lua), ("node", .javaScript), ("deno", .javaScript), ("bun", .javaScript),
    ("gjs", .javaScript), ("pwsh", .powerShell), ("powershell", .powerShell), ("sh", .shell),
    ("bash", .shell), ("dash", .shell), ("ksh", .shell), ("mksh", .shell), ("zsh", .shell),
    ("ash", .shell), ("fish", .shell), ("csh", .shell), ("tcsh", .shell), ("busybox", .shell),
  ]
}
