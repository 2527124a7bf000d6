internal import Glibc
internal import Hyperscan
public import Signatures

/// Scans files one after another with one session: the library side of `cordon scan`.
///
/// It blocks while it reads: not for a worker.
public struct FileScanner: ~Copyable {
  /// Bytes asked for by one read(2).
  public static let readBytes = 256 << 10

  /// Files smaller than this are read once: they stay in memory while they are scanned. What is longer
  /// would leave the CPU's cache.
  static let heldBytesMax = 8 << 20

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

  /// What judges complete files; `nil` where others do.
  private var whole: WholeScan?
  private var scratch: Scratch
  /// All of a small file; of a larger one a piece at a time, and all of it where that is needed.
  private var memory = FileMemory()

  /// Allocates a session and working memory for a database.
  ///
  /// - Parameters:
  ///   - reportsAll: whether all signatures that a file has are asked for, not the first alone.
  ///   - judgesWhole: whether complete files are judged here, and not by others (``scanPieces(of:)``).
  public init(
    database: SignatureDatabase, reportsAll: Bool = false, judgesWhole: Bool = true
  ) throws {
    let session = try ScanSession(database: database, reportsAll: reportsAll)
    let whole = judgesWhole ? try WholeScan(database: database, reportsAll: reportsAll) : nil
    let scratch = try database.makeScratch()
    self.session = session
    self.whole = whole
    self.scratch = scratch
  }

  /// What scanning a file piece by piece has come to.
  public enum Scanned: Sendable {
    /// It is judged, but for what it contains.
    case judged(WholeResult)
    /// Only all of it decides: what is left to do.
    case open(Handover)
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
    let (bytes, isHeld) = try scanPieces(descriptor)
    switch session.finish(scratch: &scratch) {
    case .verdict(let verdict): return result(verdict)
    case .needsDigests: return try secondPass(descriptor, bytes, isHeld: isHeld)
    case .needsWhole: return try judgeWhole(descriptor, bytes, isHeld: isHeld)
    }
  }

  /// Scans a regular file as a worker scans what arrives. What only the complete file decides is left to
  /// whoever is given the handover.
  public mutating func scanPieces(of descriptor: Int32) throws(Failure) -> Scanned {
    let (bytes, isHeld) = try scanPieces(descriptor)
    switch session.finish(scratch: &scratch) {
    case .verdict(let verdict): return .judged(result(verdict))
    case .needsDigests: return .judged(try secondPass(descriptor, bytes, isHeld: isHeld))
    case .needsWhole: return .open(session.handover())
    }
  }

  /// Reads the file piece by piece and scans it.
  ///
  /// - Returns: How many bytes were read, and whether the memory holds all of them.
  private mutating func scanPieces(
    _ descriptor: Int32
  ) throws(Failure) -> (bytes: Int, isHeld: Bool) {
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else { throw .read(errno: errno) }
    let size = max(Int(status.st_size), 0)
    session.begin(bodyBytes: size > 0 ? UInt64(size) : nil)
    var isHeld = size < Self.heldBytesMax
    var offset = 0
    while true {
      // A file that grows meanwhile is not held any longer.
      if isHeld, memory.count - offset == 0 { isHeld = false }
      let start = isHeld ? offset : 0
      let piece = start..<min(start + Self.readBytes, memory.count)
      let count = try read(descriptor, into: piece, from: offset)
      guard count > 0 else { break }
      unsafe session.scan(
        UnsafeRawBufferPointer(memory.bytes(start..<start + count)), scratch: &scratch)
      offset += count
      // Less than what was asked for, and as much as the file has: this is its end.
      if count < piece.count, offset == size { break }
    }
    return (offset, isHeld)
  }

  /// Judges the file by all of its bytes, which are read again unless they are held.
  private mutating func judgeWhole(
    _ descriptor: Int32, _ bytes: Int, isHeld: Bool
  ) throws(Failure) -> WholeResult {
    if !isHeld {
      memory.reserve(bytes)
      var offset = 0
      while offset < bytes {
        let count = try read(descriptor, into: offset..<bytes, from: offset)
        guard count > 0 else { throw .read(errno: 0) }
        offset += count
      }
    }
    return unsafe whole!.judge(
      UnsafeRawBufferPointer(memory.bytes(0..<bytes)), session.handover())
  }

  private mutating func secondPass(
    _ descriptor: Int32, _ bytes: Int, isHeld: Bool
  ) throws(Failure) -> WholeResult {
    if isHeld {
      unsafe session.digest(UnsafeRawBufferPointer(memory.bytes(0..<bytes)))
      return result(session.conclude())
    }
    var offset = 0
    while true {
      let count = try read(
        descriptor, into: 0..<min(Self.readBytes, memory.count), from: offset)
      guard count > 0 else { break }
      unsafe session.digest(UnsafeRawBufferPointer(memory.bytes(0..<count)))
      offset += count
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

  /// Reads into some of the memory; 0 at the end of the file.
  private func read(
    _ descriptor: Int32, into range: Range<Int>, from offset: Int
  ) throws(Failure) -> Int {
    while true {
      let target = unsafe memory.bytes(range)
      let count = unsafe pread(descriptor, target.baseAddress, target.count, off_t(offset))
      if count >= 0 { return count }
      guard errno == EINTR else { throw .read(errno: errno) }
    }
  }
}
