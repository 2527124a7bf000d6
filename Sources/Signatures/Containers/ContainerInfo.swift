internal import Digests

/// The list of a container's members, with their sizes and digests: its `.info` member.
struct ContainerInfo {
  /// What the list says of a member.
  struct Member {
    var size: Int
    var digest: Digest
  }

  /// The header line: of the same build as the container's own.
  let header: ContainerHeader
  /// The members by name.
  let members: [String: Member]

  /// Reads a list.
  ///
  /// Its first line is a header, then there is a line `Name:Size:SHA-256` for each member, and in
  /// signed containers a line `DSIG:` with the digital signature of what is before it.
  init(_ bytes: [UInt8], signedWith keys: ContainerKeys?) throws(ContainerFault) {
    var header: ContainerHeader?
    var members: [String: Member] = [:]
    var number = 0
    var start = 0
    var isSigned = false
    while start < bytes.count, !isSigned {
      number += 1
      let end = bytes[start...].firstIndex(of: Ascii.newline) ?? bytes.count
      var line = bytes[start..<end]
      if let keys, line.starts(with: "DSIG:".utf8) {
        isSigned = true
        line = line.prefix { $0 != Ascii.carriageReturn }
        guard
          keys.verifies(info: sha256(Array(bytes[..<start])), signature: Array(line.dropFirst(5)))
        else { throw .infoSignature }
        continue
      }
      start = end + 1
      while line.last == Ascii.carriageReturn { line.removeLast() }
      if header == nil {
        header = try ContainerHeader(line: line)
      } else {
        try Self.add(line, number: number, to: &members)
      }
    }
    guard keys == nil || isSigned else { throw .infoUnsigned }
    guard let header else { throw .info(line: 1) }
    self.header = header
    self.members = members
  }

  private static func add(
    _ line: ArraySlice<UInt8>, number: Int, to members: inout [String: Member]
  ) throws(ContainerFault) {
    let fields = line.split(separator: Ascii.colon, omittingEmptySubsequences: false)
    guard fields.count == 3, let size = CNumber.digits(fields[1]),
      let digest = Digest(hex: fields[2]), digest.algorithm == .sha256
    else { throw .info(line: number) }
    let name = String(decoding: fields[0], as: UTF8.self)
    // Of several lines for a name ClamAV takes the first.
    if members[name] == nil { members[name] = Member(size: Int(size), digest: digest) }
  }
}
