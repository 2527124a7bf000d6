"""What is known to be otherwise than it should, and why."""

import configparser
import re


class Known:
    """A reason for something that was seen.

    `patterns` are the expressions that a section has by key, one on a line: of each key one has to be found.
    """

    def __init__(self, name, section, settings):
        self.name, self.reason, self.is_used = name, " ".join(section["reason"].split()), False
        self.settings = {key: section[key] for key in settings}
        self.patterns = {key: [re.compile(line) for line in text.split("\n") if line]
                         for key, text in section.items() if key != "reason" and key not in settings}

    def covers(self, **texts):
        """Whether it explains what these texts tell: one for each key that a section may have."""
        return all(self.finds(key, texts[key]) for key in self.patterns)

    def finds(self, key, text):
        return any(pattern.search(text) for pattern in self.patterns[key])


def read(path, settings):
    """The sections of a file; `settings` are the keys that have no expressions."""
    parser = configparser.ConfigParser(interpolation=None, delimiters=("=",), comment_prefixes=("#",))
    with open(path, encoding="utf-8") as file:
        parser.read_file(file)
    return [Known(name, parser[name], settings) for name in parser.sections()]


def explanation(known, **texts):
    """The first that explains something, which is noted; None where none does."""
    found = next((each for each in known if each.covers(**texts)), None)
    if found:
        found.is_used = True
    return found
