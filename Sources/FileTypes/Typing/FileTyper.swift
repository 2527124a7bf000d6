/// Decides the types of files as ClamAV 1.4.6 does. The module's article has the order of decisions.
///
/// It is immutable and is shared. Deciding a type allocates nothing.
public struct FileTyper: Sendable {
  /// How many bytes from the first of a file decide its type (ZIP archives: ``type(ofWhole:)``).
  public static let firstBytesMax = 1024
  /// How much of a file is searched at once; the result of each window counts.
  static let windowBytes = 128 << 10
  /// The overlap of windows with the built-in rules alone: their longest part.
  public static let overlapBytesMin = 32

  let firstBytes: FirstBytesIndex
  let patterns: PatternIndex
  /// The patterns of HTML alone, and those that outrank it.
  private let htmlPatterns: PatternIndex
  private let htmlRivals: Rivals

  /// A typer for the rules that are built in, of which there need not be two.
  public static let builtIn: FileTyper = {
    do {
      return try FileTyper()
    } catch {
      preconditionFailure("there is room for the rules that are built in: \(error)")
    }
  }()

  /// A typer for some rules, later ones before earlier ones.
  ///
  /// - Parameter rules: those in force: ``FileMagicRule/effective(own:)``.
  /// - Throws: `tooLong` if more of them are patterns in parts than the search has room for.
  public init(rules: [FileMagicRule] = FileMagicRule.builtIn) throws(FileMagicFault) {
    firstBytes = FirstBytesIndex(rules)
    patterns = try PatternIndex(rules)
    htmlPatterns = try PatternIndex(rules.filter { $0.type == .html })
    htmlRivals = Rivals(rules)
  }

  /// The type of a file of which the first 1,024 bytes are given, or all if it has fewer.
  ///
  /// Bytes beyond are not looked at. An Office document that only its later ZIP headers tell is still a
  /// ``FileType/zip`` here.
  public func type(ofFirstBytes bytes: Span<UInt8>) -> FileType {
    let head = bytes.extracting(first: Self.firstBytesMax)
    var type = firstBytes.type(of: head) ?? TextClass.type(of: head)
    if type == .binaryData, let tar = TarHeader.type(of: head) { type = tar }
    if type == .zip { return OfficeArchive.type(ofFirstBytes: head) ?? .zip }
    guard type >= .textASCII, type <= .binaryData else { return type }
    return typeByPatterns(head, type)
  }

  /// The type of a file of which all bytes are given.
  public func type(ofWhole bytes: Span<UInt8>) -> FileType {
    let type = type(ofFirstBytes: bytes)
    return type == .zip ? OfficeArchive.type(ofWhole: bytes) ?? .zip : type
  }

  /// What patterns make of text and binary data.
  private func typeByPatterns(_ head: Span<UInt8>, _ type: FileType) -> FileType {
    let found = search(head, of: type)
    if found != .any, !found.isSelfExtracting { return found }
    if !patterns.htmlBeginsWithTag
      || NarrowedText.mayHoldTag(utf16LittleEndian: head, patterns.headFilter)
    {
      var narrowed = NarrowedText()
      narrowed.append(utf16LittleEndian: head)
      if search(narrowed.span, of: .textASCII) == .html { return .htmlUTF16 }
    }
    guard let encoding = WideEncoding(head) else { return type }
    var narrowed = NarrowedText()
    narrowed.append(head, encoding)
    return search(narrowed.span, of: .any) == .html ? .html : type
  }

  private func search(_ bytes: Span<UInt8>, of type: FileType) -> FileType {
    var search = PatternSearch(patterns, of: type, fileBytes: nil)
    return search.search(bytes, at: 0)
  }

  /// What is found inside a file of a type.
  ///
  /// It takes linear time, about a nanosecond per byte, and the work on matches is limited. It gives
  /// nothing, at no cost, for types in which nothing is looked for (``Treatment``).
  ///
  /// - Parameters:
  ///   - bytes: the whole file.
  ///   - overlapBytes: the longest pattern of targets 0 and the type's own among the signatures that
  ///     clamscan has loaded: its windows overlap by so much, which decides in what window a match at a
  ///     border counts.
  public func embeddedTypes(
    in bytes: Span<UInt8>, of type: FileType, overlapBytes: Int = Self.overlapBytesMin
  ) -> EmbeddedTypes {
    let treatment = type.treatment
    guard treatment.contains(.findsHTML) || treatment.contains(.findsExecutables) else {
      return .none
    }
    var search = PatternSearch(patterns, of: Self.searched(type), fileBytes: bytes.count)
    let result = Self.run(&search, over: bytes, overlapBytes)
    return EmbeddedTypes(
      result: result, executables: search.places.executables,
      isComplete: !search.isExhausted && bytes.count <= Self.searchedBytesMax,
      comparisons: search.comparisons)
  }

  /// Whether HTML is what is found inside a file of a type: whether it is the result of
  /// ``embeddedTypes(in:of:overlapBytes:)``, told in a fraction of the time; `nil` where that is not
  /// complete.
  ///
  /// HTML is looked for alone, up to the first that is found. Then nothing may be there that outranks it.
  /// Only where something may be, all is searched for.
  public func hasHTML(
    in bytes: Span<UInt8>, of type: FileType, overlapBytes: Int = Self.overlapBytesMin
  ) -> Bool? {
    guard type.treatment.contains(.findsHTML) else { return false }
    guard bytes.count <= Self.searchedBytesMax else { return nil }
    var search = PatternSearch(
      htmlPatterns, of: Self.searched(type), fileBytes: bytes.count, stopsAtFirst: true)
    let result = Self.run(&search, over: bytes, overlapBytes)
    if result == .any, !search.isExhausted { return false }
    if result == .html, !htmlRivals.mayBePresent(in: bytes) { return true }
    let all = embeddedTypes(in: bytes, of: type, overlapBytes: overlapBytes)
    return all.isComplete ? all.result == .html : nil
  }

  /// Places are kept in 32 bits.
  private static let searchedBytesMax = Int(UInt32.max)

  /// The type that rules are asked for.
  private static func searched(_ type: FileType) -> FileType { type == .textASCII ? .any : type }

  /// Runs a search over a file, window by window, and gives the highest result.
  private static func run(
    _ search: inout PatternSearch, over bytes: Span<UInt8>, _ overlapBytes: Int
  ) -> FileType {
    let count = min(bytes.count, searchedBytesMax)
    var result = FileType.any
    var base = 0
    while base < count {
      let end = min(base + windowBytes, count)
      result = max(result, search.search(bytes.extracting(base..<end), at: base))
      if end - base < windowBytes || search.isExhausted || search.hasStopped { break }
      base += max(1, windowBytes - min(overlapBytes, windowBytes / 2))
    }
    return result
  }
}

extension FileType {
  /// Whether the type is an archive behind a program that unpacks it. Of these nothing is concluded
  /// from first bytes.
  fileprivate var isSelfExtracting: Bool {
    switch self {
    case .zipSFX, .arjSFX, .rarSFX, .eggSFX, .cabSFX, .sevenZipSFX: true
    default: false
    }
  }
}
