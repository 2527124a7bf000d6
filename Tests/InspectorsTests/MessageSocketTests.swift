import Glibc
import Primitives
import Testing

@testable import Inspectors

/// Messages over the socket between proxy and inspector.
@Suite struct MessageSocketTests {
  @Test func theLongestReportFits() throws {
    let (ours, theirs) = try MessageSocket.pair()
    defer {
      ours.close()
      theirs.close()
    }
    let report = [UInt8](repeating: 7, count: InspectorReport.bytesMax)
    try theirs.send(report)
    var memory = [UInt8](repeating: 0, count: InspectorReport.bytesMax)
    #expect(try ours.receive(into: &memory) == report)
    #expect(throws: Errno(EAGAIN)) { try ours.receive(into: &memory) }
    theirs.close()
    #expect(try ours.receive(into: &memory) == nil)
  }

  @Test func aMessageThatIsTooLongIsAFault() throws {
    let (ours, theirs) = try MessageSocket.pair()
    defer {
      ours.close()
      theirs.close()
    }
    var memory = [UInt8](repeating: 0, count: 1000)
    try theirs.send([UInt8](repeating: 7, count: 1001))
    #expect(throws: Errno(EMSGSIZE)) { try ours.receive(into: &memory) }
    try theirs.send([UInt8](repeating: 7, count: 1001))
    #expect(throws: Errno(EMSGSIZE)) { try ours.receive(bytesMax: 1000, waits: false) }
  }

  /// Whoever is not to send descriptors leaves none behind.
  @Test func descriptorsThatNobodyAskedForAreDropped() throws {
    let (ours, theirs) = try MessageSocket.pair()
    var memory = [UInt8](repeating: 0, count: 1000)
    let (one, other) = try MessageSocket.pair()
    try theirs.send([1, 2, 3], descriptors: [one.descriptor, one.descriptor])
    #expect(try ours.receive(into: &memory) == [1, 2, 3])
    one.close()
    // Nobody has the other end any more, or this would wait.
    #expect(throws: Errno(EPIPE)) { try other.send([1]) }
    for socket in [ours, theirs, other] { socket.close() }
  }

  @Test func descriptorsArriveWithTheirMessage() throws {
    let (ours, theirs) = try MessageSocket.pair()
    let (one, other) = try MessageSocket.pair()
    try theirs.send([9], descriptors: [one.descriptor])
    one.close()
    let received = try #require(try ours.receive(bytesMax: 10, waits: true))
    #expect(received.bytes == [9])
    try #require(received.descriptors.count == 1)
    try other.send([5])
    let arrived = MessageSocket(descriptor: received.descriptors[0])
    #expect(try arrived.receive(bytesMax: 10, waits: true)?.bytes == [5])
    for socket in [ours, theirs, other, arrived] { socket.close() }
  }
}
