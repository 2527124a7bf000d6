import Foundation
import Testing

@testable import Normalisation

/// The forms of documents by Cordon and by clamscan, which keeps them where it is told to.
@Suite struct HTMLOracleTests {
  static let program = "/usr/bin/clamscan"
  static let isInstalled = FileManager.default.isExecutableFile(atPath: program)

  /// What clamscan has kept of one document.
  private struct Kept {
    var directory: URL
    var isWide: Bool

    func bytes(_ name: String) -> [UInt8] {
      (try? Data(contentsOf: directory.appending(path: name))).map(Array.init) ?? []
    }

    /// The files of `data:` URIs, in an order of their own.
    var dataURIs: [[UInt8]] {
      let path = directory.appending(path: "rfc2397")
      let names = (try? FileManager.default.contentsOfDirectory(atPath: path.path)) ?? []
      return names.map { bytes("rfc2397/\($0)") }.sorted { $0.lexicographicallyPrecedes($1) }
    }
  }

  @Test(.enabled(if: isInstalled, "clamscan is not installed (Debian: clamav)"))
  func `generated documents have the forms that clamscan gives them`() throws {
    var generator = HTMLGenerator(random: SeededBytes(state: 46))
    var documents = (0..<400).map { _ in generator.document() }
    documents.append(Self.entities)
    #expect(try compare(documents) > 350)
  }

  @Test(.enabled(if: isInstalled, "clamscan is not installed (Debian: clamav)"))
  func `documents of this machine have the forms that clamscan gives them`() throws {
    let files = FileManager.default.enumerator(atPath: "/usr/share/doc")?.compactMap { file in
      (file as? String).flatMap { $0.hasSuffix(".html") ? "/usr/share/doc/\($0)" : nil }
    }
    let documents = (files ?? []).sorted().prefix(250).compactMap { path -> [UInt8]? in
      // Some directories are called so, too.
      guard let data = FileManager.default.contents(atPath: path) else { return nil }
      return data.count < 1 << 20 ? [UInt8](data) : nil
    }
    let compared = try compare(documents)
    #expect(compared >= documents.count * 9 / 10)
  }

  /// A document of all named characters.
  private static var entities: [UInt8] {
    let words = "\(EntityNames.text)".split(whereSeparator: \.isWhitespace).map(String.init)
    let names = stride(from: 0, to: words.count, by: 2).map { "&\(words[$0]); " }
    return Array("<html>\(names.joined())</html>".utf8)
  }

  /// Compares the forms of documents.
  ///
  /// - Returns: How many of them clamscan has taken for HTML.
  private func compare(_ documents: [[UInt8]]) throws -> Int {
    let directory = FileManager.default.temporaryDirectory.appending(path: "cordon-\(UUID())")
    defer { try? FileManager.default.removeItem(at: directory) }
    let kept = try runClamscan(on: documents, in: directory)
    var normaliser = HTMLNormaliser()
    for (number, kept) in kept {
      let document = documents[number]
      let narrowed = kept.isWide ? WideHTML.narrowed(document.span) : document
      let result = normaliser.normalise(narrowed.span)
      #expect(result.isWhole)
      #expect(result.bytes(.withoutComments) == kept.bytes("nocomment.html"), "\(number)")
      #expect(result.bytes(.withoutTags) == kept.bytes("notags.html"), "\(number)")
      #expect(result.bytes(.script) == kept.bytes("javascript"), "\(number)")
      let files = result.contents.filter { $0.kind == .dataURI }.map(\.bytes)
      #expect(files.sorted { $0.lexicographicallyPrecedes($1) } == kept.dataURIs, "\(number)")
    }
    return kept.count
  }

  private func runClamscan(
    on documents: [[UInt8]], in directory: URL
  ) throws -> [Int: Kept] {
    let inputs = directory.appending(path: "in")
    let outputs = directory.appending(path: "out")
    for path in [inputs, outputs] {
      try FileManager.default.createDirectory(at: path, withIntermediateDirectories: true)
    }
    for (number, document) in documents.enumerated() {
      try Data(document).write(to: inputs.appending(path: "\(number).html"))
    }
    let database = directory.appending(path: "oracle.ndb")
    try Data("Nothing:0:*:b97e2f4c0d1a77f3\n".utf8).write(to: database)
    let process = Process()
    process.executableURL = URL(filePath: Self.program)
    process.arguments = [
      "--leave-temps", "--tempdir=\(outputs.path)", "--no-summary", "--infected", "--recursive",
      "--scan-archive=no", "--scan-ole2=no", "--scan-pdf=no", "--scan-mail=no", "--bytecode=no",
      "--database=\(database.path)", inputs.path,
    ]
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    return keptForms(in: outputs)
  }

  /// Finds `DATE-NAME.HASH/NAME.HASH/html-tmp.HASH`, with the name's number.
  private func keptForms(in outputs: URL) -> [Int: Kept] {
    var kept: [Int: Kept] = [:]
    let paths = FileManager.default.enumerator(atPath: outputs.path)
    while let path = paths?.nextObject() as? String {
      let parts = path.split(separator: "/")
      guard parts.count == 3, parts[2].hasPrefix("html-tmp."),
        let number = Int(parts[1].prefix { $0 != "." })
      else { continue }
      let directory = outputs.appending(path: path)
      let beside = directory.deletingLastPathComponent().path
      let names = (try? FileManager.default.contentsOfDirectory(atPath: beside)) ?? []
      kept[number] = Kept(
        directory: directory, isWide: names.contains { $0.hasPrefix("html-utf16-tmp") })
    }
    return kept
  }
}
