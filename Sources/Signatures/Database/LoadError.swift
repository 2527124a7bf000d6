/// Why no database could be made. Single bad lines are no error: see ``LoadReport``.
public enum LoadError: Error, CustomStringConvertible {
  /// A directory cannot be listed, with the `errno`.
  case unreadableDirectory(path: String, errno: Int32)
  /// A file cannot be read, with the `errno`.
  case unreadableFile(path: String, errno: Int32)
  /// It is a directory, a device or a pipe.
  case notAFile(path: String)
  /// A file's name does not end like that of a signature file.
  case unknownExtension(path: String)
  /// A database that Cordon has built is none of the sources of another.
  case builtDatabase(path: String)
  /// A container is not what its header, its digests or its signature say.
  case damagedContainer(path: String, ContainerFault)
  /// The database cannot be compiled, or there is no memory for it.
  case database(DatabaseFileError)

  public var description: String {
    switch self {
    case .unreadableDirectory(let path, let errno):
      "\(path): cannot list the signature directory: \(systemMessage(errno))"
    case .unreadableFile(let path, let errno):
      "\(path): cannot read the signature file: \(systemMessage(errno))"
    case .notAFile(let path): "\(path): not a regular file"
    case .unknownExtension(let path):
      "\(path): no format of ClamAV's is called so: a signature file ends in .ndb, .ldb, .hdb, .cvd, …"
    case .builtDatabase(let path):
      "\(path): a built database, and no source of one: give the files that it was built from"
    case .damagedContainer(let path, let fault): "\(path): damaged signature container: \(fault)"
    case .database(let error): error.description
    }
  }
}
