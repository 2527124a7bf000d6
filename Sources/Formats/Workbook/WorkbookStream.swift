/// What the records of an Excel workbook in the binary format tell of it. Source: [MS-XLS], for the older
/// formats the records of the same numbers.
public struct WorkbookStream: Hashable, Sendable {
  /// Whether its records are encrypted after the first.
  public private(set) var isEncrypted = false
  /// Whether it has sheets of Excel 4.0 macros.
  public private(set) var hasMacroSheets = false
  /// Whether it asks other programs for data: DDE.
  public private(set) var hasDynamicExchange = false
  /// Whether its records end before the stream does, with more than padding after them.
  public private(set) var isDamaged = false
  /// Whether it begins as a workbook or a sheet does.
  public private(set) var isWorkbook = false

  private enum Record {
    static let beginning: [UInt16] = [0x0009, 0x0209, 0x0409, 0x0809]
    static let externalName: UInt16 = 0x0023
    static let filePass: UInt16 = 0x002F
    static let sheet: UInt16 = 0x0085
    static let supportingBook: UInt16 = 0x01AE
  }

  /// The kind of a sheet of macros in its beginning, and in the list of sheets.
  private static let macroBeginning: UInt16 = 0x0040
  private static let macroSheet: UInt8 = 1
  private static let externalNameOLE: UInt16 = 0x0010

  /// Reads the records, from the first to the last that lies whole in the bytes.
  public init(_ bytes: Span<UInt8>) {
    var place = 0
    var isLink = false
    while let id = bytes.little16(at: place), let size = bytes.little16(at: place + 2) {
      if place == 0 {
        isWorkbook = Record.beginning.contains(id)
        guard isWorkbook else { return }
      }
      guard let data = bytes.run(at: place + 4, count: Int(size)) else {
        isDamaged = true
        return
      }
      // Numbers and sizes of records are never encrypted, nor are the beginnings and the list's places.
      switch id {
      case _ where Record.beginning.contains(id):
        if data.little16(at: 2) == Self.macroBeginning { hasMacroSheets = true }
      case Record.filePass: isEncrypted = true
      case Record.sheet where !isEncrypted:
        if data.byte(at: 5) == Self.macroSheet { hasMacroSheets = true }
      case Record.supportingBook where !isEncrypted: isLink = Self.isLink(data)
      case Record.externalName where isLink:
        if let flags = data.little16(at: 0), flags & Self.externalNameOLE == 0 {
          hasDynamicExchange = true
        }
      default: break
      }
      place += 4 + Int(size)
    }
  }

  /// Whether a supporting book is a program's document: no sheets, and program and document with a
  /// separator between.
  private static func isLink(_ data: Span<UInt8>) -> Bool {
    guard data.little16(at: 0) == 0, let length = data.little16(at: 2), length > 0, length < 0x0100
    else { return false }
    return data.firstPlace(of: 3, from: 4) != nil
  }
}
