/// A file in a text by BinHex 4.0. Source: RFC 1741, appendix A.
public struct BinHexFile: Hashable, Sendable {
  /// Its name.
  public private(set) var name: [UInt8] = []
  /// Its data, and its resources.
  public private(set) var forks: [[UInt8]] = []
  /// Whether all that its header tells of is there.
  public private(set) var isComplete = false

  private static let alphabet = Array(
    "!\"#$%&'()*+,-012345689@ABCDEFGHIJKLMNPQRSTUVXYZ[`abcdefhijklmpqr".utf8)
  private static let values: [UInt8] = {
    var values = [UInt8](repeating: 0xFF, count: 256)
    for (value, byte) in alphabet.enumerated() { values[Int(byte)] = UInt8(value) }
    return values
  }()

  private static let opening = ByteSearch("(This file must be converted with BinHex")

  /// Reads the first file of a text; `nil` where there is none, or more comes out than is allowed.
  ///
  /// - Parameter bytesMax: more is not put out.
  public init?(_ text: Span<UInt8>, bytesMax: Int) {
    guard let place = Self.opening.firstPlace(in: text),
      let start = text.firstPlace(of: 0x3A, from: place),
      let bytes = Self.unpacked(text.extracting((start + 1)...), bytesMax: bytesMax)
    else { return nil }
    readForks(bytes.span)
  }

  /// Six bits a character, and runs after 0x90.
  private static func unpacked(_ text: Span<UInt8>, bytesMax: Int) -> [UInt8]? {
    var result: [UInt8] = []
    var bits: UInt32 = 0
    var bitCount = 0
    var isRun = false
    for place in 0..<text.count {
      if text[place] == 0x3A { break }
      let value = values[Int(text[place])]
      if value == 0xFF { continue }
      bits = (bits << 6 | UInt32(value)) & 0xFFFF
      bitCount += 6
      guard bitCount >= 8 else { continue }
      bitCount -= 8
      let byte = UInt8(truncatingIfNeeded: bits >> UInt32(bitCount))
      if isRun {
        isRun = false
        if byte == 0 {
          result.append(0x90)
        } else if let last = result.last, byte > 1 {
          result.append(contentsOf: repeatElement(last, count: Int(byte) - 1))
        }
      } else if byte == 0x90 {
        isRun = true
      } else {
        result.append(byte)
      }
      if result.count > bytesMax { return nil }
    }
    return result
  }

  private mutating func readForks(_ bytes: Span<UInt8>) {
    let nameCount = Int(bytes.byte(at: 0) ?? 0)
    let sizes = nameCount + 12
    guard let name = bytes.run(at: 1, count: nameCount),
      let dataCount = bytes.big32(at: sizes), let resourceCount = bytes.big32(at: sizes + 4)
    else { return }
    self.name = [UInt8](copying: name)
    var place = sizes + 10
    isComplete = true
    for count in [Int(dataCount), Int(resourceCount)] {
      let start = min(place, bytes.count)
      let end = min(bytes.count, start + count)
      if end - start < count { isComplete = false }
      if end > start { forks.append([UInt8](copying: bytes.extracting(start..<end))) }
      place = end + 2
    }
  }
}
