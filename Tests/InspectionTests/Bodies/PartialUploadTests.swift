import Testing

@testable import Inspection

@Suite struct PartialUploadTests {
  private func isPartial(
    range: String? = nil, offset: String? = nil, length: String? = nil, query: String = ""
  ) -> Bool {
    PartialUpload.isPartial(
      contentRange: range.map { Array($0.utf8) }, uploadOffset: offset.map { Array($0.utf8) },
      uploadLength: length.map { Array($0.utf8) }, query: Array(query.utf8), bodyBytes: 10)
  }

  @Test func partsOfUploadsAreTold() {
    #expect(isPartial(range: "bytes 10-19/20") && isPartial(range: "bytes 0-9/*"))
    #expect(isPartial(offset: "0") && isPartial(length: "20") && isPartial(length: "x"))
    #expect(isPartial(query: "partNumber=1&uploadId=x"))
    #expect(isPartial(query: "part%4eumber=1&upload%49d=x"))
    #expect(!isPartial(query: "partNumbers=1&uploadId=x"))
  }

  @Test func wholeUploadsAreNot() {
    #expect(!isPartial() && !isPartial(range: "bytes 0-9/10") && !isPartial(length: "10"))
    #expect(!isPartial(query: "uploadId=x") && !isPartial(query: "apartNumber=1&uploadId=x"))
  }

  @Test func aPartOfAnUploadIsNotClean() throws {
    var description = BodyDescription()
    description.isPartial = true
    #expect(try inspect(Array("harmless".utf8), description).reasons == UnjudgedReasons(.format))
  }
}
