import Primitives
import Simulation

extension SimulationRun {
  /// Each client was answered, or its connection ended; and no answer lied.
  func checkClients() {
    for client in clients {
      expect(
        client.end != .none && client.end != .outOfPatience,
        "client \(client.number) was left waiting (\(client.end))")
      if let error = client.error { expect(false, "client \(client.number) was sent \(error)") }
      let uploads = scenario.uploads.filter { $0.client == client.number }
      for (response, upload) in zip(client.responses, uploads) {
        check(response, of: upload)
        expect(
          (200..<600).contains(response.status),
          "client \(client.number) got status \(response.status)")
      }
      if scenario.isCalm { checkCalm(client, uploads) }
    }
  }

  private func check(_ response: ReceivedMessage, of upload: Upload) {
    let target = upload.request.target
    guard response.field("x-upstream") != nil else { return }
    if upload.request.method != "HEAD", (200..<300).contains(response.status), response.isWhole {
      expect(
        response.body.starts(with: Array("received \(target) ".utf8)),
        "the answer to \(target) is that to another request")
    }
    expect(!upload.isForbidden, "\(target), which is infected, was answered by an upstream")
    let whole = upstreams.flatMap(\.deliveries).filter {
      $0.message.target == target && $0.message.isWhole
    }
    expect(
      whole.count == 1 || (upload.isRepeatable && whole.count == 2),
      "\(target) was answered \(response.status), and delivered \(whole.count) times")
  }

  /// In a calm world each answer is known.
  private func checkCalm(_ client: ClientActor, _ uploads: [Upload]) {
    let statuses = client.responses.map(\.status)
    let wanted = uploads.map { upload in
      if upload.isForbidden { return [403] }
      if upload.isHeld, upload.isInfectedLater { return [200, 201, 403] }
      return [200, 201]
    }
    let isAsWanted =
      statuses.count == wanted.count && zip(statuses, wanted).allSatisfy { $1.contains($0) }
    expect(
      isAsWanted,
      "calm client \(client.number) got \(statuses) instead of \(wanted), end \(client.end)")
  }
}
