"""What the figures of looking into contents are held against."""

from .targets import Target

CLAMD_TIMES = 10
CARRIER_TIMES = {"multipart": 1.15, "base64 in JSON": 1.5}
BOMB_SECONDS = 0.1
BOMB_BYTES = 32 << 20
INSPECTOR_BYTES = 20 << 20
BESIDE_MILLISECONDS = 2


def judge(results):
    """All targets for which there is a measurement."""
    targets = []
    for name in ("office", "pdf"):
        row = results.get(name)
        if row and "clamd" in row:
            times = row["clamd"] / row["cordon"]
            targets.append(Target(
                f"{name} corpus, CPU for each file against clamd",
                f"{times:.1f} × less ({row['cordon']:.2f} ms, {row['clamd']:.1f} ms)",
                f"≥ {CLAMD_TIMES} × less", times >= CLAMD_TIMES))
    for name, wanted in CARRIER_TIMES.items():
        if results.get("carriers"):
            times = results["carriers"][name]["times"]
            targets.append(Target(
                f"{name} around a binary of 1 MiB, CPU against the raw body", f"{times:.2f} ×",
                f"≤ {wanted} ×", times <= wanted))
    targets += [judge_bomb(row) for row in results.get("bombs") or ()]
    if results.get("inspectors"):
        most = max(results["inspectors"]["ready"])
        targets.append(Target(
            "memory of an inspector that is unshared, ready", f"{most / 2**20:.1f} MiB", "≤ 20 MiB",
            most <= INSPECTOR_BYTES))
    for name, row in (results.get("beside") or {}).items():
        more = row["beside"]["p99"] - row["alone"]["p99"]
        targets.append(Target(
            f"p99 of small uploads beside large archives, Cordon on {name}",
            f"{more:+.2f} ms ({row['beside']['p99']:.2f} ms, {row['alone']['p99']:.2f} ms alone)",
            f"≤ {BESIDE_MILLISECONDS} ms more", more <= BESIDE_MILLISECONDS))
    return targets


def judge_bomb(row):
    memory = "an inspector was lost" if row["memory"] is None else f"{row['memory'] / 2**20:.1f} MiB"
    is_bounded = row["memory"] is not None and row["memory"] <= BOMB_BYTES and row["cpu"] <= BOMB_SECONDS
    return Target(
        f"bomb: {row['name']} in {row['bytes']:,} bytes",
        f"{row['verdict']}; {row['cpu'] * 1e3:.0f} ms, {memory}", "refused; ≤ 100 ms of CPU, ≤ 32 MiB",
        row["verdict"] != "delivered" and is_bounded)
