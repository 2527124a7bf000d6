"""The parts of the suite: each gives batches, by functions that run in other processes."""

import glob
import os
import subprocess
from random import Random

from . import constructs, crowds, listed, texts
from .batches import Batch, read_lines
from .contents import contents
from .extracts import extracts
from .records import CONTENT_FORMATS

CHUNK = 1000


def unpack(archives, name, directory):
    """Unpacks one of the shared archives, once."""
    target = os.path.join(directory, name)
    if not os.path.isdir(target):
        os.makedirs(target + ".part", exist_ok=True)
        archive = os.path.join(archives, f"{name}.tar.zst")
        subprocess.run(["tar", "--zstd", "-xf", archive, "-C", target + ".part"], check=True)
        os.rename(target + ".part", target)
    return target


def shared_databases(settings):
    """The paths of the shared databases."""
    directory = unpack(settings.corpora, "signatures", settings.unpacked)
    found = sorted(glob.glob(os.path.join(directory, "**", "*.*"), recursive=True))
    return [path for path in found if os.path.isfile(path) and not path.endswith(".GPLv2")]


# -- Signatures of the shared databases -----------------------------------------------------------


def shared(settings):
    """Tasks: every signature of the shared databases, a thousand at a time; and a sample of them with
    all databases together."""
    tasks = []
    everything = []
    for path in shared_databases(settings):
        form = path.rsplit(".", 1)[-1]
        if form in CONTENT_FORMATS:
            with open(path, encoding="latin-1", newline="\n") as file:
                lines = file.readlines()
            everything += [(form, line) for line in lines]
            label = os.path.basename(path).replace(".", "-")
            for start in range(0, len(lines), CHUNK):
                tasks.append((run_lines, "shared", f"{label}-{start}", [(form, line) for line
                                                                       in lines[start : start + CHUNK]]))
    random = Random(f"{settings.seed}:together")
    sample = random.sample(everything, min(settings.together, len(everything)))
    for start in range(0, len(sample), CHUNK // 4):
        tasks.append((run_together, "shared", f"together-{start}", sample[start : start + CHUNK // 4]))
    return tasks


def run_together(settings, part, name, lines):
    if settings.signature:
        return None
    batch = Batch(part, name, settings.directory, settings)
    gather_databases(settings, batch)
    signatures = [s for form, line in lines for s in read_lines(form, [line])[0]]
    batch.generate(signatures, 1)
    return finish(batch)


def generated(settings):
    """Tasks: signatures of every construct and all pairs, a thousand at a time."""
    tasks = []
    # What has a macro makes clamscan crash at two zero bytes: files of its databases have none.
    chosen = [pair for pair in constructs.pairs() if ("kind", "macro") in pair]
    lines = constructs.macros(settings.seed, "Macro")
    lines += constructs.signatures(settings.seed, chosen, "Macro")
    tasks.append((run_lines, "generated", "macros", lines))
    chosen = [pair for pair in constructs.pairs() if ("kind", "macro") not in pair]
    tasks += listed_tasks(settings)
    for start in range(0, len(chosen), CHUNK):
        prefix = f"Pair{start}"
        lines = constructs.companions(prefix)
        lines += constructs.signatures(settings.seed, chosen[start : start + CHUNK], prefix)
        tasks.append((run_lines, "generated", f"pairs-{start}", lines))
    return tasks


def listed_tasks(settings):
    """Tasks: databases that are no content signatures."""
    count = 400 if settings.size == "full" else 120
    cases = [("digests", listed.run_digests, (count, ""), False),
             ("digests-unwanted-off", listed.run_digests, (count, "u"), False),
             ("digests-unwanted-on", listed.run_digests, (count, "u"), True),
             ("trusted", listed.run_trusted, (count,), False),
             ("images", listed.run_images, (count // 6,), False)]
    cases += [(f"types-{n}", listed.run_types, (3,), False) for n in range(count // 10)]
    chosen = [pair for pair in constructs.pairs() if len(pair) == 1 and ("kind", "macro") not in pair]
    lines = constructs.companions("PUA") + constructs.signatures(settings.seed, chosen, "PUA.Pair")
    unwanted = [({"ndb": "ndu", "ldb": "ldu"}[form], line) for form, line in lines]
    # Without a signature that is used there is no database.
    unwanted.append(("ndb", "Wanted:0:*:77616e746564"))
    return [(run_listed, "generated", name, *rest) for name, *rest in cases] + [
        (run_lines, "generated", "unwanted-off", unwanted),
        (run_lines, "generated", "unwanted-on", unwanted, True)]


def run_listed(settings, part, name, make, details, unwanted):
    if settings.signature:
        return None
    batch = make(settings, part, name, *details)
    batch.unwanted = unwanted
    return finish(batch)


def run_lines(settings, part, name, lines, unwanted=False):
    batch = Batch(part, name, settings.directory, settings)
    batch.unwanted = unwanted
    batch.is_meant = unwanted or not any(form.endswith("u") for form, _ in lines)
    signatures = []
    for form in sorted({form for form, _ in lines}):
        chosen = [line for f, line in lines if f == form]
        batch.add_lines(form, chosen)
        read, unread = read_lines(form, chosen)
        signatures += read
        batch.unfit.update(unread)
    if settings.signature and all(s.name != settings.signature for s in signatures):
        batch.remove()
        return None
    batch.generate(signatures, settings.misses, settings.signature)
    return finish(batch)


def finish(batch):
    outcome = batch.run()
    if not batch.settings.keep:
        batch.remove()
    return outcome


# -- Corpora --------------------------------------------------------------------------------------


def gather_databases(settings, batch):
    for path in shared_databases(settings):
        os.symlink(path, os.path.join(batch.database, os.path.basename(path)))


def corpora(settings):
    """Tasks: the files of all shared corpora, and the machine's own, with all shared databases."""
    # Unpacked here, and not by each process.
    shared_databases(settings)
    files = corpus_files(settings)
    machine = [("usr", path) for path in regular("/usr")]
    if settings.size == "ci":
        random = Random(f"{settings.seed}:usr")
        machine = [entry for entry in machine if os.path.getsize(entry[1]) <= settings.machine_largest]
        machine = random.sample(machine, min(settings.machine_files, len(machine)))
        files = random.sample(files, min(settings.corpus_files, len(files)))
    files = sorted(files + machine)
    Random(settings.seed).shuffle(files)
    size = max(1, -(-len(files) // max(2 * settings.jobs, len(files) // 4000)))
    return [(run_files, "corpora", f"files-{start}", files[start : start + size])
            for start in range(0, len(files), size)]


def corpus_files(settings):
    """The files of all shared corpora but the databases."""
    files = []
    for archive in sorted(glob.glob(os.path.join(settings.corpora, "*.tar.zst"))):
        name = os.path.basename(archive).removesuffix(".tar.zst")
        if name != "signatures":
            files += [("corpus " + name, path) for path in
                      regular(unpack(settings.corpora, name, settings.unpacked))]
    return files


def regular(directory):
    found = []
    for root, directories, names in os.walk(directory):
        directories.sort()
        for name in sorted(names):
            path = os.path.join(root, name)
            if not os.path.islink(path) and os.path.isfile(path) and "\n" not in path:
                if os.path.getsize(path) > 0:
                    found.append(path)
    return found


def run_files(settings, part, name, files, at_defaults=False):
    from .batches import File
    batch = Batch(part, name, settings.directory, settings, at_defaults)
    # Loading all databases takes longer than looking into the files.
    batch.first_match = settings.first_match and not at_defaults
    gather_databases(settings, batch)
    batch.files = [File(path, kind) for kind, path in files]
    return finish(batch)


# -- Unit tests -----------------------------------------------------------------------------------


def units(settings):
    """Tasks: ClamAV's unit tests: each database for one feature of PE files against its sample, and
    all inputs, each against the digests that are given for them."""
    directory = os.path.join(unpack(settings.corpora, "clamav-unit-tests", settings.unpacked),
                             "unit_tests", "input")
    sample = os.path.join(directory, "pe_allmatch", "test.exe")
    tasks = []
    for path in regular(os.path.join(directory, "pe_allmatch")):
        if "-sigs" in os.path.dirname(path):
            tasks.append((run_unit, "units", os.path.basename(path), [path], [("pe_allmatch", sample)]))
    # Trust in the certificate that signed the sample would hide everything.
    together = [path for path in regular(os.path.join(directory, "pe_allmatch"))
                if "-sigs" in path and "trust-sigs" not in path]
    tasks.append((run_unit, "units", "pe_allmatch together", together,
                  [("pe_allmatch", sample)]))
    others = [("other " + os.path.relpath(p, directory), p) for p in regular(directory)
              if "_scanfiles" in p or "testfiles" in p]
    digests = [os.path.join(directory, "clamav.hdb"), *regular(os.path.join(directory, "other_sigs"))]
    for path in digests:
        tasks.append((run_unit, "units", os.path.basename(path), [path], others))
    return tasks


def run_unit(settings, part, name, databases, files):
    from .batches import File
    batch = Batch(part, name.replace(" ", "-"), settings.directory, settings)
    for path in dict.fromkeys(databases):
        os.symlink(path, os.path.join(batch.database, os.path.basename(path)))
    hidden = os.path.join(batch.directory, "shown")
    for kind, path in files:
        if path.endswith(".xor"):
            os.makedirs(hidden, exist_ok=True)
            shown = os.path.join(hidden, os.path.basename(path).removesuffix(".xor"))
            reveal(path, shown)
            path = shown
        batch.files.append(File(path, kind))
    return finish(batch)


def reveal(path, shown):
    """The unit tests' inputs are stored so that no scanner takes them for what they are."""
    with open(path, "rb") as file:
        data = file.read()
    key = hidden_key(path)
    with open(shown, "wb") as file:
        file.write(bytes(byte ^ key[index % len(key)] for index, byte in enumerate(data)))


def hidden_key(path):
    import ast
    import re
    script = os.path.join(os.path.dirname(os.path.dirname(path)), "xor_testfile.py")
    with open(script, encoding="utf-8") as file:
        match = re.search(r"xor_key = (b'(?:[^'\\]|\\.|\\\n)*')", file.read(), re.DOTALL)
    return ast.literal_eval(match[1])


# -- At clamscan's defaults -----------------------------------------------------------------------


def whole(settings):
    """Tasks: the files of all shared corpora with all shared databases, looked into."""
    shared_databases(settings)
    files = corpus_files(settings)
    if settings.size == "ci":
        files = Random(f"{settings.seed}:whole").sample(files, min(settings.whole_files, len(files)))
    Random(settings.seed).shuffle(files)
    size = max(1, -(-len(files) // settings.jobs))
    return [(run_files, "whole", f"files-{start}", files[start : start + size], True)
            for start in range(0, len(files), size)]


def corpus_extracts(settings):
    """Tasks: what clamscan takes out of the files of corpora."""
    return extracts(settings, corpus_files(settings))


# Those in which both scanners look into files.
AT_DEFAULTS = ("contents", "extracts", "whole")
PARTS = {"shared": shared, "generated": generated, "crowds": crowds.tasks, "texts": texts.tasks,
         "corpora": corpora, "units": units, "contents": contents, "extracts": corpus_extracts,
         "whole": whole}
