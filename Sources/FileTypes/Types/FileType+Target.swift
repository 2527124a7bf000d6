extension FileType {
  /// The `Target` number whose signatures are matched with the bytes of a file of this type, beside
  /// those of target 0; 0 where a type has none of its own.
  ///
  /// HTML and text are not matched as they are: targets 3 and 7 belong to the normalised forms (see
  /// ``treatment``). ClamAV gives the number of `TEXT_ASCII` as 7 and never uses it for raw bytes.
  public var target: UInt8 {
    switch self {
    case .msexe: 1
    case .ole2: 2
    case .html: 3
    case .mail: 4
    case .graphics, .gif, .png, .jpeg, .tiff: 5
    case .elf: 6
    case .textASCII: 7
    case .macho, .machoUniversal: 9
    case .pdf: 10
    case .flash: 11
    case .java: 12
    case .scanProperties: 13
    case .other: 14
    default: 0
    }
  }
}
