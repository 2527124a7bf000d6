/// Which field the proxies in front of a listener write where their clients are.
public enum ForwardedField: String, Sendable, Equatable, CaseIterable {
  /// `X-Forwarded-For`, with `X-Forwarded-Proto` and what others of that kind there are.
  case xForwardedFor = "X-Forwarded-For"
  /// `Forwarded` (RFC 7239).
  case forwarded = "Forwarded"
}

/// What becomes of what a request says of where it comes from.
public enum ForwardedUse: Sendable, Equatable {
  /// It is passed on, as a claim that nobody has looked at: the addresses of `X-Forwarded-For` in front of the
  /// client's own. `X-Forwarded-Proto` is written anew.
  case claimed
  /// It is dropped, and written anew: `X-Forwarded-For` is the client's address alone. `Forwarded`,
  /// `X-Real-IP` and all of `X-Forwarded-*` else are left out.
  case replaced
  /// It comes from a proxy that is trusted: what that one says in its field is passed on and extended by
  /// the address of the proxy. What it says in fields of the other kind may be its client's, and is
  /// dropped.
  case extended(ForwardedField)

  /// The fields that are not copied.
  var rewritten: KnownFieldSet {
    let always = KnownFieldSet(.host, .xForwardedFor, .xForwardedProto)
    return switch self {
    case .claimed: always
    case .extended(.xForwardedFor): always.union(KnownFieldSet(.forwarded))
    case .replaced, .extended(.forwarded):
      always.union(KnownFieldSet(.forwarded, .xForwardedHost, .xForwardedOther, .xRealIP))
    }
  }
}
