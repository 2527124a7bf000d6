"""The figures of the signature engine as tables and as a page of Markdown."""

from .engine_targets import is_bounded
from .report import WORD, results_page, results_text


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
    return results_text(sections(results), results, targets)


def markdown(results, targets):
    """Everything, as a page."""
    options = results["options"]
    return results_page(
        "The signature engine", "Benchmarks/engine",
        f"Medians of {options['rounds']} alternating rounds on one core; samples of at most "
        f"{options['mebibytes'] or 'all'} MiB, seed {options['seed']}.",
        sections(results), results, targets)
