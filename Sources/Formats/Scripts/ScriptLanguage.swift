/// In which language a script is written.
public enum ScriptLanguage: UInt8, CaseIterable, Hashable, Sendable {
  /// The shells of Unix.
  case shell
  /// The command interpreter of Windows and MS-DOS.
  case batch
  case powerShell
  /// JavaScript, JScript and TypeScript.
  case javaScript
  /// Visual Basic in its forms as text.
  case visualBasic
  /// A script that Windows Script Encoder has encoded.
  case encoded
  case python
  case perl
  case php
  case ruby
  case lua
  case autoIt
  /// Windows Script Files and scriptlets.
  case windowsScript
  /// Applications of HTML.
  case application
  /// What an interpreter is named for in the first line, and others that are rare.
  case other
}
