internal import Formats

/// What the entries of a compound file are for, by their names, their storages and their classes.
struct CompoundRoles {
  /// What the file is.
  private(set) var type = ContentType.ole2
  /// Whether each storage holds the modules of a VBA project.
  private(set) var isProject: [Bool]
  /// Whether there is a project of VBA.
  private(set) var hasProject = false
  /// Whether there are objects of other programs.
  private(set) var hasObjects = false
  /// Whether the whole is encrypted.
  private(set) var isEncrypted = false

  /// Looks at the entries.
  init(_ file: CompoundFile) {
    isProject = [Bool](repeating: false, count: file.entries.count)
    for entry in file.entries {
      readType(entry, isInRoot: entry.parent == 0)
      readProject(entry)
      readObject(entry, parent: entry.parent.map { file.entries[$0] })
    }
    if Self.hasClass(file.entries[0], among: Self.installers) { type = .msi }
  }

  private mutating func readType(_ entry: CompoundEntry, isInRoot: Bool) {
    guard isInRoot, entry.kind != .storage else { return }
    if entry.isNamed("WordDocument") {
      type = .doc
    } else if entry.isNamed("PowerPoint Document") {
      type = .ppt
    } else if entry.isNamed("Workbook") || entry.isNamed("Book") {
      type = .xls
    } else if entry.isNamed("VisioDocument") {
      type = .visio
    } else if entry.isNamed("__properties_version1.0") {
      type = .msg
    } else if entry.isNamed("HwpSummaryInformation") || entry.isNamed("\u{5}HwpSummaryInformation")
    {
      type = .hwp
    } else if entry.isNamed("EncryptedPackage") || entry.isNamed("\u{9}DRMContent") {
      isEncrypted = true
    }
  }

  private mutating func readProject(_ entry: CompoundEntry) {
    guard let parent = entry.parent, entry.kind == .stream else { return }
    if entry.isNamed("_VBA_PROJECT") || entry.isNamed("dir") {
      isProject[parent] = true
      hasProject = true
    }
  }

  private mutating func readObject(_ entry: CompoundEntry, parent: CompoundEntry?) {
    guard let parent else { return }
    switch entry.kind {
    case .root: break
    case .stream:
      if entry.isNamed("\u{1}Ole10Native") || entry.isNamed("Equation Native") { hasObjects = true }
    case .storage:
      if parent.isNamed("ObjectPool") || parent.isNamed("Objects") { hasObjects = true }
      if parent.kind == .root,
        entry.isNameBeginning(with: "MBD") || entry.isNameBeginning(with: "LNK")
      {
        hasObjects = true
      }
      if Self.hasClass(entry, among: Self.equations) { hasObjects = true }
    }
  }

  /// The first number of classes that end as those of Microsoft do.
  private static let installers: [UInt32] = [0x000C_1082, 0x000C_1084, 0x000C_1086]
  private static let equations: [UInt32] = [0x0002_CE02, 0x0002_CE03]

  private static func hasClass(_ entry: CompoundEntry, among numbers: [UInt32]) -> Bool {
    let id = entry.classID.span
    guard let first = id.little32(at: 0), numbers.contains(first) else { return false }
    return id.big64(at: 8) == 0xC000_0000_0000_0046 && id.little32(at: 4) == 0
  }
}
