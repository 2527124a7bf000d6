/// In which form objects of a program's memory are written.
///
/// Reading such makes objects of classes that the bytes name, and runs their code.
public enum SerializedKind: UInt8, CaseIterable, Hashable, Sendable {
  /// Java's object streams.
  case java
  /// .NET's BinaryFormatter, NetDataContract and LosFormatter (ViewState).
  case dotNet
  /// Python's pickle, protocols 0 to 5.
  case pickle
  /// PHP's `serialize`.
  case php
  /// Ruby's Marshal.
  case ruby
}

/// Whether bytes are serialised objects.
public enum SerializedObject {
  /// The kind of serialised objects that some bytes are, from their first to their last; `nil` for none.
  ///
  /// A form without a number of its own at the beginning is walked until it is certain: by text alone
  /// nothing is a pickle.
  public static func kind(_ bytes: Span<UInt8>) -> SerializedKind? {
    guard let first = bytes.byte(at: 0) else { return nil }
    switch first {
    case 0xAC where isJava(bytes): return .java
    case 0x00 where isBinaryFormatter(bytes): return .dotNet
    case 0xFF where isViewState(bytes): return .dotNet
    case 0x04 where RubyMarshal.isMarshalled(bytes): return .ruby
    case 0x4F, 0x61, 0x43, 0x45:
      if PHPSerialized.isSerialized(bytes) { return .php }
    case 0x93 where isObjectArray(bytes): return .pickle
    case 0xCE where isResourceFile(bytes): return .dotNet
    default: break
    }
    if PHPSerialized.isSession(bytes) { return .php }
    return PickleProgram.isPickle(bytes) ? .pickle : nil
  }

  /// Whether bytes are a program of pickle's that calls something, whatever follows it.
  public static func isCallingPickle(_ bytes: Span<UInt8>) -> Bool {
    PickleProgram.isCalling(bytes)
  }

  /// Whether bytes are an array of NumPy whose elements are objects.
  public static func isArrayOfObjects(_ bytes: Span<UInt8>) -> Bool {
    bytes.byte(at: 0) == 0x93 && isObjectArray(bytes)
  }

  /// A file of resources that has objects by BinaryFormatter among them. Source: .NET, `ResourceReader`.
  private static func isResourceFile(_ bytes: Span<UInt8>) -> Bool {
    guard bytes.little32(at: 0) == 0xBEEF_CACE else { return false }
    var place = 4
    while let found = bytes.firstPlace(of: "\0\u{1}\0\0\0", from: place) {
      if isBinaryFormatter(bytes.extracting(found...)) { return true }
      place = found + 1
    }
    return false
  }

  /// A magic number, version 5, and what an object or a block of data begins with. Source: Java Object
  /// Serialization Specification, 6.4.
  private static func isJava(_ bytes: Span<UInt8>) -> Bool {
    guard bytes.big32(at: 0) == 0xACED_0005 else { return false }
    return bytes.byte(at: 4).map { (0x70...0x7E).contains($0) } ?? true
  }

  /// An array of NumPy whose elements are objects: behind its header they are a pickle. Source: NumPy, NEP
  /// 1.
  private static func isObjectArray(_ bytes: Span<UInt8>) -> Bool {
    guard bytes[0] == 0x93, bytes.has("NUMPY", at: 1) else { return false }
    for place in 8..<max(8, min(bytes.count, 512)) where bytes.has("'|O", at: place) { return true }
    return false
  }

  /// A header record: zero, an identifier, -1 or another, versions 1 and 0. Source: [MS-NRBF] 2.6.1.
  private static func isBinaryFormatter(_ bytes: Span<UInt8>) -> Bool {
    guard let major = bytes.little32(at: 9), let minor = bytes.little32(at: 13) else {
      return false
    }
    guard major == 1, minor == 0, let next = bytes.byte(at: 17) else { return false }
    return next <= 22
  }

  /// A marker of the format and its version, and a token. Source: ASP.NET, `ObjectStateFormatter`.
  private static func isViewState(_ bytes: Span<UInt8>) -> Bool {
    guard bytes.byte(at: 1) == 0x01, let token = bytes.byte(at: 2) else { return false }
    return (1...7).contains(token) || (0x09...0x18).contains(token) || (0x1E...0x1F).contains(token)
      || (0x28...0x29).contains(token) || (0x32...0x33).contains(token)
      || (0x3C...0x3D).contains(token) || (0x64...0x69).contains(token)
  }
}
