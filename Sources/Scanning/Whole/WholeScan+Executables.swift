internal import Digests
internal import Executables
internal import FileTypes
internal import Signatures

extension WholeScan {
  /// The places of an executable that offsets are counted from; `nil` where its headers cannot be read.
  func layout(of bytes: Span<UInt8>, _ target: TargetType) -> LayoutOffsets? {
    guard let format = ExecutableLayout.Format(target),
      let layout = ExecutableLayout(bytes, format: format)
    else { return nil }
    return LayoutOffsets(
      entryPoint: UInt64(layout.entryPoint),
      sections: layout.sections.map {
        LayoutOffsets.Section(offset: UInt64($0.offset), size: UInt64($0.byteCount))
      },
      versionOffsets: Set(layout.versionOffsets.map { UInt64($0) }))
  }

  /// Looks the digests of a PE file's sections and imports up.
  mutating func scanDigestsOfParts(_ bytes: Span<UInt8>, _ form: ContentForm) {
    let hashes = database.hashes
    guard isSearching, hashes.count(.section) + hashes.count(.imports) > 0,
      let layout = ExecutableLayout(bytes, format: .portableExecutable, dropsMissing: true)
    else { return }
    for section in layout.sections where section.byteCount > 0 && isSearching {
      scan(section: section, of: bytes, form)
    }
    for algorithm in DigestAlgorithm.allCases where hashes.count(.imports, algorithm) > 0 {
      scanImports(bytes, layout, algorithm, form)
    }
  }

  private mutating func scanImports(
    _ bytes: Span<UInt8>, _ layout: ExecutableLayout, _ algorithm: DigestAlgorithm,
    _ form: ContentForm
  ) {
    guard isSearching,
      let imports = try? ImportHash(bytes, layout: layout, algorithm: algorithm)
    else { return }
    let (digest, size) = (imports.digest, imports.byteCount)
    let listed =
      reportsAll
      ? hashReader.findAll(digest, kind: .imports, size: size)
      : HashNumbers(hashReader.find(digest, kind: .imports, size: size))
    add(listed, size: size, form)
  }

  private mutating func scan(
    section: ExecutableLayout.Section, of bytes: Span<UInt8>, _ form: ContentForm
  ) {
    let size = UInt64(section.byteCount)
    let wanted = database.hashes.algorithms(.section, forSize: size)
    guard !wanted.isEmpty, UInt64(section.offset) + size <= UInt64(bytes.count) else { return }
    let start = Int(section.offset)
    let content = bytes.extracting(start..<start + Int(size))
    pay(for: content, EvaluationBudget.stepsPerQuadOfDigest * wanted.rawValue.nonzeroBitCount)
    guard isSearching else { return }
    var digests = DigestValues()
    digests.compute(wanted, of: content)
    let listed = digests.find(.section, size: size, all: reportsAll, with: &hashReader)
    add(listed, offset: UInt64(section.offset), size: size, form)
  }

  /// Scans the first executable inside another file: from there to the end of that file.
  mutating func scan(executables places: [Int], in bytes: Span<UInt8>, depth: Int) {
    for place in places where bytes.count - place <= EmbeddedTypes.executableBytesMax {
      let rest = bytes.extracting(place..<bytes.count)
      guard ExecutableLayout(rest, format: .portableExecutable) != nil else { continue }
      return unlessHarmless(rest) { scan in
        scan.scan(file: rest, .embeddedExecutable, KnownFile(), depth: depth + 1)
      }
    }
  }

  /// Scans the parts of a universal binary, each a file of its own.
  mutating func scanUniversalParts(_ bytes: Span<UInt8>, depth: Int) {
    for part in UniversalBinary.parts(of: bytes) where isSearching {
      let file = bytes.extracting(part)
      unlessHarmless(file) { scan in
        scan.scan(file: file, .universalPart, KnownFile(), depth: depth + 1)
      }
    }
  }
}

extension ExecutableLayout.Format {
  /// The format of an executable of a type; `nil` where it is none.
  init?(_ target: TargetType) {
    switch target {
    case .portableExecutable: self = .portableExecutable
    case .elf: self = .elf
    case .machO: self = .machO
    default: return nil
    }
  }
}
