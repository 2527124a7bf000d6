"""The figures of looking into contents as tables and as a page of Markdown."""

from .report import others_share, results_page, results_text


def sections(results):
    """Heading and rows of each measurement that was made."""
    for name in ("office", "pdf"):
        if results.get(name):
            yield from documents(name, results[name])
    if results.get("carriers"):
        rows = [["carrier", "ms each", "× raw"]]
        for name, each in results["carriers"].items():
            rows.append([name, f"{each['milliseconds']:.2f}", f"{each['times']:.2f}"])
        yield "Binaries of 1 MiB, CPU of all processes of Cordon", rows
    if results.get("bombs"):
        rows = [["bomb", "bytes", "verdict", "CPU, ms", "wall, ms", "memory, MiB"]]
        for each in results["bombs"]:
            memory = "lost" if each["memory"] is None else f"{each['memory'] / 2**20:.1f}"
            rows.append([each["name"], f"{each['bytes']:,}", each["verdict"], f"{each['cpu'] * 1e3:.0f}",
                         f"{each['wall'] * 1e3:.0f}", memory])
        yield "Bombs, each in inspectors that are new", rows
    if results.get("inspectors"):
        row = results["inspectors"]
        rows = [["state", "MiB of each that are unshared"]]
        for name, state in (("ready", "ready"), ("used", f"after {row['documents']} documents")):
            rows.append([state, ", ".join(f"{each / 2**20:.1f}" for each in row[name])])
        yield "Memory of the inspectors", rows
    if results.get("beside"):
        rows = [["Cordon on", "", "p50, ms", "p99, ms", "uploads"]]
        for name, row in results["beside"].items():
            rows += [[name, word, f"{row[word]['p50']:.2f}", f"{row[word]['p99']:.2f}",
                      f"{row[word]['uploads']:,}"] for word in ("alone", "beside")]
        yield "Uploads of 16 KiB, alone and beside archives of 32 MiB, one worker", rows


def documents(name, row):
    rows = [["", "ms each, median", "least – most"]]
    for contender, each in row["runs"].items():
        values = [value / row["files"] * 1e3 for value in each["samples"]]
        rows.append([contender, f"{row[contender]:.2f}", f"{min(values):.2f} – {max(values):.2f}"])
    yield (f"The {name} corpus: {row['files']} files, {row['bytes'] / 2**20:.0f} MiB; CPU of all processes",
           rows)
    verdicts = sorted(row["verdicts"].items(), key=lambda each: -each[1])
    yield f"The {name} corpus: what became of the files", [["answer", "files"]] + [
        [verdict, str(count)] for verdict, count in verdicts]


def text(results, targets):
    """Everything, for the terminal."""
    return f"{results_text(sections(results), results, targets)}\n\n{others_share(results)}"


def markdown(results, targets):
    """Everything, as a page."""
    return results_page(
        "Looking into uploads", "Benchmarks/contents",
        f"Medians of {results['options']['rounds']} alternating rounds; the load on another core.",
        sections(results), results, targets)
