/// The streams of a session. It grows to as many as the client has open at a time.
struct StreamTable {
  private var streams: [StreamState] = []
  private var free: [Int] = []
  /// Closed, and still to be told of.
  private var closed: [Int] = []

  /// How many there are.
  var count: Int { streams.count - free.count }

  mutating func open(_ number: Int32) -> Int {
    guard let place = free.popLast() else {
      streams.append(StreamState(number: number))
      return streams.count - 1
    }
    streams[place] = StreamState(number: number)
    return place
  }

  subscript(place: Int) -> StreamState {
    _read { yield streams[place] }
    _modify { yield &streams[place] }
  }

  mutating func close(_ place: Int) {
    streams[place].isOpen = false
    closed.append(place)
  }

  /// One that was closed, whose place is free from now on.
  mutating func takeClosed() -> StreamState? {
    guard let place = closed.popLast() else { return nil }
    free.append(place)
    return streams[place]
  }

  /// The open ones that the client still sends to.
  func forEachReceiving(_ body: (StreamState) -> Void) {
    for place in streams.indices where streams[place].isOpen && !streams[place].hasEnded {
      body(streams[place])
    }
  }
}
