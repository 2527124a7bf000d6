import Configuration
import Quarantine
import Testing

/// What a file says about the quarantine, and what is said about that.
@Suite struct QuarantineSectionTests {
  private static let place = """
    quarantine:
      directory: /var/lib/cordon/quarantine
      keyFile: /etc/cordon/quarantine.pub

    """

  @Test func withoutTheSectionNothingIsKept() throws {
    let configuration = try Sample.parse(Sample.minimal)
    #expect(configuration.quarantine == nil)
    #expect(!configuration.text.contains("quarantine"))
  }

  @Test func aDirectoryAndAKeyAreEnough() throws {
    let configuration = try Sample.parse(Sample.minimal + Self.place)
    let place = try #require(configuration.quarantine)
    #expect(place.directory == "/var/lib/cordon/quarantine")
    #expect(place.keyFile == "/etc/cordon/quarantine.pub")
    #expect(place.bytesMax == 10 << 30)
    #expect(place.uploadsMax == 100_000)
    #expect(place.ageMaxMilliseconds == 30 * 24 * 3600 * 1000)
    #expect(place.uploadBytesMax == 1 << 30)
    #expect(place.waitingBytesMax == 64 << 20)
    #expect(configuration.listeners[0].routes[0].isQuarantined)
  }

  @Test func everyValueIsReadAndPrinted() throws {
    let text =
      Sample.minimal.replacing(
        "- backend: uploads", with: "- { backend: uploads, quarantine: false }")
      + Self.place + """
          bytesMax: 2GiB
          uploadsMax: 5
          ageMax: 36h
          uploadBytesMax: 1MiB
          waitingBytesMax: 8MiB

        """
    let configuration = try Sample.parse(text)
    let place = try #require(configuration.quarantine)
    #expect(place.bytesMax == 2 << 30)
    #expect(place.uploadsMax == 5)
    #expect(place.ageMaxMilliseconds == 36 * 3600 * 1000)
    #expect(place.uploadBytesMax == 1 << 20)
    #expect(place.waitingBytesMax == 8 << 20)
    #expect(!configuration.listeners[0].routes[0].isQuarantined)
    let again = try Sample.parse(configuration.text)
    #expect(again.quarantine == place)
    #expect(again.listeners == configuration.listeners)
  }

  @Test func aSmallQuarantineHasSmallUploads() throws {
    let configuration = try Sample.parse(Sample.minimal + Self.place + "  bytesMax: 16MiB\n")
    #expect(configuration.quarantine?.uploadBytesMax == 16 << 20)
  }

  @Test(arguments: [
    (
      "quarantine: { directory: /q }",
      "quarantine.keyFile: found nothing, expected the absolute path of a public key"
    ),
    (
      "quarantine: { keyFile: /k }",
      "quarantine.directory: found nothing, expected an absolute path"
    ),
    ("quarantine: { directory: q, keyFile: /k }", "quarantine.directory: found \"q\""),
    (
      "quarantine: { directory: /q, keyFile: /k, ageMax: 1s }",
      "quarantine.ageMax: found \"1s\", expected a duration from 1m to 3650d"
    ),
    (
      "quarantine: { directory: /q, keyFile: /k, bytesMax: 1MiB, uploadBytesMax: 2MiB }",
      "quarantine.uploadBytesMax: found \"2MiB\", expected at most bytesMax (1MiB)"
    ),
  ]) func aMistakeIsSaid(section: String, problem: String) {
    let problems = Sample.problems(Sample.minimal + section + "\n")
    #expect(problems.count == 1 && problems[0].contains(problem), "\(problems)")
  }

  @Test func aRouteCannotBeKeptWhereThereIsNoQuarantine() throws {
    let route = Sample.minimal.replacing(
      "- backend: uploads", with: "- { backend: uploads, quarantine: true }")
    let problems = Sample.problems(route)
    #expect(
      problems.count == 1 && problems[0].contains("quarantine: found \"true\""), "\(problems)")
    #expect(try Sample.parse(route + Self.place).listeners[0].routes[0].isQuarantined)
  }

  @Test func theHostIsJudgedByItsDirectoryAndKey() throws {
    let configuration = try Sample.parse(Sample.minimal + Self.place)
    var host = HostCheckTests.good
    host.quarantine = Host.QuarantineAttempt()
    #expect(HostCheck(of: configuration, on: host).isFit)
    host.quarantine = Host.QuarantineAttempt(
      directoryError: .openDirectory("/q"), keyError: .privateKeyGiven("/k"))
    let findings = HostCheck(of: configuration, on: host).findings.map(\.description)
    #expect(findings.count == 2)
    #expect(findings[0].contains("quarantine.directory: /q: must be this user's alone"))
    #expect(findings[1].contains("quarantine.keyFile: /k: a private key"))
  }

  @Test func whatWaitsForTheDiskHasDescriptors() throws {
    let without = HostCheck.descriptorsNeeded(try Sample.parse(Sample.minimal))
    let with = HostCheck.descriptorsNeeded(try Sample.parse(Sample.minimal + Self.place))
    #expect(with == without + 4 * QuarantinePlace.waitingUploadsMax * 2)
  }
}
