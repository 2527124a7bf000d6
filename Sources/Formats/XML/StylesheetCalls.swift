/// What stylesheets (XSLT) call beyond their language: functions of Java, of PHP and of .NET, and scripts in
/// them. Sources: Apache Xalan, "Extensions"; Saxon, "Writing reflexive extension functions"; Microsoft,
/// `urn:schemas-microsoft-com:xslt`; PHP, `XSLTProcessor::registerPHPFunctions`.
public enum StylesheetCalls {
  /// Whether a document is a stylesheet and names what is called so.
  public static func isIn(_ bytes: Span<UInt8>) -> Bool {
    let head = bytes.extracting(first: headBytes)
    guard language.firstPlace(in: head) != nil else { return false }
    return names.contains { $0.firstPlace(in: bytes) != nil }
  }

  /// The language is named by the first tag, if not by a document type before it.
  private static let headBytes = 64 << 10
  private static let language = ByteSearch("/1999/XSL/Transform")
  /// The names are of namespaces, which nothing else tells apart.
  private static let names = [
    ByteSearch("java.lang."), ByteSearch("xml.apache.org/xalan"),
    ByteSearch("xml.apache.org/xslt/java"),
    ByteSearch("urn:schemas-microsoft-com:xslt"), ByteSearch("php.net/xsl"),
    ByteSearch("saxon.sf.net/java-type"), ByteSearch("exslt.org/functions/java"),
  ]
}
