"""The upload figures as bars, written as SVG by hand so that nothing has to be installed."""

from xml.sax.saxutils import escape

COLOURS = {
    "cordon": "#0b6e4f",
    "haproxy-default": "#1f4e9c",
    "haproxy-64k": "#5b8bd6",
    "haproxy-256k": "#a9c5f0",
    "nginx-unbuffered": "#b5651d",
    "nginx-buffered": "#e3b17d",
    "clamd": "#8a1c3b",
    "cordon-scan": "#0b6e4f",
}
PANEL_WIDTH = 300
PANEL_HEIGHT = 190
MARGIN = 40
BAR_WIDTH = 34
BAR_GAP = 10


def svg(results):
    """One panel to each size of upload, and one to scanning, each with its own scale."""
    panels = [
        (f"{size}, scan: off", cell["unit"], cell["contenders"])
        for size, cell in results.get("uploads", {}).items() if cell["contenders"]]
    scanning = results.get("scanning")
    if scanning and scanning["contenders"]:
        panels.append(("1 MiB, held and scanned", "s/GB", scanning["contenders"]))
    columns = 2
    rows = max(1, -(-len(panels) // columns))
    width = columns * (PANEL_WIDTH + MARGIN) + MARGIN
    legend_height = 60
    height = rows * (PANEL_HEIGHT + 2 * MARGIN) + legend_height
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}" font-family="sans-serif" font-size="11">',
        f'<rect width="{width}" height="{height}" fill="white"/>']
    labels = {}
    for index, (title, unit, contenders) in enumerate(panels):
        left = MARGIN + index % columns * (PANEL_WIDTH + MARGIN)
        top = MARGIN + index // columns * (PANEL_HEIGHT + 2 * MARGIN)
        parts += panel(left, top, title, unit, contenders)
        for name, each in contenders.items():
            labels.setdefault(name, each["label"])
    parts += legend(labels, height - legend_height + 10, width)
    parts.append("</svg>")
    return "\n".join(parts) + "\n"


def panel(left, top, title, unit, contenders):
    """Bars from zero, each with its value, and the least and the most as a line over it."""
    highest = max(each["maximum"] for each in contenders.values()) or 1
    bottom = top + PANEL_HEIGHT
    parts = [
        f'<text x="{left}" y="{top - 16}" font-weight="bold" font-size="13">{escape(title)}</text>',
        f'<text x="{left}" y="{top - 3}" fill="#555">CPU, {escape(unit)}; less is better</text>',
        f'<line x1="{left}" y1="{bottom}" x2="{left + PANEL_WIDTH}" y2="{bottom}" stroke="#999"/>']
    for index, (name, each) in enumerate(contenders.items()):
        x = left + 8 + index * (BAR_WIDTH + BAR_GAP)

        def y(value):
            return bottom - value / highest * (PANEL_HEIGHT - 24)
        middle = x + BAR_WIDTH / 2
        digits = 1 if each["median"] >= 10 else 2 if each["median"] >= 1 else 3
        parts += [
            f'<rect x="{x}" y="{y(each["median"]):.1f}" width="{BAR_WIDTH}" '
            f'height="{bottom - y(each["median"]):.1f}" fill="{COLOURS.get(name, "#777")}"/>',
            f'<line x1="{middle}" y1="{y(each["minimum"]):.1f}" x2="{middle}" '
            f'y2="{y(each["maximum"]):.1f}" stroke="black" stroke-width="1.5"/>',
            f'<text x="{middle}" y="{y(each["maximum"]) - 4:.1f}" text-anchor="middle">'
            f'{each["median"]:.{digits}f}</text>']
    return parts


def legend(labels, top, width):
    parts = []
    for index, (name, label) in enumerate(labels.items()):
        x = MARGIN + index % 4 * ((width - MARGIN) / 4)
        y = top + index // 4 * 20
        parts += [
            f'<rect x="{x:.0f}" y="{y}" width="11" height="11" fill="{COLOURS.get(name, "#777")}"/>',
            f'<text x="{x + 16:.0f}" y="{y + 10}">{escape(label)}</text>']
    return parts
