/// What a quarantine has, the oldest first, and what that is all together.
struct KeptUploads {
  private var list: [KeptUpload] = []
  /// How many of the list are gone: from its beginning, which is cut when half of it is.
  private var gone = 0
  private(set) var bytes = 0

  init(_ list: [KeptUpload] = []) {
    self.list = list
    bytes = list.reduce(0) { $0 + $1.bytes }
  }

  var count: Int { list.count - gone }

  var oldest: KeptUpload? { gone < list.count ? list[gone] : nil }

  mutating func append(_ upload: KeptUpload) {
    list.append(upload)
    bytes += upload.bytes
  }

  mutating func removeOldest() {
    bytes -= list[gone].bytes
    gone += 1
    if gone > list.count / 2 {
      list.removeFirst(gone)
      gone = 0
    }
  }
}
