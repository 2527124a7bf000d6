internal import Decoding
internal import FileTypes
internal import Formats
internal import Signatures

extension ContentInspection {
  /// Reads a ZIP archive: what each way of reading it finds.
  ///
  /// - Parameters:
  ///   - base: where it begins in the current content.
  ///   - isBehindOther: whether it lies behind another file.
  ///   - isCarried: whether that may have it as a content of its own, with others before it and with whatever
  ///     belongs to the carrier behind. Who calls it forgets what is not odd then.
  mutating func readZip(
    _ bytes: Span<UInt8>, at base: Int = 0, isBehindOther: Bool = false, isCarried: Bool = false
  ) {
    hasReadZip = true
    let archive = ZipArchive(bytes, membersMax: limits.filesMax)
    note(archive.faults)
    guard !archive.faults.contains(.overlapping) else { return }
    var parts = PackageParts()
    var isWhole = true
    let outerPaths = linkedPaths
    linkedPaths = LinkedPaths()
    defer { linkedPaths = outerPaths }
    let type = database.asksForContainers ? database.fileTyper.type(ofWhole: bytes) : .zip
    for (position, member) in archive.members.enumerated() {
      // What a carrier has is judged as its content.
      if !isCarried {
        judge(member, of: bytes, at: position + 1)
        // clamscan reads members behind other files, and those of documents of Office, one by one as well.
        if isBehindOther || type != .zip { judge(member, of: bytes, at: 0, isAlone: true) }
      }
      guard isInspecting, !record.reasons.contains(UnjudgedReasons(.files)),
        readMember(member, bytes, &parts)
      else {
        isWhole = false
        break
      }
      noteJudged(member, at: base)
    }
    if isCarried {
      readCarriedMembers(of: archive, bytes, at: base, &parts)
      // The archives in documents are of the documents' own programs: they have no parts.
      if !record.contents[current].type.mayScatterArchives { note(parts.allFindings) }
      return
    }
    conclude(parts, isWhole: isWhole)
    // PHP reads what comments of its archives hold as objects.
    for comment in archive.comments
    where SerializedObject.kind(bytes.extracting(comment)) == .php {
      mark(.insecureDeserialization)
    }
    let none: [UInt8] = []
    for gap in archive.gaps where isInspecting {
      // All there is, if nothing was found: it was judged already.
      guard gap.count < bytes.count else { continue }
      // A file of another type has been judged as one.
      let isHost = gap.lowerBound == 0 && record.contents[current].type != .zip
      guard !isHost else { continue }
      inspect(bytes.extracting(gap), .appended, name: none.span)
      judged.append(base + gap.lowerBound..<base + gap.upperBound)
    }
  }

  /// Reads the members of further archives before one that is carried: these are no contents by themselves.
  private mutating func readCarriedMembers(
    of archive: ZipArchive, _ bytes: Span<UInt8>, at base: Int, _ parts: inout PackageParts
  ) {
    for gap in archive.gaps {
      for member in ZipArchive.localMembers(bytes, in: gap, atMost: limits.filesMax) {
        guard isInspecting, !record.reasons.contains(UnjudgedReasons(.files)),
          readMember(member, bytes, &parts)
        else { return }
        noteJudged(member, at: base)
      }
    }
  }

  /// Of a member the data have been judged, and that its header is one. What a header has beside its fields
  /// has not.
  private mutating func noteJudged(_ member: ZipMember, at base: Int) {
    judged.append(base + member.headerPlace..<base + member.headerPlace + 1)
    judged.append(base + member.data.lowerBound..<base + member.data.upperBound)
  }

  /// Reads the archive at the end of a file of another type: who looks for one from the end finds it.
  mutating func readZipAtEnd(_ bytes: Span<UInt8>) {
    hasReadZip = true
    guard ZipArchive.endsLikeArchive(bytes) else { return }
    enterArchive(.zip, byteCount: bytes.count)
    readZip(bytes, isBehindOther: true)
    leaveArchive()
  }

  /// Reads an archive of which it does not matter what is around: the current content may have the pieces of
  /// one anywhere, as the sectors of compound files, so that it reads as damaged from outside.
  ///
  /// - Parameter base: where it begins in the current content.
  mutating func readCarriedZip(_ bytes: Span<UInt8>, at base: Int) {
    enterArchive(.zip, byteCount: bytes.count)
    let (place, count) = (current, record.contents.count)
    let (own, all) = (record.contents[place].reasons, record.reasons)
    readZip(bytes, at: base, isBehindOther: true, isCarried: true)
    forgetOddities(of: place, since: count, before: all, own: own)
    leaveArchive()
  }

  private mutating func note(_ faults: ZipFaults) {
    if faults.contains(.ambiguous) { fail(.ambiguous) }
    if faults.contains(.damaged) || faults.contains(.spanned) { fail(.damaged) }
    if faults.contains(.encryptedDirectory) { failAsEncrypted() }
    if faults.contains(.tooMany) { fail(.files) }
    // Bombs are made so, and no writer does it otherwise: nothing is unpacked.
    if faults.contains(.overlapping) {
      mark(.unsafeArchive)
      fail(.ambiguous)
    }
  }

  /// Inspects a member; false: the archive is not read further, for it unpacks to too much.
  private mutating func readMember(
    _ member: ZipMember, _ bytes: Span<UInt8>, _ parts: inout PackageParts
  ) -> Bool {
    judgeNames(member, bytes)
    let name = bytes.extracting(member.name)
    guard !member.isEncrypted else {
      failAsEncrypted()
      parts.add(name: name, bytes: bytes.extracting(0..<0))
      return readPlainData(member, name, bytes)
    }
    if member.data.isEmpty, member.unpackedBytes ?? 0 == 0, name.byte(at: name.count - 1) == 0x2F {
      return true
    }
    guard readData(member, by: member.method, name, bytes, &parts) else { return false }
    guard let other = member.otherMethod else { return true }
    return readData(member, by: other, name, bytes, &parts)
  }

  /// Looks for signatures that ask for what headers say: the one, and the other where they differ.
  private mutating func judge(
    _ member: ZipMember, of bytes: Span<UInt8>, at position: Int, isAlone: Bool = false
  ) {
    if isAlone { enterArchive(.zip, byteCount: bytes.count - member.headerPlace) }
    defer { if isAlone { leaveArchive() } }
    judgeMember(
      bytes.extracting(member.name), packedBytes: member.data.count,
      unpackedBytes: member.unpackedBytes ?? 0, isEncrypted: member.isEncrypted, position: position)
    guard member.otherName != nil || member.localPackedBytes != nil else { return }
    judgeMember(
      bytes.extracting(member.otherName ?? member.name),
      packedBytes: member.localPackedBytes ?? member.data.count,
      unpackedBytes: member.localUnpackedBytes ?? member.unpackedBytes ?? 0,
      isEncrypted: member.isEncrypted, position: position)
  }

  private mutating func judgeNames(_ member: ZipMember, _ bytes: Span<UInt8>) {
    if member.isDevice { mark(.unsafeArchive) }
    for name in [member.name, member.otherName, member.unicodeName] {
      guard let name else { continue }
      let path = bytes.extracting(name)
      if ArchivePath.leavesRoot(path) || linkedPaths.areOnTheWay(of: path) { mark(.unsafeArchive) }
    }
  }

  private mutating func readData(
    _ member: ZipMember, by method: UInt16, _ name: Span<UInt8>, _ bytes: Span<UInt8>,
    _ parts: inout PackageParts
  ) -> Bool {
    let packed = bytes.extracting(member.data)
    if method == ZipMethod.stored {
      guard take(unpackedBytes: packed.count, packedBytes: packed.count) else { return false }
      // Readers take the one size or the other.
      if let size = member.unpackedBytes, size != packed.count {
        fail(.ambiguous)
      } else if !isWhole(packed, member) {
        fail(.damaged)
      }
      judge(packed, of: member, name, &parts)
      return true
    }
    guard let decoded = decode(packed, of: member, by: method) else {
      fail(.format)
      return true
    }
    if decoded.end == .truncated || decoded.end == .damaged { fail(.damaged) }
    if decoded.end == .complete, !isWhole(decoded.bytes.span, member) { fail(.damaged) }
    judge(decoded.bytes.span, of: member, name, &parts)
    if decoded.end == .complete, member.isSized {
      readRest(packed.extracting(decoded.consumedBytes...))
    }
    return decoded.end != .limit
  }

  /// Reads a member that is said to be encrypted and is not, which its checksum shows: some readers do not
  /// look at what is said. False: the archive is not read further.
  private mutating func readPlainData(
    _ member: ZipMember, _ name: Span<UInt8>, _ bytes: Span<UInt8>
  ) -> Bool {
    let packed = bytes.extracting(member.data)
    guard !packed.isEmpty, member.checksum != nil, member.unpackedBytes != nil else { return true }
    if member.method == ZipMethod.stored {
      guard isWhole(packed, member) else { return true }
      guard take(unpackedBytes: packed.count, packedBytes: packed.count) else { return false }
      inspect(packed, .member, name: name)
    } else if let decoded = decode(packed, of: member, by: member.method) {
      if decoded.end == .complete, isWhole(decoded.bytes.span, member) {
        inspect(decoded.bytes.span, .member, name: name)
      }
      return decoded.end != .limit
    }
    return true
  }

  /// Whether a member's content is what its header says, as far as that says something.
  private func isWhole(_ content: Span<UInt8>, _ member: ZipMember) -> Bool {
    member.unpackedBytes ?? content.count == content.count
      && (member.checksum.map { $0 == Checksum.crc32(content) } ?? true)
  }

  private mutating func judge(
    _ content: Span<UInt8>, of member: ZipMember, _ name: Span<UInt8>, _ parts: inout PackageParts
  ) {
    parts.add(name: name, bytes: content)
    if member.isSymbolicLink {
      if ArchivePath.linkLeavesRoot(name: name, target: content) { mark(.unsafeArchive) }
      linkedPaths.add(name)
    }
    inspect(content, .member, name: name)
  }

  /// What a member's data has behind their end: who goes from header to header finds members in it.
  private mutating func readRest(_ rest: Span<UInt8>) {
    guard !rest.isEmpty else { return }
    let hidden = ZipArchive.localMembers(rest, in: 0..<rest.count, atMost: 1)
    if !hidden.isEmpty { fail(.ambiguous) }
    let none: [UInt8] = []
    inspect(rest, .appended, name: none.span)
  }
}
