"""The measurements of the signature engine, one function to each row of its table."""

import json
import os
import re
import shutil
import statistics
import struct

from . import engine_generate as generate
from .engine_runs import CLAMSCAN, MEBIBYTE, medians, run, write_list
from .host import Unusable, run_quietly

# Sections of a database file whose bytes are names of digests: in Sources/Signatures/Image.
NAME_SECTIONS = (68, 81)
FILES_MAX = 6000


class Engine:
    """What the rows share: the program, the databases, the directory for what is written."""

    def __init__(self, cordon, directory, archive, rounds, core):
        self.cordon = cordon
        self.directory = directory
        self.rounds = rounds
        self.core = core
        self.signatures = self.path("signatures")
        unpacked = self.path("unpacked")
        os.makedirs(unpacked)
        os.makedirs(self.signatures)
        run_quietly(["tar", "--zstd", "-xf", archive, "-C", unpacked])
        for parent, _, names in os.walk(unpacked):
            for name in names:
                if not name.startswith("COPYING"):
                    shutil.move(os.path.join(parent, name), os.path.join(self.signatures, name))
        self.built = self.path("shared.cordon")
        self.build([self.signatures], self.built)
        self.one = self.path("one")
        with open(self.one, "w") as file:
            file.write("a\n")

    def path(self, name):
        return os.path.join(self.directory, name)

    def build(self, sources, output, cores="0,1"):
        return run([self.cordon, "signatures", "build", *sources, "-o", output], cores, codes=(0,))

    def scan(self, signatures, file_list, *options, **limits):
        return run([self.cordon, "scan", "--unpack=no", "--jobs", "1", "--signatures", signatures,
                    "--file-list", file_list, "--all-matches", "--infected", *options], self.core,
                   codes=limits.pop("codes", (0, 1, 2)), **limits)


def against_clamscan(engine, corpora, clamscan, say):
    """CPU for each byte of the corpora, by Cordon and by clamscan with the same databases."""
    one = write_list(engine.path("one.list"), [engine.one])

    def clam(file_list):
        return lambda: run([clamscan, *CLAMSCAN, "-d", engine.signatures, "--file-list", file_list],
                           engine.core, codes=(0, 1, 2)).cpu

    def cordon(signatures, file_list):
        return lambda: engine.scan(signatures, file_list).cpu

    contenders = {
        "clamscan": clam, "built": lambda path: cordon(engine.built, path),
        "directory": lambda path: cordon(engine.signatures, path)}
    loads = medians({name: make(one) for name, make in contenders.items()}, engine.rounds)
    outcome = {"load": loads, "corpora": {}}
    for name, corpus in corpora.items():
        say(f"  {corpus.name}: {len(corpus.files)} files, {corpus.bytes / MEBIBYTE:.0f} MiB")
        path = write_list(engine.path(f"{name}.list"), corpus.files)
        engine.scan(engine.built, path)
        runs = medians({name: make(path) for name, make in contenders.items()}, engine.rounds)
        row = {"files": len(corpus.files), "bytes": corpus.bytes, "runs": runs}
        for each in ("clamscan", "built"):
            seconds = max(runs[each]["median"] - loads[each]["median"], 1e-6)
            row[each] = seconds / (corpus.bytes / 1e9)
        outcome["corpora"][name] = row
    return outcome


def against_hyperscan(engine, corpora, mebibytes):
    """The engine's rate, and that of Hyperscan alone with the same anchors."""
    return {name: measure(engine, engine.built, corpus, mebibytes)
            for name, corpus in corpora.items()}


def measure(engine, signatures, corpus, mebibytes):
    files = corpus.files[::max(1, len(corpus.files) // FILES_MAX)]
    done = run([engine.cordon, "signatures", "measure", "--signatures", signatures, "--rounds",
                str(engine.rounds), "--mebibytes", str(mebibytes), *files], engine.core, codes=(0,))
    text = done.output
    return {
        "ratio": found(r"against the anchors alone: ([\d.]+)", text),
        "engine": found(r"engine: ([\d.]+) s/GB", text),
        "alone": found(r"anchors alone: ([\d.]+) s/GB", text),
        "whole": found(r"(\d+) files whole", text), "files": len(files)}


def found(pattern, text):
    match = re.search(pattern, text)
    if not match:
        raise Unusable(f"not in what was printed: {pattern}\n{text[-400:]}")
    return float(match.group(1))


def many_contents(engine, corpora, count, mebibytes, rounds):
    """Building and scanning with a great many signatures on content, so many of them in use."""
    directory, output = engine.path("generated"), engine.path("many.cordon")
    wanted = count
    shared = generate.write_content(engine.signatures, directory, wanted)
    build = engine.build([engine.signatures, directory], output)
    used = used_count(build)
    paths = {name: write_list(engine.path(f"many-{name}.list"), corpus.files)
             for name, corpus in corpora.items()}
    ordinary = {name for path in paths.values() for name in re.findall(
        r": (Generated\.\d+)\S* FOUND", engine.scan(output, path).output)}
    if used < count:
        # Some take after signatures that are not evaluated.
        wanted = round(wanted + (count - used) * 1.05) + 1
    generate.write_content(engine.signatures, directory, wanted, ordinary)
    builds = [engine.build([engine.signatures, directory], output) for _ in range(rounds)]
    used = used_count(builds[-1])
    if used < count:
        raise Unusable(f"of {wanted} signatures {used} are used, not {count}")
    one = write_list(engine.path("one.list"), [engine.one])
    scans = medians({
        name: lambda path=path: engine.scan(output, path).cpu
        for name, path in {"load": one, **paths}.items()}, rounds)
    return {
        "count": used, "shared": shared, "ordinary": len(ordinary),
        "wall": statistics.median(each.wall for each in builds),
        "cpu": statistics.median(each.cpu for each in builds),
        "peak": max(each.peak for each in builds), "fileBytes": os.path.getsize(output),
        "scans": scans,
        "corpora": {name: {
            "engine": measure(engine, output, corpus, mebibytes),
            "scan": max(scans[name]["median"] - scans["load"]["median"], 1e-6)
            / (corpus.bytes / 1e9)} for name, corpus in corpora.items()}}


def used_count(build):
    """How many signatures on content a build says that it has."""
    return int(found(r"(\d+) signatures on content", build.output))


def many_digests(engine, count):
    """Building, opening and asking a database of a great many digests."""
    source, output = engine.path("generated.hsb"), engine.path("digests.cordon")
    generate.write_digests(source, count)
    build = engine.build([source], output)
    text = run([engine.cordon, "signatures", "measure", "--signatures", output, "--digests", source],
               engine.core, codes=(0,)).output
    names = section_bytes(output, NAME_SECTIONS)
    outcome = {
        "count": count, "sourceBytes": os.path.getsize(source), "wall": build.wall,
        "cpu": build.cpu, "peak": build.peak,
        "bytesEach": (os.path.getsize(output) - names) / count, "nameBytesEach": names / count,
        "openMilliseconds": found(r"opened in ([\d.]+) ms", text),
        "listedNanoseconds": found(r"(\d+) ns listed", text),
        "otherNanoseconds": found(r"(\d+) ns not listed", text),
        "found": found(r"(\d+) of \d+ found", text),
        "residentBytes": found(r"resident: (\d+) KiB", text) * 1024}
    os.unlink(source)
    os.unlink(output)
    return outcome


def section_bytes(path, wanted):
    """Bytes of sections of a database file, by its directory (DatabaseHeader, DirectoryEntry)."""
    with open(path, "rb") as file:
        header = file.read(4096)
        place, = struct.unpack_from("<Q", header, 24)
        count, = struct.unpack_from("<Q", header, 40)
        file.seek(place)
        directory = file.read(32 * count)
    entries = struct.iter_unpack("<QQQQ", directory)
    return sum(size for section, _, size, _ in entries if section & 0xffffffff in wanted)


def adversarial(engine, kinds, say):
    """CPU for each MiB of the worst files with the worst signatures."""
    place = engine.path("adversarial")
    outcome = []
    for kind in kinds:
        shutil.rmtree(place, ignore_errors=True)
        databases = os.path.join(place, "databases")
        os.makedirs(databases)
        for name, text in kind.databases.items():
            with open(os.path.join(databases, name), "w") as file:
                file.write(text)
        body = os.path.join(place, "body")
        with open(body, "wb") as file:
            file.write(kind.body())
        row = dict(judged(engine, place, databases, body), kind=kind.name)
        outcome.append(row)
        say(f"  {row['cpuPerMebibyte']:8.4f} s/MiB  {row['verdict']:22} {kind.name}")
    shutil.rmtree(place, ignore_errors=True)
    return outcome


def judged(engine, place, databases, body):
    built = os.path.join(place, "built.cordon")
    mebibytes = os.path.getsize(body) / MEBIBYTE
    try:
        build = engine.build([databases], built)
    except Unusable as error:
        reason = str(error).rsplit("error: ", 1)[-1].strip()
        return {"verdict": f"database refused ({reason})", "mebibytes": mebibytes, "build": 0,
                "unused": False, "cpuPerMebibyte": 0}
    lists = {name: write_list(os.path.join(place, name + ".list"), [path])
             for name, path in (("one", engine.one), ("body", body))}
    # Once each: what is looked for is a hundred times too much, not a tenth.
    load = engine.scan(built, lists["one"])
    done = engine.scan(built, lists["body"], "--json", codes=None, cpu_seconds_max=60)
    verdict = f"ended with {done.code}"
    if done.code in (0, 1, 2):
        lines = [json.loads(line) for line in done.output.splitlines() if line.startswith("{")]
        verdict = lines[0]["verdict"] if lines else "clean"
        if lines and "reason" in lines[0]:
            verdict += f" ({lines[0]['reason']})"
    return {
        "verdict": verdict, "mebibytes": mebibytes, "build": build.cpu,
        "unused": "not used" in build.output,
        "cpuPerMebibyte": max(0, done.cpu - load.cpu) / mebibytes}
