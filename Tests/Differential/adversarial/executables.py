"""Executables whose headers point everywhere."""

import struct

from .kind import Kind, body_line, filled, logical

ALIGNMENT = 512
HEADER_BYTES = 8192


def portable(size, sections, fill=b"abcd", directories=None, entry=0x1000):
    """A PE file of a size. `sections` are (virtual address, virtual size, offset, size)."""
    tables = [(0, 0)] * 16
    for place, table in (directories or {}).items():
        tables[place] = table
    optional = struct.pack(
        "<HBBIIIIIIIIIHHHHHHIIIIHHIIIIII", 0x10b, 14, 0, 0x1000, 0, 0, entry, 0x1000, 0x1000, 0x400000,
        0x1000, ALIGNMENT, 6, 0, 0, 0, 6, 0, 0, 0x10000000, HEADER_BYTES, 0, 2, 0, 0x100000, 0x1000,
        0x100000, 0x1000, 0, 16)
    optional += b"".join(struct.pack("<II", *table) for table in tables)
    head = b"MZ" + bytes(58) + struct.pack("<I", 64) + b"PE\0\0"
    head += struct.pack("<HHIIIHH", 0x14c, len(sections), 0, 0, 0, len(optional), 0x102) + optional
    for number, (address, virtual, offset, count) in enumerate(sections):
        head += struct.pack(
            "<8sIIIIIIHHI", b".s%d" % number, virtual, address, count, offset, 0, 0, 0, 0, 0x60000020)
    body = bytearray(filled(fill, size))
    body[:len(head)] = head
    return body


def one_section(size):
    return [(0x1000, size - HEADER_BYTES, HEADER_BYTES, size - HEADER_BYTES)]


def kinds(size):
    whole = (size - HEADER_BYTES) // ALIGNMENT * ALIGNMENT
    digest = {32: "0123456789abcdef" * 2, 40: "0123456789" * 4, 64: "0123456789abcdef" * 4}
    hashes = "".join(f"{whole}:{value}:Section{length}\n" for length, value in digest.items())
    overlapping = [
        (0x1000 + number * (whole + 0x1000) // 0x1000 * 0x1000, whole, HEADER_BYTES, whole)
        for number in range(96)]
    yield Kind("PE: 96 sections on the same bytes, all of a listed size", {"a.msb": hashes},
               lambda: portable(size, overlapping))
    yield Kind("PE: 96 sections, any size listed", {"a.msb": "".join(
        f"*:{value}:Section{length}:73\n" for length, value in digest.items())},
        lambda: portable(size, overlapping))
    yield Kind("PE: patterns in every section", {"a.ndb": "".join(body_line(
        f"S{number}", "61626364{-400}f1f2f3", 1, f"S{number}+0,{size}") for number in range(96))
        + "".join(body_line(f"SE{number}", "6263{-400}f1f2f3", 1, f"SE{number}")
                  for number in range(96))}, lambda: portable(size, overlapping))
    yield Kind("PE: patterns around the entry point", {"a.ndb": "".join(body_line(
        f"EP{number}", "6162" * 4 + "{-900}f1f2f3", 1, f"EP+{number},{size}")
        for number in range(500))}, lambda: portable(size, one_section(size)))
    yield Kind("PE: an import table without an end", imports_database(),
               lambda: imports(size, thunks=1, descriptors=size // 60))
    yield Kind("PE: imports of a million functions", imports_database(),
               lambda: imports(size, thunks=size // 16, descriptors=1))
    yield Kind("PE: every library imports all functions", imports_database(),
               lambda: imports(size, thunks=size // 16, descriptors=size // 80))
    yield Kind("PE: resources that lead back", version_database(), lambda: resources(size, 1))
    yield Kind("PE: a hundred thousand resources", version_database(),
               lambda: resources(size, size // 64))
    yield Kind("PE: headers in every 64 bytes", {"a.ndb": body_line("Inside", "f1f2f3f4f5", 1)},
               lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + filled(small_header(), size))
    yield Kind("PE: files in files in files", {"a.ndb": body_line("Inside", "6162{-900}f1f2f3", 1)},
               lambda: filled(bytes(portable(1 << 16, one_section(1 << 16))), size))
    yield from others(size)


def others(size):
    yield Kind("ELF: 65,535 sections", {"a.ndb": body_line("Elf", "61626364{-99}f1f2", 6, "EP+0,9999")
                                        + body_line("SL", "6162{-99}f1f2", 6, "SL+0,99999")
                                        + body_line("S9", "6162{-99}f1f2", 6, "S9999+0,99999")},
               lambda: elf(size))
    universal = {"a.ndb": body_line("Part", "61626364{-400}f1f2f3", 9)}
    yield Kind("universal binary: parts on the same bytes", universal, lambda: fat(size, 1))
    yield Kind("universal binary: parts in parts", universal, lambda: fat(size, 16))
    yield Kind("universal binary: parts in parts, nothing found", {
        "a.ndb": body_line("Part", "f1f2f3f4{-400}f1f2f3", 9)}, lambda: fat(size, 16))
    yield Kind("Mach-O: commands to the end", {"a.ndb": body_line("Mach", "6162{-99}f1f2", 9, "EP+0,99")},
               lambda: mach(size))


def imports_database():
    return {"a.imp": "0123456789abcdef0123456789abcdef:4096:Imports\n"
            "0123456789abcdef0123456789abcdee:*:Any:73\n"}


def imports(size, thunks, descriptors):
    """Descriptors in the first section, each of which names the same functions."""
    data = portable(size, one_section(size), directories={1: (0x1000, size - HEADER_BYTES)})
    base, place = HEADER_BYTES, HEADER_BYTES

    def address(offset):
        return offset - base + 0x1000

    functions = base + (descriptors + 1) * 20
    names = functions + 4 * (thunks + 1)
    struct.pack_into("<4sx4s", data, size - 64, b"l.dl", b"ames")
    name = size - 128
    data[name:name + 16] = b"library.dll\0\0\0\0\0"
    data[name + 16:name + 32] = b"\0\0Function\0\0\0\0\0\0"
    for _ in range(descriptors):
        struct.pack_into("<IIIII", data, place, address(functions), 0, 0, address(name),
                         address(functions))
        place += 20
    struct.pack_into("<IIIII", data, place, 0, 0, 0, 0, 0)
    count = max(0, min(thunks, (name - functions) // 4 - 1))
    data[functions:functions + 4 * count] = struct.pack("<I", address(name + 16)) * count
    struct.pack_into("<I", data, functions + 4 * count, 0)
    assert names > functions
    return data


def version_database():
    return {"a.ndb": body_line("Version", "610062006300{-90}f1f2", 1, "VI"),
            "a.ldb": logical("Versions", "0&1", ["VI:61006200", "VI:f1f2f3f4"], 1)}


def resources(size, entries):
    """A directory of version resources whose entries lead to directories again."""
    data = portable(size, one_section(size), fill=b"a\0b\0c\0",
                    directories={2: (0x1000, size - HEADER_BYTES)})
    count = min(entries, 0xffff)
    struct.pack_into("<IIHHHH", data, HEADER_BYTES, 0, 0, 0, 0, 0, count)
    for number in range(count):
        # Back to the first directory, or on to itself: either way without an end.
        struct.pack_into("<II", data, HEADER_BYTES + 16 + 8 * number, 16, 0x80000000)
    return data


def small_header():
    return (b"MZ" + bytes(14) + b"PE\0\0" + struct.pack("<HHIIIHH", 0x14c, 90, 0, 0, 0, 224, 0x102)
            + bytes(20)).ljust(60, b"\0") + struct.pack("<I", 16)


def elf(size):
    count = min(65535, (size - 64) // 128)
    head = b"\x7fELF\x02\x01\x01" + bytes(9) + struct.pack(
        "<HHIQQQIHHHHHH", 2, 62, 1, 0x400000, 64, 64, 0, 64, 56, 1, 64, count, 0)
    body = bytearray(filled(b"abcd", size))
    body[:64] = head
    sections = b"".join(struct.pack(
        "<IIQQQQIIQQ", 1, 1, 6, 0x400000 + number, number % 4096, size // 2, 0, 0, 16, 0)
        for number in range(count))
    body[64:64 + len(sections)] = sections
    return body


def fat(size, depth):
    """A universal binary whose parts are each nearly all of it, and such again."""
    body = bytearray(filled(b"abcd", size))
    parts = 30
    step = 8 + 20 * parts
    for level in range(depth):
        place = level * step
        struct.pack_into(">II", body, place, 0xcafebabe, parts)
        for number in range(parts):
            struct.pack_into(">IIIII", body, place + 8 + 20 * number, 7, 3, step,
                             size - place - step, 0)
    return body


def mach(size):
    body = bytearray(filled(b"abcd", size))
    count = (size - 32) // 72
    struct.pack_into("<IIIIIIII", body, 0, 0xfeedfacf, 0x01000007, 3, 2, count, count * 72, 0, 0)
    command = struct.pack("<II16sQQQQIIII", 0x19, 72, b"__TEXT", 0, size, 0, size, 7, 7, 0, 0)
    body[32:32 + 72 * count] = command * count
    return body
