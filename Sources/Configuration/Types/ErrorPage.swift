/// A page that Cordon sends in place of its own words, to clients that ask for its form.
public struct ErrorPage: Sendable, Equatable {
  /// The statuses that it is for, 400 to 599.
  public var statuses: ClosedRange<Int>
  /// Its file, of HTML, text or JSON by its name.
  public var file: String

  /// A page.
  public init(statuses: ClosedRange<Int>, file: String) {
    self.statuses = statuses
    self.file = file
  }

  /// The types that it may be of: those in which Cordon's own words come.
  public static let types: Set<PageType> = [.html, .text, .json]
}
