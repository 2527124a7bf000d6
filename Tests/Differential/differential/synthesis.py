"""From a signature to files: one that satisfies it, and near misses."""

import re

from . import containers, expressions, logic
from .patterns import Boundary, Instantiation, Sample, Unfit, letter, wrong_gaps
from .placement import Item
from .records import TARGETS, COMPARE, Offset

COPIES_MAX = 200


class Plan:
    """What a file shall hold, and what is asked of it as a whole."""

    def __init__(self, kind, items, demands):
        self.kind, self.items, self.demands = kind, items, demands

    def copy(self):
        return Plan(self.kind, [item.copy() for item in self.items], dict(self.demands))

    def build(self, random):
        return containers.build(self.kind, self.items, self.demands, random)


class Synthesis:
    """Makes the files of one signature. `macros` are the bodies of each macro group."""

    def __init__(self, signature, random, macros=None, images=None):
        self.signature, self.random = signature, random
        self.macros, self.images = macros or {}, images or {}

    def plan(self):
        """A plan that satisfies the signature."""
        signature = self.signature
        if signature.target not in TARGETS:
            raise Unfit(f"target {signature.target}")
        self.counts = self.choose_counts()
        items = []
        for index, part in enumerate(signature.parts):
            for _ in range(self.counts.get(index, 0)):
                if part.kind in ("body", "pcre"):
                    items.append(Item(*self.sample(part), index))
        if len(items) > COPIES_MAX:
            raise Unfit("too many parts")
        for index, part in enumerate(signature.parts):
            if self.counts.get(index, 0):
                if part.kind == "compare":
                    self.attach_comparison(part, items)
                elif part.kind == "macro":
                    self.attach_macro(index, part, items)
                elif part.kind == "image":
                    raise Unfit("fuzzy image")
        kind = TARGETS[signature.target]
        if any(part.kind == "macro" for part in signature.parts):
            kind = "text"
        demands = {k: v for k, v in signature.keys.items() if isinstance(v, tuple)}
        return Plan(kind, items, demands)

    def choose_counts(self):
        """How often each part shall match: a solution of the logic and of the triggers."""
        signature = self.signature
        found = logic.solutions(signature.node, self.random)
        found = [s for s in found if logic.holds(signature.node, s)] or found
        if not found:
            raise Unfit("no solution of the logic")
        for solution in sorted(found, key=lambda s: (self.hard(s), sum(s.values())))[:8]:
            completed = self.complete(solution)
            if completed is not None:
                return completed
        raise Unfit("no solution of the triggers")

    def hard(self, solution):
        parts = self.signature.parts
        kinds = ("pcre", "image")
        return sum(1 for index, count in solution.items() if count and parts[index].kind in kinds)

    def complete(self, solution):
        parts = self.signature.parts
        for index in sorted(solution, reverse=True):
            if not solution[index]:
                continue
            part, needed = parts[index], None
            if part.kind == "pcre":
                options = logic.solutions(part.trigger, self.random)
                needed = next((s for s in options if logic.merge(solution, s) is not None), None)
                if needed is None:
                    return None
            elif part.kind == "compare":
                needed = {int(COMPARE.match(part.text)[1]): 1}
            elif part.kind == "macro":
                # clamscan looks for what follows a match only when there is another match.
                needed = {index - 1: 2}
            if needed:
                solution = logic.merge(solution, needed)
                if solution is None:
                    return None
        if any(c and parts[i].kind == "pcre" and i not in solution for i, c in solution.items()):
            return None
        return solution

    def sample(self, part, gap=None):
        if part.kind == "pcre":
            data, anchored = expressions.sample(part.text, part.flags, self.random)
            offset = part.offset
            if anchored and offset.kind == "any":
                offset = Offset("abs")
            elif expressions.ends_with_anchor(part.text, part.flags) and offset.kind == "any":
                offset = Offset("eof", len(data))
            return Sample(list(data)), offset
        wide = "w" in part.modifiers
        if wide and "a" in part.modifiers:
            wide = self.random.random() < 0.5
        body = part.body
        if "f" in part.modifiers:
            body = [Boundary("W", False)] + body + [Boundary("W", False)]
            gap = (gap[0] + 1, gap[1]) if gap else None
        maker = Instantiation(body, self.random, wide, "i" in part.modifiers, gap)
        return maker.sample(), part.offset

    def attach_comparison(self, part, items):
        match = COMPARE.match(part.text)
        reference, place, options, comparisons = int(match[1]), match[2], match[3], match[4]
        owner = [item for item in items if item.part == reference]
        if not owner:
            raise Unfit("a comparison without its part")
        relative = 0
        if place[:2] in ("<<", ">>"):
            relative = int(place[2:], 0) * (-1 if place[0] == "<" else 1)
        data = number_bytes(options, number(comparisons))
        for item in owner:
            item.attach(relative, data)

    def attach_macro(self, index, part, items):
        low, high, group = map(int, re.fullmatch(r"\$\{(\d+)-(\d+)\}(\d+)\$", part.text).groups())
        owner = [item for item in items if item.part == index - 1]
        bodies = self.macros.get(group)
        if not owner or not bodies:
            raise Unfit("a macro without its part")
        data = Instantiation(self.random.choice(bodies), self.random).sample()
        length = len(owner[0].sample.cells)
        low = max(low, length)
        if low > high:
            raise Unfit("no room for a macro")
        cells = [ord("x") if cell is None else cell for cell in data.cells]
        owner[0].attach(self.random.choice((low, high)), cells)

    # -- Near misses ----------------------------------------------------------------------------

    def misses(self, plan, wanted):
        """Up to `wanted` near misses as (what is wrong, plan)."""
        makers = [self.wrong_byte, self.wrong_gap, self.one_less, self.wrong_offset, self.wrong_key,
                  self.wrong_boundary, self.wrong_case, self.one_more]
        self.random.shuffle(makers)
        made = []
        for maker in makers:
            if len(made) >= wanted:
                break
            copy = plan.copy()
            if maker(copy):
                made.append((maker.__name__, copy))
        return made

    def item(self, plan, wanted=lambda item: True):
        items = [item for item in plan.items if wanted(item)]
        return self.random.choice(items) if items else None

    def wrong_byte(self, plan):
        item = self.item(plan)
        if not item:
            return False
        sample = item.sample
        places = [i for i, cell in enumerate(sample.cells) if cell is not None]
        if not places:
            return False
        sample.cells[self.random.choice(places)] ^= 1 << self.random.choice((0, 1, 2, 3, 4, 6, 7))
        return True

    def wrong_gap(self, plan):
        parts = self.signature.parts
        options = [(item, gap) for item in plan.items for gap in wrong_gaps(parts[item.part].body)]
        if not options:
            return False
        item, gap = self.random.choice(options)
        item.sample = self.sample(parts[item.part], gap)[0]
        return True

    def one_less(self, plan):
        item = self.item(plan)
        if not item:
            return False
        plan.items.remove(item)
        return True

    def one_more(self, plan):
        """One match more than an exact or an upper count allows."""
        if not any(test in logic.features(self.signature.node) for test in ("=n", "<n", "=0")):
            return False
        parts = [i for i, part in enumerate(self.signature.parts) if part.kind == "body"]
        if not parts:
            return False
        index = self.random.choice(parts)
        plan.items.append(Item(*self.sample(self.signature.parts[index]), index))
        return True

    def wrong_offset(self, plan):
        item = self.item(plan, lambda item: item.offset.kind not in ("any", "macro"))
        if not item:
            return False
        item.displace = self.random.choice((-1, 1))
        return True

    def wrong_key(self, plan):
        keys = [key for key in ("FileSize", "EntryPoint", "NumberOfSections") if key in plan.demands]
        if not keys:
            return False
        key = self.random.choice(keys)
        low, high = plan.demands[key]
        plan.demands[key] = (low - 1, low - 1) if low > 1 and self.random.random() < 0.7 else (
            high + 1, high + 1)
        return True

    def wrong_boundary(self, plan):
        item = self.item(plan, lambda item: item.sample.lead or item.sample.trail)
        if not item:
            return False
        sample = item.sample
        if sample.lead and (not sample.trail or self.random.random() < 0.5):
            sample.cells[0] = ord("k")
        else:
            sample.cells[-sample.trail] = ord("k")
        return True

    def wrong_case(self, plan):
        parts = self.signature.parts
        item = self.item(plan, lambda item: "i" not in parts[item.part].modifiers + parts[item.part].flags)
        if not item:
            return False
        cells = item.sample.cells
        places = [i for i, cell in enumerate(cells) if cell is not None and letter(cell)]
        if not places:
            return False
        cells[self.random.choice(places)] ^= 0x20
        return True


def number(comparisons):
    """A number that satisfies all comparisons."""
    low, high = 0, 1 << 31
    for text in comparisons.split(","):
        value = int(text[1:], 0)
        if text[0] == "=":
            low = high = value
        elif text[0] == ">":
            low = max(low, value + 1)
        else:
            high = min(high, value - 1)
    if low > high:
        raise Unfit("no number satisfies the comparison")
    return low


def number_bytes(options, value):
    """A number as a comparison reads it: binary, or digits, in the width that it asks for."""
    match = re.fullmatch(r"([a-z]*)(\d+)", options)
    if not match:
        raise Unfit("malformed comparison")
    flags, width = match[1], int(match[2], 0)
    order = "little" if "l" in flags else "big"
    try:
        if "i" in flags:
            return value.to_bytes(width, order)
        if "h" in flags or "a" in flags:
            digits = b"%0*x" % (width - 2 * ("a" in flags), value)
            if "l" in flags:
                digits = b"".join(digits[i : i + 2] for i in range(len(digits) - 2, -1, -2))
            data = (b"0x" if "a" in flags else b"") + digits
        else:
            data = b"%0*d" % (width, value)
    except OverflowError:
        raise Unfit("the number is too large for its width") from None
    if len(data) > width:
        raise Unfit("the number is too large for its width")
    return data
