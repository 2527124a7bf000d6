/// A body for Cordon's own answers that an operator has written: text with places for what differs.
///
/// The places are `{status}`, `{reason}` (a short name of why) and `{requestId}`: all of Cordon's making
/// and of letters, digits, `-` and `_`, so that none can be markup in any form.
public struct AnswerPage: Sendable {
  /// The form in which it is.
  public let format: BodyFormat
  private let pieces: [Piece]

  private enum Piece: Equatable {
    case text([UInt8])
    case status
    case reason
    case id
  }

  /// Finds the places in a text.
  public init(format: BodyFormat, text: [UInt8]) {
    self.format = format
    let places: [(name: String, piece: Piece)] = [
      ("{status}", .status), ("{reason}", .reason), ("{requestId}", .id),
    ]
    var pieces: [Piece] = []
    var run: [UInt8] = []
    var rest = text[...]
    while let byte = rest.first {
      let isPlace = byte == UInt8(ascii: "{")
      if isPlace, let place = places.first(where: { rest.starts(with: $0.name.utf8) }) {
        if !run.isEmpty { pieces.append(.text(run)) }
        run = []
        pieces.append(place.piece)
        rest = rest.dropFirst(place.name.utf8.count)
      } else {
        run.append(byte)
        rest = rest.dropFirst()
      }
    }
    if !run.isEmpty { pieces.append(.text(run)) }
    self.pieces = pieces
  }

  /// The body of one answer.
  ///
  /// - Parameters:
  ///   - reason: a stable short name, a token.
  ///   - id: the request's id, a token.
  public func body(status: UInt16, reason: [UInt8], id: [UInt8]) -> [UInt8] {
    var body: [UInt8] = []
    for piece in pieces {
      switch piece {
      case .text(let text): body += text
      case .status: body += Array("\(status)".utf8)
      case .reason: body += reason
      case .id: body += id
      }
    }
    return body
  }
}
