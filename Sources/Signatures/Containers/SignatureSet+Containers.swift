internal import Digests

extension SignatureSet {
  /// Adds the members of a container whose extensions are those of database files.
  ///
  /// A `.cvd` is checked whole before anything is read of it. Each member's size and digest must be
  /// those of the list of members, which is signed in `.cvd` and `.cld` files.
  mutating func add(
    container source: consuming SourceFile, _ kind: ContainerKind
  ) throws(LoadError) {
    let source = source
    let header = try ContainerHeader(source)
    addIdentity(source.name, try verifyWhole(source, header, kind))
    let info = try members(source, header, kind)
    report.containers.append(LoadReport.Container(name: source.name, header, kind))
    var missing = Set(info.members.keys.filter { DatabaseFormat(fileName: $0) != nil })
    var archive = ArchiveReader()
    while let member = try archive.next(source) {
      guard let format = DatabaseFormat(fileName: member.name) else { continue }
      // A container in a container is none of ClamAV's.
      if case .container = format.kind {
        throw .damagedContainer(path: source.path, .unlistedMember(member.name))
      }
      guard let listed = info.members[member.name] else {
        throw .damagedContainer(path: source.path, .unlistedMember(member.name))
      }
      var reader = DatabaseReader(
        format: format, name: "\(source.name)/\(member.name)", set: self)
      var digest = DigestStream.sha256()
      try unsafe archive.read(source) { bytes in
        unsafe digest.update(bytes)
        unsafe reader.take(bytes, into: &self)
      }
      reader.finish(&self)
      guard member.size == listed.size, digest.finish() == listed.digest else {
        throw .damagedContainer(path: source.path, .changedMember(member.name))
      }
      missing.remove(member.name)
    }
    try archive.finish(source)
    // ClamAV does not notice an archive that ends between two members.
    if let name = missing.min() {
      throw .damagedContainer(path: source.path, .missingMember(name))
    }
  }

  /// Reads the whole file for its SHA-256, and checks the MD5 and the signature of a `.cvd`.
  private func verifyWhole(
    _ source: borrowing SourceFile, _ header: ContainerHeader, _ kind: ContainerKind
  ) throws(LoadError) -> Digest {
    var sha256 = DigestStream.sha256()
    guard kind == .cvd else {
      try unsafe source.forEachPiece { bytes throws(LoadError) in unsafe sha256.update(bytes) }
      return sha256.finish()
    }
    guard var md5 = try? DigestStream(.md5) else {
      throw .damagedContainer(path: source.path, .digest)
    }
    var isFirst = true
    try unsafe source.forEachPiece { bytes throws(LoadError) in
      unsafe sha256.update(bytes)
      let skipped = isFirst ? min(ContainerHeader.bytes, bytes.count) : 0
      unsafe md5.update(UnsafeRawBufferPointer(rebasing: bytes[skipped...]))
      isFirst = false
    }
    guard Digest(hex: header.md5) == md5.finish() else {
      throw .damagedContainer(path: source.path, .digest)
    }
    guard options.keys.verifies(md5: header.md5, signature: header.signature) else {
      throw .damagedContainer(path: source.path, .signature)
    }
    return sha256.finish()
  }

  /// Finds the list of members, and checks that it is the container's.
  private func members(
    _ source: borrowing SourceFile, _ header: ContainerHeader, _ kind: ContainerKind
  ) throws(LoadError) -> ContainerInfo {
    var archive = ArchiveReader()
    while let member = try archive.next(source) {
      guard member.name.lowercased().hasSuffix(".info") else { continue }
      guard member.size <= ContainerLimits.infoBytesMax else {
        throw .damagedContainer(path: source.path, .tooLarge)
      }
      var bytes: [UInt8] = []
      try unsafe archive.read(source) { unsafe bytes.append(contentsOf: $0) }
      let info: ContainerInfo
      do throws(ContainerFault) {
        info = try ContainerInfo(bytes, signedWith: kind == .cud ? nil : options.keys)
      } catch {
        throw .damagedContainer(path: source.path, error)
      }
      guard info.header.isSameBuild(as: header) else {
        throw .damagedContainer(path: source.path, .infoHeader)
      }
      return info
    }
    throw .damagedContainer(path: source.path, .infoMissing)
  }
}

extension LoadReport.Container {
  init(name: String, _ header: ContainerHeader, _ kind: ContainerKind) {
    self.name = name
    version = header.version
    builtAt = header.time
    builder = header.builder
    signatureCount = header.signatureCount
    functionalityLevel = header.functionalityLevel
    isSigned = kind != .cud
  }
}
