/// Files outside of a PDF file that a viewer opens: of actions, of pages that are shown in pages, of films,
/// and of streams whose data lie elsewhere. Source: ISO 32000-1, sections 7.3.8.2, 7.11, 8.10.4 and 13.4.
extension PDFSurvey {
  /// The names of a file specification, by its forms for systems.
  private static let names: [PDFName] = ["F", "UF", "Unix", "DOS", "Mac"]

  /// Looks at what names a file, or has a specification that does; a reference is kept, to be resolved.
  mutating func look(atSpecification value: PDFValue, in object: PDFObject) {
    switch value {
    case .string(let name): fileNames.append(PDFText(name, in: object))
    case .reference(let reference):
      if specifications.insert(reference.number).inserted {
        newSpecifications.append(reference.number)
      }
    case .dictionary(let dictionary):
      for key in Self.names {
        for name in dictionary.values(key) {
          // Specifications are in others, but not any deeper.
          if let inner = name.dictionary {
            for key in Self.names {
              for name in inner.values(key) where name.dictionary == nil {
                look(atSpecification: name, in: object)
              }
            }
          } else {
            look(atSpecification: name, in: object)
          }
        }
      }
    case .array, .boolean, .integer, .name, .other: break
    }
  }

  /// The objects that specify files and were not looked at yet, by their numbers:
  /// ``look(atSpecificationOf:)`` takes what they are.
  public mutating func takeSpecifications() -> [Int] {
    defer { newSpecifications = [] }
    return newSpecifications
  }

  /// Looks at an object that specifies a file.
  public mutating func look(atSpecificationOf object: PDFObject) {
    look(atSpecification: object.value, in: object)
  }

  /// Judges the names of files that have been found.
  ///
  /// - Parameter plain: gives a text without its cipher.
  public mutating func judgeFileNames(_ plain: (PDFText) -> [UInt8]) {
    if fileNames.contains(where: { Self.isElsewhere(plain($0)) }) { hasUnwantedActions = true }
  }

  /// Whether a file is on another machine, which learns who opens it.
  private static func isElsewhere(_ name: [UInt8]) -> Bool {
    if LinkTarget.isShare(name) { return true }
    let bytes = name.span
    guard let colon = bytes.firstPlace(of: 0x3A), bytes.has("//", at: colon + 1) else {
      return false
    }
    return !PlainText.has("file:", at: PlainText.start(bytes), in: bytes)
  }
}
