internal import CNghttp2
import HTTP

extension HTTP2Session {
  /// The next event in `bytes`, from `offset` on, which is moved past what was used.
  ///
  /// Call it with the same bytes until it gives `needsInput` (then with those that come next, from 0) or
  /// `ended`, which repeats; and with no bytes after ``produce(into:)``, since sending ends streams.
  ///
  /// - Parameter now: the time, for what is counted and measured.
  public func next(
    in bytes: Span<UInt8>, from offset: inout Int, nowNanoseconds now: UInt64
  ) -> HTTP2Event {
    nowNanoseconds = now
    if let told { stock.give(told) }
    told = nil
    while true {
      if let event = takeEvent() { return event }
      if unsafe isOver || nghttp2_session_want_read(state) == 0 { return .ended }
      guard offset < bytes.count else { return .needsInput }
      advance(bytes, &offset)
    }
  }

  private func takeEvent() -> HTTP2Event? {
    if let event = events.takeFirst() { return event }
    while let stream = streams.takeClosed() {
      if stream.isKnown, !stream.isHidden {
        return .closed(stream: stream.number, tag: stream.tag, code: stream.code)
      }
    }
    return nil
  }

  /// Gives nghttp2 the next frame, or what is there of it.
  private func advance(_ bytes: Span<UInt8>, _ offset: inout Int) {
    var count = 0
    switch walk.next(in: bytes, from: offset) {
    case .pass(let part): count = part
    case .frame(let frame, let part):
      let fault = judge.judge(frame, nowNanoseconds: nowNanoseconds) { stream in
        isGoingAway || place(of: stream) != nil ? nil : closedStreams.fault(of: stream)
      }
      if let fault { return end(fault) }
      count = part
    }
    let used = unsafe bytes.withUnsafeBufferPointer { all in
      unsafe input = UnsafeRawPointer(all.baseAddress)
      defer { unsafe input = nil }
      return unsafe nghttp2_session_mem_recv(state, all.baseAddress! + offset, count)
    }
    offset += count
    // Less is used only by callbacks that pause, and there are none.
    if used != count { isOver = true }
  }

  /// Ends the session, with the reason for the client. All streams end with it.
  public func end(_ error: HTTP2Error) {
    guard !isOver else { return }
    isOver = true
    endedWith = error
    unsafe nghttp2_session_terminate_session(state, error.rawValue)
  }

  /// Counts an oddity that is known only behind nghttp2.
  func count(_ glitch: Glitch) {
    if let error = judge.count(glitch, nowNanoseconds) { end(error) }
  }

  func tell(_ event: HTTP2Event) {
    if !events.append(event) { isOver = true }
  }

  // MARK: What nghttp2 says

  /// A header block begins.
  func headersBegin(isRequest: Bool, _ number: Int32) {
    if isRequest {
      let place = streams.open(number)
      unsafe nghttp2_session_set_stream_user_data(
        state, number, UnsafeMutableRawPointer(bitPattern: place + 1))
      // Each answer gets its turn, whatever the client says of it.
      var share = nghttp2_extpri(urgency: UInt32(NGHTTP2_EXTPRI_DEFAULT_URGENCY), inc: 1)
      unsafe nghttp2_session_change_extpri_stream_priority(state, number, &share, 1)
    }
    if head == nil { head = stock.takeText() }
    head?.begin(isRequest ? .request : .trailers)
  }

  /// A header block is whole, and nghttp2 has found nothing wrong with it.
  func headersEnd(isRequest: Bool, _ number: Int32, endsStream: Bool) {
    guard let place = place(of: number), let text = head else { return }
    var fault: HTTPFault?
    switch text.finish(endsStream: endsStream) {
    case nil: break
    case .answered(let reason) where isRequest: fault = reason
    case .answered, .malformed:
      dropHead()
      return refuse(number, place)
    }
    told = text
    head = nil
    if isRequest {
      streams[place].isKnown = true
      if !endsStream { openWindow(number) }
      streams[place].hasEnded = endsStream
      return tell(.request(stream: number, endsStream: endsStream, fault: fault))
    }
    if streams[place].isKnown, !streams[place].isHidden {
      tell(.trailers(stream: number, tag: streams[place].tag))
    }
    if endsStream { streamEnd(number, place) }
  }

  /// A request that breaks the rules is cut, and nobody hears of it (RFC 9113, section 8.1.1).
  private func refuse(_ number: Int32, _ place: Int) {
    let wasTold = streams[place].isKnown && !streams[place].isHidden
    if !wasTold { streams[place].isHidden = true }
    unsafe nghttp2_submit_rst_stream(
      state, UInt8(NGHTTP2_FLAG_NONE.rawValue), number, HTTP2Error.protocolError.rawValue)
    count(.malformed)
  }

  private func dropHead() {
    if let head { stock.give(head) }
    head = nil
  }

  /// nghttp2 refuses a frame: what has begun of a head goes no further.
  func frameRefused(_ type: UInt8, _ number: Int32) {
    if type == FrameType.headers {
      dropHead()
      if let place = place(of: number) {
        if !streams[place].isKnown { streams[place].isHidden = true }
      } else {
        // Refused before it was a stream: there were too many.
        closedStreams.insertCut(number)
        streamsRefused += 1
      }
    }
    count(.malformed)
  }

  /// The client has sent all that it will on a stream.
  func streamEnd(_ number: Int32, _ place: Int) {
    streams[place].hasEnded = true
    guard streams[place].isKnown, !streams[place].isHidden else { return }
    tell(.end(stream: number, tag: streams[place].tag))
  }

  /// A part of a body.
  func bodyArrived(_ number: Int32, _ start: Int, _ count: Int) {
    guard let place = place(of: number) else { return }
    streams[place].untaken += count
    untakenBytes += count
    if untakenBytes <= limits.untakenBytesMax {
      unsafe nghttp2_session_consume_connection(state, count)
    } else {
      streams[place].owed += count
    }
    if estimate.received(count, nowNanoseconds: nowNanoseconds) {
      unsafe nghttp2_submit_ping(state, UInt8(NGHTTP2_FLAG_NONE.rawValue), nil)
    }
    if streams[place].isKnown, !streams[place].isHidden {
      tell(.body(stream: number, tag: streams[place].tag, start..<start + count))
    } else {
      take(number, count)
    }
  }

  /// A stream is closed, by whichever side.
  func streamClosed(_ number: Int32, _ code: UInt32) {
    guard let place = place(of: number) else { return }
    unsafe nghttp2_session_set_stream_user_data(state, number, nil)
    let stream = streams[place]
    untakenBytes -= stream.untaken
    if stream.owed > 0 { unsafe nghttp2_session_consume_connection(state, stream.owed) }
    if stream.hasEnded || stream.isCutByClient {
      closedStreams.insertEnded(number)
    } else {
      closedStreams.insertCut(number)
    }
    streams[place].code = code
    streams.close(place)
  }
}
