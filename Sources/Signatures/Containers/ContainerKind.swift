/// The containers of database files, by extension.
package enum ContainerKind: Hashable, Sendable {
  /// `.cvd`: as it is published, signed as a whole, and its list of members signed too.
  case cvd
  /// `.cld`: an updater has changed some members; the list of members is signed.
  case cld
  /// `.cud`: not signed.
  case cud
}
