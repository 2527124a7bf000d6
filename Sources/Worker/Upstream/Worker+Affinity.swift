import Configuration
import HTTP
import Primitives
import Proxy
import Ring
import Telemetry

extension Worker where Driver: ~Copyable {
  /// Notes what of a head decides which upstream gets the request: the parsed one, while it is there.
  mutating func noteAffinity(_ slot: UInt32, _ head: Span<UInt8>) {
    let exchange = clients[slot].exchange
    let snapshot = snapshots[exchange.snapshot]!
    guard exchange.backend < snapshot.affinities.count else { return }
    let affinity = snapshot.affinities[exchange.backend]
    switch affinity.source {
    case .none: break
    case .address:
      let address = address(of: slot).text
      guard address.count > 0 else { break }
      clients[slot].exchange.hash = BalanceHash.of(
        address.span)
    case .header(let name):
      if let value = requestHead.value(named: name.span, in: head) {
        clients[slot].exchange.hash = BalanceHash.of(value.span(in: head))
      }
    case .cookie(let name):
      if let value = requestHead.cookie(named: name.span, in: head) {
        clients[slot].exchange.hash = BalanceHash.of(value.span(in: head))
      }
    }
    guard !affinity.cookie.isEmpty,
      let value = requestHead.cookie(named: affinity.cookie.span, in: head)
    else { return }
    clients[slot].exchange.bound = Self.place(of: value.span(in: head), in: affinity.values)
  }

  private static func place(of value: Span<UInt8>, in values: [[UInt8]]) -> Int {
    for index in values.indices where isSame(value, values[index]) { return index }
    return -1
  }

  private static func isSame(_ value: Span<UInt8>, _ known: [UInt8]) -> Bool {
    guard value.count == known.count else { return false }
    for index in known.indices where value[index] != known[index] { return false }
    return true
  }

  /// Writes the cookie that binds a client to the upstream that has served it, unless it is bound to that.
  func writeBinding(_ slot: UInt32, _ writer: inout ByteWriter) {
    let exchange = clients[slot].exchange
    let affinity = snapshots[exchange.snapshot]!.affinities[exchange.backend]
    guard !affinity.cookie.isEmpty, exchange.upstreamIndex != exchange.bound,
      exchange.upstreamIndex >= 0, exchange.upstreamIndex < affinity.values.count
    else { return }
    metrics.count(.clientsBound)
    let value = affinity.values[exchange.upstreamIndex]
    writer.append("Set-Cookie: ")
    writer.append(affinity.cookie.span)
    writer.append("=")
    writer.append(value.span)
    writer.append(affinity.attributes.span)
    if clients[slot].isSecure { writer.append(affinity.secureAttribute.span) }
    writer.append("\r\n")
  }
}
