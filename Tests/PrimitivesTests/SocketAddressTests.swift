import Glibc
import Primitives
import Testing

@Suite struct SocketAddressTests {
  @Test(arguments: [
    "127.0.0.1:80", "0.0.0.0:65535", "[::1]:8080", "[2001:db8::ff]:1", "unix:/run/cordon.sock",
  ])
  func textFormsRoundTrip(text: String) throws {
    let address = try #require(SocketAddress(text))
    #expect(address.description == text)
    if address.port != nil {
      var storage = sockaddr_storage()
      _ = address.store(in: &storage)
      #expect(SocketAddress(storage) == address)
    }
  }

  @Test(arguments: [
    "", ":", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:-1", "127.0.0.1:+1", "::1:80",
    "[::1]", "localhost:80", "unix:relative", "unix:", "[127.0.0.1]:80", "1.2.3.4:8 0",
  ])
  func whatIsNotAnAddressIsRefused(text: String) {
    #expect(SocketAddress(text) == nil)
  }

  @Test func aUnixPathOneByteTooLongIsRefused() {
    let longest = "/" + String(repeating: "a", count: SocketAddress.unixPathBytesMax - 1)
    #expect(SocketAddress("unix:" + longest) != nil)
    #expect(SocketAddress("unix:" + longest + "a") == nil)
  }
}
