internal import Hyperscan
internal import Primitives

/// Compiles what is searched for in bodies, of all content signatures.
struct SearchCompiler {
  /// The records of the patterns.
  let patterns: PatternRecords
  /// The anchors, by their ids.
  let literals: [AnchorLiteral]
  /// Which anchors are searched for together.
  let grouping: AnchorGrouping
  /// The sieves, and of each group the anchors that are Hyperscan's.
  private let sieves: SieveCompiler
  private let compiled: [[UInt32]]
  /// How each signature is found.
  let meanings: [SearchPlan.Meaning]
  /// Of each signature the parts of which one makes it a candidate.
  let covers: [UInt64]
  /// Signatures of which every body of their type is a candidate.
  let always: [AlwaysRecord]

  /// Signatures planned by one turn of a thread.
  private static let chunkSignatures = 512

  /// Turns between which it is said how far the work is.
  private static let turnsPerReport = 16

  /// Plans the searches, on all cores, and lays them out.
  ///
  /// - Parameters:
  ///   - sieveAnchorsMin: a group of anchors has a sieve where so many would go through it.
  ///   - progress: told how many signatures are planned, now and then.
  init(
    _ signatures: [ContentSignature], model: RarityModel, sieveAnchorsMin: Int,
    progress: (Int) -> Void = { _ in }
  ) {
    let plans = Self.plans(signatures, model: model, progress)
    var compiler = PatternCompiler()
    var meanings: [SearchPlan.Meaning] = []
    var covers: [UInt64] = []
    var always: [AlwaysRecord] = []
    for plan in plans.joined() {
      let index = UInt32(meanings.count)
      let description = signatures[meanings.count].description
      meanings.append(plan.meaning)
      covers.append(plan.meaning == .candidate ? plan.cover : 0)
      if plan.meaning == .always {
        always.append(
          AlwaysRecord(
            signature: index, target: description.target.rawValue,
            liesInFile: description.liesInFile ? 1 : 0))
      }
      for pattern in plan.patterns {
        compiler.add(
          pattern, of: index, makesCandidate: plan.meaning != .detection,
          hasSiblings: plan.meaning == .detection
            && plan.patterns.contains { $0.part != pattern.part },
          liesInFile: description.liesInFile)
      }
    }
    for target in [TargetType.portableExecutable, .ole2] {
      if let pattern = Self.embeddedExecutable(in: target, model: model) {
        compiler.add(pattern, of: UInt32(signatures.count), makesCandidate: true)
      }
    }
    (patterns, literals) = compiler.finish()
    grouping = AnchorGrouping(literals)
    var sieves = SieveCompiler(literals, anchorsMin: sieveAnchorsMin, model: model)
    compiled = grouping.groups.map { sieves.add($0) }
    self.sieves = sieves
    self.meanings = meanings
    self.covers = covers
    self.always = always
  }

  private static func plans(
    _ signatures: [ContentSignature], model: RarityModel, _ progress: (Int) -> Void
  ) -> [[SearchPlan]] {
    let chunks = (signatures.count + chunkSignatures - 1) / chunkSignatures
    var plans: [[SearchPlan]] = []
    while plans.count < chunks {
      let done = plans.count
      plans += ParallelLoop.map(min(turnsPerReport, chunks - done)) { turn in
        let start = (done + turn) * chunkSignatures
        return signatures[start..<min(start + chunkSignatures, signatures.count)].map {
          SearchPlan($0, model: model)
        }
      }
      progress(min(plans.count * chunkSignatures, signatures.count))
    }
    return plans
  }

  /// What may be a PE file inside another: it makes a candidate of the number behind those of all
  /// signatures, and has the file looked at whole.
  private static func embeddedExecutable(
    in target: TargetType, model: RarityModel
  ) -> AnchoredPattern? {
    func bytes(_ text: String) -> [BodyPattern.Element] {
      text.utf8.map { .byte(BodyPattern.MaskedByte(value: $0, mask: 0xff)) }
    }
    let elements = bytes("MZ") + [.gap(min: 60, max: 300)] + bytes("PE\0\0")
    return try? AnchoredPattern(
      BodyPattern(elements: elements), offset: .absolute(start: 1, shift: 1 << 47), target: target,
      model: model)
  }

  /// Adds all but the anchor databases to an image.
  func write(to writer: inout ImageWriter) {
    patterns.write(to: &writer)
    writer.add(.anchorPlaces, grouping.places)
    sieves.write(to: &writer)
    writer.add(.alwaysCandidates, always)
    writer.add(.searchMeanings, meanings.map(\.rawValue))
  }

  /// Compiles the anchors that are Hyperscan's.
  func compileAnchors() throws(HyperscanError) -> [Database] {
    try AnchorGrouping.compile(compiled, of: literals)
  }
}

/// A signature of which every body of a type is a candidate.
package struct AlwaysRecord: BitwiseCopyable, Sendable {
  package var signature: UInt32
  /// The number of the type.
  package var target: UInt8
  /// 1 where it is for files that lie in others alone, else 0.
  package var liesInFile: UInt8
  private let reserved: UInt16 = 0
}
