import Digests
import HTTP
import Inspection
import Policy
import Primitives
import Ring
import Telemetry

extension Worker where Driver: ~Copyable {
  /// The most bytes of the fields that tell a backend what was found out.
  static var verdictFieldsBytesMax: Int { 256 }

  /// Adds to the head that goes to the backend what was found out about the body. What clients send under
  /// such names is left out of it (`RequestHead.emit`).
  mutating func addVerdictFields(
    _ slot: UInt32, _ judgement: Judgement, _ record: InspectionRecord
  ) {
    let label = VerdictLabel(judgement)
    let start = clients[slot].exchange.headCount
    let block = unsafe memory.blocks.memory(clients[slot].block)
    let span = unsafe MutableSpan<UInt8>(_unsafeBytes: block)
    var writer = ByteWriter(span, count: start)
    writer.append("X-Cordon-Verdict: ")
    writer.append(label.kind)
    if let reason = label.reason {
      writer.append("; ")
      writer.append(reason)
    }
    // Both are of what the backend gets.
    let delivered = record.contents.first { $0.relation == .canonicalBody } ?? record.contents.first
    if let delivered, delivered.type != .unknown {
      writer.append("\r\nX-Cordon-Type: ")
      let name = Array("\(delivered.type)".utf8)
      writer.append(name.span)
    }
    if let digest = delivered?.sha256 {
      writer.append("\r\nX-Cordon-SHA256: ")
      for place in 0..<digest.count {
        // The high digit of a small byte is zero.
        if digest[place] < 16 { writer.append(UInt8(ascii: "0")) }
        writer.appendHexadecimal(UInt64(digest[place]))
      }
    }
    writer.append("\r\n")
    precondition(writer.isWhole, "a head leaves room for these fields")
    clients[slot].exchange.headCount = writer.count
    clients[slot].blockCount = writer.count
  }
}
