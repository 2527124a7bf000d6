import Foundation
import Inspection
import ScanAPI
import Testing

/// The OpenAPI document says what is served, and nothing else.
@Suite struct ScanDescriptionTests {
  private func document() throws -> [String: Any] {
    let data = Data(ScanDescription.bytes)
    return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
  }

  private func value(_ keys: String...) throws -> [String: Any] {
    try keys.reduce(try document()) { try #require($0[$1] as? [String: Any], "\($1)") }
  }

  private func properties(_ schema: String) throws -> Set<String> {
    Set(try value("components", "schemas", schema, "properties").keys)
  }

  @Test func everyOperationIsDescribedWithItsMethod() throws {
    #expect(try document()["openapi"] as? String == "3.0.3")
    let paths = try value("paths")
    var described: Set<ScanOperation> = []
    for (path, methods) in paths {
      let concrete = path.replacing("{requestId}", with: String(repeating: "0", count: 26))
        .replacing("{place}", with: "aws-s3/single")
      let served = ScanOperation(path: Array(concrete.utf8).span, below: "/")
      let operation = try #require(served)
      described.insert(operation)
      let names = try #require(methods as? [String: Any]).keys.map { $0.uppercased() }
      #expect(names == ["\(operation.method)"])
    }
    #expect(described == Set(ScanOperation.allCases))
  }

  @Test func everyFieldOfARequestIsDescribed() throws {
    let operation = try value("paths", "/virus/scan/file/advanced", "post")
    let parameters = try #require(operation["parameters"] as? [[String: Any]])
    let names = parameters.compactMap { $0["name"] as? String }
    let allowances = ScanRequest.allowances.map(\.field)
    #expect(names == allowances + ["restrictFileTypes", "options"])
    #expect(parameters.contains { $0["$ref"] as? String == "#/components/parameters/fileName" })
    let schema = try #require(parameters.last?["schema"] as? [String: Any])
    #expect(schema["x-options"] as? [String] == ScanOptions.names.map(\.name))
    let form = try value(
      "paths", "/virus/scan/file", "post", "requestBody", "content", "multipart/form-data",
      "schema", "properties")
    #expect(Array(form.keys) == [ScanRequest.part])
  }

  @Test func everyMemberOfAnAnswerIsDescribed() throws {
    let record = try Records.body(detections: [Records.detection])
    let basic = try Records.answer(record, try Records.request("", .scan))
    #expect(try properties("VirusScanResult") == Set(basic.keys))
    let advanced = try Records.answer(record, try Records.request())
    #expect(try properties("VirusScanAdvancedResult") == Set(advanced.keys))
    let information = try #require(advanced["ContentInformation"] as? [String: Any])
    #expect(try properties("ContentInformation") == Set(information.keys))
    let virus = try #require((advanced["FoundViruses"] as? [[String: Any]])?.first)
    #expect(try properties("VirusFound") == Set(virus.keys))
    let problem = ScanProblem(status: 400, reason: "a", detail: "b").value(id: [])
    #expect(try properties("Problem") == Set(Records.members(problem).keys))
  }

  @Test func everyMemberOfAVerdictIsDescribed() throws {
    let document = VerdictDocument(
      id: [], time: "", verdict: ("clean", nil), version: "", limits: [],
      record: try Records.body(detections: [Records.detection]))
    let verdict = Records.members(document.value { _ in .init(name: "a", database: "b") })
    #expect(try properties("Verdict") == Set(verdict.keys))
    let body = try #require(verdict["body"] as? [String: Any])
    #expect(try properties("Content") == Set(body.keys))
    let detection = try #require((body["detections"] as? [[String: Any]])?.first)
    #expect(try properties("Detection") == Set(detection.keys))
  }

  @Test func everyReferenceLeadsSomewhere() throws {
    let text = String(decoding: ScanDescription.bytes, as: UTF8.self)
    let references = text.split(separator: "\"$ref\": \"#/").dropFirst().map {
      $0.prefix { $0 != "\"" }
    }
    #expect(references.count > 40)
    for reference in Set(references) {
      var place: Any? = try document()
      for key in reference.split(separator: "/") { place = (place as? [String: Any])?[String(key)] }
      #expect(place != nil, "\(reference)")
    }
  }
}
