import Configuration
import Primitives

extension Scenario {
  /// In some worlds answers of upstreams are not passed on, and in some Cordon's own are pages, short and long.
  mutating func answerOtherwise(using random: inout SeededRandom) {
    if random.below(3) == 0 {
      let statuses = [200...299, 300...599, 204...204][Int(random.below(3))]
      for index in configuration.listeners[0].routes.indices {
        configuration.listeners[0].routes[index].blockedStatuses = [statuses]
      }
    }
    guard random.below(2) == 0 else { return }
    // Those that do not fit into a block lie in leases.
    let isLong = random.below(4) == 0
    let count = (isLong ? 12_000 : 0) + Int(random.below(2_000))
    let page = [UInt8](repeating: UInt8(ascii: "["), count: count)
    pages["/page.json"] = Page(type: .json, bytes: page)
    configuration.listeners[0].errorPages = [ErrorPage(statuses: 400...599, file: "/page.json")]
  }

  /// Whether upstreams' answers of a status are passed on.
  func passesOn(_ status: Int) -> Bool {
    !configuration.listeners[0].routes[0].blockedStatuses.contains { $0.contains(status) }
  }
}
