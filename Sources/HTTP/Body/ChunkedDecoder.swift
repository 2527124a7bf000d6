internal import Primitives

/// What comes next in a chunked body.
public enum ChunkEvent: Hashable, Sendable {
  /// Body bytes, in place: offsets into the span that was given.
  case data(Range<Int>)
  /// The span is used up and the body goes on.
  case consumed
  /// The body is whole. What follows it begins `consumed` bytes into the span.
  case end(consumed: Int)
  /// The body is refused. Nothing after it on the connection can be trusted.
  case failed(HTTPFault)
}

/// Takes a chunked body apart without copying it (RFC 9112, section 7.1).
///
/// Strict: a size is hexadecimal digits and nothing else, every line ends in CRLF, extensions follow
/// the grammar without the optional white space (the grammar calls it bad). Extensions and trailers
/// are checked, bounded and dropped: Cordon understands none, what it does not understand it must not
/// pass on (section 7.1.1), and nobody scans them.
///
/// It gives the same events for every cut of the input, adjacent data ranges aside.
public struct ChunkedDecoder: Sendable {
  private enum State: Sendable {
    case sizeStart, size, sizeLF
    case extensionName(isEmpty: Bool)
    case extensionValueStart, extensionToken
    case extensionQuoted, extensionEscape, extensionQuotedEnd
    case data, dataCR, dataLF
    case trailerStart, trailerName, trailerValue, trailerLF, endLF
    case ended
    case failed(HTTPFault)
  }

  /// The most digits of a size, leading zeros included. Sixteen are what 64 bits hold.
  public static let sizeDigitsMax = 16

  private var state = State.sizeStart
  private var digits: UInt8 = 0
  /// Bytes of the chunk that are still to come.
  private var remaining: UInt64 = 0
  private var extensionBytes = 0
  private var trailerBytes = 0
  private var overheadBytes: UInt64 = 0
  private let extensionBytesMax: Int
  private let trailerBytesMax: Int
  private let overheadBytesMax: UInt64

  /// Bytes of data given out so far.
  public private(set) var dataBytes: UInt64 = 0

  /// Whether the body came to its end.
  public var isEnded: Bool {
    if case .ended = state { return true }
    return false
  }

  /// A decoder for one body.
  public init(limits: HTTPLimits = HTTPLimits()) {
    extensionBytesMax = limits.chunkExtensionBytesMax
    trailerBytesMax = limits.trailerBytesMax
    overheadBytesMax = UInt64(limits.chunkOverheadBytesMax)
  }

  /// The next event in `bytes`, from `offset` on, which is moved past what the event covers.
  ///
  /// Call it with the same span until it gives `consumed` (then with the bytes that come next,
  /// from 0), `end` or `failed` (which repeat).
  public mutating func next(in bytes: Span<UInt8>, from offset: inout Int) -> ChunkEvent {
    while true {
      switch state {
      case .ended: return .end(consumed: offset)
      case .failed(let fault): return .failed(fault)
      case .data:
        guard offset < bytes.count else { return .consumed }
        return data(bytes.count, &offset)
      default:
        guard offset < bytes.count else { return .consumed }
        let byte = bytes[offset]
        offset += 1
        if let fault = take(byte) { state = .failed(fault) }
      }
    }
  }

  private mutating func data(_ count: Int, _ offset: inout Int) -> ChunkEvent {
    let length = Int(min(remaining, UInt64(count - offset)))
    let range = offset..<offset + length
    offset += length
    remaining -= UInt64(length)
    dataBytes += UInt64(length)
    if remaining == 0 { state = .dataCR }
    return .data(range)
  }

  /// Takes one byte of framing.
  private mutating func take(_ byte: UInt8) -> HTTPFault? {
    switch state {
    case .trailerStart, .trailerName, .trailerValue, .trailerLF, .endLF:
      trailerBytes += 1
      // The final CRLF is not part of the trailer section.
      if trailerBytes > trailerBytesMax + 2 { return .trailerTooLarge }
      return takeTrailer(byte)
    case .sizeStart, .size, .sizeLF, .dataCR, .dataLF:
      return count() ?? takeSize(byte)
    default:
      extensionBytes += 1
      if extensionBytes > extensionBytesMax { return .chunkExtensionsTooLarge }
      return count() ?? takeExtension(byte)
    }
  }

  private mutating func count() -> HTTPFault? {
    overheadBytes += 1
    // A body of 2^61 bytes is past any limit on bodies; `min` keeps the product in range.
    let allowed = min(dataBytes, 1 << 60) * HTTPLimits.chunkOverheadFactor + overheadBytesMax
    return overheadBytes > allowed ? .chunkOverheadTooLarge : nil
  }

  private mutating func takeSize(_ byte: UInt8) -> HTTPFault? {
    switch state {
    case .sizeStart, .size:
      if let digit = byte.hexadecimalValue {
        digits += 1
        // Checked before the shift, so nothing is ever shifted out.
        if digits > Self.sizeDigitsMax { return .chunkSizeOverflow }
        remaining = remaining << 4 | UInt64(digit)
        state = .size
        return nil
      }
      guard case .size = state else { return Self.fault(byte, or: .malformedChunkSize) }
      // Lengths are added up as signed numbers somewhere in every chain.
      if remaining > UInt64(Int64.max) { return .chunkSizeOverflow }
      switch byte {
      case Byte.cr: state = .sizeLF
      case Byte.semicolon: state = .extensionName(isEmpty: true)
      default: return Self.fault(byte, or: .malformedChunkSize)
      }
    case .sizeLF:
      guard byte == Byte.lf else { return .bareCarriageReturn }
      digits = 0
      state = remaining == 0 ? .trailerStart : .data
    case .dataCR:
      guard byte == Byte.cr else { return .malformedChunkEnd }
      state = .dataLF
    default:
      guard byte == Byte.lf else { return .malformedChunkEnd }
      state = .sizeStart
    }
    return nil
  }

  /// `*( ";" chunk-ext-name [ "=" ( token / quoted-string ) ] )`
  private mutating func takeExtension(_ byte: UInt8) -> HTTPFault? {
    switch state {
    case .extensionName(let isEmpty):
      if ByteClass.token.contains(byte) {
        state = .extensionName(isEmpty: false)
      } else if isEmpty {
        return Self.fault(byte, or: .malformedChunkExtension)
      } else if byte == Byte.equals {
        state = .extensionValueStart
      } else {
        return endExtension(byte)
      }
    case .extensionValueStart:
      if byte == Byte.quote {
        state = .extensionQuoted
      } else if ByteClass.token.contains(byte) {
        state = .extensionToken
      } else {
        return Self.fault(byte, or: .malformedChunkExtension)
      }
    case .extensionToken:
      return ByteClass.token.contains(byte) ? nil : endExtension(byte)
    case .extensionQuoted:
      if byte == Byte.quote {
        state = .extensionQuotedEnd
      } else if byte == Byte.backslash {
        state = .extensionEscape
      } else {
        return FieldSection.characterFault(byte)
      }
    case .extensionEscape:
      state = .extensionQuoted
      return FieldSection.characterFault(byte)
    default:
      return endExtension(byte)
    }
    return nil
  }

  private mutating func endExtension(_ byte: UInt8) -> HTTPFault? {
    switch byte {
    case Byte.cr: state = .sizeLF
    case Byte.semicolon: state = .extensionName(isEmpty: true)
    default: return Self.fault(byte, or: .malformedChunkExtension)
    }
    return nil
  }

  /// Field lines as in a head, and the empty line.
  private mutating func takeTrailer(_ byte: UInt8) -> HTTPFault? {
    switch state {
    case .trailerStart:
      if byte == Byte.cr {
        state = .endLF
      } else if ByteClass.token.contains(byte) {
        state = .trailerName
      } else {
        return Self.fault(byte, or: .malformedTrailer)
      }
    case .trailerName:
      if byte == Byte.colon {
        state = .trailerValue
      } else if !ByteClass.token.contains(byte) {
        return Self.fault(byte, or: .malformedTrailer)
      }
    case .trailerValue:
      if byte == Byte.cr {
        state = .trailerLF
      } else {
        return FieldSection.characterFault(byte)
      }
    case .trailerLF:
      guard byte == Byte.lf else { return .bareCarriageReturn }
      state = .trailerStart
    default:
      guard byte == Byte.lf else { return .bareCarriageReturn }
      state = .ended
    }
    return nil
  }

  private static func fault(_ byte: UInt8, or fault: HTTPFault) -> HTTPFault {
    byte == Byte.lf ? .bareLineFeed : byte == 0 ? .nul : fault
  }
}
