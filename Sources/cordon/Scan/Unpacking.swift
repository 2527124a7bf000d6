import Configuration
import Inspection
import Inspectors

/// What looking into files may take: the limits of the proxy, by its names.
struct Unpacking: Sendable {
  /// The inspectors'.
  let inspector: InspectorLimits
  /// Of each file.
  let inspection: InspectionLimits
  /// A larger file is not looked into.
  let fileBytesMax: Int
  /// Files that an inspector judges before a new one takes its place.
  let filesPerInspectorMax: Int

  /// The names of limits that can be set.
  static let names = [
    "unpackDepthMax", "unpackFilesMax", "unpackBytesMax", "unpackFileBytesMax", "unpackRatioMax",
    "unpackNameBytesMax", "unpackTime", "inspectionBytesMax", "inspectorMemoryBytesMax",
    "inspectorCPUTime", "inspectorUploadsMax",
  ]

  /// The defaults but for settings, each `NAME=VALUE`.
  init(settings: [String]) throws(Limits.SettingFault) {
    var limits = Limits()
    for setting in settings {
      let parts = setting.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2, Self.names.contains(String(parts[0])) else {
        throw Limits.SettingFault(
          description: "\(setting): expected NAME=VALUE of \(Self.names.joined(separator: ", "))")
      }
      try limits.set(String(parts[0]), to: String(parts[1]))
    }
    if let violation = limits.violations.first {
      throw Limits.SettingFault(
        description: "\(violation.name): found \(violation.found), expected \(violation.expected)")
    }
    // Nobody waits here for anything else.
    inspector = InspectorLimits(
      memoryBytesMax: limits.inspectorMemoryBytesMax,
      cpuMillisecondsMax: limits.inspectorCPUTimeMilliseconds, isBatch: false)
    inspection = limits.inspection
    fileBytesMax = limits.inspectionBytesMax
    filesPerInspectorMax = limits.inspectorUploadsMax
  }
}
