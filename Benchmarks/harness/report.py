"""The figures as a table for the terminal and as a page of Markdown."""

from .targets import CONTENDED_SHARE, best_haproxy

WORD = {True: "yes", False: "**no**", None: "not measured"}
UNSATURATED_SHARE = 0.9


def table(rows):
    """Rows of text as a Markdown table; the first one is the head."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = []
    for index, row in enumerate(rows):
        lines.append("| " + " | ".join(
            cell.ljust(width) for cell, width in zip(row, widths)) + " |")
        if index == 0:
            lines.append("|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(lines)


def results_text(sections, results, targets):
    """Sections of headings and rows, targets and what was skipped, for the terminal."""
    parts = [f"{heading}\n\n{table(rows)}" for heading, rows in sections]
    parts.append("Targets\n\n" + table(target_rows(targets)))
    parts += [f"Not measured: {name}: {reason}" for name, reason in results["skipped"].items()]
    return "\n\n".join(parts)


def results_page(title, command, medians, sections, results, targets):
    """The same as a page. `medians` says of what, in sentences."""
    host = results["host"]
    lines = [
        f"# {title}", "",
        f"Measured on {host['date']} by `{command}`: {host['processor']}, {host['cores']} cores,",
        f"{host['memoryGiB']} GiB, {host['system']}, Linux {host['kernel']}. {medians}",
        *[f"{name}: {version}." for name, version in results["versions"].items()], "",
        others_share(results), "",
        "## Targets", "", table(target_rows(targets)), ""]
    for heading, rows in sections:
        lines += [f"## {heading}", "", table(rows), ""]
    if results["skipped"]:
        lines += ["## Not measured", ""]
        lines += [f"- {name}: {reason}" for name, reason in results["skipped"].items()] + [""]
    return "\n".join(lines)


def others_share(results):
    """How busy others kept the machine."""
    return f"Other programs had {results['othersShare']:.0%} of the machine's cores meanwhile."


def number(value):
    """A figure with three significant digits or so."""
    return f"{value:.1f}" if value >= 100 else f"{value:.2f}" if value >= 1 else f"{value:.3f}"


def cell_rows(cell, unit, against):
    """The contenders of a cell; `against` maps a heading to the contender to divide by."""
    rows = [["contender", f"{unit}, median", "least – most", *against, "GB/s",
             "proxy's core", "load's core", "remarks"]]
    for name, each in cell["contenders"].items():
        ratios = []
        for rival in against.values():
            if rival in cell["contenders"]:
                ratios.append(f"{each['median'] / cell['contenders'][rival]['median']:.2f}")
            else:
                ratios.append("–")
        rows.append([
            each["label"], number(each["median"]),
            f"{number(each['minimum'])} – {number(each['maximum'])}", *ratios,
            f"{each['gigabytesPerSecond']:.2f}", f"{each['proxyShare']:.0%}",
            f"{each['loadShare']:.0%}", remark(each)])
    for name, reason in cell["failures"].items():
        first = reason.strip().splitlines()[0][:80] if reason.strip() else "failed"
        rows.append([name, "failed", "", *["–"] * len(against), "", "", "", first])
    return rows


def remark(each):
    """What to know before a figure is believed."""
    remarks = []
    if each["othersShare"] > CONTENDED_SHARE:
        remarks.append(f"contended: other programs used {each['othersShare']:.0%} of a core")
    if each["proxyShare"] < UNSATURATED_SHARE:
        bound = each["loadShare"] >= UNSATURATED_SHARE
        remarks.append("load-bound" if bound else "proxy not saturated")
    return ", ".join(remarks)


def target_rows(targets):
    rows = [["work", "figure", "to reach", "reached"]]
    for target in targets:
        rows.append([target.work, target.figure, target.wanted, WORD[target.reached]])
    return rows


def beside_haproxy(cell, default):
    """The contenders of a cell, against HAProxy at its defaults and at its best."""
    against = {"× default": default}
    best = best_haproxy(cell)
    if best:
        against["× best"] = best
    return cell_rows(cell, cell["unit"], against)


def sections(results):
    """Heading and rows of each measurement that was made."""
    for size, cell in results.get("uploads", {}).items():
        yield f"`scan: off`, {size} bodies", beside_haproxy(cell, "haproxy-default")
    for work, cell in results.get("tls", {}).items():
        yield f"TLS 1.3, `scan: off`, {work}", beside_haproxy(cell, "haproxy-default-tls")
    if results.get("workers"):
        cell = results["workers"]
        yield "Two workers against one, 1 MiB bodies", cell_rows(
            cell, "s/GB", {"× one": "cordon-one"})
    if results.get("scanning"):
        cell = results["scanning"]
        yield "Held and scanned, 1 MiB pieces of executables and libraries", cell_rows(
            cell, "s/GB", {"× clamd": "clamd"})
    if results.get("idle"):
        rows = [["contender", "connections", "before", "after", "bytes each"]]
        for each in results["idle"]["contenders"].values():
            rows.append([
                each["label"], f"{each['connections']:,}", f"{each['before'] / 2**20:.1f} MiB",
                f"{each['after'] / 2**20:.1f} MiB", f"{each['bytesPerConnection']:,.0f}"])
        yield "Idle keep-alive connections, resident memory", rows
    if results.get("handoff"):
        rows = [["contender", "uploads", "median", "p99", "most", "others' share"]]
        for each in results["handoff"]["contenders"].values():
            rows.append([
                each["label"], str(each["measured"]), f"{each['p50Microseconds'] / 1000:.3f} ms",
                f"{each['p99Microseconds'] / 1000:.3f} ms",
                f"{each['maxMicroseconds'] / 1000:.3f} ms", f"{each['othersShare']:.0%}"])
        yield "Last byte received → first byte to the upstream, 1 MiB", rows
    if results.get("allocations"):
        rows = [["contender", "requests", "allocations", "per request", "by thread and function"]]
        for each in results["allocations"]["contenders"].values():
            functions = ", ".join(
                f"{name} {count}" for name, count in each["byFunction"].items())
            rows.append([
                each["label"], f"{each['requests']:,}", f"{each['allocations']:,}",
                f"{each['perRequest']:.3f}", functions or "–"])
        yield "Heap allocations in steady exchanges", rows


def text(results, targets):
    """Everything, for the terminal."""
    parts = [f"{heading}\n\n{table(rows)}" for heading, rows in sections(results)]
    parts.append("Targets\n\n" + table(target_rows(targets)))
    parts += [f"Not measured: {name}: {reason}" for name, reason in results["skipped"].items()]
    return "\n\n".join(parts)


def markdown(results, targets, plot_name):
    """Everything, as a page."""
    host = results["host"]
    options = results["options"]
    lines = [
        "# Results",
        "",
        f"Measured on {host['date']} by `Benchmarks/run`; [README.md](README.md) says how to read "
        "it, `results.json` has every single run.",
        "",
        f"- Machine: {host['processor']}, {host['cores']} cores, {host['memoryGiB']} GiB",
        f"- System: {host['system']}, Linux {host['kernel']}",
    ]
    lines += [f"- {name}: {version}" for name, version in results["versions"].items()]
    lines += [
        f"- Proxy on core {options['proxyCore']}, load and both sinks on core "
        f"{options['loadCore']}; {options['connections']} keep-alive connections; "
        f"{options['rounds']} alternating rounds of {options['seconds']:g} s, medians.",
        "",
        "## Targets",
        "",
        table(target_rows(targets)),
        "",
        f"![CPU for each contender]({plot_name})",
    ]
    for heading, rows in sections(results):
        lines += ["", f"## {heading}", "", table(rows)]
    scanning = results.get("scanning")
    if scanning:
        lines += ["", f"Refused or found: {scanning['found']}. {scanning['bodies']}"]
    workers = results.get("workers")
    if workers and workers["spreads"]:
        spreads = ", ".join(" : ".join(map(str, spread)) for spread in workers["spreads"])
        lines += ["", f"Connections by worker, in each round: {spreads}."]
    if results["skipped"]:
        lines += ["", "## Not measured", ""]
        lines += [f"- {name}: {reason}" for name, reason in results["skipped"].items()]
    return "\n".join(lines) + "\n"
