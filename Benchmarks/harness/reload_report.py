"""What became of requests while something was exchanged, as a table and as a page."""

from .report import results_page, results_text
from .targets import Target


def line(row):
    """One kind, in a line."""
    return (f"{row['exchanges']} exchanges in {row['seconds']:.0f} s, {row['requests']:,} requests, "
            f"{row['failed']} failed")


def judge(results):
    options = results["options"]
    rows = results["kinds"].values()
    requests, failed = (sum(row[name] for row in rows) for name in ("requests", "failed"))
    reached = failed == 0 and requests >= options["requests"] if rows else None
    return [Target(
        f"{options['count']} exchanges of each kind under load, {options['requests']:,} requests",
        f"{failed} of {requests:,} failed", "0 failed", reached)]


def sections(results):
    rows = [["exchanged", "times", "seconds", "requests", "failed"]]
    for kind, row in results["kinds"].items():
        rows.append([kind, str(row["exchanges"]), f"{row['seconds']:.0f}", f"{row['requests']:,}",
                     str(row["failed"])])
    yield "Requests while something is exchanged", rows


def text(results):
    """Everything, for the terminal."""
    return results_text(sections(results), results, judge(results))


def markdown(results):
    """Everything, as a page."""
    return results_page(
        "Reloads and takeovers under load", "Benchmarks/reloads",
        "Uploads of 1 KiB, held and scanned, over 32 connections; certificates over TLS.",
        sections(results), results, judge(results))
