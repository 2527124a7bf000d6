import Testing

@testable import load

struct MessageHeadTests {
  @Test func aHeadIsIncompleteAtEverySplit() {
    let text =
      "HTTP/1.1 403 Forbidden\r\nServer: x\r\ncontent-LENGTH:  123\r\nConnection: close\r\n\r\n"
    let bytes = Array((text + "body").utf8)
    for count in 0..<text.utf8.count {
      let head = MessageHead(bytes.span.extracting(..<count))
      #expect(head == nil)
    }
    let head = MessageHead(bytes.span)
    #expect(head?.headBytes == text.utf8.count)
    #expect(head?.status == 403)
    #expect(head?.contentLength == 123)
    #expect(head?.closes == true)
    #expect(head?.isChunked == false)
  }

  @Test func aRequestHasNoStatus() {
    let bytes = Array("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n".utf8)
    let head = MessageHead(bytes.span)
    #expect(head?.status == 0)
    #expect(head?.isChunked == true)
    #expect(head?.closes == false)
  }
}
