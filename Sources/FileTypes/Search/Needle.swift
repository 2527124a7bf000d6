internal import Primitives

/// Some bytes of a part of a pattern by which its absence is seen: the least common ones, at most three.
struct Needle: Hashable, Sendable {
  /// A byte, and where in the part it stands.
  struct Place: Hashable, Sendable {
    var offset: Int
    var byte: UInt8
  }

  static let placesMax = 3

  /// In the order of the part.
  let places: [Place]
  /// How common what is sought is, roughly: the share of places at which it stands.
  let likelihood: Double
  /// The length of the part.
  private let partBytes: Int

  /// The needle of a part; `nil` for one without fixed bytes.
  init?(_ part: MagicPattern.Part) {
    var all: [Place] = []
    var offset = 0
    for unit in part.units {
      if let byte = unit.fixed { all.append(Place(offset: offset, byte: byte)) }
      offset += unit.count
    }
    var chosen: [Place] = []
    var likelihood = 1.0
    // Of bytes as common the last: beginnings are alike.
    for place in all.reversed().sorted(by: { Self.share($0.byte) < Self.share($1.byte) }) {
      guard chosen.count < Self.placesMax, likelihood > Self.rareMax else { break }
      chosen.append(place)
      likelihood *= Self.share(place.byte)
    }
    guard !chosen.isEmpty else { return nil }
    places = chosen.sorted { $0.offset < $1.offset }
    self.likelihood = likelihood
    partBytes = offset
  }

  /// The byte, where it is one that text hardly has.
  var rareByte: UInt8? {
    places.count == 1 && likelihood <= Self.rareMax ? places[0].byte : nil
  }

  /// What is rarer needs no second byte.
  private static let rareMax = 1e-4

  /// How common a byte is in text.
  private static func share(_ byte: UInt8) -> Double {
    switch byte {
    case UInt8(ascii: " "): 0.15
    case UInt8(ascii: "a")...UInt8(ascii: "z"): 0.03
    case 0x0a: 0.03
    case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"): 0.005
    case 0x09, 0x0d, 0x21..<0x7f: 0.01
    // Control characters, and what UTF-8 has nowhere.
    case 0..<0x20, 0x7f, 0xf5...: 1e-6
    // Beginnings of characters beyond ASCII, of which a language has few, and their other bytes.
    case 0xc0...: 1e-4
    default: 0.005
    }
  }
}

extension Needle {
  /// Bytes that are looked at before it is asked whether the needle was among them.
  private static let runBytes = 256

  /// Whether the needle is where the part can begin at some of the places. It may also be found at
  /// places close behind them.
  func isPresent(in bytes: Span<UInt8>, from starts: ClosedRange<Int>) -> Bool {
    let last = min(starts.upperBound, bytes.count - partBytes)
    var start = max(starts.lowerBound, 0)
    let (first, second, third) = (places[0], places[places.count / 2], places[places.count - 1])
    while start <= last, start + Self.runBytes + third.offset <= bytes.count {
      // A lane is zero where all three bytes are there.
      var difference = SIMD16<UInt8>(repeating: 0xff)
      for place in stride(from: start, to: start + Self.runBytes, by: 16) {
        let lanes =
          (bytes.block(at: place + first.offset) ^ SIMD16(repeating: first.byte))
          | (bytes.block(at: place + second.offset) ^ SIMD16(repeating: second.byte))
          | (bytes.block(at: place + third.offset) ^ SIMD16(repeating: third.byte))
        difference = difference.lesser(lanes)
      }
      if difference.holdsZero { return true }
      start += Self.runBytes
    }
    while start <= last {
      if bytes[start + first.offset] == first.byte, bytes[start + second.offset] == second.byte,
        bytes[start + third.offset] == third.byte
      {
        return true
      }
      start += 1
    }
    return false
  }
}
