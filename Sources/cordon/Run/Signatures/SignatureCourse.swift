import Configuration
import Primitives
import Signatures

/// What a loader knows of its source: what it last read, and what it has heard since.
struct SignatureCourse: ~Copyable {
  /// How a database is come by.
  enum Plan {
    /// The one there is: the files are what it was made from.
    case keep(SignatureDatabase)
    /// Opened or compiled; compiled anew although there is a built one, if so said.
    case load(rebuilds: Bool)
  }

  /// What a load gave.
  struct Loaded {
    var database: SignatureDatabase?
    /// The built database as it was then, before anybody was told: who is told may replace it.
    var built: SourceState.File?
  }

  private var watch = DirectoryWatch()
  private var pending: PendingChange
  private var source = SignatureSource(directory: nil)
  /// What the last load gave, as long as somebody uses it.
  private weak var database: SignatureDatabase?

  init(timing: SignatureLoader.Timing) { pending = PendingChange(timing: timing) }

  /// Readable when something has happened in the source's directories.
  var descriptor: Descriptor { watch.descriptor }

  /// How long nothing is to be done, unless that is readable.
  var waitNanoseconds: UInt64 { pending.waitNanoseconds(isWatched: watch.isComplete) }

  /// Takes a source over, and loads it.
  mutating func follow(
    _ newSource: SignatureSource, _ occasion: SignatureLoader.Outcome.Occasion,
    load: (Plan) -> Loaded
  ) {
    let before = newSource == source ? pending.settled : nil
    source = newSource
    _ = watch.watch(source)
    let files = SourceState(source)
    if before != nil, pending.isSurelySettled(at: files), let database {
      _ = load(.keep(database))
      return
    }
    pending.settle(at: files)
    switch occasion {
    case .start:
      // What is built already serves until what is newer is built.
      take(load(.load(rebuilds: false)))
    case .reload, .change:
      // Of another source it is not known what the built database was made with.
      let isOther = before.map { $0.sources != files.sources } ?? true
      take(load(.load(rebuilds: isOther || files.isBuiltOlder)))
    }
    guard case .start = occasion else { return }
    ThreadPriority.lower(niceness: ThreadPriority.behindWorkers)
    if files.isBuiltOlder { pending.demand() }
  }

  /// Loads the source again if its files have changed.
  mutating func look(load: (SignatureSource, Plan) -> Loaded) {
    let isHeard = watch.takeEvents()
    if watch.watch(source) || isHeard { pending.heard() }
    let before = pending.settled
    let source = source
    let files = pending.due(isWatched: watch.isComplete) { SourceState(source) }
    guard let files else { return }
    pending.settle(at: files)
    let rebuilds = before?.sources != files.sources || files.isBuiltOlder
    take(load(source, .load(rebuilds: rebuilds)))
  }

  private mutating func take(_ loaded: Loaded) {
    database = loaded.database
    pending.loaded(built: loaded.built)
  }
}
