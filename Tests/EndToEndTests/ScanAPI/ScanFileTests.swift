import Testing

/// What clients of the scan API are told about their files.
@Suite struct ScanFileTests {
  private static let text = Array("harmless words\n".utf8)

  @Test func aFileIsCleanOrInfectedHoweverItIsSent() async throws {
    try await onStage { stage in
      let (_, client) = try ScanClient.start(stage)
      let inner = ContentPolicyTests.zip("eicar.com", Eicar.bytes)
      for path in ["/virus/scan/file", "/virus/scan/file/advanced"] {
        for (file, isClean) in [(Self.text, "true"), (Eicar.bytes, "false"), (inner, "false")] {
          let answers = [
            try client.scan(file, path: path), try client.scanForm(file, path: path),
            try client.scan(file, path: path, chunkBytes: 7),
          ]
          for answer in answers {
            #expect(answer.status == 200)
            #expect(answer.head["content-type"] == "application/json")
            #expect(answer.member("CleanResult") == isClean, "\(answer.text)")
            #expect(answer.text.contains("\"FoundViruses\":null") == (isClean == "true"))
            if isClean == "false" { #expect(answer.member("VirusName") == "Test.EICAR") }
          }
        }
      }
    }
  }

  @Test func whatIsFoundIsNamedByTheFileAndByWhatIsInIt() async throws {
    try await onStage { stage in
      let (_, client) = try ScanClient.start(stage)
      let file = ContentPolicyTests.zip("eicar.com", Eicar.bytes)
      let answer = try client.scanForm(file, name: "a.zip")
      #expect(answer.member("FileName") == "a.zip › eicar.com")
      #expect(answer.member("RelevantSubfileName") == "eicar.com")
      #expect(answer.member("VerifiedFileFormat") == "null")
      // By `printf` of the file and sha1sum.
      #expect(
        answer.member("RelevantSubfileHashSHA1") == "3395856ce81f2b7382dee72602f798b642f14140")
      #expect(
        try client.scan(file, fields: "fileName: b.zip\r\n").member("FileName")
          == "b.zip › eicar.com")
      #expect(
        try client.scanForm(file, fields: "fileName: c.zip\r\n").member("FileName")
          == "c.zip › eicar.com")
    }
  }

  @Test func aClassCountsUnlessItIsAllowedAndIsShownInAnyCase() async throws {
    try await onStage { stage in
      let (_, client) = try ScanClient.start(stage)
      let script = Array("#!/bin/sh\nrm -rf x\n".utf8)
      for (value, isClean) in [
        ("allowScripts: True", "true"), ("allowscripts: true", "true"),
        ("allowScripts: False", "false"), ("allowScripts: ", "false"),
        ("allowMacros: true", "false"),
      ] {
        let answer = try client.scanForm(script, fields: value + "\r\n")
        #expect(answer.member("CleanResult") == isClean, "\(value)")
        #expect(answer.member("ContainsScript") == "true")
        #expect(answer.member("ContainsMacros") == "false")
        #expect(answer.member("VerifiedFileFormat") == ".sh")
      }
      // Which of all this the basic scan does not look at.
      #expect(try client.scan(script, path: "/virus/scan/file").member("CleanResult") == "true")
    }
  }

  @Test func whatCannotBeJudgedIsNeverClean() async throws {
    try await onStage { stage in
      let (_, client) = try ScanClient.start(stage) { $0.limits["unpackDepthMax"] = "1" }
      let encrypted = ContentPolicyTests.zip("a.txt", [1, 2, 3], isEncrypted: true)
      let deep = ContentPolicyTests.zip("a", ContentPolicyTests.zip("b", Self.text))
      for (file, field) in [
        (encrypted, "ContainsPasswordProtectedFile"), (deep, "ContainsUnsafeArchive"),
      ] {
        let answer = try client.scan(file)
        #expect(answer.member("CleanResult") == "false")
        #expect(answer.member(field) == "true", "\(answer.text)")
        #expect(try client.scan(file, path: "/virus/scan/file").member("CleanResult") == "false")
      }
      let allowed = "allowPasswordProtectedFiles: true\r\nallowUnsafeArchives: true\r\n"
      #expect(try client.scan(encrypted, fields: allowed).member("CleanResult") == "true")
      #expect(try client.scan(deep, fields: allowed).member("CleanResult") == "false")
    }
  }

  @Test func typesAreRestrictedByWhatTheBytesAre() async throws {
    try await onStage { stage in
      let (_, client) = try ScanClient.start(stage)
      for (list, isAllowed) in [
        (".doc,.txt", true), ("doc, TXT", true), (".doc,.docx,.png", false), ("", true),
      ] {
        let fields = "restrictFileTypes: \(list)\r\n"
        let answer = try client.scanForm(Self.text, name: "a.doc", fields: fields)
        #expect(answer.member("CleanResult") == (isAllowed ? "true" : "false"), "\(list)")
        #expect(answer.member("ContainsRestrictedFileFormat") == (isAllowed ? "false" : "true"))
      }
    }
  }

  @Test func allThatIsInfectedIsNamed() async throws {
    try await onStage { stage in
      let (_, client) = try ScanClient.start(stage)
      let other = Array("FIRST-HALF and SECOND-HALF".utf8)
      let wire = try Wire(client.address)
      let form = ScanClient.form(Eicar.bytes, name: "a", part: "inputFile").dropLast(4)
      try wire.upload(
        form + Array("\r\n".utf8) + ScanClient.form(other, name: "b", part: "other").dropFirst(8),
        fields: "Content-Type: multipart/form-data; boundary=edge\r\n",
        path: "/virus/scan/file/advanced")
      let answer = try wire.readAnswer()
      let viruses =
        "[{\"FileName\":\"a\",\"VirusName\":\"Test.EICAR\"},"
        + "{\"FileName\":\"b\",\"VirusName\":\"Test.Two\"}]"
      #expect(answer.text.contains(viruses), "\(answer.text)")
    }
  }

  /// The text of a field is no file on other routes.
  @Test func aPartIsAFileHoweverItIsDescribed() async throws {
    try await onStage { stage in
      let (_, client) = try ScanClient.start(stage)
      let wire = try Wire(client.address)
      let form =
        "--edge\r\nContent-Disposition: form-data; name=\"inputFile\"\r\n\r\n"
        + "#!/bin/sh\nrm -rf x\n\r\n--edge--\r\n"
      try wire.upload(
        Array(form.utf8), fields: "Content-Type: multipart/form-data; boundary=edge\r\n",
        path: "/virus/scan/file/advanced")
      let answer = try wire.readAnswer()
      #expect(answer.member("ContainsScript") == "true")
      #expect(answer.member("CleanResult") == "false")
      #expect(answer.member("VerifiedFileFormat") == ".sh")
    }
  }

  @Test func aFormMustHaveTheFileOnceAndBeReadInOneWay() async throws {
    try await onStage { stage in
      let (_, client) = try ScanClient.start(stage)
      let other = try client.scanForm(Self.text, part: "file")
      #expect(other.status == 400)
      #expect(other.member("reason") == "missing_file")
      let wire = try Wire(client.address)
      let form = ScanClient.form(Self.text, name: "a", part: "inputFile")
      let twice =
        form.dropLast("--\r\n".utf8.count) + Array("\r\n".utf8)
        + form.dropFirst("--edge\r\n".utf8.count)
      try wire.upload(
        Array(twice), fields: "Content-Type: multipart/form-data; boundary=edge\r\n",
        path: "/virus/scan/file")
      let answer = try wire.readAnswer()
      #expect(answer.status == 400)
      #expect(answer.member("reason") == "ambiguous_form")
    }
  }
}
