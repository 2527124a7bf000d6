internal import Digests
internal import Scanning
internal import Signatures

extension MessageReader {
  /// A digest of one of the known lengths.
  mutating func digest() throws(MessageFault) -> Digest {
    let count = Int(try number(UInt8.self))
    guard let digest = Digest(try run(count)) else { throw .value }
    return digest
  }

  /// A reason and one; 0 for none.
  mutating func failure() throws(MessageFault) -> UnscannableReason? {
    let number = try number(UInt8.self)
    guard number > 0 else { return nil }
    guard let reason = UnscannableReason(rawValue: number - 1) else { throw .value }
    return reason
  }

  /// A detection by a signature of a database that has so many.
  mutating func detection(signatures: Int) throws(MessageFault) -> Detection {
    let signature = try number(UInt32.self)
    guard Int(signature) < signatures else { throw .value }
    let offset = try number(UInt64.self)
    let size = try number(UInt64.self)
    guard let form = ContentForm(rawValue: try number(UInt8.self)) else { throw .value }
    return Detection(
      signature: SignatureIndex(rawValue: signature), offset: offset, size: size, form: form,
      parts: try parts())
  }

  private mutating func parts() throws(MessageFault) -> DetectedParts {
    var parts = DetectedParts()
    for _ in 0..<(try count(max: DetectedParts.countMax)) {
      let part = Int(try number(UInt8.self))
      parts.add(part, at: try number(UInt64.self))
    }
    return parts
  }

  /// A list of at most so many.
  mutating func detections(signatures: Int, max: Int) throws(MessageFault) -> [Detection] {
    var detections: [Detection] = []
    for _ in 0..<(try count(max: max)) {
      detections.append(try detection(signatures: signatures))
    }
    return detections
  }
}

extension MessageWriter {
  mutating func append(_ digest: Digest) {
    append(UInt8(digest.count))
    for index in 0..<digest.count { append(digest[index]) }
  }

  mutating func append(_ detection: Detection) {
    append(detection.signature.rawValue)
    append(detection.offset)
    append(detection.size)
    append(detection.form.rawValue)
    append(UInt32(detection.parts.count))
    for part in detection.parts.list {
      append(UInt8(clamping: part.part))
      append(part.offset)
    }
  }

  mutating func append(_ detections: some Collection<Detection>) {
    append(UInt32(detections.count))
    for detection in detections { append(detection) }
  }
}
