import HTTP
import Primitives
import Ring

/// PROXY headers to upstreams: the first bytes of a connection that serves one exchange.
extension Worker where Driver: ~Copyable {
  /// Writes the header of a new connection, where its backend is to have one. False: there is no room.
  mutating func writeGreeting(_ slot: UInt32, _ connection: inout UpstreamConnection) -> Bool {
    let exchange = clients[slot].exchange
    guard let version = snapshots[exchange.snapshot]!.proxyVersions[exchange.backend] else {
      return true
    }
    guard let block = memory.blocks.take() else { return false }
    let header = ProxyHeader(ends: ends(of: slot))
    let span = unsafe MutableSpan<UInt8>(_unsafeBytes: memory.blocks.memory(block))
    var writer = ByteWriter(span)
    let isWhole = header.emit(version, into: &writer)
    precondition(isWhole, "a block has room for a header of Cordon's own")
    connection.isPersonal = true
    connection.greetingBlock = block
    connection.greetingBytes = writer.count
    return true
  }

  /// The client's end and the one that it connected to; `nil` where the client comes over a Unix socket.
  private mutating func ends(of slot: UInt32) -> ProxyHeader.Ends? {
    let client = address(of: slot)
    guard case .host(let address) = client.remote else { return nil }
    let connection = clients[slot].isStream ? clients[slot].stream.connection.slot : slot
    let own = driver.localAddress(of: clients[connection].socket)?.end
    // By a Unix socket, a proxy says whose request it is and not where that was sent to.
    let unspecified = ConnectionEnd(
      address.isIPv4 ? IPAddress(ipv4: 0) : IPAddress(ipv6: 0), port: 0)
    return ProxyHeader.Ends(
      client: ConnectionEnd(address, port: client.port),
      server: clients[slot].server ?? own ?? unspecified)
  }

  /// Adds the header to what is sent, where it is not sent yet; its length.
  mutating func appendGreeting(_ connection: UInt32) -> Int {
    let (block, count) = (
      upstreams[connection].greetingBlock, upstreams[connection].greetingBytes
    )
    guard block != .max else { return 0 }
    unsafe runs.append(UnsafeRawBufferPointer(rebasing: memory.blocks.memory(block)[0..<count]))
    return count
  }

  /// Takes the header, for a connection that speaks TLS; `nil`: there is none.
  mutating func takeGreeting(_ connection: UInt32) -> Segment? {
    let block = upstreams[connection].greetingBlock
    guard block != .max else { return nil }
    upstreams[connection].greetingBlock = .max
    return Segment(memory: .block(block), offset: 0, count: upstreams[connection].greetingBytes)
  }
}
