/// Where other files may begin inside a file, as far as it matters: executables in executables and
/// compound files.
///
/// ClamAV keeps one list for all types, of ten places (ZIP archives it adds beyond); so what fills the
/// list decides which executables are seen.
struct EmbeddedPlaces {
  private static let listedMax = 10

  private(set) var executables: [Int] = []
  private var listed = 0

  /// Lists a place, if ClamAV would.
  mutating func add(_ found: FileType, at place: Int, in type: FileType) {
    let isExecutable = found == .msexe && (type == .msexe || type == .zip || type == .ole2)
    guard found >= .sfx || found == .mbr || isExecutable, listed < Self.listedMax else { return }
    listed += 1
    if isExecutable, place > 0 { executables.append(place) }
  }
}
