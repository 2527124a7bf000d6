"""Signatures of which a part is found very often in a file: more often than a scanner's tables hold."""

from random import Random

from .batches import Batch, read_lines

# As many places of a part as clamscan remembers: files in which older ones decide are not made.
REMEMBERED = 8


def tasks(settings):
    """Tasks: places counted from the end, first parts before bounded gaps, and many candidates."""
    full = settings.size == "full"
    cases = [(f"ends-{number}", ends, number) for number in range(12 if full else 3)]
    cases += [(f"gaps-{number}", gaps, number) for number in range(24 if full else 6)]
    cases += [(f"candidates-{count}", candidates, count)
              for count in ((1, 1100, 5000, 20000) if full else (1100, 5000))]
    return [(run, "crowds", name, make, detail) for name, make, detail in cases]


def run(settings, part, name, make, detail):
    if settings.signature:
        return None
    random = Random(f"{settings.seed}:{name}")
    batch = Batch(part, name, settings.directory, settings)
    lines, files = make(random, detail)
    for form in sorted({form for form, _ in lines}):
        chosen = [line for f, line in lines if f == form]
        batch.add_lines(form, chosen)
        batch.signatures.update((s.name, s) for s in read_lines(form, chosen)[0])
    for kind, data in files:
        batch.add_file(data, kind)
    outcome = batch.run()
    if not settings.keep:
        batch.remove()
    return outcome


def beside(random):
    """A signature that needs the complete body, and bytes that satisfy it."""
    return ("ldb", "Beside;Engine:81-255,Target:0;0&1;7a7a7a31;7a7a7a32"), b"\x01zzz1\x02zzz2\x03"


def crowd(random, piece, size):
    """A file full of a piece, with a byte between some of them so that places are of any remainder."""
    data = bytearray()
    while len(data) < size:
        data += piece * random.randint(1, 60) + bytes(random.randrange(4))
    return bytes(data[:size])


def ends(random, number):
    size = random.choice((700, 9000, 30_000))
    piece = b"Ab1" + bytes([number + 1])
    data = crowd(random, piece, size)
    # So few that what all of them cost at every place is within the budget.
    offsets = [size, size - 1, size + 1, 4, 3] + [random.randint(4, size) for _ in range(7)]
    shifts = [0, 0, 0, 1, 2, 3, 9, 500]
    lines = []
    for index, offset in enumerate(offsets):
        shift = random.choice(shifts)
        place = f"EOF-{offset},{shift}" if shift else f"EOF-{offset}"
        pattern = piece.hex() + random.choice(("", "", "*" + piece.hex(), "{-300}" + piece.hex()))
        lines.append(("ndb", f"End{number}-{index}:0:{place}:{pattern}"))
    line, satisfying = beside(random)
    return lines + [line], [
        ("whole", data), ("shorter", data[:-1]), ("shifted", data[1:]), ("longer", data + b"\x07"),
        ("beside", satisfying + data), ("beside the end", data + satisfying)]


def gaps(random, number):
    first, last = b"Fi4" + bytes([number + 1]), b"La4" + bytes([number + 65])
    low = random.choice((0, 1, 40, 900, 2000))
    high = low + random.choice((1, 30, 900, 3000, 20_000))
    lines = [("ndb", f"Gap{number}:0:*:{first.hex()}{{{low}-{high}}}{last.hex()}"),
             ("ndb", f"Three{number}:0:*:{first.hex()}*{last.hex()}{{{low}-{high}}}{last.hex()}")]
    line, satisfying = beside(random)
    files = []
    for count in (1, 9, 63, 64, 65, 70, 511, 513, 1200):
        for distance in sorted({0, low - 1, low, (low + high) // 2, high, high + 1} - {-1}):
            places = [len(first) * place for place in range(count)]
            end = len(first) * count + distance
            fits = [low <= end - place - len(first) <= high for place in places]
            if any(fits) == any(fits[-REMEMBERED:]):
                data = first * count + b"-" * distance + last
                files.append((f"{count} first, {distance} before the last", data))
    files.append(("beside", first * 600 + satisfying))
    files.append(("apart", (first + b"-" * (high + 9)) * 300))
    return lines + [line], files


def candidates(random, count):
    lines = [("ldb", f"Crowd{number};Engine:81-255,Target:0;0&1;{b'MALWARE1'.hex()};{number:08x}f1")
             for number in range(count)]
    files = [("none", b"\x01MALWARE1 and nothing else, but \x10\x00\xf1"), ("no part", b"\x01malware1")]
    for number in {0, 1, count // 2, count - 1, min(1023, count - 1), min(1024, count - 1)}:
        found = bytes.fromhex(f"{number:08x}f1")
        files += [(f"number {number}", b"\x01MALWARE1" + found), ("before", found + b"\x02MALWARE1")]
    return lines, files
