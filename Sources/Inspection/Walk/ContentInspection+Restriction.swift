internal import Formats

extension ContentInspection {
  /// Marks the current content where it is a file, and of none of the types that files may be of. To be
  /// called when it has been read: what a package is, its parts alone tell.
  ///
  /// - Parameter description: what is said of it.
  mutating func judgeType(_ description: BodyDescription) {
    guard let allowed = limits.allowedTypes else { return }
    let content = record.contents[current]
    guard isFile(content, description), !allowed.contains(content.type) else { return }
    mark(.restrictedFileType)
  }

  /// Whether a content is a file that an upload delivers, and not what carries such or is a part of one.
  private func isFile(_ content: Content, _ description: BodyDescription) -> Bool {
    switch content.relation {
    case .body, .decodedBody:
      return !isEncoded(description) && !isCarrier(content.type, description)
    // A part without the name of a file is the field of a form, or the text of a mail.
    case .part:
      return !description.fileName.isEmpty && !isTransferEncoded(description)
        && !isEncoded(description)
    // Values of all kinds are text; what they were decoded to is a file where it is anything else.
    case .value, .decoded:
      return !description.fileName.isEmpty || description.standsForFile || !isText(content.type)
    case .member, .decompressed:
      return limits.restrictsMembers && isInArchive(content) && content.type.group != .archive
    case .stream, .embedded, .macro, .script, .appended, .canonicalBody: return false
    }
  }

  /// Whether a body is said to be what holds fields and values, and is that.
  private func isCarrier(_ type: ContentType, _ description: BodyDescription) -> Bool {
    guard !description.contentType.isEmpty else { return false }
    // Whatever its bytes look like: it is delivered as a form or the like, or not at all.
    if limits.canonical != nil, CanonicalMultipart.isMeant(by: description.contentType.span) {
      return true
    }
    switch type {
    case .multipart: return true
    case .json, .urlEncoded, .xml, .text, .empty:
      return type.agreement(withMediaType: description.contentType.span) == .agrees
        && ContentType.text.agreement(withMediaType: description.contentType.span) != .agrees
    default: return false
    }
  }

  /// Whether what is to be judged is not the content but what its Content-Encoding is undone to.
  private func isEncoded(_ description: BodyDescription) -> Bool {
    let encoding = ContentEncoding(description.contentEncoding.span)
    return !encoding.isUnknown && !encoding.codings.isEmpty
  }

  private func isTransferEncoded(_ description: BodyDescription) -> Bool {
    let encoding = description.transferEncoding.span
    return Self.isName(encoding, "base64") || Self.isName(encoding, "quoted-printable")
  }

  private func isText(_ type: ContentType) -> Bool {
    type.group == .text || type == .unknown || type == .empty
  }

  /// Documents are archives as well, but nobody means their parts.
  private func isInArchive(_ content: Content) -> Bool {
    guard let parent = content.parent else { return false }
    return record.contents[parent].type.group == .archive
  }
}
