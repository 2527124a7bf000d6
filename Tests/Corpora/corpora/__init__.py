"""The shared corpora, against their tables."""
