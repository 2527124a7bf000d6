internal import FileTypes

/// What a logical signature asks of a file before its parts are looked at: ClamAV's target
/// description block (`Target:1,FileSize:1024-4096,…`).
///
/// `Engine` is not kept: a line for other functionality levels is not loaded.
public struct TargetDescription: Hashable, Sendable {
  /// The type of file.
  public var target: TargetType
  /// The file's size in bytes.
  public var fileSize: ClosedRange<UInt64>?
  /// The file offset of the entry point of an executable.
  public var entryPoint: ClosedRange<UInt64>?
  /// How many sections an executable has.
  public var sectionCount: ClosedRange<UInt64>?
  /// The type that the file must lie in, as ClamAV names it (`CL_TYPE_ZIP`).
  public var container: String?
  /// The types of the file's containers, from the outside in: `Intermediates:CL_TYPE_A>CL_TYPE_B`.
  public var intermediates: [String]
  /// The type as which a file that has the signature is read again. The signature is a detection only
  /// where it is found in that reading too, or elsewhere than in a file's bytes as they are.
  public var handlerType: String?
  /// Names of groups of icons.
  public var iconGroup1: String?
  /// Names of groups of icons.
  public var iconGroup2: String?

  /// A description that asks for a type and nothing more.
  public init(target: TargetType) {
    self.target = target
    intermediates = []
  }

  /// Whether it is met only by files that lie in others. A container of any type may also be none.
  var liesInFile: Bool {
    if !intermediates.isEmpty { return true }
    guard let type = container.flatMap({ FileType(name: $0) }) else { return false }
    return type != .any
  }
}
