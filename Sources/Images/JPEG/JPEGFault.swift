/// A JPEG file cannot be decoded, or no further: it is damaged, of a kind that ClamAV does not decode, or
/// takes more memory or time than is allowed.
struct JPEGFault: Error {}
