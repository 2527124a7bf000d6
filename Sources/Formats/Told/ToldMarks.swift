/// What files begin with that are told and not opened, but for the images of discs that ``DiskImage`` knows.
///
/// Sources: the documents of the formats, where there are such, else the programs that write them.
enum ToldMarks {
  /// Bytes at the beginning of a file.
  struct Mark {
    let bytes: [UInt8]
    let file: ToldFile

    /// Whether bytes begin so.
    func isBeginning(_ others: Span<UInt8>) -> Bool {
      guard others.count >= bytes.count else { return false }
      for place in bytes.indices where others[place] != bytes[place] { return false }
      return true
    }
  }

  /// All marks, by their first byte.
  static let byFirstByte: [[Mark]] = {
    var marks = [[Mark]](repeating: [], count: 256)
    for mark in all { marks[Int(mark.bytes[0])].append(mark) }
    return marks
  }()

  private static func text(_ texts: [String], _ file: ToldFile) -> [Mark] {
    texts.map { Mark(bytes: Array($0.utf8), file: file) }
  }

  private static func bytes(_ runs: [[UInt8]], _ file: ToldFile) -> [Mark] {
    runs.map { Mark(bytes: $0, file: file) }
  }

  private static let all =
    text(["MSWIM\0\0\0", "WLPWM\0\0\0"], .windowsImage)
    + text(["conectix"], .virtualDisk)
    // Apple's archives, and what its `compression_tool` and patches of systems are.
    + text(
      [
        "AA01", "YAA1", "pbze", "pbzz", "pbz4", "pbzb", "pbz-", "pbzx", "bvx2", "bvx1", "bvxn",
        "bvx-", "BXDIFF",
      ], .appleArchive)
    + text(archiveTexts, .archive) + bytes(archiveBytes, .archive)
    + text(encryptedTexts, .encrypted) + bytes(encryptedBytes, .encrypted)

  private static let archiveTexts = [
    // lrzip, rzip, ZPAQ, zoo, UHARC.
    "LRZI\0", "RZIP\u{2}", "7kSt", "zPQ\u{1}", "zPQ\u{2}", "ZOO 1.", "ZOO 2.", "UHA\u{6}",
    // StuffIt, StuffIt 5, StuffIt X.
    "SIT!\0", "SIT!\u{1}", "SIT!\u{2}", "StuffIt (c)1997-", "StuffIt!", "StuffIt?",
    // Books of Microsoft's Reader; packs and bundles of Git; updates and backups of Android.
    "ITOLITLS", "PACK\0\0\0\u{2}", "PACK\0\0\0\u{3}", "# v2 git bundle\n", "# v3 git bundle\n",
    "CrAU\0\0\0\0", "ANDROID BACKUP\n",
    // Discs of VMware's older products and VirtualBox; InstallShield; images by EnCase and Parallels; UBI.
    "COWD", "<<< Oracle VM VirtualBox Disk Image", "ISc(",
    "EVF\t\r\n", "WithoutFreeSpace", "WithouFreSpacExt", "UBI#\u{1}\0\0\0",
  ]

  private static let archiveBytes: [[UInt8]] = [
    // lzop; KWAJ, and SZDD of QBasic; InstallShield 3; installers of Symbian 9.
    [0x89, 0x4C, 0x5A, 0x4F, 0x00, 0x0D, 0x0A, 0x1A, 0x0A],
    [0x4B, 0x57, 0x41, 0x4A, 0x88, 0xF0, 0x27, 0xD1], [0x53, 0x5A, 0x20, 0x88, 0xF0, 0x27, 0x33],
    [0x13, 0x5D, 0x65, 0x8C], [0x7A, 0x1A, 0x20, 0x10],
    // Snappy's frames; sparse images of Android.
    [0xFF, 0x06, 0x00, 0x00, 0x73, 0x4E, 0x61, 0x50, 0x70, 0x59], [0x3A, 0xFF, 0x26, 0xED],
  ]

  private static let encryptedTexts = [
    // age; OpenSSL's `enc`; Ansible; Vim; images of discs of Macintosh; PGP's discs; scrypt; Microsoft's
    // rights management.
    "age-encryption.org/v", "-----BEGIN AGE ENCRYPTED FILE-----", "Salted__", "$ANSIBLE_VAULT;",
    "VimCrypt~", "encrcdsa", "PGPdMAIN", "scrypt\0", ".pfile", "AEA1",
    // AES Crypt, of versions 0 to 3; the second number is reserved from version 1 on.
    "AES\0", "AES\u{1}\0", "AES\u{2}\0", "AES\u{3}\0",
  ]

  private static let encryptedBytes: [[UInt8]] = [
    // LUKS and its second header; KeePass, 1 and 2; AxCrypt.
    [0x4C, 0x55, 0x4B, 0x53, 0xBA, 0xBE], [0x53, 0x4B, 0x55, 0x4C, 0xBA, 0xBE],
    [0x03, 0xD9, 0xA2, 0x9A, 0x65, 0xFB, 0x4B, 0xB5],
    [0x03, 0xD9, 0xA2, 0x9A, 0x66, 0xFB, 0x4B, 0xB5],
    [0x03, 0xD9, 0xA2, 0x9A, 0x67, 0xFB, 0x4B, 0xB5],
    [0xC0, 0xB9, 0x07, 0x2E, 0x4F, 0x93, 0xF1, 0x46],
  ]
}
