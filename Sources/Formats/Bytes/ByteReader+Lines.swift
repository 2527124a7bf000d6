internal import Primitives

extension Span<UInt8> {
  /// Behind the next line break; the end where there is none.
  func nextLine(from offset: Int) -> Int {
    let feeds = SIMD16<UInt8>(repeating: 0x0A)
    let returns = SIMD16<UInt8>(repeating: 0x0D)
    var place = offset
    while place <= count - 16 {
      let bytes = block(at: place)
      let found = (bytes ^ feeds).lesser(bytes ^ returns).firstZero
      if found < 16 { return place + found + 1 }
      place += 16
    }
    while place < count {
      place += 1
      if self[place - 1] == 0x0A || self[place - 1] == 0x0D { break }
    }
    return place
  }
}
