import Glibc

/// Whole requests, heads and framing and bodies, laid out once so that a request is sent from one piece
/// of memory.
@safe
struct RequestImages: ~Copyable {
  /// How the bytes of a body are carried.
  enum Framing {
    /// An HTTP/1.1 POST with a Content-Length.
    case contentLength
    /// An HTTP/1.1 POST in chunks of so many bytes.
    case chunked(chunkBytes: Int)
    /// clamd's INSTREAM: a four-byte length before the bytes, and a zero after them.
    case instream
  }

  /// The size of every body, framing left out.
  let bodyBytes: Int
  /// Where each image lies in `memory`.
  private let ranges: [Range<Int>]
  /// What a sink that verifies answers to each image.
  let digests: [BodyDigest]
  private let memory: UnsafeMutableRawBufferPointer

  /// How many different requests there are.
  var count: Int { ranges.count }

  /// One image from `bodyBytes` of noise that is the same in every run.
  init(noiseBytes bodyBytes: Int, path: String, framing: Framing) {
    var state: UInt64 = 0x9e37_79b9_7f4a_7c15
    var body = [UInt8](repeating: 0, count: bodyBytes)
    for index in body.indices {
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      body[index] = UInt8(truncatingIfNeeded: state >> 32)
    }
    self.init(bodies: body[...], bodyBytes: bodyBytes, path: path, framing: framing)
  }

  /// One image to each `bodyBytes` of the file; what is left at its end is not used.
  init(file: String, bodyBytes: Int, path: String, framing: Framing) throws {
    let contents = try Self.contents(of: file)
    guard contents.count >= bodyBytes, bodyBytes > 0 else {
      throw LoadError("\(file): shorter than one body of \(bodyBytes) bytes")
    }
    let used = contents.count / bodyBytes * bodyBytes
    self.init(bodies: contents[..<used], bodyBytes: bodyBytes, path: path, framing: framing)
  }

  private init(bodies: ArraySlice<UInt8>, bodyBytes: Int, path: String, framing: Framing) {
    var image: [UInt8] = []
    var ranges: [Range<Int>] = []
    var digests: [BodyDigest] = []
    for index in 0..<max(1, bodies.count / max(1, bodyBytes)) {
      let body = bodies[(index * bodyBytes)..<((index + 1) * bodyBytes)]
      let start = image.count
      Self.append(body, to: &image, path: path, framing: framing)
      ranges.append(start..<image.count)
      var digest = BodyDigest()
      digest.update(body.span)
      digests.append(digest)
    }
    self.bodyBytes = bodyBytes
    self.ranges = ranges
    self.digests = digests
    unsafe memory = .allocate(byteCount: image.count, alignment: 4096)
    unsafe memory.copyBytes(from: image)
  }

  deinit { unsafe memory.deallocate() }

  /// The bytes of image `index`; valid as long as the images.
  func bytes(of index: Int) -> UnsafeRawBufferPointer {
    unsafe UnsafeRawBufferPointer(rebasing: memory[ranges[index]])
  }

  private static func append(
    _ body: ArraySlice<UInt8>, to image: inout [UInt8], path: String, framing: Framing
  ) {
    let head =
      "POST \(path) HTTP/1.1\r\nHost: load.test\r\nContent-Type: application/octet-stream\r\n"
    switch framing {
    case .contentLength:
      image += Array((head + "Content-Length: \(body.count)\r\n\r\n").utf8)
      image += body
    case .chunked(let chunkBytes):
      image += Array((head + "Transfer-Encoding: chunked\r\n\r\n").utf8)
      var rest = body
      while !rest.isEmpty {
        let chunk = rest.prefix(chunkBytes)
        image += Array((String(chunk.count, radix: 16) + "\r\n").utf8)
        image += chunk
        image += [13, 10]
        rest = rest.dropFirst(chunk.count)
      }
      image += Array("0\r\n\r\n".utf8)
    case .instream:
      image += Array("zINSTREAM\0".utf8)
      image += (0..<4).map { UInt8(truncatingIfNeeded: body.count >> (24 - 8 * $0)) }
      image += body
      image += [0, 0, 0, 0]
    }
  }

  private static func contents(of file: String) throws -> [UInt8] {
    let descriptor = unsafe open(file, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw LoadError(file, errno: errno) }
    defer { close(descriptor) }
    let size = Int(lseek(descriptor, 0, SEEK_END))
    guard size >= 0 else { throw LoadError(file, errno: errno) }
    var contents = [UInt8](repeating: 0, count: size)
    var filled = 0
    while filled < size {
      let got = unsafe contents.withUnsafeMutableBytes {
        unsafe pread(descriptor, $0.baseAddress! + filled, size - filled, off_t(filled))
      }
      guard got > 0 else { throw LoadError(file, errno: errno) }
      filled += got
    }
    return contents
  }
}
