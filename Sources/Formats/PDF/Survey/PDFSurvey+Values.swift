extension PDFSurvey {
  /// Keys that mean something, wherever they are.
  private enum Key {
    case script, scripts, action, automatic, kind, type, files, form, catalog, tree, shown
  }

  private static let keys: [PDFName: Key] = [
    "JS": .script, "JavaScript": .scripts, "S": .action, "OpenAction": .automatic, "AA": .automatic,
    "Subtype": .kind,
    "Type": .type, "EF": .files, "XFA": .form, "Pages": .catalog, "Kids": .tree,
    "Ref": .shown, "Movie": .shown,
  ]

  /// Actions that are unwanted, whatever they are for: ISO 32000-1, table 198, and its extensions.
  private static let unwantedActions: Set<PDFName> = [
    "Launch", "SubmitForm", "ImportData", "GoToE", "GoTo3DView", "RichMediaExecute",
  ]

  /// What names the file that actions of a kind open, and media clips play; where the kind is said elsewhere,
  /// it may be any.
  private static let fileKeys: [PDFName: [PDFName]] = [
    "GoToR": ["F"], "Thread": ["F"], "MCD": ["D"],
  ]
  private static let anyFileKeys: [PDFName] = ["F", "D"]

  /// Annotations whose content runs in a program of its own.
  private static let unwantedKinds: Set<PDFName> = ["RichMedia", "3D"]

  /// Looks at a value and all values in it.
  mutating func look(at value: PDFValue, in object: PDFObject) {
    switch value {
    case .array(let values):
      for value in values { look(at: value, in: object) }
    case .dictionary(let dictionary):
      look(at: dictionary, in: object)
      for (_, value) in dictionary.entries { look(at: value, in: object) }
    case .other, .boolean, .integer, .name, .string, .reference: break
    }
  }

  private mutating func look(at dictionary: PDFDictionary, in object: PDFObject) {
    var hasFiles = false
    for (key, value) in dictionary.entries {
      switch Self.keys[key] {
      case nil: break
      case .scripts: hasScriptTables = true
      case .script: look(atScript: value, in: object)
      case .action:
        if let name = value.name { look(atAction: name) }
        let keys = value.name.map { Self.fileKeys[$0] } ?? Self.anyFileKeys
        for key in keys ?? [] {
          for file in dictionary.values(key) { look(atSpecification: file, in: object) }
        }
      case .automatic: look(atUnasked: value)
      case .kind:
        if let name = value.name, Self.unwantedKinds.contains(name) { hasUnwantedActions = true }
      case .type:
        switch value.name {
        case "Page", "Pages": hasPages = true
        case "Catalog": hasCatalog = true
        case "EmbeddedFile" where object.streamStart != nil:
          if files[object.reference.number] == nil { files[object.reference.number] = .some(nil) }
        default: break
        }
      case .files: hasFiles = true
      case .form: look(atForm: value)
      case .catalog: hasCatalog = true
      case .tree: hasPages = true
      case .shown: look(atSpecification: value, in: object)
      }
    }
    if hasFiles { look(atFilesOf: dictionary, in: object) }
  }

  /// Looks at what kind of action there is.
  mutating func look(atAction name: PDFName) {
    if name == "JavaScript" { hasScripts = true }
    if Self.unwantedActions.contains(name) { hasUnwantedActions = true }
  }

  private mutating func look(atScript value: PDFValue, in object: PDFObject) {
    switch value {
    case .string(let bytes):
      hasScripts = true
      if !bytes.isEmpty { scripts.append(PDFText(bytes, in: object)) }
    case .reference(let reference):
      hasScripts = true
      scriptObjects.insert(reference.number)
    default: break
    }
  }

  /// The streams of a file specification, section 7.11.4: one or more forms of the same file.
  private mutating func look(atFilesOf specification: PDFDictionary, in object: PDFObject) {
    let name = ["UF", "F", "Unix", "DOS", "Mac"].lazy
      .compactMap { (key: PDFName) in specification[key]?.string }.first
    let text = name.map { PDFText($0, in: object) }
    for value in specification.values("EF") {
      if let reference = value.reference { fileTables[reference.number] = .some(text) }
      add(fileTable: value, name: text)
    }
  }

  /// Takes what a table of an embedded file's forms is.
  public mutating func add(fileTable value: PDFValue, name: PDFText?) {
    for (_, value) in value.dictionary?.entries ?? [] {
      if let reference = value.reference { files[reference.number] = .some(name) }
    }
  }

  /// A form is a stream, or an array of names and streams.
  private mutating func look(atForm value: PDFValue) {
    let numbers = value.elements.compactMap { $0.reference?.number }
    if !numbers.isEmpty { forms.append(numbers) }
  }
}
