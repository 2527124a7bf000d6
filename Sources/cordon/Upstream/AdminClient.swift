import ArgumentParser
import Configuration
import Glibc
import HTTP
import Primitives

/// Where the admin listener of a running Cordon is, as the commands take it.
struct AdminOption: ParsableArguments {
  @OptionGroup var file: ConfigurationOption

  @Option(help: "Its address, such as 127.0.0.1:9090; left out, the configuration says it.")
  var admin: String?

  func validate() throws {
    if let admin, SocketAddress(admin) == nil {
      throw ValidationError("\(admin) is no address such as 127.0.0.1:9090")
    }
  }

  /// The address, or the end of the command where there is none.
  func address() throws -> SocketAddress {
    if let address = admin.flatMap({ SocketAddress($0) }) { return address }
    guard let address = try file.load().admin.address else {
      Output.printError("error: admin.address is off: there is nobody to ask")
      throw ExitCode(1)
    }
    return address
  }
}

/// Asks the admin listener of a running Cordon.
struct AdminClient {
  /// Why it could not be asked.
  struct Failure: Error, CustomStringConvertible {
    var description: String
  }

  /// The longest answer that is read.
  private static let answerBytesMax = 8 << 20
  private static let timeoutSeconds = 10

  let address: SocketAddress

  /// The status and the body of its answer.
  func ask(_ method: String, _ path: String) throws -> (status: Int, body: String) {
    let socket = try connected()
    defer { close(socket) }
    try send(
      "\(method) \(path) HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n"
        + "Connection: close\r\n\r\n", to: socket)
    let bytes = try receiveAll(from: socket)
    var scanner = HeadScanner(.response, limits: HTTPLimits())
    var head = ResponseHead()
    guard case .complete(let count) = scanner.scan(bytes.span),
      head.parse(bytes.span.extracting(first: count), method: .other) == nil
    else { throw Failure(description: "\(address) answers with what is no HTTP") }
    return (Int(head.status), String(decoding: bytes[count...], as: UTF8.self))
  }

  private func connected() throws -> Int32 {
    let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
    let socket = Glibc.socket(address.family, kind, 0)
    guard socket >= 0 else { throw failure("no socket") }
    var timeout = timeval(tv_sec: Self.timeoutSeconds, tv_usec: 0)
    for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
      _ = unsafe setsockopt(
        socket, SOL_SOCKET, option, &timeout, socklen_t(MemoryLayout<timeval>.size))
    }
    var storage = sockaddr_storage()
    let length = address.store(in: &storage)
    let result = unsafe withUnsafePointer(to: &storage) {
      unsafe $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe connect(socket, $0, length)
      }
    }
    guard result == 0 else {
      let failure = failure("no connection to the admin listener on \(address)")
      close(socket)
      throw failure
    }
    return socket
  }

  private func send(_ text: String, to socket: Int32) throws {
    var rest = Array(text.utf8)
    while !rest.isEmpty {
      let count = unsafe rest.withUnsafeBytes {
        unsafe Glibc.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { throw failure("the request could not be sent") }
      rest.removeFirst(count)
    }
  }

  private func receiveAll(from socket: Int32) throws -> [UInt8] {
    var bytes: [UInt8] = []
    var part = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = unsafe recv(socket, &part, part.count, 0)
      guard count >= 0 else { throw failure("the answer could not be received") }
      if count == 0 { return bytes }
      bytes += part[..<count]
      guard bytes.count <= Self.answerBytesMax else {
        throw Failure(description: "\(address) answers with more than is read")
      }
    }
  }

  private func failure(_ what: String) -> Failure {
    Failure(description: "\(what): \(Errno(errno))")
  }
}
