internal import Primitives

/// A rule on the metadata of a member of a container: a line of a `.cdb` file.
public struct ContainerRule: Hashable, Sendable {
  /// The name, as detections show it.
  public var name: String
  /// The container's type, as ClamAV names it; `nil` for any.
  public var containerType: String?
  /// The container's size in bytes.
  public var containerSize: ClosedRange<UInt64>?
  /// A POSIX extended regular expression for the member's name; `nil` for any.
  public var fileName: [UInt8]?
  /// The member's size in the container.
  public var packedSize: ClosedRange<UInt64>?
  /// The member's size once unpacked.
  public var unpackedSize: ClosedRange<UInt64>?
  /// Whether the member is encrypted.
  public var isEncrypted: Bool?
  /// The member's place in the container, from 1.
  public var position: ClosedRange<UInt64>?
  // The two reserved fields, of which the first was to be a checksum, are not compared: nor are they by ClamAV.

  /// Reads `Name:ContainerType:ContainerSize:FileNameRegex:FileSizeInContainer:FileSizeReal:
  /// IsEncrypted:FilePos:Res1:Res2[:MinFL[:MaxFL]]`.
  init(line: ArraySlice<UInt8>) throws(UnusedReason) {
    let fields = line.split(separator: Ascii.colon, omittingEmptySubsequences: false)
    guard (10...12).contains(fields.count) else { throw .malformed(.fieldCount) }
    try FunctionalityLevel.check(fields[10...])
    name = try signatureName(fields[0])
    if !Self.isAny(fields[1]) {
      let type = String(decoding: fields[1], as: UTF8.self)
      guard FileTypeName.isKnown(type) else { throw .malformed(.fileType) }
      containerType = type
    }
    if !Self.isAny(fields[3]) {
      fileName = Array(fields[3])
      do throws(PosixExpression.Failure) {
        _ = try PosixExpression(Array(fields[3]))
      } catch {
        throw .malformed(.containerCondition)
      }
    }
    containerSize = try Self.range(fields[2])
    packedSize = try Self.range(fields[4])
    unpackedSize = try Self.range(fields[5])
    position = try Self.range(fields[7])
    switch Array(fields[6]) {
    case [Ascii.asterisk]: isEncrypted = nil
    case [0x30]: isEncrypted = false
    case [0x31]: isEncrypted = true
    default: throw .malformed(.containerCondition)
    }
  }

  private static func isAny(_ field: ArraySlice<UInt8>) -> Bool {
    field.elementsEqual([Ascii.asterisk])
  }

  /// `*`, `n` or `n-m`. An empty range is malformed: ClamAV takes it, and it is never met.
  private static func range(
    _ field: ArraySlice<UInt8>
  ) throws(UnusedReason) -> ClosedRange<UInt64>? {
    if isAny(field) { return nil }
    if field.contains(Ascii.hyphen) {
      var scanner = CScanner(field)
      guard let low = scanner.unsigned(), scanner.skip(Ascii.hyphen),
        let high = scanner.unsigned(), low <= high
      else { throw .malformed(.containerCondition) }
      return UInt64(low)...UInt64(high)
    }
    guard let number = CNumber.digits(field) else { throw .malformed(.containerCondition) }
    return UInt64(number)...UInt64(number)
  }
}
