internal import Archives
internal import Decoding
internal import Formats

extension ContentInspection {
  /// Looks for archives and compressed files that lie anywhere in the current content, as unpackers do: 7-Zip
  /// looks for all of them, unrar and cabextract for theirs. What its reader has judged, and what begins with
  /// the content itself, is not looked at again.
  mutating func readCarriedArchives(_ bytes: Span<UInt8>, in type: ContentType) {
    guard bytes.count > Self.carriedBytesMin else { return }
    if !hasReadZip, ZipArchive.endsLikeArchive(bytes) { readCarriedZip(bytes, at: 0) }
    var course = CarriedArchiveCourse(
      judged: judged, byteCount: bytes.count, isForgiving: type.mayScatterArchives)
    // Of an archive whose members have headers like its own these are none.
    let own = type.ownMark
    let ownEnd = own.map { type == .tar ? bytes.count : $0.byteCount(of: bytes) } ?? 0
    while isInspecting, let window = course.nextWindow() {
      guard let hits = carriedArchives.hits(in: bytes, window) else { return fail(.engine) }
      for hit in hits where isInspecting && course.admits(hit.place) {
        guard hit.mark.kin != own || hit.place >= ownEnd,
          hit.mark.isBeginning(bytes, at: hit.place)
        else { continue }
        readCarried(hit.mark, bytes, at: hit.place, &course)
        guard course.workLeft >= 0 else { return fail(.budget) }
      }
    }
  }

  /// What has no number or checksum that tells is taken for a compressed file when so many bytes come out.
  private static let likelyBytesMin = 64
  /// No archive with something before it has fewer bytes.
  private static let carriedBytesMin = 18

  private mutating func readCarried(
    _ mark: ArchiveMark, _ bytes: Span<UInt8>, at place: Int, _ course: inout CarriedArchiveCourse
  ) {
    let rest = bytes.extracting(place...)
    if let coding = mark.coding {
      readCarriedRun(rest, coding, at: place, &course)
    } else if mark == .zipMember {
      readCarriedZip(rest, at: place, &course)
    } else {
      let count = mark.byteCount(of: rest)
      course.pass(place..<place + count)
      inspectCarried(rest.extracting(0..<count), isForgiving: course.isForgiving)
    }
  }

  /// Inspects an archive, which is a content of its own. In what may hold pieces of archives anywhere, as the
  /// sectors of a compound file do, one that is not whole is no fault.
  private mutating func inspectCarried(_ archive: Span<UInt8>, isForgiving: Bool) {
    let (place, all) = (record.contents.count, record.reasons)
    let none: [UInt8] = []
    inspect(archive, .appended, name: none.span)
    if isForgiving { forgetOddities(of: place, since: place, before: all) }
  }

  /// Forgets of a content that it is damaged or ambiguous, but not of what lies in it.
  ///
  /// - Parameters:
  ///   - count: how many contents there were before it was read.
  ///   - reasons: the reasons of all contents then.
  ///   - own: its own reasons then.
  mutating func forgetOddities(
    of place: Int, since count: Int, before reasons: UnjudgedReasons, own: UnjudgedReasons = []
  ) {
    guard place < record.contents.count else { return }
    let odd = UnjudgedReasons(.damaged).union(UnjudgedReasons(.ambiguous))
    record.contents[place].reasons.subtract(odd.subtracting(own))
    record.reasons.subtract(odd.subtracting(reasons))
    for content in record.contents[count...] { record.reasons.formUnion(content.reasons) }
  }

  /// Decodes a run of a compressed file. What comes out is a content, whether or not it is all: no more can
  /// be had of it.
  private mutating func readCarriedRun(
    _ rest: Span<UInt8>, _ coding: Coding, at place: Int, _ course: inout CarriedArchiveCourse
  ) {
    let decoded = decode(rest, as: coding)
    if decoded.end == .complete {
      course.pass(place..<place + decoded.consumedBytes)
    } else {
      course.workLeft -= max(decoded.consumedBytes, decoded.bytes.count)
    }
    guard !decoded.bytes.isEmpty else { return }
    // Of bytes that begin so by chance a few are decoded.
    let isLikely: Bool =
      switch coding {
      case .lzma: decoded.bytes.count >= Self.likelyBytesMin
      case .compress: decoded.end == .complete || decoded.bytes.count >= Self.likelyBytesMin
      default: true
      }
    guard isLikely else { return }
    let name =
      coding == .gzip ? rest.extracting(CompressedFile.gzipName(rest)) : rest.extracting(0..<0)
    inspect(decoded.bytes.span, .decompressed, name: name)
  }

  /// Reads the members of a ZIP archive from the first local header on, whatever is behind the last: readers
  /// of streams do so, and those that repair. What its directories and further archives have is read with it.
  private mutating func readCarriedZip(
    _ rest: Span<UInt8>, at place: Int, _ course: inout CarriedArchiveCourse
  ) {
    guard !course.hasZip,
      let member = ZipArchive.localMembers(rest, in: 0..<rest.count, atMost: 1).first,
      member.headerPlace == 0, isReadable(member, rest, &course)
    else { return }
    course.hasZip = true
    let known = judged.count
    readCarriedZip(rest, at: place)
    course.add(judged[known...])
  }

  /// Whether the data of what looks like a member are such: who reads archives holds the text of headers as
  /// well.
  private mutating func isReadable(
    _ member: ZipMember, _ bytes: Span<UInt8>, _ course: inout CarriedArchiveCourse
  ) -> Bool {
    let end = member.data.upperBound
    if member.isSized, end == bytes.count || bytes.has("PK", at: end) { return true }
    let packed = bytes.extracting(member.data)
    if member.method == ZipMethod.stored {
      course.workLeft -= packed.count
      return !member.isSized || member.checksum == Checksum.crc32(packed)
    }
    // Its decoder is given memory for each.
    guard member.method != ZipMethod.ppmd,
      let decoded = decode(packed, of: member, by: member.method)
    else { return true }
    if decoded.end == .damaged { course.workLeft -= decoded.consumedBytes }
    return decoded.end != .damaged && !decoded.bytes.isEmpty
  }
}

extension ArchiveMark {
  /// The mark that stands for all of its format.
  fileprivate var kin: ArchiveMark { self == .lz ? .lha : self }

  /// How a compressed file is decoded; `nil` for archives.
  fileprivate var coding: Coding? {
    switch self {
    case .gzip: .gzip
    case .bzip2: .bzip2
    case .xz: .xz
    case .zstd: .zstd
    case .lzip: .lzip
    case .lzma: .lzma
    case .compress: .compress
    default: nil
    }
  }
}

extension ContentType {
  /// The mark that each member of an archive of the type has.
  fileprivate var ownMark: ArchiveMark? {
    switch self {
    case .tar: .tar
    case .cpio: .cpio
    case .lha: .lha
    default: nil
    }
  }

  /// Whether files of the type may hold pieces of archives that are contents when they are put together.
  var mayScatterArchives: Bool {
    switch group {
    case .archive, .carrier, .document: self != .pdf && self != .rtf
    default: false
    }
  }
}
