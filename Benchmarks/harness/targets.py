"""What the figures are held against, and whether they reach it."""

SIZES = {"1 KiB": 1 << 10, "64 KiB": 64 << 10, "1 MiB": 1 << 20, "16 MiB": 16 << 20}
UNITS = {"1 KiB": "µs/request", "64 KiB": "s/GB", "1 MiB": "s/GB", "16 MiB": "s/GB"}
# Cordon's cost at most, as a share of HAProxy's at its defaults and at its best buffer size.
UPLOADS = {
    "1 MiB": {"default": 0.55, "best": 1.0},
    "16 MiB": {"default": 0.55, "best": 0.75},
    "64 KiB": {"default": 0.65, "best": 0.72},
    "1 KiB": {"best": 0.85},
}
# The same over TLS 1.3. A handshake costs HAProxy as much with any buffer.
TLS = {
    "1 MiB": {"default": 0.8, "best": 1.0},
    "1 KiB": {"best": 0.9},
    "full handshakes": {"default": 1.0},
    "resumed handshakes": {"default": 1.0},
}
WORKERS_CPU = 1.05
WORKERS_SPREAD = 1.3
SCANNING = 0.07
IDLE_BYTES = 4096
HANDOFF_P50_MICROSECONDS = 300
HANDOFF_P99_MICROSECONDS = 2000
# Past this share of a core in other programs' hands, a figure is said to be contended.
CONTENDED_SHARE = 0.05


class Target:
    """One line of the verdict: a figure, what it is to be, and whether it is."""

    def __init__(self, work, figure, wanted, reached):
        self.work = work
        self.figure = figure
        self.wanted = wanted
        # None where nothing was measured.
        self.reached = reached

    def as_object(self):
        return vars(self)


def best_haproxy(cell):
    """The name of the HAProxy that costs the least in a cell; None where none was measured."""
    names = [name for name in cell["contenders"] if name.startswith("haproxy")]
    return min(names, key=lambda name: cell["contenders"][name]["median"], default=None)


def contended(*measurements):
    """What a figure says of itself where other programs had a part in it."""
    share = max(each.get("othersShare", 0) for each in measurements)
    return ", contended" if share > CONTENDED_SHARE else ""


def judge(results):
    """All targets for which there is a measurement."""
    targets = []
    for size, wanted in UPLOADS.items():
        cell = results.get("uploads", {}).get(size)
        if cell:
            targets += judge_uploads(f"scan: off, {size}", wanted, cell)
    for work, wanted in TLS.items():
        cell = results.get("tls", {}).get(work)
        if cell:
            targets += judge_uploads(f"TLS 1.3, scan: off, {work}", wanted, cell, "-tls")
    targets += judge_workers(results.get("workers"))
    targets += judge_scanning(results.get("scanning"))
    targets += judge_idle(results.get("idle"))
    targets += judge_handoff(results.get("handoff"))
    targets += judge_allocations(results.get("allocations"))
    return targets


def judge_uploads(what, wanted, cell, suffix=""):
    targets = []
    contenders = cell["contenders"]
    own, rivals = f"cordon{suffix}", {
        "default": f"haproxy-default{suffix}", "best": best_haproxy(cell)}
    for which, limit in wanted.items():
        rival = rivals[which]
        work = f"{what}: CPU against {'the ' if which == 'best' else ''}{which} HAProxy"
        if own not in contenders or rival not in contenders:
            targets.append(Target(work, "not measured", f"≤ {limit} ×", None))
            continue
        ratio = contenders[own]["median"] / contenders[rival]["median"]
        label = contenders[rival]["label"]
        remark = f" ({label})" if which == "best" else ""
        remark += contended(contenders[own], contenders[rival])
        targets.append(Target(work, f"{ratio:.2f} ×{remark}", f"≤ {limit} ×", ratio <= limit))
    return targets


def judge_workers(cell):
    if not cell:
        return []
    contenders = cell["contenders"]
    work = "two workers against one, 1 MiB"
    if len(contenders) < 2:
        return [Target(work, "not measured", f"≤ {WORKERS_CPU} ×", None)]
    ratio = contenders["cordon-two"]["median"] / contenders["cordon-one"]["median"]
    figure = f"{ratio:.2f} ×" + contended(*contenders.values())
    targets = [
        Target(work + ": CPU per GB", figure, f"≤ {WORKERS_CPU} ×", ratio <= WORKERS_CPU)]
    spreads = [spread for spread in cell["spreads"] if len(spread) == 2]
    if spreads:
        worst = max(max(spread) / max(min(spread), 0.01) for spread in spreads)
        targets.append(Target(
            work + ": connections, worst round", f"{worst:.2f} : 1", f"≤ {WORKERS_SPREAD} : 1",
            worst <= WORKERS_SPREAD))
    return targets


def judge_scanning(cell):
    if not cell:
        return []
    contenders = cell["contenders"]
    work = "held and scanned, 1 MiB: CPU per GB against clamd"
    if len(contenders) < 2:
        return [Target(work, "not measured", f"≤ {SCANNING} ×", None)]
    ratio = contenders["cordon-scan"]["median"] / contenders["clamd"]["median"]
    figure = f"{ratio:.3f} ×" + contended(*contenders.values())
    return [Target(work, figure, f"≤ {SCANNING} ×", ratio <= SCANNING)]


def judge_idle(cell):
    measured = (cell or {}).get("contenders", {}).get("cordon")
    if not measured:
        return []
    size = measured["bytesPerConnection"]
    work = f"{measured['connections']:,} idle connections: resident memory of each"
    return [Target(
        work, f"{size:,.0f} bytes", f"≤ {IDLE_BYTES:,} bytes",
        size <= IDLE_BYTES and measured["errors"] == 0)]


def judge_handoff(cell):
    measured = (cell or {}).get("contenders", {}).get("cordon-hold")
    if not measured:
        return []
    if measured["early"] or not measured["measured"]:
        return [Target(
            "last byte to upstream, 1 MiB", f"{measured['early']} uploads were not held", "held",
            False)]
    targets = []
    for name, key, limit in (
            ("median", "p50Microseconds", HANDOFF_P50_MICROSECONDS),
            ("p99", "p99Microseconds", HANDOFF_P99_MICROSECONDS)):
        value = measured[key]
        targets.append(Target(
            f"last byte received → first byte to the upstream, 1 MiB: {name}",
            f"{value / 1000:.3f} ms" + contended(measured), f"≤ {limit / 1000:g} ms",
            value <= limit))
    return targets


def judge_allocations(cell):
    targets = []
    for name, measured in (cell or {}).get("contenders", {}).items():
        if name.startswith("cordon"):
            count = measured["allocations"]
            targets.append(Target(
                f"heap allocations in steady exchanges ({measured['label']})",
                f"{count:,} in {measured['requests']:,} requests", "0", count == 0))
    return targets
