/// What this build is.
public enum ProductVersion {
  /// The version, as releases are named.
  public static let text = "0.1.0"
}
