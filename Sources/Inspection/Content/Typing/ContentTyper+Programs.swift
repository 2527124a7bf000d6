internal import Formats

extension ContentTyper {
  /// Programs, by their headers.
  static func programType(of bytes: Span<UInt8>) -> ContentType? {
    guard let kind = ProgramFile.kind(bytes) else { return nil }
    switch kind {
    case .windows: return installerType(of: bytes) ?? .windowsExecutable
    case .dos: return .dosExecutable
    case .elf: return .elf
    case .machO: return .machO
    case .javaClass: return .javaClass
    case .dex: return .dex
    case .webAssembly: return .webAssembly
    case .python: return .pythonCompiled
    case .lua: return .luaCompiled
    case .flash: return .flash
    case .bitcode: return .bitcode
    case .other: return .otherExecutable
    }
  }

  private static func installerType(of bytes: Span<UInt8>) -> ContentType? {
    switch InstallerMarks.kind(bytes) {
    case .nullsoft: .nullsoftInstaller
    case .inno: .innoInstaller
    case nil: nil
    }
  }
}

extension ContentType {
  /// What a script in a language is here.
  init(_ language: ScriptLanguage) {
    switch language {
    case .shell: self = .shellScript
    case .batch: self = .batch
    case .powerShell: self = .powerShell
    case .javaScript: self = .javaScript
    case .visualBasic: self = .vbScript
    case .encoded: self = .encodedScript
    case .python: self = .python
    case .perl: self = .perl
    case .php: self = .php
    case .ruby: self = .ruby
    case .lua: self = .lua
    case .autoIt: self = .autoIt
    case .windowsScript: self = .windowsScript
    case .application: self = .hta
    case .other: self = .otherScript
    }
  }
}
