"""What the scanners disagree on, and which of it is known and why."""

import collections
import configparser
import re


class Difference:
    """One name that one scanner alone gives to one file.

    `who` says it alone: clamscan or cordon; "unjudged" is a file that Cordon could not judge. `file`
    tells what the file is: PART/KIND. `features` are the constructs of the signature.
    """

    def __init__(self, who, name, file, path, line="", features=(), note=""):
        self.who, self.name, self.file, self.path = who, name, file, path
        self.line, self.features, self.note = line, frozenset(features), note
        self.known = None


class Known:
    """A class of accepted differences."""

    def __init__(self, name, section):
        self.name, self.reason = name, " ".join(section["reason"].split())
        self.who = section.get("who", "clamscan|cordon")
        self.patterns = {key: re.compile(section[key], re.DOTALL)
                         for key in ("signature", "file", "line", "note") if key in section}

    def covers(self, difference):
        if not re.fullmatch(self.who, difference.who):
            return False
        values = {"signature": difference.name, "file": difference.file, "line": difference.line,
                  "note": difference.note}
        return all(pattern.search(values[key]) for key, pattern in self.patterns.items())


def read_known(path):
    parser = configparser.ConfigParser(interpolation=None, delimiters=("=",), comment_prefixes=("#",))
    with open(path, encoding="utf-8") as file:
        parser.read_file(file)
    return [Known(name, parser[name]) for name in parser.sections()]


def classify(differences, known):
    for difference in differences:
        difference.known = next((k.name for k in known if k.covers(difference)), None)
    return [d for d in differences if d.known is None]


# What nearly every signature has tells nothing.
COMMON = {"literal", "Engine", "ldb", "&"}


def groups(differences):
    """Differences by who says it and by the constructs of the signature, the largest first."""
    found = collections.defaultdict(list)
    for difference in differences:
        rare = sorted(difference.features - COMMON)
        # What is made from no signature is told apart by what it is.
        label = " ".join(rare) if difference.line else difference.file
        found[difference.who, label].append(difference)
    return sorted(found.items(), key=lambda item: -len(item[1]))


def shares(differences, features_of_all):
    """Constructs by the share of their signatures that differ: where a cause is likely."""
    wrong = collections.defaultdict(set)
    for difference in differences:
        for feature in difference.features:
            wrong[feature].add(difference.name)
    rows = [(len(names) / max(features_of_all.get(feature, 1), 1), len(names), feature)
            for feature, names in wrong.items()]
    return sorted(rows, reverse=True)
