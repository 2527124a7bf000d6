"""The figures of the signature engine as tables and as a page of Markdown."""

from .engine_targets import is_bounded
from .report import WORD, table, target_rows


def sections(results):
    """Heading and rows of each measurement that was made."""
    clamscan = results.get("clamscan")
    if clamscan:
        rows = [["files", "MiB", "clamscan, s/GB", "Cordon, s/GB", "× less",
                 "× less with loads, built", "× less with loads, from sources"]]
        for name, each in clamscan["corpora"].items():
            totals = {name: run["median"] for name, run in each["runs"].items()}
            rows.append([
                f"{name}: {each['files']}", f"{each['bytes'] / 2**20:.0f}", f"{each['clamscan']:.2f}",
                f"{each['built']:.3f}", f"{each['clamscan'] / each['built']:.1f}",
                f"{totals['clamscan'] / totals['built']:.1f}",
                f"{totals['clamscan'] / totals['directory']:.1f}"])
        yield "CPU against clamscan, load time subtracted", rows
        loads = clamscan["load"]
        yield "Load time, CPU", [["clamscan", "Cordon, built", "Cordon, from sources"], [
            f"{loads[name]['median']:.3f} s" for name in ("clamscan", "built", "directory")]]
    if results.get("hyperscan"):
        rows = [["files", "engine, s/GB", "Hyperscan alone, s/GB", "rate", "files judged whole"]]
        for name, each in results["hyperscan"].items():
            rows.append([f"{name}: {each['files']}", f"{each['engine']:.3f}", f"{each['alone']:.3f}",
                         f"{each['ratio']:.2f}", f"{each['whole']:.0f}"])
        yield "The engine against Hyperscan alone with the same anchors", rows
    if results.get("worst"):
        rows = [["kind", "s/MiB", "verdict", "bounded"]]
        for each in sorted(results["worst"], key=lambda each: -each["cpuPerMebibyte"]):
            remark = ", not all signatures used" if each["unused"] else ""
            rows.append([each["kind"], f"{each['cpuPerMebibyte']:.4f}", each["verdict"] + remark,
                         WORD[is_bounded(each)]])
        yield "Worst files for worst signatures", rows


def text(results, targets):
    """Everything, for the terminal."""
    parts = [f"{heading}\n\n{table(rows)}" for heading, rows in sections(results)]
    parts.append("Targets\n\n" + table(target_rows(targets)))
    parts += [f"Not measured: {name}: {reason}" for name, reason in results["skipped"].items()]
    return "\n\n".join(parts)


def markdown(results, targets):
    """Everything, as a page."""
    host, options = results["host"], results["options"]
    lines = [
        "# The signature engine", "",
        f"Measured on {host['date']} by `Benchmarks/engine`: {host['processor']}, {host['cores']} cores,",
        f"{host['memoryGiB']} GiB, {host['system']}, Linux {host['kernel']}. Medians of "
        f"{options['rounds']} alternating rounds on one core; samples of at most "
        f"{options['mebibytes'] or 'all'} MiB, seed {options['seed']}.",
        *[f"{name}: {version}." for name, version in results["versions"].items()], "",
        f"Other programs had {results['othersShare']:.0%} of the machine's cores meanwhile.", "",
        "## Targets", "", table(target_rows(targets)), ""]
    for heading, rows in sections(results):
        lines += [f"## {heading}", "", table(rows), ""]
    if results["skipped"]:
        lines += ["## Not measured", ""]
        lines += [f"- {name}: {reason}" for name, reason in results["skipped"].items()] + [""]
    return "\n".join(lines)
