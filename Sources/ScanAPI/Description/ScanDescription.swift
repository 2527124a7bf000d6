/// The description of the interface: an OpenAPI 3 document, for people and for generators of clients.
public enum ScanDescription {
  /// Its bytes: JSON.
  public static var bytes: [UInt8] { PackageResources.openapi_json }
}
