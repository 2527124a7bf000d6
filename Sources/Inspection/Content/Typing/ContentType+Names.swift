extension ContentType {
  /// How files of the type are usually called: extensions without a dot, in small letters; the usual one
  /// first. Of text also those of formats that are told from it by nobody.
  public var extensions: [String] { Self.split(names.extensions) }

  /// The media types that files of it are said to be of, in small letters; the registered one first.
  public var mediaTypes: [String] { Self.split(names.mediaTypes) }

  private static func split(_ names: String) -> [String] {
    names.split(separator: " ").map(String.init)
  }

  private var names: (extensions: String, mediaTypes: String) {
    switch group {
    case .text, .markup, .carrier: textNames
    case .script: scriptNames
    case .document: documentNames
    case .archive: archiveNames
    case .executable, .serialized: programNames
    case .image: imageNames
    case .audio, .video, .font: mediaNames
    case .other: otherNames
    }
  }

  private var textNames: (String, String) {
    switch self {
    case .text:
      (
        "txt text log md markdown rst csv tsv ini conf cfg properties yaml yml toml tex srt vtt ics vcf"
          + " diff patch c h cpp hpp java swift go rs sql css adoc asc",
        "text/plain text/markdown text/csv text/css text/yaml application/yaml text/calendar text/vcard"
          + " text/tab-separated-values application/toml application/sql text/vtt text/x-log"
      )
    case .json:
      (
        "json geojson map webmanifest ipynb",
        "application/json text/json application/geo+json application/ld+json application/manifest+json"
      )
    case .xml:
      (
        "xml xsd xsl xslt rss atom kml gpx plist rdf wsdl dtd xmp resx csproj pom",
        "application/xml text/xml application/rss+xml application/atom+xml application/soap+xml"
      )
    case .html: ("html htm shtml", "text/html")
    case .xhtml: ("xhtml xht html htm", "application/xhtml+xml text/html")
    case .svg: ("svg", "image/svg+xml")
    case .urlEncoded: ("", "application/x-www-form-urlencoded")
    case .csv: ("csv", "text/csv")
    case .multipart: ("", "multipart/form-data multipart/mixed multipart/related")
    case .mail: ("eml", "message/rfc822")
    case .mhtml: ("mht mhtml", "multipart/related message/rfc822 application/x-mimearchive")
    case .uuencoded: ("uu uue", "text/x-uuencode")
    case .binhex: ("hqx", "application/mac-binhex40")
    case .tnef: ("dat tnef", "application/ms-tnef application/vnd.ms-tnef")
    default: ("", "")
    }
  }

  private var scriptNames: (String, String) {
    switch self {
    case .shellScript: ("sh bash ksh zsh csh command", "application/x-sh text/x-shellscript")
    case .batch: ("bat cmd", "application/x-bat application/bat")
    case .powerShell: ("ps1 psm1 psd1", "text/x-powershell application/x-powershell")
    case .javaScript:
      (
        "js mjs cjs jse ts jsx tsx",
        "text/javascript application/javascript application/x-javascript"
      )
    case .vbScript: ("vbs vba bas vb cls frm", "text/vbscript")
    case .encodedScript: ("vbe jse", "")
    case .python: ("py pyw pyi", "text/x-python application/x-python-code")
    case .perl: ("pl pm cgi t", "text/x-perl application/x-perl")
    case .php:
      ("php php3 php4 php5 phtml phar inc", "application/x-php application/x-httpd-php text/x-php")
    case .ruby: ("rb", "text/x-ruby application/x-ruby")
    case .lua: ("lua", "text/x-lua")
    case .autoIt: ("au3", "")
    case .windowsScript: ("wsf wsc sct asp aspx", "")
    case .hta: ("hta", "application/hta")
    case .otherScript: ("awk tcl scpt applescript sed expect r", "text/x-script")
    default: ("", "")
    }
  }

  private var documentNames: (String, String) {
    let open = "application/vnd.openxmlformats-officedocument"
    let oasis = "application/vnd.oasis.opendocument"
    return switch self {
    case .rtf: ("rtf doc", "application/rtf text/rtf application/msword")
    case .postScript: ("ps eps ai", "application/postscript")
    case .pdf: ("pdf ai", "application/pdf application/x-pdf")
    case .ole2: ("doc xls ppt msg vsd mpp pub db", "application/x-ole-storage")
    case .doc: ("doc dot", "application/msword")
    case .xls: ("xls xlt xla", "application/vnd.ms-excel")
    case .ppt: ("ppt pps pot", "application/vnd.ms-powerpoint")
    case .msg: ("msg", "application/vnd.ms-outlook")
    case .docx: ("docx dotx", open + ".wordprocessingml.document")
    case .docm: ("docm dotm", "application/vnd.ms-word.document.macroenabled.12")
    case .xlsx: ("xlsx xltx", open + ".spreadsheetml.sheet")
    case .xlsm: ("xlsm xltm xlam", "application/vnd.ms-excel.sheet.macroenabled.12")
    case .xlsb: ("xlsb", "application/vnd.ms-excel.sheet.binary.macroenabled.12")
    case .pptx: ("pptx ppsx potx", open + ".presentationml.presentation")
    case .pptm: ("pptm ppsm potm", "application/vnd.ms-powerpoint.presentation.macroenabled.12")
    case .visio: ("vsdx vsd vsdm", "application/vnd.visio application/vnd.ms-visio.drawing")
    case .odt: ("odt ott fodt", oasis + ".text")
    case .ods: ("ods ots", oasis + ".spreadsheet")
    case .odp: ("odp otp", oasis + ".presentation")
    case .odg: ("odg otg", oasis + ".graphics")
    case .epub: ("epub", "application/epub+zip")
    case .oneNote: ("one onepkg", "application/onenote")
    case .xps: ("xps oxps", "application/vnd.ms-xpsdocument application/oxps")
    case .hwp: ("hwp hwpx", "application/x-hwp")
    case .chm: ("chm", "application/vnd.ms-htmlhelp")
    default: ("", "")
    }
  }

  private var archiveNames: (String, String) {
    switch self {
    case .zip: ("zip", "application/zip application/x-zip-compressed application/x-zip")
    case .sevenZip: ("7z", "application/x-7z-compressed")
    case .rar: ("rar", "application/vnd.rar application/x-rar-compressed application/x-rar")
    case .tar: ("tar", "application/x-tar")
    case .cpio: ("cpio", "application/x-cpio")
    case .ar: ("a ar lib", "application/x-archive")
    case .deb: ("deb udeb", "application/vnd.debian.binary-package application/x-deb")
    case .rpm: ("rpm", "application/x-rpm")
    case .cab: ("cab", "application/vnd.ms-cab-compressed")
    case .lha: ("lzh lha", "application/x-lzh-compressed application/x-lha")
    case .arj: ("arj", "application/x-arj")
    case .iso: ("iso", "application/x-iso9660-image")
    case .xar: ("xar pkg", "application/x-xar")
    case .dmg: ("dmg", "application/x-apple-diskimage")
    case .gzip:
      ("gz tgz svgz emz wmz", "application/gzip application/x-gzip application/x-tar+gzip")
    case .bzip2: ("bz2 tbz tbz2", "application/x-bzip2")
    case .xz: ("xz txz", "application/x-xz")
    case .lzma: ("lzma tlz", "application/x-lzma")
    case .zstd: ("zst tzst", "application/zstd")
    case .lz4: ("lz4", "application/x-lz4")
    case .compress: ("z taz", "application/x-compress")
    case .lzip: ("lz", "application/x-lzip")
    case .ace: ("ace", "application/x-ace-compressed")
    case .alz: ("alz", "application/x-alz")
    case .egg: ("egg", "")
    case .szdd: ("ex_ dl_", "")
    case .udf: ("udf iso", "application/x-iso9660-image")
    case .wim: ("wim esd", "application/x-ms-wim")
    case .vhd: ("vhd vhdx", "application/x-vhd")
    case .appleArchive: ("aar", "")
    case .diskImage: ("img qcow2 vmdk squashfs sqsh snap", "application/x-raw-disk-image")
    case .otherArchive:
      ("lzo lrz rz zpaq zoo sit sitx arc mobi azw lit sis sisx pack bundle hdr dsk e01", "")
    default: ("", "")
    }
  }

  private var programNames: (String, String) {
    let windows =
      "application/vnd.microsoft.portable-executable application/x-msdownload application/x-dosexec"
    return switch self {
    case .msi: ("msi msp mst", "application/x-msi")
    case .windowsExecutable: ("exe dll sys scr ocx cpl com drv efi", windows)
    case .dosExecutable: ("exe com", windows)
    case .nullsoftInstaller, .innoInstaller: ("exe", windows)
    case .elf:
      ("elf so o bin ko", "application/x-executable application/x-sharedlib application/x-elf")
    case .machO: ("dylib o bundle", "application/x-mach-binary")
    case .javaClass: ("class", "application/java-vm")
    case .jar: ("jar war ear", "application/java-archive")
    case .apk: ("apk", "application/vnd.android.package-archive")
    case .dex: ("dex", "application/vnd.android.dex")
    case .webAssembly: ("wasm", "application/wasm")
    case .shortcut: ("lnk", "application/x-ms-shortcut")
    case .pythonCompiled: ("pyc pyo", "application/x-python-bytecode application/x-python-code")
    case .luaCompiled: ("luac", "")
    case .flash: ("swf", "application/vnd.adobe.flash.movie application/x-shockwave-flash")
    case .bitcode: ("bc", "")
    case .ipa: ("ipa", "application/x-ios-app")
    case .appx: ("appx msix appxbundle msixbundle", "application/appx application/msix")
    case .browserExtension: ("xpi crx", "application/x-xpinstall application/x-chrome-extension")
    case .vsix: ("vsix", "application/vsix")
    case .otherExecutable: ("obj beam hbc vdex", "")
    case .internetShortcut: ("url website", "application/internet-shortcut application/x-mswinurl")
    case .desktopEntry: ("desktop directory", "application/x-desktop")
    case .javaSerialized: ("ser obj", "application/x-java-serialized-object")
    case .pickle: ("pkl pickle", "application/x-pickle")
    case .phpSerialized: ("", "application/vnd.php.serialized")
    default: ("", "")
    }
  }

  private var imageNames: (String, String) {
    switch self {
    case .png: ("png apng", "image/png image/apng image/x-png")
    case .jpeg: ("jpg jpeg jpe jfif mpo", "image/jpeg image/jpg image/pjpeg")
    case .gif: ("gif", "image/gif")
    case .bmp: ("bmp dib", "image/bmp image/x-ms-bmp")
    case .tiff: ("tif tiff dng nef cr2 arw", "image/tiff image/x-adobe-dng")
    case .webp: ("webp", "image/webp")
    case .ico: ("ico", "image/vnd.microsoft.icon image/x-icon")
    case .cur: ("cur", "image/x-icon")
    case .psd: ("psd psb", "image/vnd.adobe.photoshop")
    case .jpeg2000: ("jp2 jpx jpf j2k", "image/jp2 image/jpx")
    case .jpegXL: ("jxl", "image/jxl")
    case .heif: ("heic heif", "image/heic image/heif")
    case .avif: ("avif", "image/avif")
    case .emf: ("emf", "image/emf")
    case .wmf: ("wmf", "image/wmf")
    case .pcx: ("pcx", "image/vnd.zbrush.pcx")
    case .tga: ("tga", "image/x-tga")
    case .xcf: ("xcf", "image/x-xcf")
    default: ("", "")
    }
  }

  private var mediaNames: (String, String) {
    switch self {
    case .wav: ("wav", "audio/wav audio/x-wav audio/vnd.wave")
    case .mp3: ("mp3 mp2", "audio/mpeg audio/mp3")
    case .flac: ("flac", "audio/flac audio/x-flac")
    case .ogg: ("ogg oga ogv opus spx", "audio/ogg video/ogg application/ogg audio/opus")
    case .aac: ("aac", "audio/aac")
    case .midi: ("mid midi", "audio/midi")
    case .aiff: ("aif aiff", "audio/aiff audio/x-aiff")
    case .amr: ("amr", "audio/amr")
    case .wma: ("wma wmv asf", "audio/x-ms-wma video/x-ms-wmv video/x-ms-asf")
    case .mp4: ("mp4 m4a m4v m4b 3gp 3g2 f4v", "video/mp4 audio/mp4 audio/x-m4a video/3gpp")
    case .quickTime: ("mov qt", "video/quicktime")
    case .matroska: ("mkv webm mka", "video/x-matroska video/webm audio/webm")
    case .avi: ("avi", "video/x-msvideo video/avi")
    case .flv: ("flv", "video/x-flv")
    case .mpeg: ("mpg mpeg vob", "video/mpeg")
    case .mpegTS: ("ts mts m2ts", "video/mp2t")
    case .trueType: ("ttf", "font/ttf font/sfnt application/x-font-ttf")
    case .openType: ("otf", "font/otf font/sfnt application/x-font-otf")
    case .trueTypeCollection: ("ttc otc", "font/collection")
    case .woff: ("woff", "font/woff application/font-woff")
    case .woff2: ("woff2", "font/woff2")
    case .eot: ("eot", "application/vnd.ms-fontobject")
    default: ("", "")
    }
  }

  private var otherNames: (String, String) {
    switch self {
    case .sqlite: ("sqlite sqlite3 db", "application/vnd.sqlite3")
    case .pcap: ("pcap", "application/vnd.tcpdump.pcap")
    case .pgp:
      (
        "asc pgp gpg sig",
        "application/pgp-encrypted application/pgp-signature application/pgp-keys"
      )
    case .certificate: ("pem crt cer p7b", "application/x-pem-file application/x-x509-ca-cert")
    case .torrent: ("torrent", "application/x-bittorrent")
    case .outlookStore: ("pst ost", "application/vnd.ms-outlook")
    case .encryptedFile: ("age enc luks kdb kdbx aes axx", "application/x-age-encryption")
    default: ("", "")
    }
  }
}
