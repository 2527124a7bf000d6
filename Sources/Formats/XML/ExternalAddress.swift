/// Addresses of document types.
enum ExternalAddress {
  /// Whether an address is one that ordinary documents name for their type: on a host of those who publish
  /// vocabularies, or a name beside the document. Whoever sends a document decides over neither.
  static func isWellKnown(_ address: Span<UInt8>) -> Bool {
    var start = 0
    while let byte = address.byte(at: start), byte <= 0x20 { start += 1 }
    for scheme: StaticString in ["http://", "https://"]
    where PlainText.has(scheme, at: start, in: address) {
      return isKnownHost(address, at: start + scheme.utf8CodeUnitCount)
    }
    // What HTML has where a tool insists on an address.
    if PlainText.has("about:legacy-compat", at: start, in: address) { return true }
    // A name is no address.
    if PlainText.has("urn:", at: start, in: address) { return true }
    return isBeside(address.extracting(start...))
  }

  private static func isKnownHost(_ address: Span<UInt8>, at start: Int) -> Bool {
    var end = start
    while let byte = address.byte(at: end), byte != 0x2F {
      // A port or a user is nothing that these have.
      if byte == 0x3A || byte == 0x40 || byte == 0x5C { return false }
      end += 1
    }
    let host = address.extracting(start..<end)
    for name in hosts {
      let place = host.count - name.utf8CodeUnitCount
      if place >= 0, PlainText.has(name, at: place, in: host), place == 0 || host[place - 1] == 0x2E
      {
        return true
      }
    }
    return false
  }

  /// A relative path that does not climb, and names a document type.
  private static func isBeside(_ path: Span<UInt8>) -> Bool {
    guard let first = path.byte(at: 0), first != 0x2F, first != 0x5C else { return path.isEmpty }
    for place in 0..<path.count {
      if path[place] == 0x3A || path.has("..", at: place) || path[place] == 0x25 { return false }
    }
    return PlainText.has(".dtd", at: path.count - 4, in: path)
  }

  private static let hosts: [StaticString] = [
    "w3.org", "oasis-open.org", "docbook.org", "apple.com", "java.sun.com", "sun.com", "jcp.org",
    "oracle.com",
    "freedesktop.org", "apache.org", "hibernate.org", "springframework.org",
    "mybatis.org",
    "jboss.org", "jboss.com", "netscape.com", "gnome.org", "mozilla.org", "xml.org",
    "puppycrawl.com", "checkstyle.org",
    "daisy.org", "idpf.org", "nlm.nih.gov", "niso.org", "eclipse.org", "openoffice.org",
    "libreoffice.org",
    "wapforum.org", "openmobilealliance.org", "iana.org", "ietf.org", "adobe.com", "macromedia.com",
    "microsoft.com",
    "kde.org", "musicxml.org", "recordare.com",
    "topografix.com", "jetbrains.com",
    "scala-lang.org", "bea.com", "ibm.com", "dita.oasis-open.org", "tei-c.org", "khronos.org",
    "opensymphony.com",
    "xmlsoap.org", "jetty.org", "eclipse.dev", "docbook.sourceforge.net", "opengis.net",
    "inkscape.org", "avahi.org",
  ]
}
