/// Functions that one language alone has, or that programs in it call early.
enum ScriptCalls {
  /// A call that was found.
  struct Call {
    let language: ScriptLanguage
    let index: Int
  }

  /// Names of more bytes are none.
  private static let nameBytesMax = 40

  /// The function whose name stands before an opening parenthesis.
  static func call(before open: Int, in line: Span<UInt8>) -> Call? {
    var end = open
    while end > 0, line[end - 1] == 0x20 { end -= 1 }
    var start = end
    while start > 0, end - start <= nameBytesMax,
      ScriptPattern.isName(line[start - 1]) || line[start - 1] == 0x2D
    { start -= 1 }
    // Of a method only its name is known.
    while start < end, line[start] == 0x2E { start += 1 }
    guard end - start >= 3, end - start <= nameBytesMax else { return nil }
    return byHash[hash(line.extracting(start..<end))]
  }

  /// FNV-1a of the small letters.
  private static func hash(_ name: Span<UInt8>) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for place in 0..<name.count {
      hash = (hash ^ UInt64(name[place].lowercased)) &* 0x100_0000_01B3
    }
    return hash
  }

  private static let byHash: [UInt64: Call] = {
    var calls: [UInt64: Call] = [:]
    var index = 0
    for (language, names) in names {
      for name in names.split(separator: " ") {
        calls[hash(Array(name.utf8).span)] = Call(language: language, index: index)
        index += 1
      }
    }
    return calls
  }()

  private static let names: [(ScriptLanguage, String)] = [
    (
      .javaScript,
      """
      activexobject document.write document.writeln document.getelementbyid document.createelement \
      document.queryselector document.addeventlistener window.addeventlistener window.open \
      window.settimeout wscript.createobject string.fromcharcode unescape parseint json.parse \
      json.stringify console.log require.resolve object.defineproperty object.keys \
      math.floor settimeout setinterval addeventlistener object.assign array.isarray module.exports
      """
    ),
    (
      .visualBasic,
      """
      createobject wscript.echo wscript.sleep getobject executeglobal chrw msgbox inputbox \
      wscript.quit wscript.arguments createtextfile
      """
    ),
    (
      .powerShell,
      """
      system.convert::frombase64string convert::frombase64string downloadstring downloadfile \
      invoke-expression new-object
      """
    ),
    (.php, "base64_decode shell_exec gzinflate str_rot13 preg_replace move_uploaded_file"),
    (.python, "__import__ os.system subprocess.popen subprocess.call subprocess.run print"),
  ]
}
