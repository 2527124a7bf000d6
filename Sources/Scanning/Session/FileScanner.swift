internal import Glibc
internal import Hyperscan
public import Signatures

/// Scans files one after another with one session: the library side of `cordon scan`.
///
/// It blocks while it reads: not for a worker.
public struct FileScanner: ~Copyable {
  /// Bytes asked for by one read(2).
  public static let readBytes = 256 << 10

  /// Files up to this size are kept in memory while they are scanned, and not read again where the
  /// complete body decides. What is longer would leave the CPU's cache.
  private static let keptBytesMax = 8 << 20

  /// Why a file gave no verdict.
  public enum Failure: Error, Equatable, CustomStringConvertible {
    /// It cannot be opened, with the `errno`.
    case open(errno: Int32)
    /// It cannot be read, or went shorter meanwhile, with the `errno` (0: it changed).
    case read(errno: Int32)

    public var description: String {
      switch self {
      case .open(let errno): "cannot open: \(Self.message(errno))"
      case .read(0): "changed while it was read"
      case .read(let errno): "cannot read: \(Self.message(errno))"
      }
    }

    private static func message(_ errno: Int32) -> String {
      guard let text = unsafe strerror(errno) else { return "error \(errno)" }
      return unsafe String(cString: text)
    }
  }

  /// The session; after a scan it holds the evidence.
  public private(set) var session: ScanSession

  private var whole: WholeScan
  private var scratch: Scratch
  /// What was read: the last piece, or all of a file that is kept.
  private var memory: [UInt8]
  /// Whether all of the current file is in memory so far.
  private var isKept = false

  /// Allocates a session and working memory for a database.
  ///
  /// - Parameter reportsAll: whether all signatures that a file has are asked for, not the first alone.
  public init(database: SignatureDatabase, reportsAll: Bool = false) throws {
    let session = try ScanSession(database: database, reportsAll: reportsAll)
    let whole = try WholeScan(database: database, reportsAll: reportsAll)
    let scratch = try database.makeScratch()
    self.session = session
    self.whole = whole
    self.scratch = scratch
    memory = [UInt8](repeating: 0, count: Self.readBytes)
  }

  /// Scans a file by its path. Directories and special files are an error of reading.
  public mutating func scan(path: String) throws(Failure) -> WholeResult {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .open(errno: errno) }
    defer { _ = close(descriptor) }
    return try scan(descriptor: descriptor)
  }

  /// Scans what can be read from a descriptor's start: a regular file. Its position is not used.
  public mutating func scan(descriptor: Int32) throws(Failure) -> WholeResult {
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else { throw .read(errno: errno) }
    session.begin(bodyBytes: status.st_size > 0 ? UInt64(status.st_size) : nil)
    isKept = status.st_size <= off_t(Self.keptBytesMax)
    var offset: off_t = 0
    while let piece = try fill(descriptor, offset) {
      unsafe memory.withUnsafeBytes { bytes in
        unsafe session.scan(UnsafeRawBufferPointer(rebasing: bytes[piece]), scratch: &scratch)
      }
      offset += off_t(piece.count)
    }
    switch session.finish(scratch: &scratch) {
    case .verdict(let verdict): return result(verdict)
    case .needsDigests: return try secondPass(descriptor, bytes: offset)
    case .needsWhole: return try judgeWhole(descriptor, bytes: offset)
    }
  }

  /// Judges all of the file, which is read again where it was not kept.
  private mutating func judgeWhole(_ descriptor: Int32, bytes: off_t) throws(Failure) -> WholeResult
  {
    if isKept {
      return unsafe memory.withUnsafeBytes { bytes in
        unsafe whole.judge(
          UnsafeRawBufferPointer(rebasing: bytes[..<Int(session.scannedBytes)]), session.handover())
      }
    }
    let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: Int(bytes), alignment: 4096)
    defer { unsafe memory.deallocate() }
    var offset = 0
    while offset < memory.count {
      let count = unsafe pread(
        descriptor, memory.baseAddress! + offset, memory.count - offset, off_t(offset))
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw .read(errno: count < 0 ? errno : 0) }
      offset += count
    }
    return unsafe whole.judge(UnsafeRawBufferPointer(memory), session.handover())
  }

  private mutating func secondPass(_ descriptor: Int32, bytes: off_t) throws(Failure) -> WholeResult
  {
    if isKept {
      unsafe memory.withUnsafeBytes { memory in
        unsafe session.digest(UnsafeRawBufferPointer(rebasing: memory[..<Int(bytes)]))
      }
      return result(session.conclude())
    }
    var offset: off_t = 0
    while let piece = try fill(descriptor, offset) {
      unsafe memory.withUnsafeBytes { bytes in
        unsafe session.digest(UnsafeRawBufferPointer(rebasing: bytes[piece]))
      }
      offset += off_t(piece.count)
    }
    guard offset == bytes else { throw .read(errno: 0) }
    return result(session.conclude())
  }

  /// What the session alone found out.
  private func result(_ verdict: Verdict) -> WholeResult {
    var result = WholeResult(verdict: verdict)
    if case .infected = verdict { result.detections = session.detections }
    result.suppressed = session.suppressed
    result.sha256 = session.sha256
    return result
  }

  /// Reads one piece, and gives where in memory it is; `nil` at the end of the file.
  private mutating func fill(_ descriptor: Int32, _ offset: off_t) throws(Failure) -> Range<Int>? {
    // A file that grows is kept no longer than its beginning is of use.
    if isKept, offset > off_t(Self.keptBytesMax) { isKept = false }
    let start = isKept ? Int(offset) : 0
    if memory.count < start + Self.readBytes {
      memory += repeatElement(0, count: start + Self.readBytes - memory.count)
    }
    while true {
      let count = unsafe memory.withUnsafeMutableBytes { bytes in
        unsafe pread(descriptor, bytes.baseAddress! + start, Self.readBytes, offset)
      }
      if count > 0 { return start..<start + count }
      if count == 0 { return nil }
      guard errno == EINTR else { throw .read(errno: errno) }
    }
  }
}
