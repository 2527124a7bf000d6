/// Names by which systems and servers run files, whatever these begin with.
enum ProgramName {
  /// What a file of such a name is; `nil` for other names.
  static func threat(of name: Span<UInt8>) -> ThreatClass? {
    if let threat = threat(ofWhole: name) { return threat }
    // What Windows takes for a stream of the file, and some servers for parameters, is no part of its name.
    var end = 0
    while end < name.count, ![0x00, 0x3A, 0x3B].contains(name[end]) { end += 1 }
    return end < name.count ? threat(ofWhole: name.extracting(0..<end)) : nil
  }

  private static func threat(ofWhole name: Span<UInt8>) -> ThreatClass? {
    guard let said = ContentType.fileExtension(of: name) else { return nil }
    if scripts.contains(said) { return .script }
    return programs.contains(said) ? .executable : nil
  }

  /// Run by interpreters: of Windows, of shells, of servers for the web, of browsers.
  private static let scripts: Set<String> = [
    "bat", "cmd", "ps1", "psm1", "vbs", "vbe", "js", "jse", "mjs", "wsf", "wsc", "wsh", "sct",
    "hta",
    "sh", "bash", "py", "pyw", "pl", "cgi", "rb",
    "php", "php3", "php4", "php5", "php6", "php7", "php8", "phps", "pht", "phtm", "phtml", "phar",
    "asp", "aspx", "asa", "ascx", "ashx", "asmx", "cshtml", "vbhtml",
    "jsp", "jspx", "jspf", "jsw", "jsv", "cfm", "cfml", "cfc",
  ]
  /// Run by the system. A program of MS-DOS may be called `.com`, and so are hosts.
  private static let programs: Set<String> = [
    "exe", "dll", "scr", "cpl", "ocx", "sys", "pif", "msi", "msp", "jar", "war", "class", "apk",
    "lnk",
    "gadget",
  ]
}
