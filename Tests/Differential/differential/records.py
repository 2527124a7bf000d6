"""Lines of signature databases, as far as files are generated from them."""

import re

from . import logic, patterns
from .patterns import Unfit

TARGETS = {
    0: "any", 1: "pe", 2: "ole2", 3: "html", 4: "mail", 5: "graphics", 6: "elf", 7: "text",
    9: "macho", 10: "pdf", 11: "flash", 12: "java",
}
CONTENT_FORMATS = ("ndb", "ndu", "ldb", "ldu", "db", "sdb")


class Offset:
    """Where a pattern has to begin. `kind`: any, abs, eof, ep, sx, se, sl, vi or macro."""

    def __init__(self, kind, value=0, shift=0, section=0):
        self.kind, self.value, self.shift, self.section = kind, value, shift, section

    def name(self):
        return self.kind + ("+shift" if self.shift else "")


def parse_offset(text):
    place, _, shift = text.partition(",")
    if shift and not shift.isdigit():
        raise Unfit("malformed offset")
    shift = int(shift or 0)
    if place == "*":
        return Offset("any")
    if place == "VI":
        return Offset("vi")
    rules = (
        (r"(\d+)", lambda m: Offset("abs", int(m[1]), shift)),
        (r"EOF-(\d+)", lambda m: Offset("eof", int(m[1]), shift)),
        (r"EP([+-]\d+)", lambda m: Offset("ep", int(m[1]), shift)),
        (r"S(\d+)\+(\d+)", lambda m: Offset("sx", int(m[2]), shift, int(m[1]))),
        (r"SE(\d+)", lambda m: Offset("se", 0, shift, int(m[1]))),
        (r"SL\+(\d+)", lambda m: Offset("sl", int(m[1]), shift)),
        (r"\$(\d+)\$?", lambda m: Offset("macro", int(m[1]))),
    )
    for expression, build in rules:
        match = re.fullmatch(expression, place)
        if match:
            return build(match)
    raise Unfit("malformed offset")


class Part:
    """A subsignature. `kind`: body, pcre, compare, macro or image; `text` is its own part."""

    def __init__(self, kind, text, offset=None, modifiers="", trigger=None, flags=""):
        self.kind, self.text, self.modifiers = kind, text, modifiers
        self.offset = offset or Offset("any")
        self.trigger, self.flags = trigger, flags
        self.body = patterns.parse(text) if kind == "body" else []

    def features(self):
        names = patterns.features(self.body) if self.kind == "body" else {self.kind}
        if self.offset.kind != "any":
            names.add("@" + self.offset.name())
        if self.modifiers:
            names.add("::" + "".join(sorted(self.modifiers)))
        return names | {"/" + flag for flag in self.flags}


COMPARE = re.compile(r"(\d+)\((.*)#(.*)#(.*)\)$")


def parse_part(text):
    if text.startswith("$"):
        match = re.fullmatch(r"\$\{(\d+)-(\d+)\}(\d+)\$", text)
        if not match:
            raise Unfit("malformed macro")
        return Part("macro", text)
    if "/" in text:
        start, end = text.index("/"), text.rindex("/")
        place, colon, trigger = text[:start].rpartition(":")
        if start == end:
            raise Unfit("malformed PCRE")
        return Part("pcre", text[start + 1 : end], parse_offset(place) if colon else None,
                    trigger=logic.parse(trigger), flags=text[end + 1 :])
    if COMPARE.match(text):
        return Part("compare", text)
    if text.startswith("fuzzy_img#"):
        return Part("image", text)
    fields = text.split(":")
    offset = parse_offset(fields[0]) if len(fields) in (2, 4) else None
    body = fields[1] if len(fields) in (2, 4) else fields[0]
    modifiers = fields[-1] if len(fields) in (3, 4) else ""
    return Part("body", body, offset, modifiers)


class Signature:
    """A signature of content: its logic, its parts, what it asks of the file."""

    def __init__(self, name, form, line, target, node, parts, keys):
        self.name, self.form, self.line, self.target = name, form, line, target
        self.node, self.parts, self.keys = node, parts, keys

    def features(self):
        names = {self.form, TARGETS.get(self.target, "target?")} | set(self.keys)
        for part in self.parts:
            names |= part.features()
        if self.form == "ldb":
            names |= logic.features(self.node)
        return names


RANGE_KEYS = ("FileSize", "EntryPoint", "NumberOfSections")


def parse_keys(text):
    """The keys of a target description: ranges as pairs, all else as text."""
    keys = {}
    for field in text.split(","):
        key, _, value = field.partition(":")
        if key in RANGE_KEYS:
            low, _, high = value.partition("-")
            keys[key] = (int(low), int(high))
        else:
            keys[key] = value
    return keys


def parse_line(line, form):
    """The signature of a line of a database of content signatures; None for no signature."""
    line = line.rstrip("\r\n")
    if not line or line.startswith("#"):
        return None
    form = {"ndu": "ndb", "ldu": "ldb", "sdb": "ndb"}.get(form, form)
    if form == "db":
        name, _, body = line.partition("=")
        return Signature(name, form, line, 0, logic.Node("id"), [Part("body", body)], {})
    if form == "ndb":
        fields = line.split(":")
        if len(fields) < 4:
            raise Unfit("malformed line")
        offset = parse_offset(fields[2])
        part = Part("body", fields[3], offset)
        levels = {"Engine": "-".join(fields[4:6])} if len(fields) > 4 else {}
        return Signature(fields[0], form, line, int(fields[1]), logic.Node("id"), [part], levels)
    fields = split_fields(line)
    if len(fields) < 4:
        raise Unfit("malformed line")
    keys = parse_keys(fields[1])
    parts = [parse_part(field) for field in fields[3:]]
    node = logic.parse(fields[2])
    if max(node.ids()) >= len(parts):
        raise Unfit("malformed logic")
    target = int(keys.pop("Target", 0))
    return Signature(fields[0], "ldb", line, target, node, parts, keys)


def split_fields(line):
    """Fields between semicolons, but for those inside the slashes of an expression."""
    fields, start, inside = [], 0, False
    for index, char in enumerate(line):
        if char == "/" and line[index - 1] != "\\" and len(fields) > 2:
            inside = not inside
        elif char == ";" and not inside:
            fields.append(line[start:index])
            start = index + 1
    return fields + [line[start:]]


def read(path):
    """(signature, None) or (None, why) for each line of a database, with the line."""
    form = path.rsplit(".", 1)[-1]
    with open(path, encoding="latin-1", newline="\n") as file:
        for line in file:
            try:
                signature = parse_line(line, form)
            except (Unfit, ValueError, IndexError) as error:
                yield line, None, str(error)
                continue
            if signature:
                yield line, signature, None
