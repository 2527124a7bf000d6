"""The logic of logical signatures: read, evaluated, and solved for counts that satisfy it."""

import re

from .patterns import Unfit

SUBSIGNATURES_MAX = 64
SOLUTIONS_MAX = 40


class Node:
    """`op` is "id", "&" or "|". `test` is (operator, count, distinct or None), or None."""

    def __init__(self, op, children=(), index=0, test=None):
        self.op, self.children, self.index, self.test = op, list(children), index, test

    def ids(self):
        if self.op == "id":
            return {self.index}
        return set().union(*(child.ids() for child in self.children))


TOKEN = re.compile(r"\s*(\d+(?:,\d+)?|==|[()&|=<>])")


def parse(text):
    tokens, at = [], 0
    text = text.strip()
    while at < len(text):
        match = TOKEN.match(text, at)
        if not match:
            raise Unfit("malformed logic")
        tokens.append("=" if match[1] == "==" else match[1])
        at = match.end()
    node, rest = parse_operation(tokens, 0)
    if rest != len(tokens):
        raise Unfit("malformed logic")
    return node


def parse_operation(tokens, at):
    # Left to right as it stands; a mixture of operators without parentheses associates to the right
    # in ClamAV, which makes no difference to what is generated: clamscan judges.
    left, at = parse_term(tokens, at)
    if at < len(tokens) and tokens[at] in "&|":
        op = tokens[at]
        right, at = parse_operation(tokens, at + 1)
        if right.op == op and right.test is None:
            return Node(op, [left] + right.children), at
        return Node(op, [left, right]), at
    return left, at


def parse_term(tokens, at):
    if at >= len(tokens):
        raise Unfit("malformed logic")
    if tokens[at] == "(":
        node, at = parse_operation(tokens, at + 1)
        if at >= len(tokens) or tokens[at] != ")":
            raise Unfit("malformed logic")
        at += 1
        if at < len(tokens) and tokens[at] in "=<>" and node.test is not None:
            node = Node("&", [node])
    else:
        if not tokens[at].isdigit():
            raise Unfit("malformed logic")
        node, at = Node("id", index=int(tokens[at])), at + 1
    if at + 1 < len(tokens) and tokens[at] in "=<>":
        count, _, distinct = tokens[at + 1].partition(",")
        node.test = (tokens[at], int(count), int(distinct) if distinct else None)
        at += 2
    return node, at


def features(node):
    names = set()
    if node.test:
        operator, count, distinct = node.test
        names.add("=0" if (operator, count) == ("=", 0) else operator + "n")
        if distinct is not None:
            names.add("n,m")
        if node.op != "id":
            names.add("(group)" + operator)
    if node.op != "id":
        names.add(node.op)
    for child in node.children:
        names |= features(child)
    return names


def merge(left, right):
    """Both demands together; None where they contradict each other."""
    merged = dict(left)
    for index, count in right.items():
        if index in merged and merged[index] != count and 0 in (merged[index], count):
            return None
        merged[index] = max(merged.get(index, 0), count)
    return merged


def solutions(node, random):
    """Counts by subsignature that satisfy the logic, those that are likely to be small first."""
    if node.op == "id":
        return leaf_solutions(node)
    found = []
    if node.op == "|":
        children = list(node.children)
        random.shuffle(children)
        for child in children:
            found.extend(solutions(child, random)[:4])
            if len(found) >= SOLUTIONS_MAX:
                break
    else:
        found = [{}]
        for child in node.children:
            options = solutions(child, random)[:4]
            found = [m for f in found for o in options if (m := merge(f, o)) is not None]
            found = found[:SOLUTIONS_MAX]
    if node.test:
        found = [s for f in found for s in tested(node, f, random)]
    return found


def leaf_solutions(node):
    index = node.index
    if not node.test:
        return [{index: 1}]
    operator, count, _ = node.test
    if operator == "=":
        return [{index: count}]
    if operator == ">":
        return [{index: count + 1}]
    # `<n` holds where there is none of it, too.
    return [{index: max(count - 1, 0)}] if count > 0 else []


def tested(node, solution, random):
    """A solution of the group as its test wants: counts raised, further members used."""
    operator, count, distinct = node.test
    members = sorted(node.ids())
    total = sum(solution.get(i, 0) for i in members)
    wanted = {"=": count, ">": count + 1, "<": count - 1}[operator]
    if (operator, count) == ("=", 0):
        # Such a group counts nothing where its logic does not hold.
        return [{i: 0 for i in members}]
    if operator == "<" and total <= wanted:
        wanted = total
    result = dict(solution)
    unused = [i for i in members if result.get(i, 0) == 0]
    random.shuffle(unused)
    need = max(0, (distinct or 0) - sum(1 for i in members if result.get(i, 0) > 0))
    for index in unused[:need]:
        result[index] = 1
        total += 1
    while total < wanted:
        if unused[need:] and random.random() < 0.7:
            index = unused.pop()
            result[index] = result.get(index, 0) + 1
        else:
            usable = [i for i in members if result.get(i, 0) > 0]
            if not usable:
                return []
            index = random.choice(usable)
            result[index] += 1
        total += 1
    if operator in "=<" and total > wanted:
        return []
    return [result]


def holds(node, counts):
    """Whether the logic holds, and the counts that it consumed."""
    ok, _, _ = evaluate(node, counts)
    return ok


def evaluate(node, counts):
    if node.op == "id":
        value = counts.get(node.index, 0)
        if node.test:
            operator, count, _ = node.test
            ok = {"=": value == count, ">": value > count, "<": value < count}[operator]
            return ok, value if ok else 0, {node.index} if ok else set()
        return value > 0, value, {node.index} if value else set()
    results = [evaluate(child, counts) for child in node.children]
    truth = [r[0] for r in results]
    ok = all(truth) if node.op == "&" else any(truth)
    total = sum(r[1] for r in results) if ok else 0
    ids = set().union(*(r[2] for r in results)) if ok else set()
    if node.test:
        operator, count, distinct = node.test
        passed = {"=": total == count, ">": total > count, "<": total < count}[operator]
        if not passed or (distinct and len(ids) < distinct):
            return False, 0, set()
        return True, total, ids
    return ok, total, ids
