import Scanning
import Signatures
import Testing

@testable import Inspection

/// The text that the tests' one signature finds, wherever it lies.
let planted = Array("planted for the tests of inspection".utf8)

/// A database with one signature, `Planted`, for any file; compiled once.
func plantedDatabase() throws -> SignatureDatabase { try compiled.get() }

private let compiled = Result { try compilePlanted() }

private func compilePlanted() throws -> SignatureDatabase {
  let digits = planted.map { byte in
    let digits = String(byte, radix: 16)
    return digits.count == 1 ? "0" + digits : digits
  }
  var set = SignatureSet()
  set.add(contentsOf: Array("Planted:0:*:\(digits.joined())\n".utf8), name: "planted.ndb")
  return try SignatureDatabase(set)
}

/// Inspects a body with the planted signature.
func inspect(
  _ body: [UInt8], _ description: BodyDescription = BodyDescription(),
  limits: InspectionLimits = InspectionLimits(), reportsAll: Bool = true
) throws -> InspectionRecord {
  var inspection = try ContentInspection(database: try plantedDatabase(), reportsAll: reportsAll)
  return unsafe body.withUnsafeBytes {
    unsafe inspection.inspect(
      body: $0, description, .unscanned(bodyBytes: UInt64(body.count)), limits)
  }
}

/// Inspects a body that is to be written anew; gives what was found out, and what is delivered.
func inspectCanonically(
  _ body: [UInt8], _ description: BodyDescription, bytesMax: Int = 1 << 20,
  wantsDigest: Bool = false, allowedTypes: ContentTypes? = nil, reportsAll: Bool = true
) throws -> (record: InspectionRecord, body: CanonicalBody?) {
  var limits = InspectionLimits()
  limits.canonical = CanonicalOrder(bytesMax: bytesMax, boundaryHigh: 7, boundaryLow: 9)
  limits.wantsDigest = wantsDigest
  limits.allowedTypes = allowedTypes
  var inspection = try ContentInspection(database: plantedDatabase(), reportsAll: reportsAll)
  let record = unsafe body.withUnsafeBytes {
    unsafe inspection.inspect(
      body: $0, description, .unscanned(bodyBytes: UInt64(body.count)), limits)
  }
  let written = inspection.takeCanonicalBody()
  #expect(inspection.takeCanonicalBody() == nil)
  return (record, written)
}
