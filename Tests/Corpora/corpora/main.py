"""Counts for each class what Cordon finds in the files of the shared corpora and what it misses.

The files are scanned by `cordon scan --json --contents` as uploads would be, and what is found is held
against the tables of the corpora. Where the two do not agree, `known-disagreements` says which of them is
right, and why.
"""

import argparse
import os
import sys
import tempfile

from running import known as listed

from . import classes, files
from .counts import Tally

HERE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
ROOT = os.path.dirname(os.path.dirname(HERE))
HEADER = ("true +", "false +", "false -", "true -", "recall", "prec.")


def arguments():
    parser = argparse.ArgumentParser(prog="Tests/Corpora/run", description=__doc__, epilog="""
A class is met where recall and precision are 99.5 % or more; where fewer than 200 files are of it, where none
is missed and at most one is found that is not of it. exit status: 0 if all are met and every disagreement is
explained; 1 if not; 77 if there is no cordon, or there are no corpora.""")
    parser.add_argument("--cordon", default=os.path.join(ROOT, ".build", "release", "cordon"))
    parser.add_argument("--corpora", help="where they are (default: $CORDON_CORPORA, ../shared/corpora)")
    parser.add_argument("--class", dest="of", default="", help="only classes whose name has this")
    parser.add_argument("--jobs", type=int, help="files that are scanned at a time")
    parser.add_argument("--verbose", action="store_true", help="name the files that are explained, too")
    return parser.parse_args()


def table(tallies):
    rows = [("", *HEADER, *HEADER, "")]
    for tally in tallies:
        rows.append((tally.of.name, *tally.by_table.row(), *tally.judged.row(),
                     "met" if tally.judged.is_met else "MISSED"))
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    first = widths[0] + 2
    half = sum(widths[1:7]) + 2 * 5
    lines = [" " * first + "by the table".ljust(half + 4) + "as looked at"]
    for row in rows:
        cells = [row[0].ljust(widths[0])] + [cell.rjust(width) for cell, width in zip(row[1:], widths[1:])]
        lines.append("  ".join(cells[:7]) + "    " + "  ".join(cells[7:]))
    return lines


def explanations(tally, verbose):
    groups = {}
    for file, is_found, reason in tally.disagreements:
        groups.setdefault((reason, is_found), []).append(file)
    for (reason, is_found), group in groups.items():
        what = "found beside the table" if is_found else "in the table, and not found"
        said = f"{reason.settings['right']} is right: {reason.reason}" if reason else "NOT EXPLAINED"
        yield f"{tally.of.name}: {len(group)} {what}: {said}"
        if verbose or not reason:
            yield from (f"  {file.corpus}/{file.name}: {file.verdict} {sorted(file.classes | file.reasons)}"
                        for file in group)


def report(options, tallies, known):
    print("\n".join(table(tallies)), end="\n\n")
    for tally in tallies:
        for line in explanations(tally, options.verbose):
            print(line)
    # Of classes that were not looked at nothing is known.
    unused = [each.name for each in known if not each.is_used
              and any(each.finds("class", tally.of.name) for tally in tallies)]
    for name in unused:
        print(f"known-disagreements: [{name}]: there is no such disagreement")
    missed = sum(not tally.judged.is_met for tally in tallies)
    unexplained = sum(len(tally.unexplained) for tally in tallies)
    print(f"\n{len(tallies)} classes, {missed} missed; "
          f"{sum(len(tally.disagreements) for tally in tallies)} disagreements, {unexplained} not explained")
    return 1 if missed or unexplained or unused else 0


def main():
    options = arguments()
    corpora = (options.corpora or os.environ.get("CORDON_CORPORA")
               or os.path.join(ROOT, "..", "shared", "corpora"))
    if not os.path.exists(os.path.join(corpora, "office.csv")):
        print(f"skipped: there are no corpora in {corpora}: set CORDON_CORPORA")
        return 77
    if not os.access(options.cordon, os.X_OK):
        print(f"skipped: there is no {options.cordon}: swift build -c release --product cordon")
        return 77
    known = listed.read(os.path.join(HERE, "known-disagreements"), ["right"])
    with tempfile.TemporaryDirectory(prefix="cordon-corpora.", dir="/var/tmp") as directory:
        found = files.unpack(corpora, directory)
        files.scan(os.path.abspath(options.cordon), directory, found, options.jobs)
    tallies = [Tally(each, found, known) for each in classes.ALL if options.of in each.name]
    return report(options, tallies, known)


if __name__ == "__main__":
    sys.exit(main())
