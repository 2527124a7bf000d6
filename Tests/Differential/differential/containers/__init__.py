"""Small files of each kind, with room for what is to be found in them."""

from . import executables, plain, portable


def build(kind, items, demands, random):
    """The bytes of a file of a kind (records.TARGETS) that holds the items."""
    builders = {"pe": portable.build, "elf": executables.build_elf, "macho": executables.build_macho}
    return builders.get(kind, plain.builder(kind))(items, demands, random)
