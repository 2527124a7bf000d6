import Telemetry
import Testing

@Suite struct RecordTests {
  @Test func anAccessLineSaysWhatHappened() throws {
    var record = AccessRecord(
      wallNanoseconds: 1_000_000_000_500_000_000, id: RequestID(high: 0, low: 5),
      outcome: .delivered)
    record.status = 201
    record.bytesIn = 1_048_576
    record.bytesOut = 42
    record.verdict = .clean
    record.totalNanoseconds = 7_250_000
    record.scanNanoseconds = 125_000
    record.upstreamNanoseconds = 3_000_000
    record.isReused = true
    record.retries = 1
    var line = JSONLine(capacity: JSONLine.recordBytes)
    line.writeAccess(
      record, client: Array("192.0.2.1".utf8).span, listener: Array("0.0.0.0:8080".utf8).span,
      method: Array("POST".utf8).span, host: Array("files.example".utf8).span,
      path: Array("/upload?x=\"1\"".utf8).span, backend: Array("uploads".utf8).span,
      upstream: Array("127.0.0.1:9001".utf8).span, tls: Array("TLSv1.3".utf8).span,
      cipher: Array("TLS_AES_128_GCM_SHA256".utf8).span,
      serverName: Array("files.example".utf8).span, clientSubject: Array("CN=shop".utf8).span,
      clientFingerprint: Array("0a1b".utf8).span)
    let object = try parse(line, capacity: JSONLine.recordBytes)
    #expect(object["tls"] as? String == "TLSv1.3")
    #expect(object["cipher"] as? String == "TLS_AES_128_GCM_SHA256")
    #expect(object["serverName"] as? String == "files.example")
    #expect(object["clientSubject"] as? String == "CN=shop")
    #expect(object["clientFingerprint"] as? String == "0a1b")
    #expect(object["time"] as? String == "2001-09-09T01:46:40.500Z")
    #expect(object["outcome"] as? String == "delivered")
    #expect(object["status"] as? Int == 201)
    #expect(object["verdict"] as? String == "clean")
    #expect(object["reason"] == nil)
    #expect(object["bytesIn"] as? Int == 1_048_576)
    #expect(object["bytesOut"] as? Int == 42)
    #expect(object["totalMilliseconds"] as? Double == 7.25)
    #expect(object["scanMilliseconds"] as? Double == 0.125)
    #expect(object["upstreamMilliseconds"] as? Double == 3)
    #expect(object["reused"] as? Bool == true)
    #expect(object["retries"] as? Int == 1)
    #expect(object["path"] as? String == "/upload?x=\"1\"")
    #expect(object["upstream"] as? String == "127.0.0.1:9001")
    #expect(object["client"] as? String == "192.0.2.1")
  }

  @Test func aHostileRequestCannotPushOutWhatMatters() throws {
    var record = AccessRecord(
      wallNanoseconds: 0, id: RequestID(high: 0, low: 1), outcome: .unscannable)
    record.verdict = .unscannableBudget
    let hostile = [UInt8](repeating: 0x1B, count: 100_000)
    var line = JSONLine(capacity: JSONLine.recordBytes)
    line.writeAccess(
      record, client: Array("::1".utf8).span, listener: Array("l".utf8).span,
      method: hostile.span, host: hostile.span, path: hostile.span,
      backend: [UInt8]().span, upstream: [UInt8]().span)
    let object = try parse(line, capacity: JSONLine.recordBytes)
    #expect(object["verdict"] as? String == "unscannable")
    #expect(object["reason"] as? String == "budget")
    #expect(object["client"] as? String == "::1")
    #expect((object["path"] as? String)?.last == "…")
    #expect(object["truncated"] as? Bool == true)
    #expect(object["upstream"] == nil && object["reused"] == nil)
  }

  @Test func aDetectionLineHoldsTheEvidence() throws {
    let record = DetectionRecord(
      wallNanoseconds: 0, id: RequestID(high: 0, low: 1), verdict: .infected, offset: 68,
      size: 4_096, isComplete: false)
    let digest = [UInt8](0..<32)
    var line = JSONLine(capacity: JSONLine.recordBytes)
    line.writeDetection(
      record, client: Array("192.0.2.1".utf8).span, route: Array("/".utf8).span,
      detections: [
        DetectedSignature(
          name: Array("Test.Signature-1".utf8), source: Array("main.ndb".utf8), offset: 68),
        DetectedSignature(
          name: Array("Test.\"2".utf8), source: Array("own.ldb".utf8), offset: 9,
          form: Array("text".utf8), parts: [(part: 1, offset: 9), (part: 4, offset: 200)]),
      ], database: Array("20260101-abc".utf8).span, sha256: digest.span)
    let object = try parse(line, capacity: JSONLine.recordBytes)
    #expect(object["verdict"] as? String == "infected")
    #expect(object["signature"] as? String == "Test.Signature-1")
    #expect(object["database"] as? String == "20260101-abc")
    #expect(object["offset"] as? Int == 68)
    #expect(object["size"] as? Int == 4_096)
    #expect(object["complete"] as? Bool == false)
    #expect(
      object["sha256"] as? String
        == "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f")
    #expect(object["route"] as? String == "/")
    let detections = try #require(object["detections"] as? [[String: Any]])
    #expect(detections.map { $0["signature"] as? String } == ["Test.Signature-1", "Test.\"2"])
    #expect(detections.map { $0["source"] as? String } == ["main.ndb", "own.ldb"])
    #expect(detections.map { $0["offset"] as? Int } == [68, 9])
    #expect(detections.map { $0["form"] as? String } == [nil, "text"])
    #expect(detections[0]["parts"] == nil)
    let parts = try #require(detections[1]["parts"] as? [[String: Int]])
    #expect(parts == [["part": 1, "offset": 9], ["part": 4, "offset": 200]])
  }

  /// A body may have more signatures, with longer names, than a line has room for.
  @Test(arguments: [0, 1, 5, 200]) func manyDetectionsNeverBreakTheLine(nameBytes: Int) throws {
    let record = DetectionRecord(
      wallNanoseconds: 0, id: RequestID(high: 0, low: 1), verdict: .infected, offset: 0, size: 1,
      isComplete: true)
    let nothing: [UInt8] = []
    let some = DetectedSignature(
      name: [UInt8](repeating: 0x22, count: nameBytes), source: [UInt8](repeating: 1, count: 90),
      offset: .max, parts: Array(repeating: (part: 63, offset: .max), count: 16))
    for count in [0, 1, 2, 15, 16, 17, 64] {
      for capacity in [200, 300, 301, 302, 303, 304, 305, 306, 400, JSONLine.recordBytes] {
        var line = JSONLine(capacity: capacity)
        line.writeDetection(
          record, client: nothing.span, route: nothing.span,
          detections: Array(repeating: some, count: count), database: nothing.span,
          sha256: nothing.span)
        let object = try parse(line, capacity: capacity)
        let listed = (object["detections"] as? [Any])?.count ?? 0
        #expect(listed <= min(count, JSONLine.detectionsMax))
        #expect(
          listed == min(count, JSONLine.detectionsMax) || object["truncated"] as? Bool == true)
      }
    }
  }
}
