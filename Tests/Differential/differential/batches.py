"""A batch: a database, files, and what the scanners say of them. The unit of work of one process."""

import collections
import os
import re
import shutil
from random import Random

from . import records
from .differences import Difference
from .patterns import Unfit
from .synthesis import Synthesis


# Files that clamscan takes for too small to be looked at.
SMALL = 5
# What makes clamscan take a file for HTML.
HTML = re.compile(rb"<(a\s.*href|body|head|html|iframe|img|object|script|table)|<%@ language =", re.I | re.S)


class File:
    """A file of a batch. `kind` says what it was made as; `signature` is what it was made from."""

    def __init__(self, path, kind, signature=None):
        self.path, self.kind, self.signature = path, kind, signature


class Batch:
    """Files against one database. `part` and `name` say where it belongs; `at_defaults`, that both scanners
    look into files as they do unless they are told otherwise."""

    def __init__(self, part, name, directory, settings, at_defaults=False):
        self.part, self.name, self.settings = part, name, settings
        self.clamscan = settings.clamscan_at_defaults if at_defaults else settings.clamscan
        self.cordon = settings.cordon_at_defaults if at_defaults else settings.cordon
        self.directory = os.path.join(directory, part, name)
        self.database = os.path.join(self.directory, "db")
        os.makedirs(self.database, exist_ok=True)
        self.files, self.signatures, self.unfit = [], {}, collections.Counter()
        self.unwanted = False
        self.first_match = settings.first_match
        # Whether what satisfies a signature is to be found: not where its format is off.
        self.is_meant = True

    def add_lines(self, form, lines):
        with open(os.path.join(self.database, f"{self.name}.{form}"), "a", encoding="latin-1") as file:
            file.writelines(line.rstrip("\r\n") + "\n" for line in lines)

    def add_file(self, data, kind, signature=None):
        path = os.path.join(self.directory, "files", f"{len(self.files):06}")
        if not self.files:
            os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(data)
        self.files.append(File(path, kind, signature))

    def generate(self, signatures, misses, only=None):
        """Adds the files of signatures."""
        macros = collections.defaultdict(lambda: collections.defaultdict(list))
        for signature in signatures:
            self.signatures[signature.name] = signature
            offset = signature.parts[0].offset
            if offset.kind == "macro":
                macros[signature.target][offset.value].append(signature.parts[0].body)
        for signature in signatures:
            if only and signature.name != only or signature.parts[0].offset.kind == "macro":
                continue
            random = Random(f"{self.settings.seed}:{signature.name}")
            synthesis = Synthesis(signature, random, macros[signature.target])
            try:
                plan = synthesis.plan()
                data = plan.build(random)
            except Unfit as error:
                self.unfit[str(error)] += 1
                continue
            self.add_file(data, "satisfying", signature)
            for kind, near in synthesis.misses(plan, misses):
                try:
                    self.add_file(near.build(random), kind, signature)
                except Unfit:
                    continue

    def run(self):
        """Scans and compares."""
        outcome = Outcome()
        outcome.unfit = self.unfit
        paths = [file.path for file in self.files]
        if not paths:
            return outcome
        settings = self.settings
        oracle = self.clamscan.scan(self.database, paths, self.directory, unwanted=self.unwanted)
        self.judge_generation(oracle, outcome)
        if self.cordon:
            found = self.cordon.scan(self.database, paths, self.directory, unwanted=self.unwanted)
            self.compare(oracle, found, outcome)
        if self.cordon and self.first_match:
            self.compare_first(oracle, outcome, paths)
        return outcome

    def judge_generation(self, oracle, outcome):
        for file in self.files:
            outcome.files += 1
            outcome.detected += bool(oracle.names[file.path])
            if self.is_meant and file.kind == "satisfying" and file.signature:
                hit = file.signature.name in oracle.names[file.path]
                outcome.satisfying += 1
                outcome.satisfied += hit
                for feature in file.signature.features():
                    outcome.features[feature] += 1
                    outcome.features_hit[feature] += hit
                if not hit:
                    outcome.unsatisfied.append((file.path, file.signature.line))

    def difference(self, who, name, file, note=""):
        signature = self.signatures.get(name) or file.signature
        if os.path.getsize(file.path) <= SMALL:
            note += " small file"
        with open(file.path, "rb") as opened:
            if HTML.search(opened.read()):
                note += " has HTML"
        return Difference(who, name, f"{self.part}/{self.name}/{file.kind}", file.path,
                          signature.line if signature else "",
                          signature.features() if signature else (), note)

    def compare(self, oracle, found, outcome):
        for file in self.files:
            names, other = oracle.names[file.path], found.names[file.path]
            if oracle.unjudged.get(file.path) == "clamscan crashed":
                outcome.crashes += 1
                continue
            outcome.compared += 1
            if file.path in found.unjudged:
                if file.path not in oracle.unjudged:
                    note = found.unjudged[file.path] + "".join(f"; clamscan: {n}" for n in sorted(names)[:3])
                    name = file.signature.name if file.signature else ""
                    outcome.differences.append(self.difference("unjudged", name, file, note))
                continue
            if names == other:
                outcome.agreed += 1
                continue
            reasons = found.reasons.get(file.path)
            note = f"not judged whole: {reasons}" if reasons else ""
            for name in sorted(names - other):
                outcome.differences.append(self.difference("clamscan", name, file, note))
            for name in sorted(other - names):
                outcome.differences.append(self.difference("cordon", name, file, note))

    def compare_first(self, oracle, outcome, paths):
        """Without --allmatch the verdict is the same, and the one name is one of all."""
        first = self.clamscan.scan(self.database, paths, self.directory, every=False,
                                   unwanted=self.unwanted)
        found = self.cordon.scan(self.database, paths, self.directory, every=False,
                                 unwanted=self.unwanted)
        for file in self.files:
            names, other = first.names[file.path], found.names[file.path]
            if first.unjudged.get(file.path) == "clamscan crashed":
                continue
            outcome.compared += 1
            if file.path in found.unjudged:
                outcome.agreed += 1
                continue
            if bool(names) == bool(other) and (not other or other & oracle.names[file.path]):
                outcome.agreed += 1
                continue
            who = "clamscan" if names and not other else "cordon"
            for name in sorted(names if who == "clamscan" else other)[:1]:
                outcome.differences.append(self.difference(who, name, file, "first match"))

    def remove(self):
        shutil.rmtree(self.directory, ignore_errors=True)


class Outcome:
    """What came of batches."""

    COUNTERS = ("files", "detected", "satisfying", "satisfied", "compared", "agreed",
                "crashes")

    def __init__(self):
        for counter in self.COUNTERS:
            setattr(self, counter, 0)
        self.features, self.features_hit = collections.Counter(), collections.Counter()
        self.unfit, self.unsatisfied, self.differences = collections.Counter(), [], []

    def add(self, other):
        for counter in self.COUNTERS:
            setattr(self, counter, getattr(self, counter) + getattr(other, counter))
        self.features.update(other.features)
        self.features_hit.update(other.features_hit)
        self.unfit.update(other.unfit)
        self.unsatisfied.extend(other.unsatisfied)
        self.differences.extend(other.differences)


def read_lines(form, lines):
    """The signatures of lines; what is not read is counted by reason."""
    signatures, unread = [], collections.Counter()
    for line in lines:
        try:
            signature = records.parse_line(line, form)
        except (Unfit, ValueError, IndexError) as error:
            unread[f"not read: {error}"] += 1
            continue
        if signature:
            signatures.append(signature)
    return signatures, unread
