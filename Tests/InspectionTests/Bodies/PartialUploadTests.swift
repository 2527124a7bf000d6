import Testing

@testable import Inspection

@Suite struct PartialUploadTests {
  /// Of a body of ten bytes.
  private func isPartial(_ field: String = "Accept: x", query: String = "") -> Bool {
    let head = "POST /?\(query) HTTP/1.1\r\n\(field)\r\n"
    return BodyDescription(head: Array(head.utf8).span, bodyBytes: 10).isPartial
  }

  @Test(arguments: [
    "Content-Range: bytes 10-19/20", "content-range: bytes 0-9/*", "X-Content-Range: bytes 0-4/10",
    "Upload-Offset: 0", "Upload-Length: 20", "Upload-Length: x", "Upload-Defer-Length: 1",
    "Upload-Concat: partial", "Upload-Complete: ?0", "Upload-Incomplete: ?1",
    "X-Goog-Upload-Offset: 10", "X-Goog-Upload-Command: upload",
    "x-amz-content-sha256: STREAMING-AWS4-HMAC-SHA256-PAYLOAD",
    "X-Amz-Content-Sha256: STREAMING-UNSIGNED-PAYLOAD-TRAILER",
    "Content-Type: application/partial-upload", "Content-Type: multipart/byteranges; boundary=a",
  ]) func partsOfUploadsAreTold(field: String) {
    #expect(isPartial(field))
  }

  @Test func partsAreToldByTheQuery() {
    #expect(isPartial(query: "partNumber=1&uploadId=x"))
    #expect(isPartial(query: "part%4eumber=1&upload%49d=x"))
    #expect(!isPartial(query: "partNumbers=1&uploadId=x"))
    #expect(isPartial(query: "resumableChunkNumber=1&resumableTotalChunks=2"))
    #expect(!isPartial(query: "resumableChunkNumber=1&resumableTotalChunks=1"))
    #expect(!isPartial(query: "chunks=4"))
  }

  @Test func wholeUploadsAreNot() {
    for field in [
      "Content-Range: bytes 0-9/10", "Upload-Length: 10", "Upload-Complete: ?1",
      "X-Goog-Upload-Command: upload, finalize", "x-amz-content-sha256: UNSIGNED-PAYLOAD",
    ] { #expect(!isPartial(field), "\(field)") }
    #expect(!isPartial(query: "uploadId=x") && !isPartial(query: "apartNumber=1&uploadId=x"))
  }

  private static let piece = "Content-Disposition: form-data; name=\"file\"; filename=\"a.bin\"\r\n"

  /// A form that counts its pieces, and one in which a file says that it is one.
  @Test(arguments: [
    ("dzchunkindex", "0", "dztotalchunkcount", "3", ""), ("chunk", "1", "chunks", "2", ""),
    ("a", "1", "b", "2", "Content-Range: bytes 0-3/8\r\n"),
  ]) func piecesInFormsAreTold(
    index: String, number: String, count: String, total: String, field: String
  ) throws {
    let parts = [(index, number), (count, total)].map {
      "--b\r\nContent-Disposition: form-data; name=\"\($0)\"\r\n\r\n\($1)\r\n"
    }
    let body = "\(parts.joined())--b\r\n\(Self.piece)\(field)\r\nabcd\r\n--b--\r\n"
    let form = described("multipart/form-data; boundary=b")
    #expect(try inspect(Array(body.utf8), form).reasons == UnjudgedReasons(.format))
    let whole = body.replacing("\r\n\(total)\r\n", with: "\r\n1\r\n").replacing(field, with: "")
    #expect(try inspect(Array(whole.utf8), form).reasons == [])
  }

  @Test func aPartOfAnUploadIsNotClean() throws {
    var description = BodyDescription()
    description.isPartial = true
    #expect(try inspect(Array("harmless".utf8), description).reasons == UnjudgedReasons(.format))
  }
}
