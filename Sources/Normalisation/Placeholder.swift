/// A placeholder until the target's own types are here.
enum Placeholder {}
