import Scanning
import Signatures

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
