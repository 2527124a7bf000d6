import Configuration
import HTTP

/// The pages of a listener or route, in the form that answers are made of.
struct ErrorPages {
  private let pages: [(statuses: ClosedRange<UInt16>, page: AnswerPage)]

  init(_ pages: [ErrorPage], files: [String: Page]) {
    self.pages = pages.compactMap { entry in
      guard let file = files[entry.file], let format = BodyFormat(file.type) else { return nil }
      return (
        UInt16(entry.statuses.lowerBound)...UInt16(entry.statuses.upperBound),
        AnswerPage(format: format, text: file.bytes)
      )
    }
  }

  /// The first page that is for a status, in the form that a client asks for.
  func page(_ status: UInt16, _ format: BodyFormat) -> AnswerPage? {
    for (statuses, page) in pages where statuses.contains(status) && page.format == format {
      return page
    }
    return nil
  }
}

extension BodyFormat {
  fileprivate init?(_ type: PageType) {
    switch type {
    case .html: self = .html
    case .text: self = .text
    case .json: self = .json
    default: return nil
    }
  }
}
