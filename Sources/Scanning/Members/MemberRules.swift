internal import FileTypes
internal import Primitives
internal import Signatures

/// The rules on members of containers of a database, ready for being evaluated.
struct MemberRules {
  private struct Rule {
    let record: ContainerRuleRecord
    let name: PosixExpression?

    func isMet(by member: ContainedMember, in container: Surroundings) -> Bool {
      let size = container.innermostBytes
      guard record.type == FileType.any.rawValue || container.innermost.isContainer(record.type),
        record.encryption == 2 || record.encryption == (member.isEncrypted ? 1 : 0),
        record.containerMin <= size, size <= record.containerMax,
        member.packedBytes.map({ record.packedMin <= $0 && $0 <= record.packedMax }) ?? true,
        record.unpackedMin <= member.unpackedBytes, member.unpackedBytes <= record.unpackedMax,
        record.positionMin <= member.position, member.position <= record.positionMax
      else { return false }
      return name?.isFound(in: member.name[...]) ?? true
    }
  }

  private let rules: [Rule]

  /// Compiles their expressions.
  init(_ table: ContainerRules) throws(PosixExpression.Failure) {
    var rules: [Rule] = []
    for place in 0..<table.rules.count {
      let record = table.rules[place]
      var name: PosixExpression?
      if let text = table.name(of: record) { name = try PosixExpression(text) }
      rules.append(Rule(record: record, name: name))
    }
    self.rules = rules
  }

  /// Whether there is none.
  var isEmpty: Bool { rules.isEmpty }

  /// The signatures whose rules a member meets that lies in a container.
  func signatures(for member: ContainedMember, in container: Surroundings) -> [UInt32] {
    rules.filter { $0.isMet(by: member, in: container) }.map(\.record.signature)
  }
}
