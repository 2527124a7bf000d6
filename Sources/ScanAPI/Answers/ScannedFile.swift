internal import Digests
internal import Inspection

/// The file of a request, in the record of what was found out about its body.
struct ScannedFile {
  let record: InspectionRecord
  let request: ScanRequest
  /// The file's place in the record; `nil` where what is wrong with the body has left none.
  let place: Int?

  /// Finds the file; throws where a form has none, or where its readers would take different ones.
  init(_ record: InspectionRecord, _ request: ScanRequest) throws(ScanFault) {
    self.record = record
    self.request = request
    guard request.isForm else {
      place = 0
      return
    }
    if record.contents[0].reasons.contains(UnjudgedReasons(.ambiguous)) {
      throw ScanFault("ambiguous_form", "the body can be read in more than one way")
    }
    let name = Array(ScanRequest.part.utf8)
    let places = record.contents.indices.filter { place in
      let content = record.contents[place]
      return content.relation == .part && content.field == name && Self.isOfBody(content, record)
    }
    guard places.count <= 1 else {
      throw ScanFault("ambiguous_form", "the form has \(ScanRequest.part) more than once")
    }
    if places.isEmpty, record.reasons.isEmpty {
      throw ScanFault("missing_file", "the form has no part \(ScanRequest.part)")
    }
    place = places.first
  }

  /// Whether a part is one of the request's body, with or without its Content-Encoding.
  private static func isOfBody(_ content: Content, _ record: InspectionRecord) -> Bool {
    guard let parent = content.parent.map({ record.contents[$0] }) else { return false }
    return parent.relation == .body || parent.relation == .decodedBody
  }

  /// The file itself.
  var content: Content? { place.map { record.contents[$0] } }

  /// What the file is called: by the request, else by the form.
  var name: [UInt8] {
    if !request.fileName.isEmpty { return request.fileName }
    guard let content else { return [] }
    // The reader gives a part without the name of a file that of its field.
    return content.name == content.field ? [] : content.name
  }

  /// The names from the file to a content in it, with a sign between them.
  func path(of place: Int) -> [UInt8] {
    var path: [[UInt8]] = []
    var next: Int? = place
    while let each = next, each != self.place, record.contents[each].parent != nil {
      path.append(record.contents[each].name)
      next = record.contents[each].parent
    }
    return Array(path.reversed().joined(separator: Array(" › ".utf8)))
  }

  /// What a content is called to the client: by the file and its path in that, or by its own path where it is
  /// no part of the file.
  func fullName(of place: Int) -> [UInt8] {
    let path = path(of: place)
    guard isInFile(place), !name.isEmpty else { return path.isEmpty ? name : path }
    return path.isEmpty ? name : name + Array(" › ".utf8) + path
  }

  private func isInFile(_ place: Int) -> Bool {
    var next: Int? = place
    while let each = next {
      if each == self.place { return true }
      next = record.contents[each].parent
    }
    return false
  }

  /// Whether a content is of one of the types, or lies in one that is.
  func isWithin(_ place: Int, _ types: [ContentType]) -> Bool {
    var next: Int? = place
    while let each = next {
      if types.contains(record.contents[each].type) { return true }
      next = record.contents[each].parent
    }
    return false
  }

  /// Whether the record has all contents that there were.
  var isWhole: Bool { record.contentCount == record.contents.count }
}
