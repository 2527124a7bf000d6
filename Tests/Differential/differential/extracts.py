"""What clamscan takes out of files, and whether both scanners look into that.

clamscan is asked to leave what it has unpacked, and bytes of that become signatures: whatever one of them is
in, clamscan has seen, and Cordon must see too.
"""

import hashlib
import os
import subprocess
from random import Random

from .batches import Batch, File

CORPORA = ("office", "pdf", "archives")
SAMPLE = 32
CHUNK = 150


def extracts(settings, files):
    """Tasks for files of corpora, each with the name of its corpus."""
    files = sorted((kind, path) for kind, path in files if kind.removeprefix("corpus ") in CORPORA)
    Random(f"{settings.seed}:extracts").shuffle(files)
    if settings.size == "ci":
        files = files[:CHUNK]
    return [(run_extracts, "extracts", f"files-{start}", files[start : start + CHUNK])
            for start in range(0, len(files), CHUNK)]


def run_extracts(settings, part, name, files):
    if settings.signature:
        return None
    batch = Batch(part, name, settings.directory, settings, at_defaults=True)
    os.makedirs(os.path.join(batch.directory, "files"), exist_ok=True)
    for number, (kind, path) in enumerate(files):
        # Named so that what is left of it is known.
        link = os.path.join(batch.directory, "files", f"f{number:05}")
        os.symlink(path, link)
        batch.files.append(File(link, f"{kind} {os.path.basename(path)}"))
    left = unpacked(batch)
    lines = ["Nothing:0:*:6e6f7468696e67206f662074686973206b696e64"]
    for number in range(len(files)):
        random = Random(f"{settings.seed}:{name}:{number}")
        # By what they hold: clamscan's names are different each time.
        paths = sorted(left.get(f"f{number:05}", ()), key=lambda path: (digest(path), kind_of(path)))
        lines += signatures(number, paths, random)
    batch.add_lines("ndb", lines)
    from .parts import finish
    return finish(batch)


def unpacked(batch):
    """The paths of what clamscan unpacks, by the name of the file that it was in."""
    directory = os.path.join(batch.directory, "left")
    os.makedirs(directory, exist_ok=True)
    database = os.path.join(batch.directory, "none.ndb")
    with open(database, "w", encoding="ascii") as file:
        file.write("Nothing:0:*:6e6f7468696e67206f662074686973206b696e64\n")
    listed = os.path.join(batch.directory, "left.list")
    with open(listed, "w", encoding="utf-8") as file:
        file.writelines(f"{each.path}\n" for each in batch.files)
    subprocess.run(
        [batch.clamscan.program, "--no-summary", "--leave-temps", "--force-to-disk", "--tempdir", directory,
         "-d", database, "-f", listed], capture_output=True)
    found = {}
    for root, _, names in os.walk(directory):
        owner = os.path.relpath(root, directory).split(os.sep)[0].split("-")[-1].split(".")[0]
        found.setdefault(owner, []).extend(os.path.join(root, each) for each in names)
    return found


def digest(path):
    if not os.path.isfile(path):
        return b""
    with open(path, "rb") as file:
        return hashlib.sha256(file.read()).digest()


def kind_of(path):
    """What clamscan has written there, by how it names it."""
    name = os.path.basename(path)
    if name.startswith("pdf obj"):
        return "String" if name.endswith("contents") else "Object"
    for prefix, kind in (("xlm_macros", "Formulas"), ("vba_project", "Project"), ("clamav-", "Text")):
        if name.startswith(prefix):
            return kind
    return "File"


def signatures(number, paths, random):
    """Lines for bytes of some of what was in a file."""
    lines = []
    for path in random.sample(paths, min(len(paths), 6)):
        if not os.path.isfile(path) or os.path.islink(path):
            continue
        with open(path, "rb") as file:
            data = file.read()
        for _ in range(4):
            if len(data) < SAMPLE:
                break
            at = random.randrange(len(data) - SAMPLE + 1)
            sample = data[at : at + SAMPLE]
            if len(set(sample)) >= 10:
                lines.append(f"Extract.{kind_of(path)}.{number}.{len(lines)}:0:*:{sample.hex()}")
                break
    return lines
