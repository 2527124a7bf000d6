internal import Digests
internal import Inspection
internal import Scanning
internal import Signatures

extension MessageWriter {
  mutating func append(_ record: InspectionRecord) {
    let record = record.pruned(contentsMax: InspectorReport.contentsMax)
    append(UInt64(record.contentCount))
    append(UInt64(record.unpackedBytes))
    append(record.classes.rawValue)
    append(record.reasons.rawValue)
    append(record.suppressed != nil)
    if let suppressed = record.suppressed { append(suppressed) }
    let told = Self.told(of: record)
    let leftOff =
      record.contents.reduce(record.detectionsLeftOff) { $0 + $1.detections.count }
      - told.reduce(0) { $0 + $1.count }
    append(UInt64(leftOff))
    append(UInt32(record.contents.count))
    for (content, detections) in zip(record.contents, told) {
      append(content, detections)
    }
  }

  /// So many of the detections as there is room for: of each signature the first, then what else there is.
  private static func told(of record: InspectionRecord) -> [[Detection]] {
    var seen: Set<SignatureIndex> = []
    var left = InspectorReport.detectionsMax
    let isFirst = record.contents.map { content in
      content.detections.map { detection in
        guard left > 0, seen.insert(detection.signature).inserted else { return false }
        left -= 1
        return true
      }
    }
    return zip(record.contents, isFirst).map { content, isFirst in
      zip(content.detections, isFirst).compactMap { detection, isFirst in
        if isFirst { return detection }
        guard left > 0 else { return nil }
        left -= 1
        return detection
      }
    }
  }

  private mutating func append(_ content: Content, _ detections: [Detection]) {
    append(UInt32(content.parent ?? 0))
    append(content.relation.rawValue)
    append(counted: Array(content.name.prefix(Content.nameBytesMax)))
    append(counted: Array(content.field.prefix(InspectorReport.fieldBytesMax)))
    append(content.type.rawValue)
    append(content.nameAgreement.rawValue)
    append(content.declaredAgreement.rawValue)
    append(UInt64(content.byteCount))
    append(content.classes.rawValue)
    append(content.reasons.rawValue)
    append(detections)
    append(content.sha256 != nil)
    if let sha256 = content.sha256 { append(sha256) }
    append(content.sha1 != nil)
    if let sha1 = content.sha1 { append(sha1) }
  }
}

extension InspectionLimits {
  /// All limits, in the order in which they stand in a message.
  fileprivate static var fields: [WritableKeyPath<InspectionLimits, Int>] {
    [
      \.depthMax, \.filesMax, \.unpackedBytesMax, \.fileBytesMax, \.ratioMax, \.ratioFloorBytes,
      \.bodyRatioFloorBytes, \.nameBytesMax, \.timeMilliseconds,
    ]
  }
}

extension MessageWriter {
  mutating func append(_ limits: InspectionLimits) {
    for field in InspectionLimits.fields { append(UInt64(limits[keyPath: field])) }
    append(limits.wantsDigest)
    append(limits.wantsFileReport)
    append(limits.restrictsMembers)
    append(limits.canonical != nil)
    if let order = limits.canonical {
      append(UInt64(order.bytesMax))
      append(order.boundaryHigh)
      append(order.boundaryLow)
    }
    append(limits.allowedTypes != nil)
    if let types = limits.allowedTypes { for place in 0..<4 { append(types.words[place]) } }
  }
}

extension MessageReader {
  mutating func limits() throws(MessageFault) -> InspectionLimits {
    var limits = InspectionLimits()
    for field in InspectionLimits.fields { limits[keyPath: field] = try size() }
    limits.wantsDigest = try flag()
    limits.wantsFileReport = try flag()
    limits.restrictsMembers = try flag()
    if try flag() {
      limits.canonical = CanonicalOrder(
        bytesMax: try size(), boundaryHigh: try number(UInt64.self),
        boundaryLow: try number(UInt64.self))
    }
    if try flag() {
      var words = SIMD4<UInt64>.zero
      for place in 0..<4 { words[place] = try number(UInt64.self) }
      guard let types = ContentTypes(words: words) else { throw .value }
      limits.allowedTypes = types
    }
    return limits
  }

  /// A record: sound in itself, or a fault.
  mutating func record(signatures: Int) throws(MessageFault) -> InspectionRecord {
    let contentCount = try size()
    let unpackedBytes = try size()
    let classes = ThreatClasses(rawValue: try number(UInt16.self))
    let reasons = UnjudgedReasons(rawValue: try number(UInt32.self))
    guard ThreatClasses.every.isSuperset(of: classes), UnjudgedReasons.every.isSuperset(of: reasons)
    else { throw .value }
    let suppressed = try flag() ? try detection(signatures: signatures) : nil
    let detectionsLeftOff = try size()
    var contents: [Content] = []
    for place in 0..<(try count(max: InspectorReport.contentsMax)) {
      contents.append(try content(at: place, signatures: signatures))
    }
    guard
      let record = InspectionRecord(
        contents: contents, contentCount: contentCount, unpackedBytes: unpackedBytes,
        classes: classes, reasons: reasons, suppressed: suppressed,
        detectionsLeftOff: detectionsLeftOff)
    else { throw .value }
    return record
  }

  private mutating func content(at place: Int, signatures: Int) throws(MessageFault) -> Content {
    let parent = Int(try number(UInt32.self))
    guard let relation = Relation(rawValue: try number(UInt8.self)) else { throw .value }
    let name = try countedRun(max: Content.nameBytesMax)
    let field = try countedRun(max: InspectorReport.fieldBytesMax)
    guard let type = ContentType(rawValue: try number(UInt8.self)),
      let nameAgreement = ContentAgreement(rawValue: try number(UInt8.self)),
      let declaredAgreement = ContentAgreement(rawValue: try number(UInt8.self))
    else { throw .value }
    let byteCount = try size()
    let classes = ThreatClasses(rawValue: try number(UInt16.self))
    let reasons = UnjudgedReasons(rawValue: try number(UInt32.self))
    let detections = try detections(signatures: signatures, max: InspectorReport.detectionsMax)
    let sha256 = try flag() ? try digest() : nil
    if let sha256, sha256.algorithm != .sha256 { throw .value }
    let sha1 = try flag() ? try digest() : nil
    if let sha1, sha1.algorithm != .sha1 { throw .value }
    return Content(
      parent: place == 0 ? nil : parent, relation: relation, name: name, type: type,
      byteCount: byteCount, classes: classes, reasons: reasons, detections: detections,
      sha256: sha256, sha1: sha1, field: field, nameAgreement: nameAgreement,
      declaredAgreement: declaredAgreement)
  }
}
