"""Bytes that a Perl-compatible expression matches, made from its syntax tree.

Python reads nearly all of the expressions that signatures have; its own matcher confirms each sample.
What it does not read, or what cannot be made (look-around that contradicts, say), is `Unfit`.
"""

import re
import warnings
from re import _constants as op
from re import _parser as parser

from .patterns import Unfit, letter

ATTEMPTS = 30
REPEATS_MAX = 6
POSIX = {
    "alpha": "a-zA-Z", "digit": "0-9", "alnum": "a-zA-Z0-9", "upper": "A-Z", "lower": "a-z",
    "space": r"\s", "punct": r"!-/:-@\[-`{-~", "xdigit": "0-9A-Fa-f", "word": r"\w", "cntrl": r"\x00-\x1f",
    "print": " -~", "graph": "!-~", "blank": r" \t",
}
FLAGS = {"i": re.IGNORECASE, "s": re.DOTALL, "m": re.MULTILINE, "x": re.VERBOSE}


def translated(expression):
    """What PCRE writes otherwise than Python."""
    expression = re.sub(r"\[:(\w+):\]", lambda m: POSIX.get(m[1], ""), expression)
    expression = re.sub(r"\\x\{([0-9A-Fa-f]{1,2})\}", lambda m: r"\x" + m[1].zfill(2), expression)
    expression = re.sub(r"\\x([0-9A-Fa-f])(?![0-9A-Fa-f])", r"\\x0\1", expression)
    expression = expression.replace(r"\z", r"\Z").replace(r"\h", r"[ \t]").replace(r"\R", r"\n")
    return re.sub(r"\(\?<(?![=!])", "(?P<", expression)


class Sampler:
    """Walks a syntax tree and writes what it asks for."""

    def __init__(self, random, fold):
        self.random, self.fold = random, fold
        self.groups = {}
        self.ahead = random.random() < 0.5

    def write(self, tree):
        out = bytearray()
        for code, argument in tree:
            self.element(out, code, argument)
        return bytes(out)

    def element(self, out, code, argument):
        if code is op.LITERAL:
            out.append(argument)
        elif code is op.NOT_LITERAL:
            out.append(ord("x") if argument != ord("x") else ord("y"))
        elif code is op.ANY:
            out.append(self.random.choice(b"abcdefghij0123"))
        elif code is op.IN:
            out.append(self.member(argument))
        elif code is op.BRANCH:
            out += self.write(self.random.choice(argument[1]))
        elif code is op.SUBPATTERN:
            text = self.write(argument[3])
            if argument[0]:
                self.groups[argument[0]] = text
            out += text
        elif code in (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT):
            least, most, inner = argument
            for _ in range(self.random.randint(least, min(most, least + REPEATS_MAX))):
                out += self.write(inner)
        elif code is op.ATOMIC_GROUP:
            out += self.write(argument)
        elif code is op.GROUPREF:
            out += self.groups.get(argument, b"")
        elif code is op.GROUPREF_EXISTS:
            chosen = argument[1] if argument[0] in self.groups else argument[2]
            out += self.write(chosen or [])
        elif code is op.ASSERT:
            # What must follow stands at the same place as what comes next; either may be enough.
            if self.ahead or argument[0] < 0:
                out += self.write(argument[1])
        elif code not in (op.ASSERT_NOT, op.AT):
            raise Unfit(f"expression: {code}")

    def member(self, items):
        negated = items[0][0] is op.NEGATE
        members = set()
        for code, argument in items:
            if code is op.LITERAL:
                members.add(argument)
            elif code is op.RANGE:
                members.update(range(argument[0], argument[1] + 1))
            elif code is op.CATEGORY:
                members |= category(argument)
        chosen = set(range(256)) - members if negated else members & set(range(256))
        if self.fold and negated:
            chosen = {c for c in chosen if not letter(c) or c ^ 0x20 in chosen}
        if not chosen:
            raise Unfit("expression: an empty class")
        plain = [c for c in chosen if 0x61 <= c <= 0x7A or 0x30 <= c <= 0x39]
        return self.random.choice(plain or sorted(chosen))


def category(code):
    word = {c for c in range(128) if chr(c).isalnum()} | {ord("_")}
    digit = set(range(0x30, 0x3A))
    space = set(b" \t\n\r\f\v")
    everything = set(range(256))
    return {
        op.CATEGORY_WORD: word, op.CATEGORY_NOT_WORD: everything - word,
        op.CATEGORY_DIGIT: digit, op.CATEGORY_NOT_DIGIT: everything - digit,
        op.CATEGORY_SPACE: space, op.CATEGORY_NOT_SPACE: everything - space,
    }[code]


def sample(expression, flags, random):
    """(bytes that match, whether they must stand at the beginning)."""
    text = translated(expression)
    options = 0
    for flag in flags:
        options |= FLAGS.get(flag, 0)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            data = text.encode("latin-1")
            tree = parser.parse(data, options)
            compiled = re.compile(data, options)
    except (re.error, RecursionError, OverflowError, UnicodeError, IndexError):
        raise Unfit("expression: not read") from None
    anchored = "A" in flags or begins_with_anchor(tree)
    for _ in range(ATTEMPTS):
        found = Sampler(random, "i" in flags).write(tree)
        if compiled.search(found) and len(found) < 1 << 16:
            return found, anchored and "m" not in flags
        if compiled.search(b"\n" + found):
            return b"\n" + found, False
    raise Unfit("expression: no sample")


def begins_with_anchor(tree):
    for code, argument in tree:
        if code is op.AT:
            return argument in (op.AT_BEGINNING, op.AT_BEGINNING_STRING)
        if code is op.SUBPATTERN:
            return begins_with_anchor(argument[3])
        if code is op.BRANCH:
            return all(begins_with_anchor(branch) for branch in argument[1])
        return False
    return False


def ends_with_anchor(expression, flags):
    return "m" not in flags and re.search(r"(?<!\\)(\$|\\[zZ])$", expression) is not None
