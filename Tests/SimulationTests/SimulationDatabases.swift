import Signatures

/// The signature databases of the simulations, and bodies that they find, or let pass.
enum SimulationDatabases {
  /// Found by a signature of the body.
  static let infection = Array("SIMULATED-INFECTION-7b1e".utf8)
  /// Found only by the second database.
  static let laterInfection = Array("SIMULATED-LATER-55d0".utf8)
  /// What only the complete body decides.
  static let candidate = Array("\nSIMULATED-CANDIDATE".utf8)
  /// A candidate that is one.
  static let wholeInfection = candidate + Array("-bad!".utf8)
  /// Found by their hash; the second one spills.
  static let hashed = [
    [UInt8](repeating: 113, count: 700), [UInt8](repeating: 104, count: 20_000),
  ]
  /// Has the signature, and is on the list of what is harmless.
  static let harmless = infection + [UInt8](repeating: 102, count: 9_000)

  static let first = make(isLater: false)
  static let second = make(isLater: true)

  /// Knows none of them.
  static let blind = make("Simulated.Other:0:*:53494d554c415445442d4f544845522d31")

  /// A boundary is nothing that is decided as bytes arrive.
  private static let whole =
    "Simulated.Whole:0:*:(W)53494d554c415445442d43414e444944415445\n"

  private static func make(isLater: Bool) -> SignatureDatabase {
    var bodies = "Simulated.Infection:0:*:53494d554c415445442d494e46454354494f4e2d37623165\n"
    if isLater { bodies += "Simulated.Later:0:*:53494d554c415445442d4c415445522d35356430\n" }
    return make(
      bodies + whole,
      hashes: """
        b171ea462aea70553855371322acf2725d34f0a67df828f3d9172a0a92321319:700:Simulated.Hash
        c5962781728b53aa6fd285dc5a72d7b1d69ddbdd36b8be1b1f12cd27416b5612:20000:Simulated.Long

        """)
  }

  private static func make(_ bodies: String, hashes: String = "") -> SignatureDatabase {
    var set = SignatureSet()
    set.add(contentsOf: Array(bodies.utf8), name: "simulated.ndb")
    set.add(contentsOf: Array(hashes.utf8), name: "simulated.hsb")
    set.add(
      contentsOf: Array("d436849ab3d46f6c04aa1637e7fc4662:9024:harmless\n".utf8),
      name: "simulated.fp")
    do {
      return try SignatureDatabase(set)
    } catch {
      preconditionFailure("the simulated signatures are valid: \(error)")
    }
  }
}
