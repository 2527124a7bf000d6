import Hyperscan
import Signatures
import Testing

@testable import Scanning

/// The engine against a matcher that is too simple to be wrong, on seeded random patterns and bodies.
@Suite struct ReferenceTests {
  @Test(arguments: [
    (seed: 1, letters: [0x61, 0x62] as [UInt8], gapMax: 6, bytes: 40, cases: 1500),
    (seed: 2, letters: [0x61, 0x62, 0x71, 0x00], gapMax: 20, bytes: 120, cases: 1200),
    (seed: 3, letters: Array(0x61...0x70), gapMax: 1500, bytes: 1000, cases: 120),
    (seed: 4, letters: Array(0...255), gapMax: 5000, bytes: 5000, cases: 60),
  ])
  func agreesWithTheReference(
    seed: Int, letters: [UInt8], gapMax: Int, bytes: Int, cases: Int
  ) throws {
    var generator = PatternGenerator(
      random: Seeded(state: UInt64(seed)), letters: letters, gapMax: gapMax)
    var found = 0
    var unscannable = 0
    var compared = 0
    for number in 0..<cases {
      let text = generator.pattern()
      let line = "A:0:\(generator.offset(bytes)):\(text)"
      let signature = try BodySignature(line: Array(line.utf8)[...])
      let database = try database(["t.ndb": line])
      // What needs the whole body is the evaluator's, which has a reference of its own.
      guard database.searchCounts.streamable == 1 else { continue }
      var matcher = try BodyMatcher(database: database, reportsAll: false)
      var scratch = try database.makeScratch()
      for _ in 0..<4 {
        let body = generator.body(for: signature.pattern, bytes: bytes)
        let expected = ReferenceMatcher.matches(signature, body)
        // The matcher alone: bodies of letters are text, whose normal form a session matches too.
        matcher.match(leases: generator.leases(body), scratch: &scratch)
        compared += 1
        if matcher.failure != nil, matcher.detection == nil {
          unscannable += 1
          continue
        }
        #expect(
          (matcher.detection != nil) == expected, "case \(number): \(line) in \(body.count) bytes")
        if expected { found += 1 }
      }
    }
    #expect(compared > cases)
    #expect(found > compared / 5 && found < compared * 9 / 10, "\(found) of \(compared)")
    #expect(unscannable * 20 < compared, "\(unscannable) of \(compared)")
  }
}

extension BodyMatcher {
  /// Matches a body of any type that arrives in leases.
  fileprivate mutating func match(leases: [ArraySlice<UInt8>], scratch: inout Scratch) {
    begin(reportsAll: false)
    setType(.any)
    for lease in leases {
      // A lease of its own, gone when the call returns.
      let bytes = Array(lease)
      unsafe bytes.withUnsafeBufferPointer { bytes in
        guard let base = bytes.baseAddress, bytes.count > 0 else { return }
        unsafe arrive(base, bytes.count, limitsLease: false)
        match(scratch: &scratch)
        depart()
      }
    }
    finish(scratch: &scratch)
  }
}
