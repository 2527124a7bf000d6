internal import Formats

/// The streams of a storage that holds the modules of a VBA project.
struct MacroProject {
  /// The streams, by their names.
  private(set) var streams: [(entry: CompoundEntry, bytes: [UInt8])] = []
  /// The directory, compressed.
  private(set) var directory: [UInt8]?

  /// One more stream.
  mutating func add(_ entry: CompoundEntry, _ bytes: [UInt8]) {
    if entry.isNamed("dir") {
      directory = bytes
    } else {
      streams.append((entry, bytes))
    }
  }

  /// Where in each stream its source begins, as far as the directory says; by the places of the streams.
  func sourceOffsets(_ modules: [VBAModule]) -> [Int: Int] {
    var places: [[UInt8]: Int] = [:]
    for (place, stream) in streams.enumerated() {
      places[stream.entry.name.map(\.lowercased)] = place
    }
    var offsets: [Int: Int] = [:]
    for module in modules {
      let wide = Array(String(decoding: module.streamUnits, as: UTF16.self).utf8)
      let name = wide.isEmpty ? module.streamName : wide
      guard let offset = module.sourceOffset,
        let place = places[name.map(\.lowercased)] ?? places[module.streamName.map(\.lowercased)]
      else { continue }
      offsets[place] = offset
    }
    return offsets
  }
}
