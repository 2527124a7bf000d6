"""The constructs that signatures are made of, each alone and in all pairs, as database lines.

A construct is (category, name). `specify` gathers the constructs of one signature and `Draft` writes
its line. Lines that ClamAV calls malformed are not made: one of them would keep its whole database
from being loaded.
"""

import itertools
from random import Random

EXECUTABLE = (1, 6, 9)
TEXT = (3, 4, 7)
ELEMENTS = {
    "literal": lambda r: "".join(pair(r) for _ in range(4)),
    "??": lambda r: "??" * r.randint(1, 3),
    "nibble-high": lambda r: f"{r.choice('67')}?",
    "nibble-low": lambda r: f"?{r.choice('123456789')}",
    "*": lambda r: "*",
    "{n}": lambda r: "{%d}" % r.randint(1, 20),
    "{n} long": lambda r: "{%d}" % r.randint(128, 300),
    "{-n}": lambda r: "{-%d}" % r.randint(1, 30),
    "{n-}": lambda r: "{%d-}" % r.randint(1, 20),
    "{n-m}": lambda r: "{%d-%d}" % (r.randint(1, 8), r.randint(8, 40)),
    "(a|b)": lambda r: f"({pair(r)}|{pair(r)}|{pair(r)})",
    "(aa|bb)": lambda r: f"({pair(r)}{pair(r)}|{pair(r)}{pair(r)})",
    "(generic)": lambda r: f"({pair(r)}{pair(r)}|{pair(r)}{pair(r)}{pair(r)})",
    "(wild)": lambda r: f"({pair(r)}??{pair(r)}|6?{pair(r)})",
    "(nested)": lambda r: f"({pair(r)}({pair(r)}|{pair(r)}{pair(r)})|{pair(r)}{pair(r)})",
    "!(a|b)": lambda r: f"!({pair(r)}|{pair(r)})",
    "!(aa|bb)": lambda r: f"!({pair(r)}{pair(r)}|{pair(r)}{pair(r)})",
    "[n-m]": None,
}
ELEMENTS.update({f"{n}({k})": None for n in ("", "!") for k in "BLW"})
OFFSETS = {
    "abs": lambda r: str(r.choice((700, 1200, 1500))),
    "abs,shift": lambda r: f"{r.choice((700, 1200))},{r.randint(1, 40)}",
    "EOF-n": lambda r: f"EOF-{r.randint(80, 300)}",
    "EOF-n,shift": lambda r: f"EOF-{r.randint(120, 300)},{r.randint(1, 40)}",
    "EP+n": lambda r: f"EP+{r.randint(0, 90)}",
    "EP+n,shift": lambda r: f"EP+{r.randint(0, 90)},{r.randint(1, 40)}",
    "EP-n": lambda r: f"EP-{r.randint(60, 200)}",
    "EP-n,shift": lambda r: f"EP-{r.randint(60, 200)},{r.randint(1, 40)}",
    "Sx+n": lambda r: f"S{r.randint(0, 3)}+{r.randint(0, 60)}",
    "Sx+n,shift": lambda r: f"S{r.randint(0, 3)}+{r.randint(0, 60)},{r.randint(1, 40)}",
    "SEx": lambda r: f"SE{r.randint(0, 3)}",
    "SL+n": lambda r: f"SL+{r.randint(0, 60)}",
    "SL+n,shift": lambda r: f"SL+{r.randint(0, 60)},{r.randint(1, 40)}",
    "VI": lambda r: "VI",
}
MODIFIERS = ["".join(c) for n in range(1, 5) for c in itertools.combinations("iwaf", n)]
LOGIC = ("&", "|", "&|", "=n", "=0", ">n", "<n", "group=n", "group>n", "group<n", "group=0",
         "group>n,m", "group=n,m", "nested", "parentheses")
KEYS = {
    "FileSize": lambda r: "FileSize:{}-{}".format(*span(r, 4000, 6000, 500)),
    "FileSize=": lambda r: "FileSize:{0}-{0}".format(r.randint(4000, 6000)),
    "EntryPoint": lambda r: "EntryPoint:{}-{}".format(*span(r, 1100, 1900, 300)),
    "NumberOfSections": lambda r: "NumberOfSections:{}-{}".format(*span(r, 4, 7, 2)),
}
EXPRESSIONS = ("[a-f]{3}[0-9]{2,4}zq", "(ab|cd|efg)x{2,}y", r"(\w{4})-\1", r"foo(?=bar)bar\d",
               r"q(?<=q)we\d\d", r"k[^a-m]+?z\x00?t", r"(?i:mixed)\s+case", r"u(?!v)[a-z]{5}\W",
               r"n.{2,40}m", r"[\x80-\xff]{2}p\x01")
ANCHORED = (r"\d{3}\.\d{2}$", "^rt[a-z]+7", r"\Ab[cd]+\d", r"[x-z]{3}7\Z")
FLAGS = ("", "i", "s", "m", "x", "U", "g", "A", "E", "e", "r")
COMPARISONS = ("ib1", "ib2", "ib4", "ib8", "il2", "il4", "il8", "ibe4", "hb4", "hl4", "hbe4", "hle8",
               "db3", "dbe5", "ab6", "abe8")
KINDS = ([f"pcre {f}" for f in FLAGS] + ["pcre @abs", "pcre @abs,shift", "pcre @abs,shift e"]
         + [f"compare {c}" for c in COMPARISONS] + ["compare <<", "compare 0", "compare <>", "macro"])
TARGETS = (0, 1, 2, 3, 4, 5, 6, 7, 9, 10, 11, 12)
CATEGORIES = {"element": ELEMENTS, "offset": OFFSETS, "modifier": MODIFIERS, "logic": LOGIC,
              "key": KEYS, "kind": KINDS, "target": TARGETS}
MACRO_GROUPS = (1, 2, 3)


def pair(random):
    """A byte of a small alphabet, as hexadecimal digits."""
    return "%02x" % random.choice(b"bcdfghjklmnpqrstvwxz")


def span(random, low, high, width):
    first = random.randint(low, high)
    return first, first + random.randint(1, width)


def word(random, target):
    """Five to eight bytes that text can hold, or any bytes where the target is binary."""
    size = random.randint(5, 8)
    if target in TEXT or random.random() < 0.4:
        return "".join(pair(random) for _ in range(size))
    return pair(random) + "".join("%02x" % random.randrange(1, 255) for _ in range(size))


def all_constructs():
    return [(category, name) for category, names in CATEGORIES.items() for name in names]


def pairs():
    """Every construct alone, and every pair of them (elements in both orders)."""
    constructs = all_constructs()
    chosen = [(c,) for c in constructs]
    chosen += [p for p in itertools.combinations(constructs, 2) if p[0][0] != p[1][0]]
    elements = [c for c in constructs if c[0] == "element"]
    chosen += list(itertools.product(elements, repeat=2))
    for category in ("logic", "key", "kind"):
        same = [c for c in constructs if c[0] == category]
        chosen += list(itertools.combinations(same, 2))
    return chosen


class Draft:
    """A signature that has some constructs."""

    def __init__(self, constructs, random):
        self.random = random
        self.elements, self.kinds, self.keys, self.logic = [], [], [], []
        self.offset = self.modifiers = None
        self.target = None
        for category, name in constructs:
            if category in ("element", "kind", "key", "logic"):
                {"element": self.elements, "kind": self.kinds, "key": self.keys,
                 "logic": self.logic}[category].append(name)
            elif category == "modifier":
                self.modifiers = name
            else:
                setattr(self, category, name)
        if self.target is None:
            self.target = self.fitting_target()

    def needs_executable(self):
        binary = ("EP", "S", "VI")
        return (self.offset or "").startswith(binary) or any(
            key in ("EntryPoint", "NumberOfSections") for key in self.keys)

    def fitting_target(self):
        if self.offset == "VI":
            return 1
        if "pcre A" in self.kinds and not self.needs_executable():
            return 0
        if "macro" in self.kinds and not self.needs_executable():
            return 0
        if self.needs_executable():
            return self.random.choice((1, 1, 6, 9))
        return self.random.choice((0, 0, 0, 1, 2, 5, 6, 10, 11, 12))

    def possible(self):
        """Whether ClamAV has such a signature at all."""
        if self.needs_executable() and self.target not in EXECUTABLE:
            return False
        if self.offset == "VI" and self.target != 1:
            return False
        negated = any(name in ("!(a|b)", "!(aa|bb)") for name in self.elements)
        if negated and self.modifiers:
            return False
        # `f` makes a part of one byte of the byte before the gap, where it is not wide.
        single = "f" in (self.modifiers or "") and self.modifiers.count("w") <= self.modifiers.count("a")
        if "[n-m]" in self.elements and single:
            return False
        if "macro" in self.kinds and (self.needs_executable() or self.target):
            return False
        return True

    def body(self):
        """The body that has the elements, with words around them."""
        random, target = self.random, self.target
        middle, before, after = "", "", ""
        for name in self.elements:
            if name == "[n-m]":
                gap = "[%d-%d]" % span(random, 1, 4, 8)
                if after or (random.random() < 0.5 and not before):
                    before = pair(random) + gap if not before else before
                else:
                    after = gap + pair(random)
            elif name[-3:] in ("(B)", "(L)", "(W)"):
                place = random.choice("sme")
                if place == "s" and not before:
                    before = name
                elif place == "e" and not after:
                    after = name
                else:
                    middle += name + word(random, target)
            else:
                joint = word(random, target) if random.random() < 0.8 or name[0] in "*{" else ""
                middle += ELEMENTS[name](random) + joint
        tail = word(random, target) if not middle or not self.ends_literally(middle) else ""
        return before + word(random, target) + middle + tail + after

    @staticmethod
    def ends_literally(text):
        return len(text) >= 4 and text[-4:].isalnum()

    def line(self, name):
        """(format, line) of the signature."""
        simple = not (self.modifiers or self.logic or self.keys or self.kinds)
        place = OFFSETS[self.offset](self.random) if self.offset else None
        if simple and self.random.random() < 0.5:
            return "ndb", f"{name}:{self.target}:{place or '*'}:{self.body()}"
        body = self.body()
        if place:
            body = f"{place}:{body}"
        parts = [body + (f"::{self.modifiers}" if self.modifiers else "")]
        terms = []
        for index, form in enumerate(self.logic):
            first = 3 * index
            while len(parts) < first + 3:
                parts.append(word(self.random, self.target))
            terms.append(self.logic_text(form, first))
        if not terms:
            terms.append("0")
        for kind in self.kinds:
            terms.append(self.add_kind(kind, parts))
        keys = "".join("," + KEYS[key](self.random) for key in dict.fromkeys(self.keys))
        head = f"{name};Engine:81-255{keys},Target:{self.target}"
        expression = terms[0] if len(terms) == 1 else "&".join(f"({t})" for t in terms)
        return "ldb", ";".join([head, expression] + parts)

    def logic_text(self, form, first):
        random, (a, b, c) = self.random, (first, first + 1, first + 2)
        n = random.randint(1, 3)
        texts = {
            "&": f"{a}&{b}&{c}", "|": f"{a}|{b}|{c}", "&|": f"({a}&{b})|{c}",
            "=n": f"{a}&{b}={n}&{c}", "=0": f"{a}&{b}&{c}=0", ">n": f"{a}&{b}>{n}&{c}",
            "<n": f"{a}&{b}&{c}<{n + 1}", "group=n": f"({a}|{b}|{c})={n + 1}",
            "group>n": f"({a}|{b}|{c})>{n}", "group<n": f"{a}&({b}|{c})<{n + 2}",
            "group=0": f"{a}&({b}|{c})=0", "group>n,m": f"({a}|{b}|{c})>{n},2",
            "group=n,m": f"({a}|{b}|{c})={n + 1},2", "nested": f"({a}&({b}|({c}&{b})))|({c}&{a})",
            "parentheses": f"((({a})&({b}))|(({c})))",
        }
        return texts[form]

    def add_kind(self, kind, parts):
        """Adds the part of a kind, and gives its term of the logic."""
        random = self.random
        name, _, variant = kind.partition(" ")
        if name == "macro":
            parts.append(word(random, self.target))
            low = random.randint(20, 30)
            parts.append("${%d-%d}%d$" % (low, low + random.randint(0, 20), random.choice(MACRO_GROUPS)))
            return f"{len(parts) - 2}&{len(parts) - 1}"
        if name == "compare":
            parts.append(self.comparison(variant))
            return str(len(parts) - 1)
        anchored = self.target == 0 and random.random() < 0.3
        expression = random.choice(ANCHORED if anchored else EXPRESSIONS)
        flags, place = variant, ""
        if variant.startswith("@"):
            place, _, flags = variant[1:].partition(" ")
            place = OFFSETS[place](random) + ":"
        parts.append(f"{place}0/{expression}/{flags}")
        count = f">{random.randint(1, 2)}" if "g" in flags else ""
        return f"{len(parts) - 1}{count}"

    def comparison(self, variant):
        random = self.random
        place = f">>{random.randint(40, 60)}"
        options = variant if variant in COMPARISONS else random.choice(COMPARISONS)
        if variant == "<<":
            place = f"<<{random.randint(20, 40)}"
        elif variant == "0":
            place, options = "0", "ib2"
        width = int("".join(c for c in options if c.isdigit()))
        limit = {"i": 256 ** min(width, 4), "h": 16 ** min(width, 7), "d": 10 ** width,
                 "a": 16 ** (width - 2)}[options[0]]
        limit = min(limit, 1 << 31)
        value = random.randint(limit // 8, limit - 2)
        compared = f"{random.choice('=><')}{value}"
        if variant == "<>":
            compared = f">{value // 2},<{value}"
        if variant == "0":
            # The number is the beginning of the part itself, which is not known here.
            compared = ">1"
        return f"0({place}#{options}#{compared})"


def companions(prefix):
    """A pattern with a gap for each target: without one, clamscan evaluates no comparison there."""
    return [("ndb", f"{prefix}.Companion-{target}:{target}:*:6e6f74*74686572{target:02}")
            for target in TARGETS]


def macros(seed, prefix):
    """The patterns of the macro groups, which every database with macros needs: [(format, line)]."""
    random = Random(f"{seed}:macros")
    return [("ndb", f"{prefix}.Macro-{target}-{group}:{target}:${group}:"
                    + "".join(pair(random) for _ in range(6)))
            for target in (0,) for group in MACRO_GROUPS]


def signatures(seed, chosen, prefix):
    """A line for each of the chosen constructs that ClamAV has: [(format, line)]."""
    lines = []
    for index, constructs in enumerate(chosen):
        draft = Draft(constructs, Random(f"{seed}:{index}:{constructs}"))
        if draft.possible():
            names = "+".join(str(name) for _, name in constructs)
            label = "".join(c if c.isalnum() else "_" for c in names)
            lines.append(draft.line(f"{prefix}.{label}-{index}"))
    return lines
