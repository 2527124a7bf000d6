"""Sizes, ends, digests and expressions in the normal form of text, HTML and mail.

Of text clamscan makes a file of its own only where some signature for text is counted from the end, so that
each set of signatures is a database twice: with such a signature and without.
"""

import hashlib
import itertools
import re
from random import Random

from .batches import Batch, read_lines

# Signatures of which none is found: what they are decides how text is matched.
BESIDE = {
    "none": [],
    "end-logical": [("ldb", "Beside;Engine:51-255,Target:7;0;EOF-3,1:{word}")],
    "end-body": [("ndb", "Beside:7:EOF-9:{word}")],
    "end-body-gap": [("ndb", "Beside:7:EOF-9,4:{word}*{word}")],
    "end-any": [("ndb", "Beside:0:EOF-9:{word}"), ("ldb", "Other;Engine:51-255,Target:0;0;EOF-7:{word}")],
    "end-html": [("ndb", "Beside:3:EOF-9:{word}")],
    "start": [("ndb", "Beside:7:9,3:{word}")],
    "expression": [("ldb", "Beside;Engine:81-255,Target:7;0&1;{word};EOF-9:0/abc/")],
    "macro": [("ldb", "Beside;Engine:51-255,Target:7;0&1;{word};${{2-9}}1$"),
              ("ndb", "Macro:7:$1:{word}")],
}
TARGETS = (0, 3, 4, 7)
WORDS = ("harvest", "LANTERN", "pebble", "Quarry", "thistle", "WINDOW", "copper", "meadow", "Ribbon",
         "signal")
SPACE = (" ", "  ", "\t", "   \t ", "\r\n", "\n\n\n", " \n")


def tasks(settings):
    """Tasks: each kind of signature beside those that are looked for."""
    rounds = 6 if settings.size == "full" else 1
    return [(run, "texts", f"{beside}-{number}", beside, number)
            for beside in BESIDE for number in range(rounds)]


def run(settings, part, name, beside, number):
    if settings.signature:
        return None
    # The same files and signatures beside each.
    random = Random(f"{settings.seed}:texts:{number}")
    batch = Batch(part, name, settings.directory, settings)
    word = b"neverfound".hex()
    lines = [(form, line.format(word=word)) for form, line in BESIDE[beside]]
    for index in range(6):
        kind, text = sample(random, index)
        batch.add_file(text, kind)
        lines += signatures(random, f"{index}", text)
    for form in sorted({form for form, _ in lines}):
        chosen = [line for f, line in lines if f == form]
        batch.add_lines(form, chosen)
        if form in ("ndb", "ldb"):
            batch.signatures.update((s.name, s) for s in read_lines(form, chosen)[0])
    outcome = batch.run()
    if not settings.keep:
        batch.remove()
    return outcome


def sample(random, index):
    """Text whose normal form is shorter, of a kind that has one."""
    words = [random.choice(WORDS) for _ in range(random.randint(12, 60))]
    text = "".join(word + random.choice(SPACE) for word in words)
    if index % 6 == 4:
        return "HTML", f"<html><body><p>{text}</p> <!-- a -->  end</body></html>\n".encode()
    if index % 6 == 5:
        head = "From: a@b.example\nTo: c@d.example\nSubject: e\nMessage-ID: <f@g>\n\n"
        return "mail", f"{head}{text}\n".encode()
    return "text", text.encode()


def normal(text):
    """What clamscan's normal form of plain text is."""
    return re.sub(rb"\s+", b" ", text).lower()


def signatures(random, prefix, text):
    """Lines that find a piece of the text or of its normal form, with what is right for the one or the other,
    and almost right."""
    form = normal(text)
    lines = []
    for number, (target, source) in enumerate(itertools.product(TARGETS, (text, form))):
        start = random.randrange(len(source) // 3, len(source) - 12)
        piece = source[start : start + random.randint(6, 10)]
        digits = piece.hex()
        for size in (len(text), len(form)):
            name = f"Text{prefix}-{number}-{size}"
            low, high = random.choice(((0, 0), (-5, 0), (0, 3), (1, 4)))
            keys = f"Engine:51-255,Target:{target},FileSize:{size + low}-{size + high}"
            lines.append(("ldb", f"{name}.Size;{keys};0;{digits}"))
            end = len(source) - start + (size - len(source)) * random.choice((0, 0, 1))
            if target == 7 or end < 1:
                continue
            shift = random.choice(("", "", ",1", ",7"))
            lines.append(("ndb", f"{name}.End:{target}:EOF-{end}{shift}:{digits}"))
            lines.append(("ldb", f"{name}.Part;Engine:51-255,Target:{target};0&1;{digits};"
                                 f"EOF-{end}{shift}:{digits[:8]}"))
        literal = "".join(f"\\x{byte:02x}" for byte in piece)
        lines.append(("ldb", f"Text{prefix}-{number}.Expression;Engine:81-255,Target:{target};0&1;{digits};"
                             f"0/{literal}/"))
    for content, kind in ((form, "form"), (text, "text")):
        lines.append(("hdb", f"{hashlib.md5(content).hexdigest()}:{len(content)}:Text{prefix}.Digest.{kind}"))
    return lines
