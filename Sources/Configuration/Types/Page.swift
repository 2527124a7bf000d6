/// A file that is sent as an answer's body.
public struct Page: Sendable, Equatable {
  /// What it is.
  public var type: PageType
  /// All of it.
  public var bytes: [UInt8]

  /// The largest that is read. Protects the memory of a process that keeps all of them.
  public static let bytesMax = 256 << 10

  /// A page.
  public init(type: PageType, bytes: [UInt8]) {
    self.type = type
    self.bytes = bytes
  }
}

/// What a page is, by the end of its file's name.
public enum PageType: String, Sendable, Equatable, CaseIterable {
  case html
  case text
  case json
  case xml
  case css
  case javascript
  case svg
  case png
  case jpeg
  case gif
  case icon

  /// The type of a file by its name; `nil` where that ends in none that is known.
  public init?(path: String) {
    let name = path[(path.lastIndex(of: "/") ?? path.startIndex)...]
    guard let dot = name.lastIndex(of: ".") else { return nil }
    switch name[name.index(after: dot)...].lowercased() {
    case "html", "htm": self = .html
    case "txt": self = .text
    case "json": self = .json
    case "xml": self = .xml
    case "css": self = .css
    case "js": self = .javascript
    case "svg": self = .svg
    case "png": self = .png
    case "jpg", "jpeg": self = .jpeg
    case "gif": self = .gif
    case "ico": self = .icon
    default: return nil
    }
  }

  /// The value of `Content-Type`.
  public var contentType: StaticString {
    switch self {
    case .html: "text/html; charset=utf-8"
    case .text: "text/plain; charset=utf-8"
    case .json: "application/json"
    case .xml: "application/xml"
    case .css: "text/css; charset=utf-8"
    case .javascript: "text/javascript; charset=utf-8"
    case .svg: "image/svg+xml"
    case .png: "image/png"
    case .jpeg: "image/jpeg"
    case .gif: "image/gif"
    case .icon: "image/x-icon"
    }
  }
}
