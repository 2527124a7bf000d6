import Primitives
import Testing

@Suite struct SlotTableTests {
  @Test func aFullTableGivesNothingUntilASlotIsFreed() {
    var table = SlotTable<Int>(capacity: 2)
    let first = table.insert(10)
    let second = table.insert(20)
    let third = table.insert(30)
    #expect(first?.slot == 0 && second?.slot == 1 && third == nil)
    table.remove(0)
    let again = table.insert(40)
    let (count, element) = (table.count, table[0])
    #expect(again?.slot == 0)
    #expect(count == 2 && element == 40)
  }

  @Test func theSlotFreedLastIsUsedNext() {
    var table = SlotTable<Int>(capacity: 8)
    for value in 0..<5 { _ = table.insert(value) }
    for slot in [1, 3, 2] as [UInt32] { table.remove(slot) }
    let order = [table.insert(0), table.insert(0), table.insert(0), table.insert(0)]
    #expect(order.map { $0?.slot } == [2, 3, 1, 5])
  }

  @Test func aHandleIsStaleOnceItsSlotIsFreedAndStaysSo() {
    var table = SlotTable<Int>(capacity: 1)
    let first = table.insert(1) ?? .none
    table.remove(first.slot)
    let whileFree = (table.contains(first), table.isInUse(first.slot))
    let second = table.insert(2) ?? .none
    let afterwards = (table.contains(first), table.contains(second), table.isInUse(second.slot))
    #expect(whileFree == (false, false))
    #expect(afterwards == (false, true, true))
    #expect(first.slot == second.slot && first.generation != second.generation)
    #expect(first.generation & 1 == 1 && second.generation & 1 == 1)
  }

  @Test func nothingIsInUseThatWasNeverTaken() {
    let table = SlotTable<Int>(capacity: 4)
    let used = (0..<4).map { table.isInUse($0) }
    let known = table.contains(Handle(slot: 2, generation: 1))
    let none = table.contains(.none)
    #expect(used == [false, false, false, false])
    #expect(!known && !none)
  }

  @Test func elementsAreChangedInPlace() {
    var table = SlotTable<(Int, Int)>(capacity: 3)
    let slot = table.insert((1, 2))?.slot ?? .max
    table[slot].1 += 40
    let element = table[slot]
    #expect(element == (1, 42))
  }

  @Test func aTableOfNothingIsFull() {
    var table = SlotTable<Int>(capacity: 0)
    let handle = table.insert(1)
    #expect(handle == nil)
  }

  @Test func freeingTwiceTraps() async {
    await #expect(processExitsWith: .failure) {
      var table = SlotTable<Int>(capacity: 2)
      _ = table.insert(1)
      table.remove(0)
      table.remove(0)
    }
  }

  @Test func readingASlotThatWasNeverUsedTraps() async {
    await #expect(processExitsWith: .failure) {
      var table = SlotTable<Int>(capacity: 2)
      _ = table.insert(1)
      table[1] += 1
    }
  }
}

@Suite struct TokenTests {
  @Test func theThreePartsComeBackAsTheyWerePacked() {
    for slot in [0, 1, 77, Token.slotMax] {
      for generation in [0, 1, 2, Token.generationMask] {
        for operation in [0, 1, 128, 255] as [UInt8] {
          let token = Token(slot: slot, generation: generation, operation: operation)
          let returned = Token(bits: token.bits)
          #expect(returned.slot == slot)
          #expect(returned.generation == generation)
          #expect(returned.operation == operation)
          #expect(returned == token)
        }
      }
    }
  }

  @Test func aGenerationWrapsAndASlotDoesNot() async {
    let token = Token(slot: 5, generation: Token.generationMask + 4, operation: 9)
    #expect(token.generation == 3 && token.slot == 5 && token.operation == 9)
    await #expect(processExitsWith: .failure) {
      _ = Token(slot: Token.slotMax + 1, generation: 0, operation: 0)
    }
  }
}
