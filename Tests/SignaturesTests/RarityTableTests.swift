import Glibc
import Testing

@testable import Signatures

/// The rarity table comes from real files: the machine's own, and Windows programs of Debian packages
/// that are not those on which the engine is measured. To make it anew:
///
///     apt-get download gcc-mingw-w64-{x86-64,i686}-posix-runtime gcc-mingw-w64-x86-64-win32-runtime \
///       libgtk2.0-cil libmono-{corlib4.5,cecil-private,system-core4.0,system-servicemodel4.0a}-cil \
///       libmono-{system-web4.0,system-xml4.0,windowsbase4.0}-cil mono-mcs monodoc-base nsis{,-common} \
///       python3-distlib systemd-boot-efi
///     for package in *.deb; do dpkg -x "$package" DIRECTORY; done
///     CORDON_TRAIN_WINDOWS=DIRECTORY \
///       CORDON_TRAIN_RARITY=Sources/Signatures/Anchors/RarityTable.swift \
///       swift test --filter RarityTableTraining
///
/// The same files give the same table: files are taken in the order of their paths.
@Suite struct RarityTableTraining {
  static let output = environment("CORDON_TRAIN_RARITY")

  @Test(.enabled(if: output != nil, "set CORDON_TRAIN_RARITY to write a new table"))
  func writesATableTrainedOnThisMachine() throws {
    let binaries = Corpus(
      roots: ["/usr/bin", "/usr/lib"], every: 7, bytesMax: 192 << 20,
      where: { $0.starts(with: [0x7f, 0x45, 0x4c, 0x46]) })
    let text = Corpus(
      roots: ["/usr/include", "/usr/lib/python3", "/usr/share"], every: 11, bytesMax: 64 << 20,
      where: { !$0.prefix(512).contains(0) })
    let windows = Corpus(
      roots: [try #require(environment("CORDON_TRAIN_WINDOWS"))], every: 1, bytesMax: 192 << 20,
      where: { $0.starts(with: [0x4d, 0x5a]) })
    let corpora = [binaries, text, windows]
    let model = RarityModel(single: corpora.map(\.single), pairs: corpora.map(\.pairs))
    var source =
      "/// The text form of ``RarityModel/trained``. Generated: `RarityTableTraining` says how.\n"
    source += "enum RarityTable {\n  static let text: StaticString = \"\"\"\n"
    for line in model.text.split(separator: "\n") { source += "    \(line)\n" }
    source += "    \"\"\"\n}\n"
    let descriptor = unsafe open(Self.output!, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
    defer { close(descriptor) }
    let bytes = Array(source.utf8)
    let count = unsafe write(descriptor, bytes, bytes.count)
    #expect(count == bytes.count)
  }
}

/// How often each byte, and each pair of bytes, is in a sample of files.
private struct Corpus {
  var single = [UInt64](repeating: 0, count: 256)
  var pairs = [UInt64](repeating: 0, count: 65536)

  init(
    roots: [String], every: Int, bytesMax: Int, where isWanted: ([UInt8]) -> Bool
  ) {
    var rest = bytesMax
    var seen = 0
    for path in roots.flatMap({ Self.files($0) }).sorted() {
      guard let bytes = Self.read(path) else { continue }
      guard isWanted(bytes) else { continue }
      seen += 1
      guard seen % every == 0 else { continue }
      rest -= bytes.count
      if rest < 0 { break }
      count(bytes)
    }
  }

  private mutating func count(_ bytes: [UInt8]) {
    unsafe bytes.withUnsafeBufferPointer { bytes in
      unsafe pairs.withUnsafeMutableBufferPointer { pairs in
        unsafe single.withUnsafeMutableBufferPointer { single in
          var last = 0
          var index = 0
          while index < bytes.count {
            let byte = unsafe Int(bytes[index])
            unsafe single[byte] += 1
            if index > 0 { unsafe pairs[last << 8 | byte] += 1 }
            last = byte
            index += 1
          }
        }
      }
    }
  }

  /// At most the first mebibyte, so that no file outweighs the others.
  private static func read(_ path: String) -> [UInt8]? {
    let descriptor = unsafe open(path, O_RDONLY | O_NOFOLLOW)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: 1 << 20)
    let count = unsafe Glibc.read(descriptor, &bytes, bytes.count)
    guard count > 0 else { return nil }
    bytes.removeLast(bytes.count - count)
    return bytes
  }

  private static func files(_ root: String) -> [String] {
    guard let directory = unsafe opendir(root) else { return [] }
    defer { unsafe closedir(directory) }
    var files: [String] = []
    while let entry = unsafe readdir(directory) {
      let type = unsafe entry.pointee.d_type
      let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) {
        unsafe String(cString: UnsafeRawPointer($0).assumingMemoryBound(to: CChar.self))
      }
      if name == "." || name == ".." { continue }
      let path = "\(root)/\(name)"
      if Int(type) == Int(DT_DIR) { files += Self.files(path) }
      if Int(type) == Int(DT_REG) { files.append(path) }
    }
    return files
  }
}

private func environment(_ name: String) -> String? {
  unsafe getenv(name).map { unsafe String(cString: $0) }
}

@Suite struct RarityModelTests {
  @Test func commonRunsAreTheCheapestLiterals() {
    let model = RarityModel.trained
    let rare = model.cost("eval(gz$".utf8)
    for byte: UInt8 in [0, 0xff, 0x20] {
      #expect(model.cost(Array(repeating: byte, count: 8)) * 2 < rare)
    }
  }

  @Test func aTableSurvivesItsTextForm() {
    #expect(RarityModel.trained.text.utf8.count == 257 * 256 + 257 * 256 / 96)
  }

  @Test func aRunOfOneByteIsCommonWhateverTheByte() {
    let model = RarityModel.trained
    for byte in UInt8.min...UInt8.max {
      let run = [UInt8](repeating: byte, count: 8)
      #expect(model.cost(run) <= model.cost(run.prefix(2)) + 6 * RarityModel.runCostMax)
    }
  }

  @Test func aRunIsNoAnchorWhereThereIsAnother() throws {
    let text = "6161616161616161616161613d3e202272306c67"
    let pattern = try BodyPattern(notation: Array(text.utf8)[...], modifiers: [])
    let anchored = try AnchoredPattern(
      pattern, offset: .any, target: .any, model: RarityModel.trained)
    let anchor = try #require(anchored.fragments.first?.anchor)
    #expect(Set(anchor.literal.bytes).count > 4)
  }
}
