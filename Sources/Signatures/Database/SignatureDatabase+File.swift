internal import Digests
internal import Glibc
internal import Hyperscan

extension SignatureDatabase {
  /// Opens a database file, in a few milliseconds however many signatures it has.
  ///
  /// - Throws: why it cannot be used; ``DatabaseFileError/asksForRebuild`` where it is sound, but
  ///   written by another Cordon, compiled by another Hyperscan or for another CPU.
  public static func open(path: String) throws(DatabaseFileError) -> SignatureDatabase {
    try SignatureDatabase(DatabaseFile.open(path: path))
  }

  /// Whether a file is a built database: by what it begins with, whatever its name is. Waits for nothing, and
  /// says no of what is no file or cannot be read.
  public static func isBuilt(path: String) -> Bool {
    let descriptor = unsafe Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: fileMagic.count)
    let count = unsafe pread(descriptor, &bytes, bytes.count, 0)
    return count == bytes.count && bytes == fileMagic
  }

  /// Opens a database that another process has open, by its descriptors; both are taken over.
  package static func adopt(
    file: Int32, image: Int32, path: String
  ) throws(DatabaseFileError) -> SignatureDatabase {
    try SignatureDatabase(DatabaseFile.adopt(file: file, image: image, path: path))
  }

  /// Compiles a set and writes it to a file, whole or not at all.
  ///
  /// The same set gives the same bytes, by the same Cordon and Hyperscan on the same CPU. Processes
  /// that have the file before it open keep that one.
  package static func build(
    _ set: SignatureSet, path: String, progress: (BuildProgress) -> Void = { _ in }
  ) throws(DatabaseFileError) {
    var writer = try DatabaseFileWriter(path: path)
    let image = try set.compile(into: &writer, keepsLines: true, progress: progress)
    progress(BuildProgress(stage: .file, done: 0, total: 1))
    _ = try writer.finish(image, sources: sha256(set.identity))
    progress(BuildProgress(stage: .file, done: 1, total: 1))
  }
}

extension SignatureSet {
  /// Compiles the set: writes blocks to a file, and gives what is resident.
  ///
  /// - Parameter keepsLines: whether the file is to tell people what its signatures are.
  func compile(
    into file: inout DatabaseFileWriter, keepsLines: Bool, progress: (BuildProgress) -> Void
  ) throws(DatabaseFileError) -> ImageWriter {
    var image = ImageWriter()
    let total = contents.count
    progress(BuildProgress(stage: .planning, done: 0, total: total))
    let search = SearchCompiler(
      contents.map(\.signature), model: .trained, sieveAnchorsMin: options.sieveAnchorsMin
    ) { done in
      progress(BuildProgress(stage: .planning, done: done, total: total))
    }
    search.write(to: &image)
    var records = ContentRecords.compile(contents.map(\.signature), covers: search.covers)
    let filters = ExpressionFilterCompiler(&records)
    records.write(to: &image)
    ContainerRuleRecords(contents.map(\.signature)).write(to: &image)
    image.add(.fileMagic, fileTypeRules.flatMap { $0.line + [Ascii.newline] })
    progress(BuildProgress(stage: .anchors, done: 0, total: search.literals.count))
    do throws(HyperscanError) {
      try filters.write(to: &image)
      try image.add(
        .anchorDatabases, extents: .anchorDatabaseExtents, try search.compileAnchors())
    } catch {
      throw DatabaseFileError(path: file.path, .compile(error))
    }
    DatabaseTexts.write(self, to: &image)
    if keepsLines { try lines.write(to: &file, image: &image) }
    try hashes.write(to: &file, image: &image, progress: progress)
    return image
  }
}
