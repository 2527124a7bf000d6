internal import Formats

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

  private static func threat(ofWhole path: Span<UInt8>) -> ThreatClass? {
    // Of a path that ends with a folder, or with the place itself, systems may open what is before.
    var end = path.count
    while end > 0, path[end - 1] <= 0x20 || [0x2E, 0x2F, 0x5C].contains(path[end - 1]) { end -= 1 }
    let name = path.extracting(0..<end)
    guard let said = ContentType.fileExtension(of: name) else { return nil }
    if scripts.contains(said) || isSetting(name) { return .script }
    if pages.contains(said) { return .html }
    return programs.contains(said) ? .executable : nil
  }

  /// Run by interpreters: of Windows, of shells, of servers for the web, of browsers.
  private static let scripts: Set<String> = [
    "bat", "cmd", "ps1", "psm1", "vbs", "vbe", "js", "jse", "mjs", "wsf", "wsc", "wsh", "sct",
    "hta",
    "sh", "bash", "csh", "ksh", "zsh", "py", "pyw", "pl", "cgi", "rb", "cjs", "ps1xml",
    "php", "php3", "php4", "php5", "php6", "php7", "php8", "phps", "phpt", "pht", "phtm", "phtml",
    "phar",
    "asp", "aspx", "asa", "ascx", "ashx", "asmx", "axd", "svc", "cshtml", "vbhtml", "shtml", "shtm",
    "stm",
    "jsp", "jspx", "jspf", "jsw", "jsv", "cfm", "cfml", "cfc",
    "command", "tool", "mof",
  ]
  /// Run by the system. A program of MS-DOS may be called `.com`, and so are hosts.
  private static let programs: Set<String> = [
    "exe", "dll", "scr", "cpl", "ocx", "sys", "pif", "msi", "msp", "jar", "war", "class", "apk",
    "lnk",
    "gadget", "reg", "scf", "msc", "jnlp", "application", "xll", "msix", "msixbundle", "appx",
    "settingcontent-ms", "appref-ms", "library-ms", "search-ms", "searchconnector-ms",
    "inf", "xbap", "appinstaller", "diagcab", "terminal", "inetloc", "fileloc", "webloc",
  ]
  /// Shown by browsers as pages, whatever they begin with.
  private static let pages: Set<String> = ["html", "htm", "xhtml", "xht", "svg"]

  /// Files that say to a server what it is to run. Sources: Apache's `AccessFileName`, PHP's
  /// `user_ini.filename`, IIS.
  private static func isSetting(_ name: Span<UInt8>) -> Bool {
    var start = name.count
    while start > 0, name[start - 1] != 0x2F, name[start - 1] != 0x5C { start -= 1 }
    return PlainText.isOne(
      of: [".htaccess", ".user.ini", "web.config"], name.extracting(start...))
  }
}
