extension ConfigurationReader {
  private static let quarantineKeys = [
    "directory", "keyFile", "bytesMax", "uploadsMax", "ageMax", "uploadBytesMax", "waitingBytesMax",
  ]

  /// Where refused uploads are kept.
  func quarantine(_ value: Value) -> QuarantinePlace? {
    guard let section = Section(value, keys: Self.quarantineKeys) else { return nil }
    let directory = section.required("directory", "an absolute path")?.absolutePath()
    let keyFile = section.required(
      "keyFile", "the absolute path of a public key (`cordon quarantine keygen`)")?.absolutePath()
    var place = QuarantinePlace(directory: directory ?? "", keyFile: keyFile ?? "")
    let sizes = 1 << 20...1 << 50
    if let bytes = section["bytesMax"]?.size(sizes) { place.bytesMax = bytes }
    if let uploads = section["uploadsMax"]?.integer(1...10_000_000) { place.uploadsMax = uploads }
    if let age = section["ageMax"]?.duration(60_000...3650 * 86_400_000) {
      place.ageMaxMilliseconds = age
    }
    place.uploadBytesMax = min(place.uploadBytesMax, place.bytesMax)
    if let bytes = section["uploadBytesMax"]?.size(1...1 << 40) { place.uploadBytesMax = bytes }
    if let bytes = section["waitingBytesMax"]?.size(sizes) { place.waitingBytesMax = bytes }
    if place.uploadBytesMax > place.bytesMax, let value = section["uploadBytesMax"] {
      value.refuse(expected: "at most bytesMax (\(ByteSize.text(place.bytesMax)))")
    }
    guard directory != nil, keyFile != nil else { return nil }
    return place
  }

  /// Whether a route's refused uploads are kept: where there is something to keep them in.
  func isQuarantined(_ value: Value) -> Bool? {
    guard let isQuarantined = value.flag() else { return nil }
    if isQuarantined, reading.positions["quarantine"] == nil {
      value.refuse(expected: "false, or a section quarantine that says where")
    }
    return isQuarantined
  }
}
