"""Places samples in a file: at the offsets that their patterns ask for, or where there is room."""

from .patterns import Unfit
from .records import Offset

FILE_MAX = 1 << 20


class Item:
    """A sample to place. `displace`: how far from a place where it may begin, for near misses."""

    def __init__(self, sample, offset=None, part=None):
        self.sample, self.offset, self.part = sample, offset or Offset("any"), part
        self.displace = 0

    def copy(self):
        item = Item(self.sample.copy(), self.offset, self.part)
        item.displace = self.displace
        return item

    def attach(self, relative, data):
        """Bytes at a place relative to where the match begins."""
        sample = self.sample
        at = sample.lead + relative
        if at < 0:
            sample.cells[:0] = [None] * -at
            sample.lead -= at
            at = 0
        missing = at + len(data) - len(sample.cells)
        if missing > 0:
            sample.cells.extend([None] * missing)
        for index, byte in enumerate(data, at):
            if sample.cells[index] not in (None, byte):
                raise Unfit("two parts want one place")
            sample.cells[index] = byte


class Canvas:
    """A file in the making: bytes, and which of them are given."""

    def __init__(self):
        self.bytes, self.given = bytearray(), bytearray()

    def grow(self, size):
        if size > FILE_MAX:
            raise Unfit("the file would be too large")
        if size > len(self.bytes):
            self.bytes.extend(bytes(size - len(self.bytes)))
            self.given.extend(bytes(size - len(self.given)))

    def fits(self, at, cells):
        if at < 0:
            return False
        if at >= len(self.given) or not any(self.given[at : at + len(cells)]):
            return True
        for index in range(at, min(at + len(cells), len(self.given))):
            cell = cells[index - at]
            if cell is not None and self.given[index] and self.bytes[index] != cell:
                return False
        return True

    def put(self, at, cells):
        """Writes cells, which go before what was given."""
        self.grow(at + len(cells))
        for index, cell in enumerate(cells, at):
            if cell is not None:
                self.bytes[index], self.given[index] = cell, 1

    def put_softly(self, at, cells):
        """Writes cells, but not over what was given."""
        self.grow(at + len(cells))
        for index, cell in enumerate(cells, at):
            if cell is not None and not self.given[index]:
                self.bytes[index], self.given[index] = cell, 1

    def end(self):
        return self.given.rfind(1) + 1

    def free(self, at, size):
        """The first place from `at` on where nothing is given for `size` bytes."""
        while True:
            last = self.given.rfind(1, at, at + size)
            if last < 0:
                return at
            at = last + 1

    def fill(self, random, alphabet=None):
        """Gives the bytes that are left: of an alphabet, or any, many of them zero."""
        size = len(self.bytes)
        if alphabet:
            filler = bytes(random.choices(alphabet, k=size)) if size < 4096 else repeated(
                random, alphabet, size)
        else:
            filler = bytearray(random.randbytes(min(size, 4096)))
            filler = (filler * (size // len(filler) + 1))[:size] if filler else filler
            start = random.randrange(size // 2 + 1)
            filler[start : start + size // 3] = bytes(len(filler[start : start + size // 3]))
        at = self.given.find(0)
        while at >= 0:
            end = self.given.find(1, at)
            end = size if end < 0 else end
            self.bytes[at:end] = filler[at:end]
            at = self.given.find(0, end) if end < size else -1
        return bytes(self.bytes)


def repeated(random, alphabet, size):
    run = bytes(random.choices(alphabet, k=1024))
    return (run * (size // len(run) + 1))[:size]


class Geometry:
    """Where the parts of an executable are in the file. Sections are (start, size)."""

    def __init__(self, entry=None, sections=()):
        self.entry, self.sections = entry, list(sections)

    def bounds(self, offset, size):
        """The first and the last place where an offset lets a match begin."""
        if offset.kind == "abs":
            base = offset.value
        elif offset.kind == "eof":
            base = size - offset.value
        elif offset.kind == "ep" and self.entry is not None:
            base = self.entry + offset.value
        elif offset.kind in ("sx", "se") and offset.section < len(self.sections):
            start, length = self.sections[offset.section]
            if offset.kind == "se":
                return start, start + length
            base = start + offset.value
        elif offset.kind == "sl" and self.sections:
            base = self.sections[-1][0] + offset.value
        else:
            raise Unfit(f"no place {offset.kind} in this kind of file")
        return base, base + offset.shift


def place_at(canvas, item, low, high, random):
    """Places an item within bounds, or as far outside of them as it wants."""
    cells, lead = item.sample.cells, item.sample.lead
    if item.displace:
        at = high + item.displace if item.displace > 0 else low + item.displace
        if at - lead < 0:
            raise Unfit("no place before the beginning")
        canvas.put(at - lead, cells)
        return at
    places = sorted({low, high, random.randint(low, high)}, key=lambda _: random.random())
    places += [low + step for step in range(1, min(high - low, 64))]
    if high - low > 64:
        places.append(canvas.free(low, len(cells)) + lead)
    for at in places:
        if low <= at <= high and canvas.fits(at - lead, cells):
            canvas.put(at - lead, cells)
            return at
    if low < lead:
        raise Unfit("no place for what must stand before")
    # What is there gives way: clamscan says what the file is now.
    canvas.put(low - lead, cells)
    return low


def place_fixed(canvas, items, geometry, kinds, random):
    for item in items:
        if item.offset.kind in kinds:
            low, high = geometry.bounds(item.offset, 0)
            if item.offset.kind == "se":
                high = max(low, high - len(item.sample.cells))
            place_at(canvas, item, low, high, random)


def place_floating(canvas, items, start, random, joint=()):
    """Places the items without an offset, in the order they come, a few bytes apart.

    `joint` are bytes that separate them, where any bytes would not do.
    """
    at = start
    for item in items:
        if item.offset.kind != "any":
            continue
        room = random.randrange(1, 12) if not joint else len(joint)
        at = canvas.free(at, len(item.sample.cells) + 2 * room)
        if joint:
            canvas.put(at, joint)
        canvas.put(at + room, item.sample.cells)
        # A run of bytes that do not matter is taken, too: no other item may be in it.
        size = len(item.sample.cells)
        at += room + size
        canvas.grow(at)
    return at


def finish_size(canvas, items, demands, random, minimum=0, multiple=1):
    """The file's size: what it holds, what its keys ask for, and what counts from its end."""
    tail = [item for item in items if item.offset.kind == "eof"]
    size = max(len(canvas.bytes), minimum)
    low, high = demands.get("FileSize", (0, FILE_MAX))
    size += max((item.offset.value for item in tail), default=0)
    size = min(max(size, low), high) if high >= max(len(canvas.bytes), minimum) else size
    canvas.grow(size + -size % multiple)
    geometry = Geometry()
    for item in tail:
        first, last = geometry.bounds(item.offset, len(canvas.bytes))
        room = len(canvas.bytes) - (len(item.sample.cells) - item.sample.lead)
        place_at(canvas, item, first, max(first, min(last, room)), random)
