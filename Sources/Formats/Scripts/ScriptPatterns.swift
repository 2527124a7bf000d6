/// The table of how statements begin.
enum ScriptPatterns {
  /// The patterns that may fit a line, by its first character.
  static func indices(of first: UInt8) -> [Int] { byFirst[Int(first.lowercased)] }

  private static let byFirst: [[Int]] = {
    var table = [[Int]](repeating: [], count: 256)
    for (index, pattern) in all.enumerated() {
      table[Int(pattern.first.withUTF8Buffer { unsafe $0[0] })].append(index)
    }
    return table
  }()

  /// Whether a line is a comment in languages that have such: it says nothing on which one.
  static func isComment(_ line: Span<UInt8>) -> Bool {
    switch line[0] {
    case 0x23: return line.byte(at: 1).map { $0 == 0x20 || $0 == 0x23 } ?? true
    case 0x2F: return line.byte(at: 1) == 0x2F || line.byte(at: 1) == 0x2A
    case 0x2A: return line.byte(at: 1).map { $0 == 0x20 || $0 == 0x2F } ?? true
    case 0x2D: return line.has("-- ", at: 0)
    case 0x27: return line.byte(at: 1).map { $0 == 0x20 } ?? true
    default: return PlainText.has("rem ", at: 0, in: line)
    }
  }

  /// How comments of several lines begin and end; and texts that stand where comments do.
  static let comments: [(StaticString, StaticString)] = [
    ("/*", "*/"), ("\"\"\"", "\"\"\""), ("'''", "'''"), ("r\"\"\"", "\"\"\""), ("<#", "#>"),
    ("=head", "=cut"), ("=pod", "=cut"), ("--[[", "]]"),
  ]

  static let all: [ScriptPattern] =
    python + javaScript + perl + php + ruby + lua + shell + batch + powerShell + visualBasic
    + autoIt
    + others

  private static let python: [ScriptPattern] = [
    .init(.python, "def ", .end(0x3A)), .init(.python, "class ", .end(0x3A)),
    .init(.python, "import ", .name), .init(.python, "from ", .nameAnd(" import "), leads: true),
    .init(.python, "import ", .nameAnd(" as ")), .init(.python, "import ", .nameAnd(",")),
    .init(.python, "elif ", .end(0x3A)), .init(.python, "except", .end(0x3A)),
    .init(.python, "try:", .nothing), .init(.python, "if __name__ =="),
    .init(.python, "for ", .end(0x3A)), .init(.python, "self.", .assignedName),
    .init(.python, "print(", .end(0x29)), .init(.python, "exec("), .init(.python, "async def "),
    .init(.python, "with ", .containing(" as ")), .init(.python, "else:", .nothing),
    .init(.python, "raise ", .end(0x29)), .init(.python, "@", .name),
  ]

  private static let javaScript: [ScriptPattern] = [
    .init(.javaScript, "var ", .assignedName, leads: true),
    .init(.javaScript, "let ", .assignedName),
    .init(.javaScript, "const ", .assignedName, leads: true),
    .init(.javaScript, "function ", .calledName),
    .init(.javaScript, "function("), .init(.javaScript, "(function", leads: true),
    .init(.javaScript, "!function", leads: true),
    .init(.javaScript, "'use strict'", leads: true),
    .init(.javaScript, "\"use strict\"", leads: true),
    .init(.javaScript, "export ", .oneOf("cdflv{*")),
    .init(.javaScript, "import ", .containing(" from '"), leads: true),
    .init(.javaScript, "import ", .containing(" from \""), leads: true),
    .init(.javaScript, "const {", leads: true),
    .init(.javaScript, "window.", .assignedName, leads: true),
    .init(.javaScript, "import {", leads: true),
    .init(.javaScript, "module.exports", leads: true), .init(.javaScript, "document."),
    .init(.javaScript, "window."),
    .init(.javaScript, "});", .nothing), .init(.javaScript, "this.", .assignedName),
    .init(.javaScript, "eval("), .init(.javaScript, "$("),
    .init(.javaScript, "async function", leads: true),
    .init(.javaScript, "(()"), .init(.javaScript, "exports.", .assignedName, leads: true),
    .init(.javaScript, ";(function", leads: true), .init(.javaScript, "console."),
    .init(.javaScript, "require("),
    .init(.javaScript, "return ", .end(0x3B)), .init(.javaScript, "else if ("),
  ]

  private static let perl: [ScriptPattern] = [
    .init(.perl, "my ", .oneOf("$@%(")), .init(.perl, "our ", .oneOf("$@%(")),
    .init(.perl, "use strict", .end(0x3B), leads: true),
    .init(.perl, "use warnings", .end(0x3B), leads: true),
    .init(.perl, "sub ", .end(0x7B)), .init(.perl, "package ", .name),
    .init(.perl, "use ", .end(0x3B)),
    .init(.perl, "$", .end(0x3B)), .init(.perl, "elsif ("),
    .init(.perl, "foreach ", .containing("(@")),
    .init(.perl, "unless ("), .init(.perl, "1;", .nothing), .init(.perl, "=head1 "),
    .init(.perl, "=cut", .nothing),
    .init(.perl, "__end__", .nothing),
  ]

  private static let php: [ScriptPattern] = [
    .init(.php, "<?php"), .init(.php, "?>"), .init(.php, "<?="),
  ]

  private static let ruby: [ScriptPattern] = [
    .init(.ruby, "require '", .end(0x27), leads: true),
    .init(.ruby, "require \"", .end(0x22), leads: true), .init(.ruby, "system("),
    .init(.ruby, "system '"), .init(.ruby, "exec '"), .init(.ruby, "`"),
    .init(.ruby, "require '"), .init(.ruby, "require_relative "), .init(.ruby, "end", .nothing),
    .init(.ruby, "def ", .name), .init(.ruby, "attr_", .containing(" :")),
    .init(.ruby, "module ", .name),
    .init(.ruby, "class ", .name), .init(.ruby, "puts "), .init(.ruby, "def ", .end(0x29)),
    .init(.ruby, "@", .assignedName), .init(.ruby, "elsif "), .init(.ruby, "rescue"),
    .init(.ruby, "unless "),
    .init(.ruby, "class ", .containing(" < ")),
  ]

  private static let lua: [ScriptPattern] = [
    .init(.lua, "local ", .assignedName), .init(.lua, "local function "),
    .init(.lua, "end", .nothing),
    .init(.lua, "function ", .calledName), .init(.lua, "if ", .containing(" then")),
    .init(.lua, "elseif ", .containing(" then")), .init(.lua, "for ", .containing(" do")),
    .init(.lua, "return ", .name), .init(.lua, "end)", .nothing),
    .init(.lua, "while ", .containing(" do")),
    .init(.lua, "require(\""), .init(.lua, "os.execute("), .init(.lua, "io."),
  ]

  private static let shell: [ScriptPattern] = [
    .init(.shell, "fi", .nothing), .init(.shell, "esac", .nothing), .init(.shell, "done", .nothing),
    .init(.shell, "if [ "), .init(.shell, "if [[ "), .init(.shell, "elif [ "),
    .init(.shell, "set -", .oneOf("eux")),
    .init(.shell, "export ", .assignedName), .init(.shell, "echo \""),
    .init(.shell, "then", .nothing),
    .init(.shell, "case ", .containing(" in")), .init(.shell, "while ", .containing("; do")),
    .init(.shell, "for ", .containing("; do")), .init(.shell, ". /"),
    .init(.shell, "local ", .assignedName),
    .init(.shell, ";;", .nothing), .init(.shell, "chmod +x "),
    .init(.shell, "if ", .containing("; then")),
    .init(.shell, "curl ", .containing("| ")), .init(.shell, "wget ", .containing("| ")),
    .init(.shell, "exec \""), .init(.shell, "eval \""), .init(.shell, "/bin/sh -"),
    .init(.shell, "/bin/bash -"),
    .init(.shell, "rm -rf /"), .init(.shell, "unset "), .init(.shell, "test -"),
    .init(.shell, "[ -"), .init(.shell, "[[ "),
  ]

  private static let batch: [ScriptPattern] = [
    .init(.batch, "echo off", .nothing), .init(.batch, "@echo "), .init(.batch, "goto "),
    .init(.batch, "if exist "), .init(.batch, "if defined "), .init(.batch, "if not defined "),
    .init(.batch, "if not exist "), .init(.batch, "if errorlevel "),
    .init(.batch, "setlocal"), .init(.batch, "endlocal"), .init(.batch, "set ", .containing("=")),
    .init(.batch, "call :"), .init(.batch, "for /"), .init(.batch, "if /i "),
    .init(.batch, "exit /b"),
    .init(.batch, "if \"%"), .init(.batch, "cmd /c "), .init(.batch, "cmd.exe /c "),
    .init(.batch, "powershell"), .init(.batch, "certutil -"), .init(.batch, "certutil.exe -"),
    .init(.batch, "bitsadmin /"), .init(.batch, "mshta "), .init(.batch, "mshta.exe "),
    .init(.batch, "rundll32 "),
    .init(.batch, "regsvr32 "), .init(.batch, "wscript "), .init(.batch, "cscript "),
    .init(.batch, "start /"),
    .init(.batch, "start \"\""), .init(.batch, "schtasks /"), .init(.batch, "reg add "),
    .init(.batch, "net user "),
    .init(.batch, "taskkill /"), .init(.batch, "attrib +"), .init(.batch, "del /"),
    .init(.batch, "xcopy "),
    .init(.batch, "vssadmin delete"), .init(.batch, "pause", .nothing), .init(.batch, "%comspec%"),
    .init(.batch, "cd /d "), .init(.batch, "copy /y "), .init(.batch, "rmdir /s"),
    .init(.batch, "pushd %"),
  ]

  private static let powerShell: [ScriptPattern] = [
    .init(.powerShell, "param(", .any), .init(.powerShell, "param (", .any),
    .init(.powerShell, "[cmdletbinding("),
    .init(.powerShell, "$", .containing(" = new-object ")),
    .init(.powerShell, "$", .containing(" = get-")),
    .init(.powerShell, "$", .containing(" = [system.")),
    .init(.powerShell, "$", .containing("$env:")),
    .init(.powerShell, "write-host "), .init(.powerShell, "write-output "),
    .init(.powerShell, "invoke-"),
    .init(.powerShell, "iex "), .init(.powerShell, "iex("),
    .init(.powerShell, "set-executionpolicy"),
    .init(.powerShell, "start-process "), .init(.powerShell, "import-module "),
    .init(.powerShell, "add-type "),
    .init(.powerShell, "set-"), .init(.powerShell, "new-"), .init(.powerShell, "remove-item "),
    .init(.powerShell, "get-"),
    .init(.powerShell, "$erroractionpreference"), .init(.powerShell, "[system."),
    .init(.powerShell, "[net."),
    .init(.powerShell, "if (", .containing(" -eq ")),
    .init(.powerShell, "if (", .containing(" -ne ")),
    .init(.powerShell, "[parameter("), .init(.powerShell, "function ", .containing("-")),
    .init(.powerShell, "(new-object "),
    .init(.powerShell, "if (", .containing("test-path")),
    .init(.powerShell, "$", .containing(" = \"")),
    .init(.powerShell, "[reflection."), .init(.powerShell, "& "),
    .init(.powerShell, "write-error "),
  ]

  private static let visualBasic: [ScriptPattern] = [
    .init(.visualBasic, "set ", .containing("createobject(")),
    .init(.visualBasic, "set ", .containing("getobject(")),
    .init(.visualBasic, "end sub", .nothing), .init(.visualBasic, "end function", .nothing),
    .init(.visualBasic, "end if", .nothing), .init(.visualBasic, "dim "),
    .init(.visualBasic, "on error "),
    .init(.visualBasic, "wscript."), .init(.visualBasic, "msgbox "), .init(.visualBasic, "msgbox("),
    .init(.visualBasic, "sub ", .end(0x29)), .init(.visualBasic, "function ", .end(0x29)),
    .init(.visualBasic, "private sub "), .init(.visualBasic, "public sub "),
    .init(.visualBasic, "if ", .containing(" then")),
    .init(.visualBasic, "execute "), .init(.visualBasic, "execute("),
    .init(.visualBasic, "executeglobal "),
    .init(.visualBasic, "createobject("), .init(.visualBasic, "set ", .containing(" = nothing")),
    .init(.visualBasic, "attribute vb_"), .init(.visualBasic, "option explicit", .nothing),
    .init(.visualBasic, "loop", .nothing),
    .init(.visualBasic, "next", .nothing), .init(.visualBasic, "call ", .end(0x29)),
    .init(.visualBasic, "const ", .assignedName),
  ]

  private static let autoIt: [ScriptPattern] = [
    .init(.autoIt, "#include <", .containing(".au3")), .init(.autoIt, "local $", .assignedName),
    .init(.autoIt, "global $", .assignedName),
    .init(.autoIt, "endfunc", .nothing), .init(.autoIt, "func ", .calledName),
    .init(.autoIt, "endif", .nothing),
    .init(.autoIt, "run("), .init(.autoIt, "wend", .nothing),
  ]

  private static let others: [ScriptPattern] = [
    .init(.other, "tell application \""), .init(.other, "end tell", .nothing),
    .init(.other, "do shell script "),
    .init(.other, "display dialog "), .init(.other, "proc ", .end(0x7B)),
    .init(.other, "on run", .nothing), .init(.other, "package require ", leads: true),
    .init(.other, "set ", .containing(" [exec "), leads: true),
    .init(.other, "puts [exec ", leads: true), .init(.other, "set ", .containing(" [open \"|")),
    .init(.other, "exec ", .containing(" >@")), .init(.other, "exec sh -c "),
    .init(.other, "begin {", .containing("system("), leads: true),
    .init(.other, "begin{", .containing("system("), leads: true),
    .init(.other, "begin {", .containing("getline"), leads: true),
    .init(.other, "begin{", .containing("getline"), leads: true),
    .init(.other, "begin {", .nothing, leads: true), .init(.other, "begin{", .nothing, leads: true),
    .init(.other, "namespace eval "),
    .init(.other, "proc ", .containing(" {")), .init(.other, "puts "),
  ]
}
