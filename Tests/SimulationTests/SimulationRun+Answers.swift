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
    for client in operators { checkOperator(client) }
  }

  /// The admin listener answers whatever the uploads do.
  private func checkOperator(_ client: ClientActor) {
    expect(client.end != .none && client.end != .outOfPatience, "an operator was left waiting")
    if let error = client.error { expect(false, "an operator was sent \(error)") }
    for (response, request) in zip(client.responses, client.plan.requests)
    where response.status == 200 && request.target == "/metrics" && request.method == "GET" {
      expect(response.body == AdminPages.long, "a page of the admin listener was altered")
    }
    if scenario.isCalm {
      let statuses = client.responses.map(\.status)
      expect(statuses == client.plan.requests.map(AdminPages.status), "operator got \(statuses)")
    }
  }

  private func check(_ response: ReceivedMessage, of upload: Upload) {
    let target = upload.request.target
    guard response.field("x-upstream") != nil else { return }
    expect(
      scenario.passesOn(response.status), "an answer of status \(response.status) was passed on")
    if upload.request.method != "HEAD", response.status != 204,
      (200..<300).contains(response.status), response.isWhole
    {
      expect(
        response.body.starts(with: Array("received \(target) ".utf8)),
        "the answer to \(target) is that to another request")
    }
    expect(!upload.isForbidden, "\(target), which is infected, was answered by an upstream")
    let whole = upstreams.flatMap(\.deliveries).filter {
      $0.message.target == target && $0.message.isWhole
    }
    expect(
      whole.count == 1
        || (upload.isRepeatable && (1...Self.deliveriesMax).contains(whole.count)),
      "\(target) was answered \(response.status), and delivered \(whole.count) times")
  }

  /// In a calm world each answer is known.
  private func checkCalm(_ client: ClientActor, _ uploads: [Upload]) {
    let statuses = client.responses.map(\.status)
    let wanted = uploads.map(\.calmStatuses)
    // Whoever is refused before the body has come may be sent away after that.
    let isSentAway =
      zip(statuses, uploads).contains { status, upload in
        upload.isLast || (status == 404 && upload.request.framing != .none)
          || (upload.isStreamed && status >= 400)
      }
    let isAsWanted =
      (statuses.count == wanted.count || (isSentAway && statuses.count < wanted.count))
      && zip(statuses, wanted).allSatisfy { $1.contains($0) }
    expect(
      isAsWanted,
      "calm client \(client.number) got \(statuses) instead of \(wanted), end \(client.end)")
  }
}
