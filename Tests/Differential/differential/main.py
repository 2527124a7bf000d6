"""The command line of the suite."""

import argparse
import collections
import multiprocessing
import os
import shutil
import sys
import tempfile
import time

from . import differences, parts
from .batches import Outcome
from .scanners import Clamscan, Cordon, Failure

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))
KNOWN = os.path.join(ROOT, "Tests", "Differential", "known-differences")


def arguments():
    parser = argparse.ArgumentParser(
        prog="Tests/Differential/run", formatter_class=argparse.RawDescriptionHelpFormatter,
        description="Compares `cordon scan` with clamscan: same databases, same files.",
        epilog="""\
exit status: 0 if they agree, or differ only in ways that Tests/Differential/known-differences lists;
1 if they differ otherwise; 2 if something went wrong; 77 if clamscan or the corpora are missing.

examples:
  Tests/Differential/run                                    what CI runs, in some minutes
  Tests/Differential/run --size full                        everything, on demand
  Tests/Differential/run --only shared --signature NAME --keep DIR
                                                            one signature; its files stay in DIR""")
    parser.add_argument("--size", choices=("ci", "full"), default="ci")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--cordon", metavar="PATH", help="default: .build/release/cordon")
    parser.add_argument("--clamscan", metavar="PATH", default="clamscan")
    parser.add_argument("--only", metavar="PART", action="append", choices=sorted(parts.PARTS))
    parser.add_argument("--signature", metavar="NAME", help="only the files made for one signature")
    parser.add_argument("--keep", metavar="DIR", help="leave databases and files there")
    parser.add_argument("--jobs", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--misses", type=int, help="near misses for each signature")
    parser.add_argument("--oracle-only", action="store_true",
                        help="do not run cordon; tell how many files clamscan takes as they are meant")
    parser.add_argument("--examples", type=int, default=3, help="shown of each group of differences")
    parser.add_argument("--groups", type=int, default=40, help="groups of differences shown")
    return parser.parse_args()


class Settings:
    """What a run does. Copied to the processes that do it."""

    def __init__(self, options):
        self.size, self.seed, self.jobs = options.size, options.seed, max(options.jobs, 1)
        self.signature, self.keep = options.signature, options.keep
        full = options.size == "full"
        self.misses = options.misses if options.misses is not None else (3 if full else 1)
        self.together = 8000 if full else 500
        self.first_match = True
        self.machine_files, self.machine_largest, self.corpus_files = 1200, 1 << 20, 1200
        self.whole_files = 200
        self.corpora = os.environ.get("CORDON_CORPORA") or os.path.join(ROOT, "..", "shared", "corpora")
        self.clamscan = Clamscan(options.clamscan)
        self.clamscan_at_defaults = Clamscan(options.clamscan, ())
        program = options.cordon or os.path.join(ROOT, ".build", "release", "cordon")
        program = os.path.abspath(program)
        self.cordon = None if options.oracle_only else Cordon(program)
        self.cordon_at_defaults = None if options.oracle_only else Cordon(program, unpack="yes")
        self.directory = options.keep or tempfile.mkdtemp(prefix="cordon-differential.")
        self.directory = os.path.abspath(self.directory)
        self.unpacked = os.path.join(self.directory, "unpacked")
        os.makedirs(self.unpacked, exist_ok=True)

    def missing(self):
        if not shutil.which(self.clamscan.program):
            return "clamscan is not installed"
        if not os.path.exists(os.path.join(self.corpora, "signatures.tar.zst")):
            return f"there are no corpora in {self.corpora}: set CORDON_CORPORA"
        if self.cordon and not os.access(self.cordon.program, os.X_OK):
            return f"there is no {self.cordon.program}: swift build -c release --product cordon"
        return None


def perform(task):
    settings, (function, part, name, *details) = task
    try:
        return part, name, function(settings, part, name, *details), None
    except Failure as failure:
        return part, name, None, str(failure)


def main():
    options = arguments()
    settings = Settings(options)
    missing = settings.missing()
    if missing:
        print(f"skipped: {missing}")
        return 77
    try:
        return run(options, settings)
    finally:
        if not options.keep:
            shutil.rmtree(settings.directory, ignore_errors=True)


def run(options, settings):
    started = time.monotonic()
    tasks = [task for part in options.only or parts.PARTS for task in parts.PARTS[part](settings)]
    outcomes, failures = collections.defaultdict(Outcome), []
    # A process for each task: what one leaves behind must not reach another.
    with multiprocessing.Pool(settings.jobs) as pool:
        for part, name, outcome, failure in pool.imap_unordered(
                perform, [(settings, task) for task in tasks]):
            if failure:
                failures.append(f"{part}/{name}: {failure}")
            elif outcome:
                outcomes[part].add(outcome)
    everything = Outcome()
    for part in parts.PARTS:
        if part in outcomes:
            everything.add(outcomes[part])
            tell_part(part, outcomes[part], settings)
    known = differences.read_known(KNOWN)
    unknown = differences.classify(everything.differences, known)
    tell_known(everything.differences, known)
    tell_unknown(unknown, everything, options, settings)
    for failure in failures:
        print(f"error: {failure}")
    failed = len({(d.file, d.path, d.note) for d in unknown})
    print(f"{everything.compared - failed} passed, {failed} failed"
          f" ({everything.files} files, seed {settings.seed}, {time.monotonic() - started:.0f} s)")
    if failures or not everything.files:
        return 2
    return 1 if unknown else 0


def percent(part, whole):
    return f"{100 * part / whole:.1f} %" if whole else "-"


def tell_part(part, outcome, settings):
    print(f"{part}: {outcome.files} files, {outcome.detected} detected by clamscan")
    if outcome.satisfying:
        print(f"  made to satisfy a signature: {outcome.satisfying}, of which clamscan takes "
              f"{percent(outcome.satisfied, outcome.satisfying)} so")
    if outcome.crashes:
        print(f"  clamscan crashed at {outcome.crashes}, which are not compared")
    for reason, count in outcome.unfit.most_common():
        print(f"  no file made: {count} signatures: {reason}")
    if settings.cordon:
        print(f"  compared: {outcome.compared} verdicts, agreed: {outcome.agreed}")
    elif outcome.satisfying:
        low = [(outcome.features_hit[f] / n, f, n) for f, n in outcome.features.items()]
        for share, feature, count in sorted(low)[:25]:
            print(f"  {100 * share:5.1f} % of {count:6} with {feature}")
        for path, line in outcome.unsatisfied[:30]:
            print(f"  not taken: {path} {line[:200]}")


def tell_known(found, known):
    counts = collections.Counter(d.known for d in found if d.known)
    for entry in known:
        if counts[entry.name]:
            print(f"known: {counts[entry.name]:6} {entry.name}: {entry.reason}")


def tell_unknown(unknown, everything, options, settings):
    if not unknown:
        return
    print(f"\n{len(unknown)} differences that are not known")
    print("constructs by the share of their signatures that differ:")
    for share, count, feature in differences.shares(unknown, everything.features)[:20]:
        print(f"  {100 * share:6.1f} % ({count}) {feature}")
    found = differences.groups(unknown)
    for (who, label), group in found[: options.groups]:
        print(f"\n{len(group)} × {who} alone: {label}")
        for difference in group[: options.examples]:
            tell_difference(difference, settings)
    if len(found) > options.groups:
        print(f"\nand {len(found) - options.groups} groups more")
    print()


def tell_difference(d, settings):
    print(f"  {d.name} in {d.file}{f' ({d.note})' if d.note else ''}")
    if d.line:
        print(f"    {d.line[:400]}")
    part, batch, _ = d.file.split("/", 2)
    if settings.keep or not d.path.startswith(settings.directory):
        database = os.path.join(settings.directory, part, batch, "db")
        clamscan, cordon = settings.clamscan, settings.cordon
        if part in parts.AT_DEFAULTS:
            clamscan, cordon = settings.clamscan_at_defaults, settings.cordon_at_defaults
        print(f"    clamscan: {' '.join(clamscan.command(database))} {d.path}")
        print(f"    cordon:   {' '.join(cordon.command(database))} {d.path}")
    else:
        print(f"    again: Tests/Differential/run --size {settings.size} --seed {settings.seed} "
              f"--misses {settings.misses} --only {part} --signature '{d.name}' --keep DIR")


if __name__ == "__main__":
    sys.exit(main())
