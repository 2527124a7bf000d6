internal import Formats

extension ContentInspection {
  /// Reads a compound file: each stream is a content, and some of them say what the file is.
  mutating func readCompoundFile(_ bytes: Span<UInt8>) {
    guard var file = CompoundFile(bytes) else {
      fail(.damaged)
      return
    }
    let roles = CompoundRoles(file)
    record.contents[current].type = roles.type
    if roles.type == .msi { mark(.executable) }
    if roles.hasProject { mark(.macros) }
    if roles.hasObjects { mark(.oleEmbeddedObject) }
    if roles.isEncrypted { failAsEncrypted() }
    let hangul = hwpHeader(file, bytes)
    if let hangul { judge(hangul) }
    let isHangul = hangul != nil || roles.type == .hwp
    var projects: [Int: MacroProject] = [:]
    for (index, entry) in file.entries.enumerated() where entry.kind == .stream {
      guard isInspecting, hasTime() else { return }
      let stream = file.read(index, from: bytes)
      let name = file.path(of: index)
      if entry.parent != nil { readStream(entry, stream.bytes.span, of: roles.type) }
      if let parent = entry.parent, roles.isProject[parent] {
        projects[parent, default: MacroProject()].add(entry, stream.bytes)
      } else if VBASource.firstPlace(in: stream.bytes.span) != nil {
        // A module that no project lists: a project without its directory, or one that was deleted.
        projects[-1, default: MacroProject()].add(entry, stream.bytes)
      }
      let native = nativeType(entry, stream.bytes.span)
      inspect(stream.bytes.span, .stream, name: name.span, as: native)
      if isHangul, isInspecting { readHWPStream(name, stream.bytes.span, hangul) }
      if let place = file.firstPlace(of: index), stream.bytes.span.lies(in: bytes, at: place) {
        judged.append(place..<place + stream.bytes.count)
      }
    }
    for (parent, project) in projects.sorted(by: { $0.key < $1.key }) {
      readMacros(project, name: parent < 0 ? [] : file.path(of: parent))
    }
    if !file.faults.isEmpty { fail(.damaged) }
  }

  /// The type of a stream that only the program of its document reads, which none else would take it for; nil
  /// for all others. They hold archives of themes and the like, which are no archives to anybody else.
  private func nativeType(_ entry: CompoundEntry, _ bytes: Span<UInt8>) -> ContentType? {
    guard bodyType(bytes) == .unknown else { return nil }
    if entry.isNamed("Workbook") || entry.isNamed("Book") { return .xls }
    if entry.isNamed("PowerPoint Document") { return .ppt }
    if entry.isNamed("WordDocument") || entry.isNamed("1Table") || entry.isNamed("0Table")
      || entry.isNamed("Data")
    {
      return .doc
    }
    return nil
  }

  /// What cannot be read without a password, or has been made with one.
  mutating func failAsEncrypted() {
    mark(.passwordProtected)
    fail(.encrypted)
  }

  /// Streams that tell something about the file.
  private mutating func readStream(
    _ entry: CompoundEntry, _ stream: Span<UInt8>, of type: ContentType
  ) {
    if entry.isNamed("Workbook") || entry.isNamed("Book") {
      readWorkbook(stream)
    } else if entry.isNamed("WordDocument") {
      readWordDocument(stream)
    } else if entry.isNamed("Current User") {
      if CurrentUserStream.isEncrypted(stream) { failAsEncrypted() }
    } else if entry.isNamed("PowerPoint Document") {
      readPresentation(stream)
    } else if entry.isNamed("\u{1}Ole10Native") {
      readNativeObject(NativeObject(stream: stream), in: stream)
    }
  }

  private mutating func readWorkbook(_ stream: Span<UInt8>) {
    let workbook = WorkbookStream(stream)
    if workbook.isEncrypted { failAsEncrypted() }
    if workbook.hasMacroSheets { mark(.macros) }
    if workbook.hasDynamicExchange { mark(.unwantedAction) }
  }

  private mutating func readWordDocument(_ stream: Span<UInt8>) {
    if let information = WordInformation(stream), information.isEncrypted { failAsEncrypted() }
    if FieldInstructions.areUnwanted(inStream: stream) { mark(.unwantedAction) }
  }

  /// A file or data that a document has packed; the file's name is the author's.
  mutating func readNativeObject(_ object: NativeObject?, in bytes: Span<UInt8>) {
    guard let object else { return }
    mark(.oleEmbeddedObject)
    if !object.isComplete { fail(.damaged) }
    guard let data = bytes.run(at: object.offset, count: object.byteCount) else { return }
    inspect(data, .embedded, name: object.name.span)
  }
}
