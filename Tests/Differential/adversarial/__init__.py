"""Worst files for worst signatures: what scanning must bear, or give up with a word.

Each `Kind` is a database and a file that were made for each other, so that a scanner which searches,
backtracks or parses without a limit takes minutes. `all_kinds(size)` gives them; nothing in them is
random, so that two runs have the same bytes.
"""

from . import documents, executables, patterns
from .kind import Kind

__all__ = ["Kind", "all_kinds"]


def all_kinds(size):
    """Every kind, with files of about `size` bytes."""
    return [*patterns.kinds(size), *documents.kinds(size), *executables.kinds(size)]
