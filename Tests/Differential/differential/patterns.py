"""Body patterns of ClamAV's formats: read, and instantiated as bytes that satisfy them.

Written from ClamAV's documentation of signatures and independent of Cordon's own parsers, so that a
common misreading shows.
"""

import re

GAP_MAX = 1 << 16


class Unfit(Exception):
    """What cannot be instantiated, with the reason. Counted by reason."""


class Literal:
    """Bytes that are given."""

    __slots__ = ("data",)

    def __init__(self, data):
        self.data = data


class Byte:
    """A byte of which the bits of `mask` are given."""

    __slots__ = ("value", "mask")

    def __init__(self, value, mask):
        self.value, self.mask = value, mask


class Gap:
    """From `least` to `most` bytes that do not matter; `most` is None where there is no limit.

    `bracketed`: written as `[n-m]`, with one byte before or after it that is no part of the match.
    """

    __slots__ = ("least", "most", "bracketed")

    def __init__(self, least, most, bracketed=False):
        self.least, self.most, self.bracketed = least, most, bracketed


class Alternatives:
    """One of some patterns, or none of them."""

    __slots__ = ("options", "negated")

    def __init__(self, options, negated):
        self.options, self.negated = options, negated


class Boundary:
    """`(B)`, `(L)` or `(W)`."""

    __slots__ = ("kind", "negated")

    def __init__(self, kind, negated):
        self.kind, self.negated = kind, negated


def matching(text, start):
    """The index of the parenthesis that closes the one at `start`."""
    depth = 0
    for index in range(start, len(text)):
        if text[index] == "(":
            depth += 1
        elif text[index] == ")":
            depth -= 1
            if depth == 0:
                return index
    raise Unfit("malformed pattern")


def split_options(text):
    """The options of alternatives, without those of nested ones."""
    options, depth, start = [], 0, 0
    for index, char in enumerate(text):
        if char == "(":
            depth += 1
        elif char == ")":
            depth -= 1
        elif char == "|" and depth == 0:
            options.append(text[start:index])
            start = index + 1
    return options + [text[start:]]


PAIRS = re.compile("(?:[0-9A-Fa-f]{2})+")


def parse(text):
    """The parts of a body pattern."""
    parts, at = [], 0
    while at < len(text):
        char = text[at]
        literal = PAIRS.match(text, at)
        if literal:
            parts.append(Literal(bytes.fromhex(literal[0])))
            at = literal.end()
            continue
        negated = char == "!"
        if negated:
            at += 1
            char = text[at : at + 1]
        if char == "(":
            end = matching(text, at)
            inside = text[at + 1 : end]
            if inside in ("B", "L", "W"):
                parts.append(Boundary(inside, negated))
            else:
                options = [parse(option) for option in split_options(inside)]
                parts.append(Alternatives(options, negated))
            at = end + 1
        elif char == "*":
            parts.append(Gap(0, None))
            at += 1
        elif char in "{[":
            end = text.find("}" if char == "{" else "]", at)
            if end < 0:
                raise Unfit("malformed pattern")
            parts.append(parse_gap(text[at + 1 : end], char == "["))
            at = end + 1
        else:
            pair = text[at : at + 2]
            if not re.fullmatch("[0-9A-Fa-f?]{2}", pair) or negated:
                raise Unfit("malformed pattern")
            value = int(pair.replace("?", "0"), 16)
            mask = (0 if pair[0] == "?" else 0xF0) | (0 if pair[1] == "?" else 0x0F)
            parts.append(Byte(value, mask))
            at += 2
    return parts


def letter(byte):
    return 0x41 <= byte <= 0x5A or 0x61 <= byte <= 0x7A


def parse_gap(text, bracketed):
    match = re.fullmatch(r"(\d*)(-?)(\d*)", text)
    if not match or not (match[1] or match[3]):
        raise Unfit("malformed pattern")
    if not match[2]:
        return Gap(int(match[1]), int(match[1]), bracketed)
    return Gap(int(match[1] or 0), int(match[3]) if match[3] else None, bracketed)


def features(parts):
    """The names of the constructs in a pattern."""
    names = set()
    for part in parts:
        if isinstance(part, Literal):
            names.add("literal")
        elif isinstance(part, Byte):
            names.add("nibble" if part.mask else "??")
        elif isinstance(part, Gap):
            names.add(gap_name(part))
        elif isinstance(part, Boundary):
            names.add(("!" if part.negated else "") + f"({part.kind})")
        else:
            names.add(alternatives_name(part))
    return names


def gap_name(gap):
    if gap.bracketed:
        return "[n-m]"
    if gap.most is None:
        return "*" if gap.least == 0 else "{n-}"
    if gap.most == gap.least:
        return "{n}"
    return "{-n}" if gap.least == 0 else "{n-m}"


def length(parts):
    """The bytes that literals and single bytes take."""
    return sum(len(p.data) if isinstance(p, Literal) else 1 for p in parts)


def alternatives_name(part):
    literal = all(isinstance(p, Literal) for option in part.options for p in option)
    fixed = literal and len({length(option) for option in part.options}) == 1
    return ("!" if part.negated else "") + ("(a|b)" if fixed else "(generic)")


KEPT = b"abcdefghijklmnopqrstuvwxyz0123456789"


class Sample:
    """Bytes that satisfy a pattern.

    `cells` are bytes, or None where any will do; `lead` of them stand before the match and `trail`
    after it, since a boundary asks for them.
    """

    __slots__ = ("cells", "lead", "trail")

    def __init__(self, cells, lead=0, trail=0):
        self.cells, self.lead, self.trail = cells, lead, trail

    def copy(self):
        return Sample(list(self.cells), self.lead, self.trail)


BOUNDARY_BYTES = {"B": b" ", "L": b"\n", "W": b" "}


class Instantiation:
    """Makes a sample of a pattern. `wide`: each byte is followed by a zero, as modifier `w` wants."""

    def __init__(self, parts, random, wide=False, fold=False, gap=None):
        self.parts, self.random, self.wide, self.fold = parts, random, wide, fold
        self.gap_change = gap  # (index of the gap, how much it is off)
        first = parts[0] if parts else None
        self.bracket_apart = isinstance(first, Literal) and len(first.data) == 1 and not wide

    def sample(self):
        cells, lead, trail = [], 0, 0
        for index, part in enumerate(self.parts):
            if isinstance(part, Literal):
                self.literal(cells, part.data)
            elif isinstance(part, Byte):
                self.byte(cells, part)
            elif isinstance(part, Gap):
                cells.extend([None] * self.gap_length(index, part))
                if part.bracketed and index == 1 and self.bracket_apart:
                    lead = len(cells)
            elif isinstance(part, Boundary):
                byte = ord("q") if part.negated else BOUNDARY_BYTES[part.kind][0]
                edge = index in (0, len(self.parts) - 1)
                width = 2 if self.wide and edge and part.kind == "W" else 1
                cells.extend([byte, 0][:width])
                # A negated one at the beginning is a part of the match.
                if index == 0 and not part.negated:
                    lead = width
                elif edge:
                    trail = width
            else:
                self.alternative(cells, part)
        return Sample(cells, lead, trail)

    def literal(self, cells, data):
        if self.fold:
            data = bytes(b ^ 0x20 * self.random.getrandbits(1) if letter(b) else b for b in data)
        if self.wide:
            for byte in data:
                cells.extend((byte, 0))
        else:
            cells.extend(data)

    def byte(self, cells, part):
        # What the nibble leaves open is any; where it can be a letter it is one that text keeps.
        value = part.value | (self.random.getrandbits(8) & ~part.mask & 0xFF)
        letters = [b for b in KEPT if b & part.mask == part.value]
        if letters:
            value = self.random.choice(letters)
        cells.append(value if part.mask else None)
        if self.wide:
            cells.append(0)

    def alternative(self, cells, part):
        if not part.negated:
            option = self.random.choice(part.options)
            inner = Instantiation(option, self.random, self.wide, self.fold).sample()
            cells.extend(inner.cells)
            return
        size = max(length(option) for option in part.options)
        taken = {b"".join(p.data for p in option if isinstance(p, Literal)) for option in part.options}
        for _ in range(1000):
            value = bytes(self.random.randrange(97, 123) for _ in range(size))
            if value not in taken:
                self.literal(cells, value)
                return
        raise Unfit("negated alternatives leave nothing")

    def gap_length(self, index, gap):
        most = gap.most
        if self.gap_change and self.gap_change[0] == index:
            least_wrong, most_wrong = gap.least - 1, (most or 0) + 1
            return most_wrong if self.gap_change[1] > 0 else least_wrong
        if most is None:
            length = gap.least + self.random.choice((0, 1, self.random.randrange(40)))
        elif most - gap.least > 300:
            length = gap.least + self.random.randrange(64)
        else:
            length = self.random.choice((gap.least, most, self.random.randint(gap.least, most)))
        if length > GAP_MAX:
            raise Unfit("a gap is too long for a test file")
        return length


def wrong_gaps(parts):
    """The changes of one gap by one byte that a pattern forbids: (index, -1 or 1)."""
    changes = []
    for index, part in enumerate(parts):
        if not isinstance(part, Gap) or index in (0, len(parts) - 1):
            continue
        if part.most is not None and part.most < 4096:
            changes.append((index, 1))
        if part.least > 0:
            changes.append((index, -1))
    return changes
