"""What of a class was found and missed."""

from running.known import explanation

# From so many files that are of a class on, a share of them tells more than a number.
MANY = 200
SHARE = 0.995


class Counts:
    """Of one class: true and false, positives and negatives."""

    def __init__(self):
        self.found = self.wrong = self.missed = self.absent = 0

    def add(self, is_found, is_there):
        if is_there:
            self.found, self.missed = self.found + is_found, self.missed + (not is_found)
        else:
            self.wrong, self.absent = self.wrong + is_found, self.absent + (not is_found)

    @property
    def recall(self):
        return self.found / (self.found + self.missed) if self.found + self.missed else 1.0

    @property
    def precision(self):
        return self.found / (self.found + self.wrong) if self.found + self.wrong else 1.0

    @property
    def is_met(self):
        if self.found + self.missed >= MANY:
            return self.recall >= SHARE and self.precision >= SHARE
        return self.missed == 0 and self.wrong <= 1

    def row(self):
        shares = (f"{100 * share:.1f}" for share in (self.recall, self.precision))
        return [str(each) for each in (self.found, self.wrong, self.missed, self.absent)] + list(shares)


class Tally:
    """A class with its counts: as the table has it, and with those taken out that Cordon is right about."""

    def __init__(self, of, files, known):
        self.of, self.by_table, self.judged = of, Counts(), Counts()
        self.disagreements = []
        for file in files:
            if file.corpus not in of.corpora:
                continue
            is_there = of.is_there(file)
            if is_there is None:
                continue
            is_found = of.is_found(file)
            self.by_table.add(is_found, is_there)
            reason = None
            if is_found != is_there:
                reason = explanation(known, **{"class": of.name, "files": file.name})
                self.disagreements.append((file, is_found, reason))
            is_right = reason and reason.settings["right"] == "cordon"
            self.judged.add(is_found, is_found if is_right else is_there)

    @property
    def unexplained(self):
        return [each for each in self.disagreements if each[2] is None]
