import Primitives
import Ring
import Testing

@Suite struct BufferPoolTests {
  @Test func anEmptyPoolGivesNothingAndTheFreedLastIsTakenNext() throws {
    var pool = try BufferPool(capacity: 3, stride: 4_096, headroom: 64)
    let taken = [pool.take(), pool.take(), pool.take(), pool.take()]
    #expect(Set(taken.prefix(3)) == [0, 1, 2] && taken[3] == nil)
    pool.release(1)
    pool.release(2)
    let again = [pool.take(), pool.take()]
    #expect(again == [2, 1])
  }

  @Test func theLastUserFreesABuffer() throws {
    var pool = try BufferPool(capacity: 1, stride: 4_096, headroom: 64)
    let buffer = pool.take() ?? .max
    pool.retain(buffer)
    pool.retain(buffer)
    var counts = [Int(pool.userCount(buffer)), pool.freeCount]
    for _ in 0..<3 {
      pool.release(buffer)
      counts += [Int(pool.userCount(buffer)), pool.freeCount]
    }
    #expect(counts == [3, 0, 2, 0, 1, 0, 0, 1])
    let least = pool.freeCountMin
    #expect(least == 0)
  }

  @Test func piecesDoNotOverlapAndTheHeadroomComesFirst() throws {
    var pool = try BufferPool(capacity: 4, stride: 8_192, headroom: 128)
    for _ in 0..<4 {
      let buffer = pool.take() ?? .max
      unsafe pool.piece(buffer).copyBytes(from: [UInt8](repeating: UInt8(buffer), count: 8_192))
    }
    let bytes = pool.bytes
    #expect(bytes == 8_192 - 128)
    for buffer in UInt16(0)..<4 {
      let isItsOwn = unsafe pool.piece(buffer).allSatisfy { $0 == UInt8(buffer) }
      let gap = unsafe pool.receivable(buffer).baseAddress! - pool.piece(buffer).baseAddress!
      let count = unsafe pool.receivable(buffer).count
      let start = unsafe pool.slice(buffer, offset: 128, count: 1).baseAddress!
      let same = unsafe UnsafeRawPointer(start) == pool.receivable(buffer).baseAddress!
      #expect(isItsOwn && gap == 128 && count == bytes && same)
    }
  }

  @Test func aLeaseGivenBackTwiceTraps() async {
    await #expect(processExitsWith: .failure) {
      var pool = try BufferPool(capacity: 2, stride: 4_096, headroom: 64)
      let buffer = pool.take()!
      pool.release(buffer)
      pool.release(buffer)
    }
  }

  @Test func oneMoreUserOfAFreeBufferTraps() async {
    await #expect(processExitsWith: .failure) {
      var pool = try BufferPool(capacity: 2, stride: 4_096, headroom: 64)
      pool.retain(0)
    }
  }

  @Test func aSliceBeyondItsPieceTraps() async {
    await #expect(processExitsWith: .failure) {
      let pool = try BufferPool(capacity: 2, stride: 4_096, headroom: 64)
      _ = unsafe pool.slice(0, offset: 4_000, count: 97)
    }
  }
}

@Suite struct BlockPoolTests {
  @Test func anEmptyPoolGivesNothingAndTheFreedLastIsTakenNext() throws {
    var pool = try BlockPool(capacity: 2, bytes: 512)
    let taken = [pool.take(), pool.take(), pool.take()]
    #expect(taken == [0, 1, nil])
    pool.release(0)
    let again = pool.take()
    let count = pool.count
    #expect(again == 0 && count == 2)
  }

  @Test func blocksDoNotOverlap() throws {
    var pool = try BlockPool(capacity: 8, bytes: 512)
    for index in 0..<8 {
      let block = pool.take() ?? .max
      unsafe pool.memory(block).copyBytes(from: [UInt8](repeating: UInt8(index), count: 512))
    }
    for block in UInt32(0)..<8 {
      let isItsOwn = unsafe pool.memory(block).allSatisfy { $0 == UInt8(block) }
      #expect(isItsOwn)
    }
  }

  @Test func aBlockGivenBackTwiceTraps() async {
    await #expect(processExitsWith: .failure) {
      var pool = try BlockPool(capacity: 2, bytes: 512)
      let block = pool.take()!
      pool.release(block)
      pool.release(block)
    }
  }

  @Test func memoryOfABlockThatWasNeverTakenTraps() async {
    await #expect(processExitsWith: .failure) {
      let pool = try BlockPool(capacity: 2, bytes: 512)
      _ = unsafe pool.memory(1)
    }
  }
}
