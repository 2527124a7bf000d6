import Foundation

@testable import FileTypes

/// Numbers that are the same in every run.
struct Seeded: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var value = state
    value = (value ^ value >> 30) &* 0xbf58_476d_1ce4_e5b9
    value = (value ^ value >> 27) &* 0x94d0_49bb_1331_11eb
    return value ^ value >> 31
  }
}

/// Files made to be hard to type: instances and near misses of all rules, in text and binary data.
struct Specimens {
  private var random: Seeded
  private let rules: [FileMagicRule]

  init(seed: UInt64, rules: [FileMagicRule] = FileMagicRule.builtIn) {
    random = Seeded(state: seed)
    self.rules = rules
  }

  /// The next file.
  mutating func next() -> [UInt8] {
    let isText = Bool.random(using: &random)
    let size = pick([50, 500, 1000, 1024, 2000, 9000, 131_072 - 20, 140_000, 270_000])
    var bytes: [UInt8] = []
    if chance(3) { bytes += instance(of: pick(rules), isText) }
    if chance(12) { bytes += Array("GIF89a".utf8) }
    if chance(6) { bytes += [0x4d, 0x5a, 0, 1] }
    let fillMax = size > 20_000 ? size / 12 : 600
    while bytes.count < size {
      bytes += fill(Int.random(in: 0...pick([0, 1, 5, 30, 100, fillMax]), using: &random), isText)
      switch Int.random(in: 0..<10, using: &random) {
      case 0..<5: bytes += instance(of: pick(rules), isText)
      case 5, 6: bytes += Array(pick(["<html>", "<IMG ", "<a x href", "<Script"]).utf8)
      case 7: bytes += wide("<html> <a href")
      case 8:
        bytes += Array(repeating: [0x4d, 0x5a], count: Int.random(in: 1...12, using: &random))
          .joined()
      default: break
      }
    }
    for _ in 0..<pick([0, 0, 1, 4]) {
      bytes[Int.random(in: 0..<min(1024, bytes.count), using: &random)] = pick([
        0, 0x20, 0x3c, 0xd8,
      ])
    }
    return Array(bytes.prefix(pick([bytes.count, bytes.count, 1023, 1024, 1025, 40])))
  }

  private mutating func pick<Element>(_ choices: [Element]) -> Element {
    choices[Int.random(in: 0..<choices.count, using: &random)]
  }

  private mutating func chance(_ one: Int) -> Bool { Int.random(in: 0..<one, using: &random) == 0 }

  private mutating func fill(_ count: Int, _ isText: Bool) -> [UInt8] {
    let letters = Array("abcdef <>\n =er.On".utf8)
    if !isText, chance(3) { return [UInt8](repeating: 0, count: count) }
    return (0..<count).map { _ in isText ? pick(letters) : UInt8.random(in: 0...255, using: &random)
    }
  }

  private mutating func wide(_ text: String) -> [UInt8] {
    let isBig = Bool.random(using: &random)
    return Array(text.utf8).flatMap { isBig ? [0, $0] : [$0, 0] }
  }

  private mutating func instance(of rule: FileMagicRule, _ isText: Bool) -> [UInt8] {
    switch rule.kind {
    case .partition: return []
    case .firstBytes(_, let bytes): return bytes
    case .pattern(_, let pattern): return instance(of: pattern, isText)
    }
  }

  private mutating func instance(of pattern: MagicPattern, _ isText: Bool) -> [UInt8] {
    var bytes: [UInt8] = []
    for (number, part) in pattern.parts.enumerated() {
      if number > 0 {
        let most = part.gapMax ?? part.gapMin + 40
        let gap = pick([
          part.gapMin, most, max(0, part.gapMin - 1), most + 1, (part.gapMin + most) / 2,
        ])
        bytes += fill(gap, isText)
      }
      for unit in part.units {
        switch unit {
        case .byte(let value, let mask):
          bytes.append(value | ~mask & UInt8.random(in: 0...255, using: &random))
        case .alternatives(let choices): bytes += pick(choices)
        }
      }
    }
    return bytes
  }
}
