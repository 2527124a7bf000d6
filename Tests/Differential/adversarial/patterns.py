"""Patterns that meet their anchors everywhere."""

from .kind import Kind, body_line, filled, logical

ABCD = b"abcd".hex()
NEVER = b"\xf1never\xf2".hex()


def kinds(size):
    yield Kind("many bounded gaps", {"a.ndb": body_line(
        "Gaps", "{0-64}".join([ABCD] * 30) + "{0-64}" + NEVER)}, lambda: filled(b"abcd", size))
    yield Kind("many unbounded gaps", {"a.ndb": body_line(
        "Stars", "*".join([ABCD] * 30) + "*" + NEVER)}, lambda: filled(b"abcd", size))
    yield Kind("gaps to either side of the anchor", {"a.ndb": body_line(
        "Around", "{10-4000}".join(["6162??64", "62??6461", b"qanchorq".hex(), "6364??62", "64??6263"])
        + "{-3000}" + NEVER)}, lambda: filled(b"abcdabcdqanchorq", size))
    yield Kind("gaps of single bytes", {"a.ndb": body_line(
        "Bytes", ABCD + "{-100}" + "{-100}".join(["6162"] * 40) + "{-100}" + NEVER)},
        lambda: filled(b"abcdab", size))
    yield Kind("counts of parts that are everywhere", {"a.ldb": logical(
        "Counts", "((0>1000000000&1>1000000000)|(2=7&3=9)|((0|1|2|3)>900000000,3)|((0&1)>20000000,2))",
        [b"abca".hex(), b"bcab".hex(), b"cabc".hex(), b"abcabc".hex()])},
        lambda: filled(b"abc", size))
    yield Kind("64 parts, the last missing", {"a.ldb": logical(
        "Parts", "&".join(map(str, range(64))),
        [bytes([97 + index % 26, 98 + index // 26, 120, 121]).hex() for index in range(63)]
        + [NEVER])},
        lambda: filled(b"".join(
            bytes([97 + index % 26, 98 + index // 26, 120, 121]) for index in range(63)), size))
    yield Kind("200 signatures of 64 counted parts", {"a.ldb": "".join(logical(
        f"Parts{number}", "(" + "&".join(map(str, range(63))) + f")>{number + 1000000}&63",
        [bytes([97 + index % 26, 98 + index // 26]).hex() + "??" + "7879" for index in range(63)]
        + [NEVER]) for number in range(200))},
        lambda: filled(b"".join(
            bytes([97 + index % 26, 98 + index // 26, 0, 120, 121]) for index in range(63)), size))
    long = bytes(range(1, 251)) * 8
    yield Kind("a long literal but for its last byte", {"a.ndb": body_line("Long", long.hex())},
               lambda: filled(long[:-1] + b"\xff", size))
    yield Kind("a long literal, overlapping itself", {"a.ndb": body_line(
        "Self", (b"ab" * 2000).hex() + "7a")}, lambda: filled(b"ab", size))
    yield Kind("zeros", {"a.ndb": body_line("Zeros", "00" * 200 + "{5-900}" + "00" * 90 + "01")},
               lambda: bytes(size))
    yield Kind("zeros, ignoring case, wide, whole words", {"a.ldb": logical(
        "Modes", "0&1&2&3", ["61" * 40 + "::iwaf", "6161616100610061::i", "61" * 9 + "62::wf",
                             "616161*61616161*616162::ia"])},
        lambda: filled(b"aAa\0A\0a\0", size))
    yield Kind("nibbles without a literal", {"a.ndb": body_line(
        "Nibbles", "6?" * 60 + "6162" + "{-20}" + "?1" * 20 + "6162" + "f?0?")},
        lambda: filled(b"abcdefg", size))
    yield Kind("one byte, then wildcards", {"a.ndb": body_line(
        "Wild", "61" * 14 + "??61" * 3 + "??62")}, lambda: filled(b"a", size))
    yield Kind("one byte, ignoring case", {"a.ldb": logical("Caseless", "0", ["61" * 20 + "62::i"])},
               lambda: filled(b"a", size))
    yield Kind("one byte, ignoring case, wide, whole words", {"a.ldb": logical(
        "Word", "0", ["61" * 20 + "::iwaf"])}, lambda: filled(b"a", size))
    yield Kind("a number beside every match", {"a.ldb": logical(
        "Number", "0&1", ["6161", "0(>>1#de9#>5)"])}, lambda: filled(b"a", size))
    yield Kind("a long part, ignoring case, overlapping itself", {"a.ldb": logical(
        "Self", "0", [(b"abCD" * 2000).hex() + "7a::i"])}, lambda: filled(b"ABcd", size))
    yield from alternatives(size)
    yield from expressions(size)
    yield from many(size)


def alternatives(size):
    options = "(61|6162|616263|61626364)"
    between = "6162" + options + "64"
    yield Kind("alternatives of several lengths", {"a.ndb": body_line(
        "Options", ABCD + options * 40 + NEVER)}, lambda: filled(b"abcd", size))
    yield Kind("alternatives between gaps", {"a.ndb": body_line(
        "OptionsGaps", ABCD + "{0-40}" + "{0-40}".join([between] * 25) + "{0-9}" + NEVER)},
        lambda: filled(b"abcd", size))
    yield Kind("alternatives with wildcards, and negated", {"a.ndb": body_line(
        "Wild", ABCD + "(6?62??|??6263|6162??)" * 8 + "{-30}" + "!(78|79|7a)" * 30 + NEVER)
        + body_line("Not", ABCD + "!(7878|7979)" * 60 + "{-60}" + NEVER)},
        lambda: filled(b"abcd", size))
    yield Kind("six hundred alternatives", {"a.ndb": body_line(
        "Hundreds", ABCD + "{-50}6364(" + "|".join(
            f"6162{number:04x}" for number in range(600)) + ")6162{-50}" + NEVER)},
        lambda: filled(b"abcdcdab\x01\x02ab", size))


def expressions(size):
    def expression(name, text, logic="0&1"):
        return {"a.ldb": logical(name, logic, ["61616161", text])}

    yield Kind("expression: nested repetition", expression("Nested", "0/(a+)+b/"),
               lambda: filled(b"a", size))
    yield Kind("expression: alternatives that overlap", expression("Overlap", "0/(a|aa|aaa)+$b/"),
               lambda: filled(b"a", size))
    yield Kind("expression: back-references", expression("Back", "0/(.*)(.*)(.*)(.*)\\1\\2x/s"),
               lambda: filled(b"a", size))
    yield Kind("expression: a match at every byte", expression(
        "Every", "0/a/g", "0&1>2000000000"), lambda: filled(b"a", size))
    yield Kind("expression: look-behind at every byte", expression(
        "Behind", "0/(?<=a{200})(?=a{300})(?!a{301})b/g"), lambda: filled(b"a", size))
    yield Kind("expressions: fifty of them", {"a.ldb": "".join(logical(
        f"Fifty{number}", "0&1", ["61616161", f"0/(a*)*[b-d]{{{number + 1}}}\\1x/"])
        for number in range(50))}, lambda: filled(b"aaaab", size))


def many(size):
    yield Kind("macros", {
        "a.ldb": logical("Macro", "0&1&2", [ABCD, "${1-255}12$", NEVER])
        + logical("Macros", "0&1", ["6364", "${0-250}12$"]),
        "a.ndb": "".join(body_line(
            f"D{index}", bytes([97 + index % 26, 98 + index // 26]).hex() + "f1f2", 0, "$12")
            for index in range(30))}, lambda: filled(b"abcd", size))
    yield Kind("comparisons beside every match", {"a.ldb": logical(
        "Compare", "&".join(map(str, range(33))),
        [ABCD] + [f"0(>>{index}#db2#>{index + 3})" for index in range(32)])
        + "".join(logical(f"Compare{number}", "0&1&2", [
            "6162", f"0(>>{number}#hb4#={number})", f"0(<<{number}#ile4#<{number})"])
            for number in range(300))}, lambda: filled(b"abcd", size))
    names = [f"{number:05d}#x".encode() for number in range(20000)]
    lines = "".join(
        logical(f"Many{number}", "0&1", [name.hex(), f"{number:08x}f1f2f3f4"])
        for number, name in enumerate(names))
    yield Kind("20,000 candidates", {"a.ldb": lines}, lambda: filled(b"".join(names), size))
    absent = "".join(logical(
        f"Absent{number}", "0=0&1=0&2",
        [f"{number:08x}f1f2", f"{number:08x}f3f4", f"6162??{97 + number % 4:02x}6?"])
        for number in range(3000))
    yield Kind("3,000 signatures without an anchor", {"a.ldb": absent},
               lambda: filled(b"abcd", size))
    same = "".join(body_line(f"Same{number}", ABCD + f"{{{number}-{number + 90}}}f1f2f3")
                   for number in range(4000))
    yield Kind("4,000 signatures with the same beginning", {"a.ndb": same},
               lambda: filled(b"abcd", size))
    yield Kind("offsets from the end", {"a.ndb": "".join(body_line(
        f"End{number}", ABCD + "{-200}" + NEVER, 0, f"EOF-{size - number},{size}")
        for number in range(200))}, lambda: filled(b"abcd", size))
    yield Kind("digests of any size", {"a.hsb": "".join(
        f"{'0123456789abcdef' * (length // 16) + '01234567' * (length % 16 // 8)}:*:Hash{length}:73\n"
        for length in (32, 40, 64))}, lambda: filled(b"abcd", size))
    yield Kind("file types at every byte", {"a.ftm": "".join(
        f"1:*:6162{'6?' * (number % 5 + 2)}{{-{number + 9}}}f1f2f3:Type{number}:CL_TYPE_ANY:CL_TYPE_HTML"
        "\n" for number in range(8)), "a.ndb": body_line("Any", NEVER + NEVER)},
        lambda: filled(b"abcd", size))
