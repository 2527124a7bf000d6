internal import FileTypes

/// A rule on members of containers, as it is evaluated: closed ranges, from 0 to `UInt64.max` where it does
/// not ask.
///
/// Records have no padding: their fields fill them, so that the same sources give the same bytes.
package struct ContainerRuleRecord: BitwiseCopyable, Sendable {
  package var containerMin: UInt64 = 0
  package var containerMax: UInt64 = .max
  package var packedMin: UInt64 = 0
  package var packedMax: UInt64 = .max
  package var unpackedMin: UInt64 = 0
  package var unpackedMax: UInt64 = .max
  package var positionMin: UInt64 = 0
  package var positionMax: UInt64 = .max
  /// The signature that it stands for.
  package var signature: UInt32
  /// Where the expression for the name is among the bytes.
  package var nameStart: UInt32 = 0
  package var nameCount: UInt32 = 0
  /// 1 where there is one.
  package var hasName: UInt8 = 0
  /// The number of the container's type; that of ``FileType/any`` for any.
  package var type: UInt8
  /// Whether the member must be encrypted: 0 or 1; 2 where that makes no difference.
  package var encryption: UInt8
  private var unused: UInt8 = 0

  fileprivate init(_ rule: ContainerRule, signature: Int) {
    self.signature = UInt32(signature)
    type = (rule.containerType.flatMap { FileType(name: $0) } ?? .any).rawValue
    encryption = rule.isEncrypted.map { $0 ? 1 : 0 } ?? 2
    let any: ClosedRange<UInt64> = 0...UInt64.max
    let container = rule.containerSize ?? any
    (containerMin, containerMax) = (container.lowerBound, container.upperBound)
    let packed = rule.packedSize ?? any
    (packedMin, packedMax) = (packed.lowerBound, packed.upperBound)
    let unpacked = rule.unpackedSize ?? any
    (unpackedMin, unpackedMax) = (unpacked.lowerBound, unpacked.upperBound)
    let position = rule.position ?? any
    (positionMin, positionMax) = (position.lowerBound, position.upperBound)
  }
}

/// The rules of a set, laid out in flat records.
struct ContainerRuleRecords {
  private var rules: [ContainerRuleRecord] = []
  private var bytes: [UInt8] = []

  /// Lays out those of signatures that are rules.
  init(_ signatures: [ContentSignature]) {
    for (place, signature) in signatures.enumerated() {
      guard let rule = signature.rule else { continue }
      var record = ContainerRuleRecord(rule, signature: place)
      if let name = rule.fileName {
        record.hasName = 1
        record.nameStart = UInt32(bytes.count)
        record.nameCount = UInt32(name.count)
        bytes += name
      }
      rules.append(record)
    }
  }

  func write(to image: inout ImageWriter) {
    image.add(.containerRules, rules)
    image.add(.containerRuleBytes, bytes)
  }
}

/// The rules on members of containers of a database.
package struct ContainerRules: Sendable {
  package let rules: Table<ContainerRuleRecord>
  private let bytes: Table<UInt8>
  /// Owns the memory.
  private let image: DatabaseImage

  init(image: DatabaseImage) {
    self.image = image
    rules = image.table(.containerRules, of: ContainerRuleRecord.self)
    bytes = image.table(.containerRuleBytes, of: UInt8.self)
  }

  /// The expression that the member's name must have; `nil` for any name.
  package func name(of rule: ContainerRuleRecord) -> [UInt8]? {
    guard rule.hasName != 0 else { return nil }
    let name = bytes.part(at: Int(rule.nameStart), count: Int(rule.nameCount))
    return (0..<name.count).map { name[$0] }
  }
}
