/// The first 512 bytes of a container, and the first line of its list of members:
/// `ClamAV-VDB:time:version:signatures:level:MD5:signature:builder[:seconds]`.
struct ContainerHeader {
  /// How many bytes of the file it takes.
  static let bytes = 512

  /// When it was built, in words.
  var time: String
  /// Its version: newer ones have larger numbers.
  var version: UInt32
  /// How many signatures it says to have.
  var signatureCount: UInt32
  /// The functionality level that it asks for.
  var functionalityLevel: UInt32
  /// The MD5 of what follows the header, in hexadecimal digits.
  var md5: [UInt8]
  /// The digital signature of that.
  var signature: [UInt8]
  /// Who built it.
  var builder: String
  /// When it was built, in seconds since 1970; 0 in old containers.
  var seconds: UInt32

  /// Reads the fields of a line.
  init(line: ArraySlice<UInt8>) throws(ContainerFault) {
    // ClamAV takes several colons for one, so no field is empty.
    let fields = line.split(separator: Ascii.colon, omittingEmptySubsequences: true)
    guard line.starts(with: "ClamAV-VDB:".utf8), fields.count >= 8 else { throw .header }
    time = String(decoding: fields[1], as: UTF8.self)
    version = Self.number(fields[2])
    signatureCount = Self.number(fields[3])
    functionalityLevel = Self.number(fields[4])
    md5 = Array(fields[5])
    signature = Array(fields[6])
    builder = String(decoding: fields[7], as: UTF8.self)
    seconds = fields.count > 8 ? Self.number(fields[8]) : 0
  }

  /// Reads the header of a file.
  init(_ source: borrowing SourceFile) throws(LoadError) {
    var head = [UInt8](repeating: 0, count: Self.bytes)
    var failure: LoadError?
    var count = 0
    unsafe head.withUnsafeMutableBytes { buffer in
      do throws(LoadError) {
        count = try unsafe source.readFully(at: 0, into: buffer)
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    var line = head[..<count].prefix {
      $0 != Ascii.newline && $0 != Ascii.carriageReturn && $0 != 0
    }
    while line.last == 0x20 { line.removeLast() }
    do throws(ContainerFault) {
      self = try ContainerHeader(line: line)
    } catch {
      throw .damagedContainer(path: source.path, error)
    }
  }

  /// Whether both are of the same build.
  func isSameBuild(as other: ContainerHeader) -> Bool {
    version == other.version && signatureCount == other.signatureCount
      && functionalityLevel == other.functionalityLevel && seconds == other.seconds
  }

  private static func number(_ text: ArraySlice<UInt8>) -> UInt32 {
    UInt32(bitPattern: CNumber.prefix(text))
  }
}
