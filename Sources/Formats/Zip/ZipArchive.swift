/// What is wrong with an archive as a whole.
public struct ZipFaults: OptionSet, Hashable, Sendable {
  public let rawValue: UInt8
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// Readers that find members in different ways find different ones.
  public static let ambiguous = ZipFaults(rawValue: 1 << 0)
  /// What a header promises is not there.
  public static let damaged = ZipFaults(rawValue: 1 << 1)
  /// The list of members is encrypted.
  public static let encryptedDirectory = ZipFaults(rawValue: 1 << 2)
  /// Members share bytes: what the archive unpacks to has no relation to its size.
  public static let overlapping = ZipFaults(rawValue: 1 << 3)
  /// A part of an archive in several files.
  public static let spanned = ZipFaults(rawValue: 1 << 4)
  /// There are more members than were asked for.
  public static let tooMany = ZipFaults(rawValue: 1 << 5)
}

/// A ZIP archive, read in each way in which tools read one: from the record at its end by the central
/// directory, and from local header to local header. Source: APPNOTE.TXT 6.3.10, and what readers do beyond.
///
/// The last end record counts, wherever that leaves the archive's beginning. Other end records and local
/// headers that lie where nothing else does make it ambiguous: their members are listed too. What else lies
/// there is in ``gaps``.
public struct ZipArchive: Hashable, Sendable {
  /// All members of all readings, those of the last end record first.
  public private(set) var members: [ZipMember] = []
  /// What is no part of the archive: what is before, after or between its members, where it has room for
  /// something and is not zeros alone. In order.
  public private(set) var gaps: [Range<Int>] = []
  /// What is wrong.
  public private(set) var faults: ZipFaults = []

  /// Comments of the archive and of its members, that have any text.
  public private(set) var comments: [Range<Int>] = []

  /// Which bytes belong to something.
  private var taken: [Range<Int>] = []
  /// What is listed, by the place of its local header and the end of its data.
  private var known: Set<ZipMemberKey> = []
  private let membersMax: Int

  /// End records of one archive that are looked at. So many are ambiguous.
  private static let endRecordsMax = 16

  /// Reads an archive.
  ///
  /// - Parameter membersMax: no more members are listed: more are a fault.
  public init(_ bytes: Span<UInt8>, membersMax: Int) {
    self.membersMax = membersMax
    let tail = max(0, bytes.count - ZipEndRecord.searchBytes)..<bytes.count
    let records = ZipEndRecord.all(bytes, in: tail, atMost: Self.endRecordsMax)
    if records.count == Self.endRecordsMax { faults.insert(.ambiguous) }
    for (index, record) in records.enumerated() where index == 0 || !isTaken(record.place) {
      readByRecord(bytes, record, isFirst: index == 0)
    }
    if records.isEmpty { faults.insert(.damaged) }
    findOverlaps()
    // Members for which there was no room lie where nothing else does.
    if faults.isDisjoint(with: [.overlapping, .tooMany]) { readGaps(bytes) }
    taken = []
    known = []
  }

  /// Whether the end of some bytes says that they are an archive, whatever they begin with: readers that
  /// begin at the end open it.
  public static func endsLikeArchive(_ bytes: Span<UInt8>) -> Bool {
    let tail = max(0, bytes.count - ZipEndRecord.searchBytes)..<bytes.count
    return ZipEndRecord.all(bytes, in: tail, atMost: tail.count).contains { record in
      record.entryCount > 0
        && !(record.large(bytes) ?? record).directoryStarts(bytes).isEmpty
    }
  }

  /// More comments than members there are none.
  private mutating func addComment(_ comment: Range<Int>) {
    if !comment.isEmpty, comments.count <= membersMax { comments.append(comment) }
  }

  private func isTaken(_ place: Int) -> Bool { taken.contains { $0.contains(place) } }

  /// Lists a member, if it is not listed yet; false: there is no more room.
  private mutating func add(_ member: ZipMember, end: Int) -> Bool {
    guard members.count < membersMax else {
      faults.insert(.tooMany)
      return false
    }
    members.append(member)
    taken.append(member.headerPlace..<end)
    return true
  }
}

/// What makes two members the same bytes.
private struct ZipMemberKey: Hashable {
  var headerPlace: Int
  var dataEnd: Int
  var method: UInt16
}

// MARK: - By the central directory

extension ZipArchive {
  private mutating func readByRecord(
    _ bytes: Span<UInt8>, _ record: ZipEndRecord, isFirst: Bool
  ) {
    let large = record.large(bytes)
    var starts = (large ?? record).directoryStarts(bytes)
    let first = large ?? record
    // Readers that only look at the record of 64 bits where a field is full see the other.
    if large != nil {
      for (start, base) in record.directoryStarts(bytes)
      where record.entryCount > 0 && !starts.contains(where: { $0.start == start }) {
        starts.append((start, base))
      }
    }
    guard !starts.isEmpty else {
      if isFirst { judgeMissingDirectory(bytes, first) }
      return
    }
    if first.isSpanned { faults.insert(.spanned) }
    taken.append(first.directoryEnd..<record.end)
    addComment(record.place + ZipEndRecord.fixedBytes..<record.end)
    for (index, (start, base)) in starts.enumerated() {
      let before = members.count
      readDirectory(
        bytes, from: start, to: max(start, first.directoryEnd), base: base,
        count: first.entryCount, isFirst: isFirst && index == 0)
      let isOther = !isFirst || index > 0
      if isOther, members.count > before { faults.insert(.ambiguous) }
    }
  }

  private mutating func judgeMissingDirectory(_ bytes: Span<UInt8>, _ record: ZipEndRecord) {
    let start = record.directoryEnd - record.directoryBytes
    // The decryption header of an encrypted directory, or what precedes one.
    let isEncrypted =
      bytes.has("PK\u{6}\u{8}", at: start) || bytes.has("PK\u{6}\u{8}", at: record.directoryOffset)
    faults.insert(
      isEncrypted ? .encryptedDirectory : record.isSpanned ? [.spanned, .damaged] : .damaged)
  }

  private mutating func readDirectory(
    _ bytes: Span<UInt8>, from start: Int, to end: Int, base: Int, count: Int, isFirst: Bool
  ) {
    var place = start
    var entries = 0
    while place < end, let header = ZipHeader(central: bytes, at: place) {
      place = header.end
      entries += 1
      addComment(header.comment)
      guard readEntry(bytes, header, base: base) else { break }
    }
    taken.append(start..<place)
    guard isFirst, !faults.contains(.tooMany) else { return }
    if entries < count { faults.insert(.damaged) }
    // Without the record of 64 bits the count has 16, and writers go on counting.
    if entries > count, entries & 0xFFFF != count { faults.insert(.ambiguous) }
  }

  /// Lists the member of a central header; false: there is no more room.
  private mutating func readEntry(_ bytes: Span<UInt8>, _ central: ZipHeader, base: Int) -> Bool {
    let (place, isFar) = base.addingReportingOverflow(central.localOffset)
    guard !isFar, let local = ZipHeader(local: bytes, at: place) else {
      faults.insert(.damaged)
      return true
    }
    if central.packedBytes > bytes.count - local.end { faults.insert(.damaged) }
    let dataEnd = local.end + min(central.packedBytes, bytes.count - local.end)
    var member = ZipMember(
      name: central.name, unicodeName: central.unicodeName ?? local.unicodeName,
      method: central.method, flags: central.flags | local.flags, checksum: central.checksum,
      unpackedBytes: central.unpackedBytes, data: local.end..<dataEnd, isSized: true,
      mode: central.mode, headerPlace: place)
    compare(bytes, central, local, &member)
    let key = ZipMemberKey(headerPlace: place, dataEnd: dataEnd, method: member.method)
    guard known.insert(key).inserted else {
      faults.insert(.overlapping)
      return true
    }
    let hasDescriptor = local.flags & ZipFlag.descriptor != 0
    return add(member, end: hasDescriptor ? Self.descriptorEnd(bytes, dataEnd) : dataEnd)
  }

  /// Compares what both headers of a member say.
  private mutating func compare(
    _ bytes: Span<UInt8>, _ central: ZipHeader, _ local: ZipHeader, _ member: inout ZipMember
  ) {
    if !isSame(bytes, central.name, local.name) {
      member.otherName = local.name
      faults.insert(.ambiguous)
    }
    if local.packedBytes != central.packedBytes || local.unpackedBytes != central.unpackedBytes {
      member.localPackedBytes = local.packedBytes
      member.localUnpackedBytes = local.unpackedBytes
    }
    if central.method != local.method {
      member.otherMethod = local.method
      faults.insert(.ambiguous)
    }
    if (central.flags ^ local.flags) & ZipFlag.encrypted != 0 { faults.insert(.ambiguous) }
    let hasDescriptor = local.flags & ZipFlag.descriptor != 0
    // With a descriptor the local header's numbers are not known yet: zeros, or of no meaning.
    if !hasDescriptor,
      local.packedBytes != central.packedBytes || local.unpackedBytes != central.unpackedBytes
        || local.checksum != central.checksum
    {
      faults.insert(.ambiguous)
    }
  }

  private func isSame(_ bytes: Span<UInt8>, _ one: Range<Int>, _ other: Range<Int>) -> Bool {
    guard one.count == other.count else { return false }
    for place in 0..<one.count
    where bytes[one.lowerBound + place] != bytes[other.lowerBound + place] { return false }
    return true
  }

  /// Where the descriptor after a member's data ends: it has a signature or none, and sizes of 32 or of 64
  /// bits; what follows tells.
  private static func descriptorEnd(_ bytes: Span<UInt8>, _ dataEnd: Int) -> Int {
    let first = bytes.has("PK\u{7}\u{8}", at: dataEnd) ? 16 : 12
    for length in [first, first + 8] where bytes.has("PK", at: dataEnd + length) {
      return dataEnd + length
    }
    return min(dataEnd + first, bytes.count)
  }
}

// MARK: - What else there is

extension ZipArchive {
  /// Whether members share bytes.
  private mutating func findOverlaps() {
    let extents = members.map { $0.headerPlace..<$0.data.upperBound }
      .sorted { $0.lowerBound < $1.lowerBound }
    for (one, next) in zip(extents, extents.dropFirst()) where next.lowerBound < one.upperBound {
      faults.insert(.overlapping)
      return
    }
  }

  /// Finds what belongs to nothing.
  private mutating func readGaps(_ bytes: Span<UInt8>) {
    taken.sort { $0.lowerBound < $1.lowerBound }
    let ranges = taken + [bytes.count..<bytes.count]
    var place = 0
    for range in ranges {
      if range.lowerBound - place >= ZipHeader.localBytes {
        readGap(bytes, place..<range.lowerBound)
      }
      place = max(place, range.upperBound)
    }
  }

  /// Members in a gap are listed. Where it is an archive of its own, or something else, it is for the caller.
  private mutating func readGap(_ bytes: Span<UInt8>, _ gap: Range<Int>) {
    let isWhole = gap.count < bytes.count
    if isWhole, Self.endsLikeArchive(bytes.extracting(gap)) {
      faults.insert(.ambiguous)
      gaps.append(gap)
      return
    }
    let found = Self.localMembers(bytes, in: gap, atMost: membersMax - members.count + 1)
    guard found.isEmpty else {
      if !members.isEmpty { faults.insert(.ambiguous) }
      for member in found {
        if !member.isSized, member.flags & ZipFlag.descriptor == 0 { faults.insert(.damaged) }
        guard add(member, end: member.data.upperBound) else { return }
      }
      return
    }
    for place in gap where bytes[place] != 0 {
      gaps.append(gap)
      return
    }
  }

  /// The members that one finds who goes from local header to local header. Signatures count only before
  /// what can be a header: programs that read archives hold them too.
  ///
  /// - Parameters:
  ///   - range: where headers are looked for; data does not go beyond it.
  ///   - atMost: no more are listed.
  public static func localMembers(
    _ bytes: Span<UInt8>, in range: Range<Int>, atMost: Int
  ) -> [ZipMember] {
    var members: [ZipMember] = []
    let inside = bytes.extracting(0..<range.upperBound)
    var place = range.lowerBound
    while place <= range.upperBound - ZipHeader.localBytes, members.count < atMost {
      guard inside[place] == 0x50, let header = ZipHeader(local: inside, at: place),
        isLikely(header)
      else {
        place += 1
        continue
      }
      let member = self.member(header, at: place, end: range.upperBound)
      members.append(member)
      // Where no header tells the size, the next header does.
      place = member.isSized ? member.data.upperBound : header.end
    }
    return members
  }

  private static func member(_ header: ZipHeader, at place: Int, end: Int) -> ZipMember {
    let hasDescriptor = header.flags & ZipFlag.descriptor != 0
    let room = end - header.end
    let isSized = !(hasDescriptor && header.packedBytes == 0) && header.packedBytes <= room
    return ZipMember(
      name: header.name, unicodeName: header.unicodeName, method: header.method,
      flags: header.flags, checksum: hasDescriptor ? nil : header.checksum,
      unpackedBytes: isSized && !hasDescriptor ? header.unpackedBytes : nil,
      data: header.end..<header.end + (isSized ? header.packedBytes : room), isSized: isSized,
      headerPlace: place)
  }

  /// Whether bytes begin with a local header of which nothing is unlikely, also its name.
  public static func isMember(_ bytes: Span<UInt8>) -> Bool {
    guard let header = ZipHeader(local: bytes, at: 0), isLikely(header),
      let version = bytes.byte(at: 4), version <= 63
    else { return false }
    for place in header.name where bytes[place] < 0x20 { return false }
    return true
  }

  private static func isLikely(_ header: ZipHeader) -> Bool {
    header.flags & ZipFlag.reserved == 0 && ZipMethod.isKnown(header.method)
      && !header.name.isEmpty
  }
}
