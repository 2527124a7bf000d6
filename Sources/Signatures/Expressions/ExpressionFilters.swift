package import Hyperscan
internal import Primitives

/// The expressions of a database that Hyperscan runs, before PCRE2 or in its place. An expression's record
/// says which is its.
package struct ExpressionFilters: Sendable {
  package let records: Table<ExpressionFilterRecord>
  package let databases: [Database]

  /// What an image holds.
  package init(image: DatabaseImage) throws(HyperscanError) {
    records = image.table(.expressionFilters, of: ExpressionFilterRecord.self)
    databases = try image.databases(.expressionDatabases, extents: .expressionDatabaseExtents)
    guard records.count == databases.count else { throw .notADatabase }
  }

  /// The filter of an expression: its place; `nil` where it has none.
  package func place(of expression: ContentExpressionRecord) -> Int? {
    let place = Int(expression.filter)
    return place < databases.count ? place : nil
  }

  /// Working memory for all of them, of one thread that is no worker's; `nil` where there are none.
  package func makeScratch() throws(HyperscanError) -> Scratch? {
    guard let first = databases.first else { return nil }
    var scratch = try Scratch(for: first)
    for database in databases.dropFirst() { try scratch.widen(for: database) }
    return scratch
  }
}

/// Filters under construction.
package struct ExpressionFilterCompiler {
  private var filters: [ExpressionFilter] = []

  /// How much is compiled of a database: that takes about a minute. PCRE2 alone runs what is past it.
  private static let positionsMax = 1 << 18

  /// Compiles the expressions of content signatures, on all cores, and gives each record its filter.
  package init(_ records: inout ContentRecords) {
    var places: [ExpressionFilter.Source: Int] = [:]
    var sources: [ExpressionFilter.Source] = []
    var positions = 0
    for record in records.expressions {
      let source = records.source(record)
      positions += ExpressionSize.positions(source.text)
      guard positions <= Self.positionsMax else { break }
      if places.updateValue(places[source] ?? sources.count, forKey: source) == nil {
        sources.append(source)
      }
    }
    let listed = sources
    let compiled = ParallelLoop.map(listed.count) { ExpressionFilter(listed[$0]) }
    var numbers: [UInt32] = []
    for filter in compiled {
      numbers.append(filter == nil ? ContentExpressionRecord.noFilter : UInt32(filters.count))
      if let filter { filters.append(filter) }
    }
    for place in records.expressions.indices {
      let source = places[records.source(records.expressions[place])]
      records.expressions[place].filter =
        source.map { numbers[$0] } ?? ContentExpressionRecord.noFilter
    }
  }

  /// Adds the filters to an image.
  package func write(to image: inout ImageWriter) throws(HyperscanError) {
    image.add(.expressionFilters, filters.map(\.record))
    try image.add(
      .expressionDatabases, extents: .expressionDatabaseExtents, filters.map(\.database))
  }
}

extension ContentRecords {
  fileprivate func source(_ record: ContentExpressionRecord) -> ExpressionFilter.Source {
    let bytes = bytes[Int(record.firstByte)...].prefix(Int(record.byteCount))
    return ExpressionFilter.Source(Array(bytes), flags: record.flags)
  }
}
