"""Signatures by the hundred thousand and by the million, the same ones in every run."""

import glob
import os
import random
import re

HEXADECIMAL = re.compile(r"[0-9a-fA-F]{8,}")
PIECE_DIGITS = 8
SPECIAL = ("/", "#", "$")
LINES_AT_ONCE = 100_000


class Literals:
    """Bytes of real signatures, by target, from which those of generated ones are put together."""

    def __init__(self):
        self.pieces = {}

    def add(self, target, text):
        for run in HEXADECIMAL.findall(text):
            pieces = self.pieces.setdefault(target, [])
            pieces += [run[at:at + PIECE_DIGITS]
                       for at in range(0, len(run) - PIECE_DIGITS + 1, PIECE_DIGITS)]

    def other(self, target, text, source):
        """The same pattern with other bytes: of the same length, wildcards where they were."""
        def replaced(match):
            count = len(match.group())
            digits = "".join(
                source.choice(self.pieces[target]) for _ in range(count // PIECE_DIGITS + 1))
            # What is left of the old keeps the places of odd nibbles.
            return digits[:count - count % 2] + match.group()[count - count % 2:]
        return HEXADECIMAL.sub(replaced, text) if target in self.pieces else text


def content_lines(directory):
    """All lines of .ndb and .ldb files below a directory, with their form and target."""
    for path in sorted(glob.glob(os.path.join(directory, "**", "*.[nl]db"), recursive=True)):
        form = path[-3:]
        with open(path, encoding="latin-1") as file:
            for line in file:
                line = line.rstrip("\r\n")
                fields = line.split(":" if form == "ndb" else ";")
                if line.startswith("#") or len(fields) < 4:
                    continue
                target = fields[1]
                if form == "ldb":
                    found = re.search(r"Target:(\d+)", fields[1])
                    target = found.group(1) if found else "0"
                yield form, target, fields


def write_content(shared, directory, count, without=(), seed=3):
    """Writes generated signatures so that with the shared ones there are `count`, and those besides that
    have a name in `without`: whoever publishes signatures tries them with ordinary files first.

    Each takes after a shared one, chosen at random: so constructs and targets have the proportions
    of real databases. Its literals are put together from real ones of the same target.
    """
    os.makedirs(directory, exist_ok=True)
    lines = list(content_lines(shared))
    literals = Literals()
    for form, target, fields in lines:
        for pattern in patterns(form, fields):
            literals.add(target, pattern)
    source = random.Random(seed)
    with open(os.path.join(directory, "generated.ndb"), "w") as bodies, \
            open(os.path.join(directory, "generated.ldb"), "w") as logical:
        for number in range(max(0, count - len(lines)) + len(without)):
            form, target, fields = source.choice(lines)
            fields = list(fields)
            fields[0] = f"Generated.{number}"
            if form == "ndb":
                fields[3] = literals.other(target, fields[3], source)
                output, sign = bodies, ":"
            else:
                fields[3:] = [part if any(sign in part for sign in SPECIAL)
                              else literals.other(target, part, source) for part in fields[3:]]
                output, sign = logical, ";"
            if fields[0] not in without:
                output.write(sign.join(fields) + "\n")
    return len(lines)


def patterns(form, fields):
    if form == "ndb":
        return [fields[3]]
    return [part for part in fields[3:] if not any(sign in part for sign in SPECIAL)]


def write_digests(path, count, seed=17):
    """Writes signatures on digests: 60 % MD5, 20 % SHA-1, 20 % SHA-256, of sizes up to 16 MiB."""
    source = random.Random(seed)
    lengths = [32] * 6 + [40] * 2 + [64] * 2
    with open(path, "w", buffering=1 << 20) as file:
        for first in range(0, count, LINES_AT_ONCE):
            amount = min(LINES_AT_ONCE, count - first)
            digits = source.randbytes(32 * amount).hex()
            sizes = memoryview(source.randbytes(4 * amount)).cast("I")
            file.write("".join([
                f"{digits[64 * at:64 * at + lengths[(at * 7 + first) % 10]]}:"
                f"{1 + (sizes[at] >> 8)}:Win.Malware.Agent{(first + at) // 1000}-{first + at}-0\n"
                for at in range(amount)]))
