/// A form of Acrobat as a file of XML: XDP, which has a form in XFA as PDF files have it.
public enum FormMarkup {
  /// Whether a text is one, by its root, and has scripts: elements `script`, in whichever language.
  public static func hasScripts(_ text: Span<UInt8>) -> Bool {
    guard let root = MarkupTags.next(in: text, from: 0), isForm(root, text) else { return false }
    var place = root.end
    while let tag = MarkupTags.next(in: text, from: place) {
      if !tag.isEnd, MarkupTags.isNamed(tag, "script", in: text) { return true }
      place = tag.end
    }
    return false
  }

  private static func isForm(_ root: MarkupTag, _ text: Span<UInt8>) -> Bool {
    if MarkupTags.isNamed(root, "xdp", in: text) { return true }
    guard MarkupTags.isNamed(root, "template", in: text) else { return false }
    let spaces = MarkupText.resolved(text.extracting(root.attributes))
    return spaces.span.firstPlace(of: "http://www.xfa.org/schema/", from: 0) != nil
  }
}
