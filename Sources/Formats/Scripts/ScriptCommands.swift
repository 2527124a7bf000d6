/// What a first line begins with that makes a text a script without more: commands and calls with arguments,
/// as no text for people begins. Looked for in that line alone, so that long texts cost nothing.
enum ScriptCommands {
  /// The language of a first line, without white space around it.
  static func language(_ line: Span<UInt8>) -> ScriptLanguage? {
    for pattern in byFirst[Int(line[0].lowercased)] where pattern.fits(line) {
      return pattern.language
    }
    if isCmdlet(line) { return .powerShell }
    if isImport(line) { return .python }
    if let language = dollarAssignment(line) { return language }
    guard isStatement(line) else { return nil }
    return parts.first { part in
      part.words.contains { place(of: $0, in: line) != nil }
    }?.language
  }

  private static let byFirst: [[ScriptPattern]] = {
    var table = [[ScriptPattern]](repeating: [], count: 256)
    for pattern in all { table[Int(pattern.first.withUTF8Buffer { unsafe $0[0] })].append(pattern) }
    return table
  }()

  /// A verb, a hyphen and a noun, and a parameter or a variable behind them. Source: PowerShell, "Approved
  /// Verbs for PowerShell Commands".
  private static func isCmdlet(_ line: Span<UInt8>) -> Bool {
    guard let hyphen = line.extracting(first: 14).firstPlace(of: 0x2D),
      PlainText.isOne(of: verbs, line.extracting(0..<hyphen)), isLetter(line.byte(at: hyphen + 1))
    else { return false }
    for place in hyphen + 2..<max(hyphen + 2, min(line.count, partBytesMax) - 2) {
      if line[place] == 0x24 { return true }
      if line[place] == 0x20, line[place + 1] == 0x2D, isLetter(line.byte(at: place + 2)) {
        return true
      }
    }
    return false
  }

  private static let verbs: [StaticString] = [
    "add", "clear", "compress", "convertfrom", "convertto", "copy", "disable", "enable", "expand",
    "export", "foreach", "get", "import", "install", "invoke", "move", "new", "out", "read",
    "register",
    "remove", "rename", "restart", "resolve", "select", "send", "set", "start", "stop", "test",
    "uninstall", "unregister", "where", "write",
  ]

  /// Modules, and a statement behind them.
  private static func isImport(_ line: Span<UInt8>) -> Bool {
    guard PlainText.has("import ", at: 0, in: line), let end = line.firstPlace(of: 0x3B) else {
      return false
    }
    for place in 7..<max(7, end) where line[place] > 0x20 && line[place] != 0x2C {
      guard ScriptPattern.isName(line[place]) else { return false }
    }
    return line.firstPlace(of: 0x28, from: end) != nil
      || line.firstPlace(of: 0x3D, from: end) != nil
  }

  /// A variable that is given a value; formulas of TeX end with the sign that they begin with.
  private static func dollarAssignment(_ line: Span<UInt8>) -> ScriptLanguage? {
    guard line[0] == 0x24, isLetter(line.byte(at: 1)) else { return nil }
    var place = 2
    while let byte = line.byte(at: place), ScriptPattern.isName(byte) { place += 1 }
    while line.byte(at: place) == 0x20 { place += 1 }
    let last = line[line.count - 1]
    guard line.byte(at: place) == 0x3D, line.byte(at: place + 1) != 0x3D else { return nil }
    while let sign = line.firstPlace(of: 0x24, from: place) {
      place = sign + 1
      guard let next = line.byte(at: place), next > 0x20, next != 0x2C, next != 0x2E else {
        return nil
      }
    }
    return last == 0x3B ? .perl : .powerShell
  }

  /// Whether a line begins with a name that is assigned to, or called.
  private static func isStatement(_ line: Span<UInt8>) -> Bool {
    guard isLetter(line[0]) || line[0] == 0x24 || line[0] == 0x5F else { return false }
    var place = 1
    while let byte = line.byte(at: place), ScriptPattern.isName(byte) { place += 1 }
    if line.byte(at: place) == 0x28 { return true }
    while line.byte(at: place) == 0x20 { place += 1 }
    return line.byte(at: place) == 0x3D && line.byte(at: place + 1) != 0x3D
  }

  private static func isLetter(_ byte: UInt8?) -> Bool {
    byte.map { (0x61...0x7A).contains($0.lowercased) } ?? false
  }

  /// Bytes of a line in which words are looked for.
  private static let partBytesMax = 512

  private static func place(of word: StaticString, in line: Span<UInt8>) -> Int? {
    (0..<min(line.count, partBytesMax)).first { PlainText.has(word, at: $0, in: line) }
  }

  /// What statements of a language have in them.
  private static let parts: [(language: ScriptLanguage, words: [StaticString])] = [
    (
      .javaScript,
      [
        "new activexobject(", "new xmlhttprequest(", "fromcharcode(", "document.cookie", "atob(",
        "child_process",
      ]
    ),
    (.visualBasic, ["createobject(", ")&chr(", ") & chr("]),
    (
      .powerShell,
      ["frombase64string(", "downloadstring(", "downloadfile(", "| iex", "|iex", "new-object "]
    ),
    (.python, ["b64decode(", "os.system(", "subprocess.", "__import__("]),
    (.shell, ["/dev/tcp/"]),
  ]

  private static func any(_ language: ScriptLanguage, _ firsts: [StaticString]) -> [ScriptPattern] {
    firsts.map { ScriptPattern(language, $0) }
  }

  /// Commands of which one of some words must be a part.
  private static func with(
    _ words: [StaticString], _ language: ScriptLanguage, _ firsts: [StaticString]
  ) -> [ScriptPattern] {
    firsts.flatMap { first in words.map { ScriptPattern(language, first, .containing($0)) } }
  }

  private static let all = powerShell + batch + visualBasic + javaScript + shell + python + others

  private static let powerShell: [ScriptPattern] =
    any(
      .powerShell,
      [
        "iex (", "iex(", "iex $", "iex '", "iex \"", "invoke-expression ", "(new-object ",
        "new-object ", "& ([scriptblock]", "&([scriptblock]", "[cmdletbinding(", "write-host '",
        "write-host \"", "write-output '", "write-output \"",
        "start-process ",
      ])
    + with(["http"], .powerShell, ["iwr ", "irm ", "invoke-webrequest ", "invoke-restmethod "])
    + with(["$"], .powerShell, ["param(", "param ("])
    + with([" param(", " param ("], .powerShell, ["function "])
    + with([" in get-", " in $"], .powerShell, ["foreach ($", "foreach($"]) + [
      .init(.powerShell, "[", .nameAnd("]::")),
      .init(.powerShell, "pwsh -", .oneOf("cCeEfFnNsSwW")),
    ]

  private static let batch: [ScriptPattern] =
    any(
      .batch,
      [
        "cmd /c ", "cmd /k ", "cmd.exe /", "start \"\"", "start /", "start %", "rd /s", "rmdir /s",
        "del /", "erase /", "format c:", "certutil -", "certutil.exe -", "bitsadmin /",
        "bitsadmin.exe /", "mshta http", "mshta vbscript:", "mshta javascript:", "mshta.exe ",
        "regsvr32 /", "regsvr32.exe ", "rundll32.exe ", "rundll32 javascript:", "reg add hk",
        "reg delete hk", "reg.exe ", "schtasks /", "schtasks.exe ", "vssadmin delete",
        "vssadmin.exe ", "wmic process call", "wmic shadowcopy", "taskkill /", "shutdown /",
        "shutdown -", "attrib +", "attrib -", "msiexec /", "msiexec.exe /", "cd %", "cd /d ",
        "pushd %", "set /a ", "set /p ", "for %", "if %", "if \"%", "if /i ", "if errorlevel ",
        "%comspec%", "%systemroot%", "%windir%", "%temp%", "%appdata%", "%localappdata%", "%0|%0",
        "bcdedit /", "takeown /", "copy /y ", "xcopy /", "move /y ", "explorer.exe ",
      ])
    + with([".dll"], .batch, ["rundll32 "])
    + with(
      [".vbs", ".vbe", ".js", ".wsf"], .batch,
      ["wscript ", "cscript ", "wscript.exe ", "cscript.exe "])
    + with([" /"], .batch, ["net user ", "net localgroup ", "xcopy ", "sc create "])
    + with(["%\\"], .batch, ["copy ", "move ", "type ", "start "])
    + with(["%", "goto "], .batch, ["if exist ", "if not exist "])
    + with(["-", "/"], .batch, ["powershell.exe "])
    + [.init(.batch, "powershell -", .oneOf("cCeEfFnNsSwW"))] + with(["%"], .batch, ["for /"])
    + with([".bat", ".cmd"], .batch, ["call "])
    + with([" && ", " & ", "-o "], .batch, ["curl "]) + [.init(.batch, "echo off", .nothing)]

  private static let visualBasic: [ScriptPattern] =
    any(
      .visualBasic,
      [
        "createobject(", "getobject(", "with createobject(", "wscript.", "executeglobal ",
        "executeglobal(", "msgbox \"", "msgbox(", "attribute vb_name", "on error goto ",
      ])
    + with(["createobject(", "getobject("], .visualBasic, ["set ", "for each "])
    + with(["chr(", "strreverse("], .visualBasic, ["execute ", "execute("])
    + [
      .init(.visualBasic, "execute(", .end(0x29)), .init(.visualBasic, "private sub ", .end(0x29)),
      .init(.visualBasic, "public sub ", .end(0x29)),
    ]

  private static let javaScript: [ScriptPattern] =
    any(
      .javaScript,
      [
        "new activexobject(", "new function(", "eval(", "fetch(", "alert(", "(()=>", "(() =>",
        "(async", "+function", "~function", "void function", "try{", "settimeout(", "setinterval(",
        "for(;;)", "importscripts(", "import(", "$(document)", "$(function", "$(()", "jquery(",
        "export default ", "this[", "if(window", "if(typeof ", "require('", "require(\"",
        "location.href", "location.replace(", "globalthis.",
      ])
    + with(["constructor("], .javaScript, ["class "])
    + (["document.", "window.", "navigator.", "console.", "process."] as [StaticString]).flatMap {
      [ScriptPattern(.javaScript, $0, .calledName), ScriptPattern(.javaScript, $0, .assignedName)]
    } + [.init(.javaScript, "function ", .calledName)]

  private static let shell: [ScriptPattern] =
    with(
      ["|sh", "| sh", "|bash", "| bash", "|sudo ", "| sudo ", "|python", "| python", " && "],
      .shell,
      ["curl ", "wget ", "echo "])
    + with(["; do"], .shell, ["for ", "while ", "until "]) + with(["; then"], .shell, ["if "])
    + with(["/bin/"], .shell, ["nc -", "ncat -", "netcat -"])
    + with(["/etc/passwd", "/etc/shadow"], .shell, ["cat "]) + with(["&"], .shell, ["nohup "])
    + with([";", "&&"], .shell, ["cd /"])
    + any(
      .shell,
      [
        "sh -c ", "sh -i", "bash -c ", "bash -i", "/bin/sh -", "/bin/bash -", "python -c ",
        "python3 -c ", "perl -e ", "ruby -e ", "php -r ", "node -e ", "mkfifo ", "rm -rf ",
        "rm -fr ",
        "sudo rm ", "chmod +x ", "chmod 777 ", "eval `", "eval $(", "eval \"$(", "crontab -",
        ":(){",
        ":() {", "useradd -", "if [ ", "if [[ ", "cat <<", "trap '", "iptables -", "dd if=",
        "exec /", "set -e", "set -x", "set -u",
      ])

  private static let python: [ScriptPattern] =
    any(
      .python,
      [
        "__import__(", "exec(", "with open(", "while true:", "os.system(", "if __name__ ==",
        "async def ",
      ])
    + ([
      "import os", "import sys", "import re", "import socket", "import subprocess",
      "import requests",
    ]
    as [StaticString]).map { ScriptPattern(.python, $0, .nothing) }
    + [
      .init(.python, "def ", .calledName), .init(.python, "print(", .end(0x29)),
      .init(.python, "subprocess.", .calledName),
    ]

  private static let others: [ScriptPattern] =
    any(
      .perl,
      [
        "my $", "my @", "my %", "our $", "our @", "use socket", "use io::", "print `", "exec \"",
        "system \"",
      ]
    ) + with(["|"], .perl, ["open("])
    + [
      .init(.perl, "system(", .end(0x29)), .init(.perl, "system(", .end(0x3B)),
      .init(.perl, "sub ", .end(0x7B)),
    ]
    + any(.ruby, ["require '", "puts '", "puts \"", "kernel."])
    + any(.lua, ["os.execute(", "io.popen(", "loadstring(", "local function "])
    + [.init(.lua, "local ", .assignedName)]
    + any(.other, ["do shell script ", "tell application \"", "tell app \""])
}
