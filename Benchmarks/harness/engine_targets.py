"""What the figures of the signature engine are held against."""

from .targets import Target

CPU_TIMES = {"ELF": 15, "text": 15, "PE": 20}
CPU_TIMES_ASPIRED = 25
HYPERSCAN_SHARE = 0.8
CONTENT_BUILD_SECONDS = 20
CONTENT_GIGABYTES_PER_SECOND = 0.5
DIGEST_BUILD_SECONDS = 90
DIGEST_BUILD_BYTES = 4e9
DIGEST_OPEN_MILLISECONDS = 50
DIGEST_BYTES = 24
DIGEST_NANOSECONDS = 1000
DIGEST_RESIDENT_BYTES = 64 << 20
SWAP_TIMES = 2
SWAP_MILLISECONDS = 50
WORST_SECONDS = 0.1


def judge(results):
    """All targets for which there is a measurement."""
    targets = []
    for name, each in (results.get("clamscan") or {}).get("corpora", {}).items():
        targets += judge_corpus(name, each)
    for name, each in (results.get("hyperscan") or {}).items():
        targets.append(Target(
            f"rate of the engine against Hyperscan alone: {name}", f"{each['ratio']:.2f}",
            f"≥ {HYPERSCAN_SHARE}", each["ratio"] >= HYPERSCAN_SHARE))
    for judging, name in ((judge_contents, "contents"), (judge_digests, "digests"),
                          (judge_swap, "swap"), (judge_worst, "worst")):
        if results.get(name):
            targets += judging(results[name])
    return targets


def judge_corpus(name, row):
    times = row["clamscan"] / row["built"]
    return [Target(
        f"CPU per byte against clamscan: {name}",
        f"{times:.1f} × less ({times / CPU_TIMES_ASPIRED:.0%} of {CPU_TIMES_ASPIRED} ×)",
        f"≥ {CPU_TIMES[name]} × less", times >= CPU_TIMES[name])]


def judge_contents(row):
    work = f"{row['count']:,} signatures on content: "
    targets = [Target(
        work + "build on two cores", f"{row['wall']:.1f} s ({row['cpu']:.1f} s of CPU)",
        f"≤ {CONTENT_BUILD_SECONDS} s", row["wall"] <= CONTENT_BUILD_SECONDS)]
    for name, each in row["corpora"].items():
        for part, seconds in (("all of a scan", each["scan"]),
                              ("the part on a worker", each["engine"]["engine"])):
            targets.append(Target(
                f"{work}{name} files, {part}", f"{1 / seconds:.2f} GB/s",
                f"≥ {CONTENT_GIGABYTES_PER_SECOND} GB/s",
                1 / seconds >= CONTENT_GIGABYTES_PER_SECOND))
    return targets


def judge_digests(row):
    work = f"{row['count']:,} signatures on digests: "
    return [
        Target(work + "build", f"{row['wall']:.1f} s ({row['cpu']:.1f} s of CPU)",
               f"≤ {DIGEST_BUILD_SECONDS} s", row["wall"] <= DIGEST_BUILD_SECONDS),
        Target(work + "memory of the build", f"{row['peak'] / 2**20:.0f} MiB", "≤ 4 GB",
               row["peak"] <= DIGEST_BUILD_BYTES),
        Target(work + "open", f"{row['openMilliseconds']:.1f} ms",
               f"≤ {DIGEST_OPEN_MILLISECONDS} ms", row["openMilliseconds"] <= DIGEST_OPEN_MILLISECONDS),
        Target(work + "on disk, each, without names", f"{row['bytesEach']:.1f} bytes",
               f"≤ {DIGEST_BYTES} bytes", row["bytesEach"] <= DIGEST_BYTES),
        Target(work + "look-up, warm",
               f"{row['listedNanoseconds']:.0f} ns listed, {row['otherNanoseconds']:.0f} ns not listed",
               "≤ 1 µs", max(row["listedNanoseconds"], row["otherNanoseconds"]) <= DIGEST_NANOSECONDS),
        Target(work + "resident after the look-ups", f"{row['residentBytes'] / 2**20:.0f} MiB",
               "≤ 64 MiB", row["residentBytes"] <= DIGEST_RESIDENT_BYTES)]


def judge_swap(row):
    work = "exchange under full load: "
    times = row["p99During"] / row["p99Before"]
    return [
        Target(work + "requests lost", f"{row['lost']} of {row['requests']:,}", "0", row["lost"] == 0),
        Target(work + "p99 against that before",
               f"{times:.2f} × ({row['p99During'] / 1e3:.1f} ms, {row['p99Before'] / 1e3:.1f} ms before)",
               f"≤ {SWAP_TIMES} ×", times <= SWAP_TIMES),
        Target(work + "longest",
               f"{row['maxDuring'] / 1e3:.1f} ms ({row['maxBefore'] / 1e3:.1f} ms before)",
               f"≤ {SWAP_MILLISECONDS} ms", row["maxDuring"] / 1e3 <= SWAP_MILLISECONDS)]


def is_bounded(row):
    """Whether a worst file cost little, or was given up with a word."""
    if row["cpuPerMebibyte"] <= WORST_SECONDS:
        return row["verdict"].startswith(("clean", "infected", "unscannable"))
    return row["verdict"] == "unscannable (budget)"


def judge_worst(rows):
    worst = max(rows, key=lambda row: row["cpuPerMebibyte"])
    over = [row["kind"] for row in rows if not is_bounded(row)]
    return [Target(
        f"worst files for worst signatures, {len(rows)} kinds",
        f"{worst['cpuPerMebibyte']:.3f} s per MiB at most ({worst['kind']}: {worst['verdict']}); "
        + (f"{len(over)} past it: {'; '.join(over)}" if over else "none past it"),
        f"≤ {WORST_SECONDS} s per MiB, or unscannable (budget)", not over)]
