/// The parts of a database image. The numbers are the file format's: none is ever used again for
/// something else.
package enum ImageSection: UInt32, CaseIterable, Sendable {
  // Names and whatever else is text: bytes that other records refer to by offset and count.
  case strings = 1
  /// Names of the source files, and what loading them gave.
  case sources = 2
  /// What of the sources is not used, and why.
  case sourcesUnused = 3
  /// Names and files of the signatures on content.
  case contentNames = 4
  /// Where the lines of the signatures on content lie.
  case contentLineChunks = 5

  // The streaming matcher's tables.
  case patternSignatures = 16
  case patternFragments = 17
  case patternSegments = 18
  case patternOptions = 19
  case patternBytes = 20
  case patternNumbers = 24
  case alwaysCandidates = 25
  case searchMeanings = 26
  case anchors = 21
  case anchorCandidates = 22
  case anchorPlaces = 23
  /// Hyperscan's databases of anchors, each from a page's start, and where they lie.
  case anchorDatabases = 27
  case anchorDatabaseExtents = 28
  /// Sieves of anchors, one for each of the databases.
  case sieves = 29
  case sieveWords = 30
  case sieveBuckets = 31
  case sieveEntries = 49
  case sieveLiterals = 50

  // The evaluator's tables.
  case contentSignatures = 32
  case contentParts = 33
  case contentLogic = 34
  case contentElements = 35
  case contentBytes = 36
  case contentExpressions = 37
  case contentMacros = 38
  case contentVariants = 39
  case contentPieces = 40
  case contentOptions = 41
  case contentConditions = 42
  case contentComparisons = 43
  case expressionFilters = 44
  /// Hyperscan's databases of expressions, each from a page's start, and where they lie.
  case expressionDatabases = 45
  case expressionDatabaseExtents = 46

  /// Rules on members of containers, and their expressions for names.
  case containerRules = 51
  case containerRuleBytes = 52

  /// Rules for types of files, as text.
  case fileMagic = 48

  // Digests: what of them is resident.
  case hashLists = 64
  case hashFilter = 65
  case hashSizes = 66
  case hashIndex = 67
  case hashNameIndex = 68

  // Digests: blocks that stay in the file.
  case hashBlocks = 80
  case hashNames = 81
  /// The lines of the signatures on content, packed: blocks that stay in the file.
  case contentLines = 82
}
