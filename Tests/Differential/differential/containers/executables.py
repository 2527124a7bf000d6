"""ELF and Mach-O files: headers and sections."""

import struct

from ..patterns import Unfit
from ..placement import Canvas, Geometry, finish_size, place_fixed, place_floating
from .portable import aligned, choose_entry

SECTION = 0x80


class Layout:
    """Sections one after the other, from the end of the headers on."""

    def __init__(self, items, demands, random, header_size, minimum):
        self.items, self.demands, self.random = items, demands, random
        low, high = demands.get("NumberOfSections", (0, 96))
        sections = [i.offset.section + 1 for i in items if i.offset.kind in ("sx", "se")]
        self.count = min(max(max(sections, default=minimum), low), high)
        if self.count > 96 or self.count < 1:
            raise Unfit("too many sections, or none")
        self.canvas = Canvas()
        place_fixed(self.canvas, items, Geometry(), ("abs",), random)
        self.first = aligned(header_size(self.count), 64)
        sizes = [SECTION] * self.count
        for item in items:
            if item.offset.kind == "se":
                sizes[item.offset.section] += aligned(len(item.sample.cells) + 32, 64)
        self.entry = choose_entry(items, demands, self.first)
        sizes[0] = max(sizes[0], aligned(max(self.entry - self.first, 0) + 64, 64))
        self.sizes = sizes
        self.starts = [self.first + sum(sizes[:index]) for index in range(self.count)]

    def place(self):
        geometry = Geometry(self.entry, zip(self.starts, self.sizes))
        place_fixed(self.canvas, self.items, geometry, ("ep", "sx", "se", "sl"), self.random)
        if any(item.offset.kind == "vi" for item in self.items):
            raise Unfit("no place vi in this kind of file")
        end = place_floating(self.canvas, self.items, self.starts[-1], self.random)
        self.sizes[-1] = max(self.sizes[-1], aligned(end - self.starts[-1], 64))

    def finish(self):
        end = self.starts[-1] + self.sizes[-1]
        finish_size(self.canvas, self.items, self.demands, self.random, minimum=end)
        return self.canvas.fill(self.random)


def build_elf(items, demands, random):
    wide, order = random.random() < 0.6, random.choice("<<<>")
    header, program, section = (64, 56, 64) if wide else (52, 32, 40)
    layout = Layout(items, demands, random, lambda n: header + program + section * n, 3)
    layout.place()
    base = 0x400000 if wide else 0x8048000
    put, count = layout.canvas.put_softly, layout.count
    end = layout.starts[-1] + layout.sizes[-1]
    put(0, b"\x7fELF" + bytes([2 if wide else 1, 1 if order == "<" else 2, 1]))
    word = "Q" if wide else "I"
    put(16, struct.pack(order + "HHI", 2, 62 if wide else 3, 1))
    numbers = (base + layout.entry, header, header + program)
    put(24, struct.pack(order + "3" + word + "I6H", *numbers, 0, header, program, 1, section, count, 0))
    if wide:
        segment = struct.pack(order + "II6Q", 1, 5, 0, base, base, end, end, 0x1000)
    else:
        segment = struct.pack(order + "8I", 1, 0, base, base, end, end, 5, 0x1000)
    put(header, segment)
    for index, (start, size) in enumerate(zip(layout.starts, layout.sizes)):
        if wide:
            entry = struct.pack(order + "II4QIIQQ", 0, 1, 6, base + start, start, size, 0, 0, 1, 0)
        else:
            entry = struct.pack(order + "10I", 0, 1, 6, base + start, start, size, 0, 0, 1, 0)
        put(header + program + section * index, entry)
    return layout.finish()


def build_macho(items, demands, random):
    # ClamAV knows the entry point of PowerPC alone.
    entered = any(item.offset.kind == "ep" for item in items) or "EntryPoint" in demands
    power = entered or random.random() < 0.3
    wide = not entered and random.random() < 0.5
    order = ">" if power else "<"
    header, segment, section = (32, 72, 80) if wide else (28, 56, 68)
    thread = 16 + 160 if entered else 0
    layout = Layout(items, demands, random, lambda n: header + segment + section * n + thread, 2)
    layout.place()
    put, count = layout.canvas.put_softly, layout.count
    machine = (18 if power else 7) | (0x1000000 if wide else 0)
    commands = segment + section * count + thread
    put(0, struct.pack(order + "7I", 0xFEEDFACF if wide else 0xFEEDFACE, machine, 0, 2,
                       2 if thread else 1, commands, 0))
    end = layout.starts[-1] + layout.sizes[-1]
    name, word = b"__TEXT".ljust(16, b"\0"), "Q" if wide else "I"
    put(header, struct.pack(order + "II", 0x19 if wide else 1, segment + section * count) + name)
    put(header + 24, struct.pack(order + "4" + word + "4I", 0x1000, end, 0, end, 7, 5, count, 0))
    for index, (start, size) in enumerate(zip(layout.starts, layout.sizes)):
        at = header + segment + section * index
        put(at, (b"__s%d" % index).ljust(16, b"\0") + name)
        numbers = (0x1000 + start, size)
        put(at + 32, struct.pack(order + "2" + word + "7I", *numbers, start, 0, 0, 0, 0, 0, 0))
    if thread:
        at = header + segment + section * count
        put(at, struct.pack(order + "4I", 5, thread, 1, 40))
        put(at + 16, struct.pack(order + "I", 0x1000 + layout.entry) + bytes(156))
    return layout.finish()
