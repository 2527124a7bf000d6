/// What clamscan does with the content of a file of some type, where nothing is unpacked (archives,
/// OLE2, PDF and mail off; HTML on).
///
/// The steps follow in the order of the members. The article of the module says what each scans.
public struct Treatment: OptionSet, Sendable, Hashable, BitwiseCopyable {
  public let rawValue: UInt8
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// HTML is normalised and its forms are matched (targets 3 and 7, each with target 0).
  public static let html = Treatment(rawValue: 1 << 0)
  /// The UTF-16 is narrowed to bytes, and those are treated as ``html``.
  public static let htmlUTF16 = Treatment(rawValue: 1 << 1)
  /// Each part of a universal binary is a file of its own.
  public static let universalParts = Treatment(rawValue: 1 << 2)
  /// The bytes are matched as they are, with target 0 and the type's own; hashes are looked up.
  public static let raw = Treatment(rawValue: 1 << 3)
  /// While the bytes are matched, types are looked for in them: HTML found so is treated as ``html``.
  public static let findsHTML = Treatment(rawValue: 1 << 4)
  /// While the bytes are matched, types are looked for in them: the rest of the file from the first
  /// executable found so is a file of its own.
  public static let findsExecutables = Treatment(rawValue: 1 << 5)
  /// The text is normalised and matched (targets 7 and 0), unless HTML has been found in it.
  public static let text = Treatment(rawValue: 1 << 6)
  /// The bytes are matched once more, with targets 14 and 0.
  public static let other = Treatment(rawValue: 1 << 7)
}

extension FileType {
  /// What is done with a file of this type.
  public var treatment: Treatment {
    switch self {
    case .ignored: []
    case .html: [.html]
    case .htmlUTF16: [.htmlUTF16, .raw]
    case .machoUniversal: [.universalParts, .raw]
    case .textASCII: [.raw, .findsHTML, .text]
    case .gif: [.raw, .findsHTML]
    case .textUTF8, .textUTF16LE, .textUTF16BE: [.raw, .text]
    case .msexe, .ole2: [.raw, .findsExecutables]
    case .script: [.raw, .text]
    case .binaryData, .pythonCompiled: [.raw, .other]
    default: [.raw]
    }
  }
}
