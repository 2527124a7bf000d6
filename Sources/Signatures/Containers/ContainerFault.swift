/// What is wrong with a damaged container.
public enum ContainerFault: Error, Hashable, Sendable {
  /// It does not begin with `ClamAV-VDB:` and the fields of a header.
  case header
  /// The digest of what follows the header is not the header's.
  case digest
  /// The header's digital signature is not that of its digest.
  case signature
  /// The list of members has no digital signature.
  case infoUnsigned
  /// The digital signature of the list of members is wrong.
  case infoSignature
  /// There is no list of members.
  case infoMissing
  /// The list of members is not well-formed, at a line.
  case info(line: Int)
  /// The list of members is for another version of the container.
  case infoHeader
  /// The compressed data are damaged or end early.
  case compression
  /// The archive of members is not well-formed or ends early.
  case archive
  /// A member is not in the list.
  case unlistedMember(String)
  /// A member has not the size or the digest that the list says.
  case changedMember(String)
  /// A member of the list is not there.
  case missingMember(String)
  /// Unpacked it would be larger than ``ContainerLimits/unpackedBytesMax``.
  case tooLarge
  /// It has more members than ``ContainerLimits/membersMax``.
  case tooManyMembers
}

extension ContainerFault: CustomStringConvertible {
  public var description: String {
    switch self {
    case .header: "no header of a signature container"
    case .digest: "the content's MD5 is not that of the header"
    case .signature: "the digital signature is wrong"
    case .infoUnsigned: "the list of members is not signed"
    case .infoSignature: "the digital signature of the list of members is wrong"
    case .infoMissing: "there is no list of members (.info)"
    case .info(let line): "line \(line) of the list of members is malformed"
    case .infoHeader: "the list of members is for another version"
    case .compression: "the compressed data are damaged or cut short"
    case .archive: "the archive of members is damaged or cut short"
    case .unlistedMember(let name): "\(name) is not in the list of members"
    case .changedMember(let name): "\(name) is not what the list of members says"
    case .missingMember(let name): "\(name) is missing"
    case .tooLarge: "unpacked it is larger than \(ContainerLimits.unpackedBytesMax) bytes"
    case .tooManyMembers: "it has more than \(ContainerLimits.membersMax) members"
    }
  }
}

/// What a container may take.
package enum ContainerLimits {
  /// Bytes of its archive once unpacked. The largest published has less than a tenth.
  package static let unpackedBytesMax = 4 << 30
  /// Members.
  package static let membersMax = 4096
  /// Bytes of the list of members.
  package static let infoBytesMax = 1 << 20
}
