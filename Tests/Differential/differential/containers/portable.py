"""Portable Executables: headers, sections, and the version information."""

import struct

from ..patterns import Unfit
from ..placement import (
    Canvas, Geometry, finish_size, place_fixed, place_floating)

ALIGNMENT, PAGE = 0x200, 0x1000
DIRECTORIES = 16
FIXED_FILE_INFO = struct.pack("<13I", 0xFEEF04BD, 0x10000, 0x10000, 0, 0x10000, 0, 0x3F, 0, 4, 1, 0, 0, 0)


def aligned(value, alignment):
    return value + -value % alignment


class Shape:
    """What of a header is chosen before anything is placed."""

    def __init__(self, items, demands, random):
        self.wide = random.random() < 0.3
        low, high = demands.get("NumberOfSections", (0, 96))
        sections = [i.offset.section + 1 for i in items if i.offset.kind in ("sx", "se")]
        self.count = min(max(max(sections, default=2), low, 1), high)
        if self.count > 96:
            raise Unfit("too many sections")
        self.header = 0x80
        self.optional = 240 if self.wide else 224

    def header_size(self):
        return self.header + 24 + self.optional + 40 * self.count


def choose_header(canvas, shape):
    """Where the PE header is: not where something else is to stand, if that can be."""
    if any(canvas.given[0x3C:0x40]):
        shape.header = struct.unpack("<I", canvas.bytes[0x3C:0x40])[0]
        if not 4 <= shape.header <= 0x8000:
            raise Unfit("something else stands where the header's address is")
    else:
        for candidate in (0x80, 0x40, 0xE8, 0x100, 0x200, 0x400, 0x800, 0x1000):
            shape.header = candidate
            if canvas.free(candidate, shape.header_size() - candidate) == candidate:
                break
        else:
            shape.header = aligned(canvas.end(), 8)
    canvas.grow(shape.header + 8)
    if any(canvas.given[shape.header + 6 : shape.header + 8]):
        shape.count = struct.unpack_from("<H", canvas.bytes, shape.header + 6)[0]
        if not 0 < shape.count <= 96:
            raise Unfit("something else stands where the number of sections is")


def section_sizes(items, shape, demands, entry_room):
    sizes = [ALIGNMENT] * shape.count
    for item in items:
        if item.offset.kind == "se" and item.offset.section < shape.count:
            sizes[item.offset.section] += aligned(len(item.sample.cells) + 32, ALIGNMENT)
    sizes[0] = max(sizes[0], aligned(entry_room + 64, ALIGNMENT))
    return sizes


def choose_entry(items, demands, first):
    """The entry point's place in the file, with room for what stands before it."""
    before = [-i.offset.value + i.sample.lead + abs(i.displace) for i in items if i.offset.kind == "ep"]
    entry = first + max([16] + before)
    if "EntryPoint" in demands:
        low, high = demands["EntryPoint"]
        entry = min(max(entry, low), high)
    return entry


def build(items, demands, random, imports=()):
    """A file that holds the items; with `imports`, (library, functions), an import directory too."""
    canvas, shape = Canvas(), Shape(items, demands, random)
    place_fixed(canvas, items, Geometry(), ("abs",), random)
    choose_header(canvas, shape)
    headers = aligned(shape.header_size(), ALIGNMENT)
    entry = choose_entry(items, demands, headers)
    sizes = section_sizes(items, shape, demands, max(entry - headers, 0))
    starts = [headers + sum(sizes[:index]) for index in range(shape.count)]
    canvas.put_softly(0, b"MZ")
    geometry = Geometry(entry, zip(starts, sizes))
    place_fixed(canvas, items, geometry, ("ep", "sx", "se", "sl"), random)
    versions = [item for item in items if item.offset.kind == "vi"]
    resources = None
    if versions:
        resources = canvas.free(starts[-1] + 32, 1024 + sum(len(v.sample.cells) for v in versions))
    end = place_versions(canvas, versions, resources, starts, shape)
    directory = None
    if imports:
        directory = canvas.free(max(end, starts[-1]), 4096)
        end = place_imports(canvas, imports, directory, starts, shape.wide)
    end = place_floating(canvas, items, max(end, starts[-1]), random)
    sizes[-1] = max(sizes[-1], aligned(end - starts[-1], ALIGNMENT))
    write_headers(canvas, shape, starts, sizes, entry, (directory, resources))
    finish_size(canvas, items, demands, random, minimum=starts[-1] + sizes[-1])
    return canvas.fill(random)


def addresses(starts, sizes):
    """The virtual address of each section, and the size of the image."""
    places, at = [], PAGE
    for size in sizes:
        places.append(at)
        at += max(aligned(size, PAGE), PAGE)
    return places, at


def last_address(starts):
    """The virtual address of the last section: all others are a page each, or as large as they are."""
    sizes = [later - start for start, later in zip(starts, starts[1:])]
    return addresses(starts, sizes)[1]


def write_headers(canvas, shape, starts, sizes, entry, tables):
    places, image = addresses(starts, sizes)
    put = canvas.put_softly
    put(0x3C, struct.pack("<I", shape.header))
    machine = 0x8664 if shape.wide else 0x14C
    put(shape.header, b"PE\0\0" + struct.pack("<HH", machine, shape.count))
    put(shape.header + 20, struct.pack("<HH", shape.optional, 0x0102))
    optional = shape.header + 24
    # An entry point that is in the headers has its own place for address.
    index = max((i for i, start in enumerate(starts) if start <= entry), default=None)
    address = entry if index is None else places[index] + entry - starts[index]
    put(optional, struct.pack("<H", 0x20B if shape.wide else 0x10B))
    put(optional + 16, struct.pack("<II", address, PAGE))
    if shape.wide:
        put(optional + 24, struct.pack("<QII", 0x140000000, PAGE, ALIGNMENT))
    else:
        put(optional + 28, struct.pack("<III", 0x400000, PAGE, ALIGNMENT))
    put(optional + 40, struct.pack("<6H", 4, 0, 0, 0, 4, 0))
    put(optional + 56, struct.pack("<IIIHH", image, aligned(starts[0], ALIGNMENT), 0, 3, 0))
    put(optional + shape.optional - 8 * DIRECTORIES - 4, struct.pack("<I", DIRECTORIES))
    directories = bytearray(8 * DIRECTORIES)
    for index, table in enumerate(tables, 1):
        if table is not None:
            struct.pack_into("<II", directories, 8 * index, places[-1] + table - starts[-1], 512)
    put(optional + shape.optional - 8 * DIRECTORIES, directories)
    table = optional + shape.optional
    for index, (place, start, size) in enumerate(zip(places, starts, sizes)):
        flags = 0x60000020 if index == 0 else 0xC0000040
        name = b".text" if index == 0 else b".s%d" % index
        put(table + 40 * index, name.ljust(8, b"\0") + struct.pack("<IIII", size, place, size, start))
        put(table + 40 * index + 24, struct.pack("<IIHHI", 0, 0, 0, 0, flags))


def place_versions(canvas, versions, at, starts, shape):
    """Writes a resource directory with one version information, which holds the items as strings."""
    if at is None:
        return 0
    strings, matches = bytearray(), []
    for item in versions:
        cells, displace = item.sample.cells, item.displace
        body = bytes(0 if cell is None else cell for cell in cells[item.sample.lead:])
        body = bytes(2 * max(displace, 0)) + body
        body += bytes(-len(body) % 2) + "\0v\0".encode("utf-16-le")
        length = 6 + len(body)
        matches.append((len(strings) + 6 + 2 * max(displace, 0), item))
        strings += struct.pack("<HHH", length, 1, 1) + body + bytes(-length % 4)
    key = lambda text: (text + "\0").encode("utf-16-le")
    table = struct.pack("<HHH", 24 + len(strings), 0, 1) + key("040904b0")
    info = struct.pack("<HHH", 36 + len(table) + len(strings), 0, 1) + key("StringFileInfo")
    head = key("VS_VERSION_INFO") + bytes(2) + FIXED_FILE_INFO
    head = struct.pack("<HHH", 6 + len(head) + len(info) + len(table) + len(strings), 52, 0) + head
    version = head + info + table + strings
    directory = bytearray()
    for number, child in ((16, 0x80000018), (1, 0x80000030), (0x409, 0x48)):
        directory += struct.pack("<IIHHHHII", 0, 0, 0, 0, 0, 1, number, child)
    address = last_address(starts) + at - starts[-1]
    directory += struct.pack("<IIII", address + 0x58, len(version), 0, 0)
    canvas.put(at, directory + version)
    return at + len(directory) + len(version)


def place_imports(canvas, imports, at, starts, wide):
    """Writes an import directory: descriptors, then for each library thunks and names."""
    address = last_address(starts) + at - starts[-1]
    form, flag = ("<Q", 1 << 63) if wide else ("<I", 1 << 31)
    descriptors, rest = bytearray(), bytearray()
    base = 20 * (len(imports) + 1)
    for library, functions in imports:
        names = bytearray()
        thunks = base + len(rest)
        first_name = thunks + struct.calcsize(form) * (len(functions) + 1)
        for function in functions:
            if isinstance(function, int):
                rest += struct.pack(form, flag | function)
            else:
                rest += struct.pack(form, address + first_name + len(names))
                names += b"\0\0" + function.encode() + b"\0"
                names += bytes(len(names) % 2)
        rest += bytes(struct.calcsize(form)) + names
        name = base + len(rest)
        rest += library.encode() + b"\0"
        rest += bytes(-len(rest) % 8)
        descriptors += struct.pack("<IIIII", address + thunks, 0, 0, address + name, address + thunks)
    data = bytes(descriptors) + bytes(20) + bytes(rest)
    canvas.put(at, data)
    return at + len(data)


def sections(data):
    """The contents of the sections of a file that was built here."""
    header = struct.unpack_from("<I", data, 0x3C)[0]
    count, optional = struct.unpack_from("<H", data, header + 6)[0], struct.unpack_from(
        "<H", data, header + 20)[0]
    for index in range(count):
        size, start = struct.unpack_from("<II", data, header + 24 + optional + 40 * index + 16)
        yield data[start : start + size]
