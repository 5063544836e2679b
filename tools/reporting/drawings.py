"""The drawings of a page: when findings were seen, and on which ports of which hosts."""
from reporting.markup import Html, anchor, element, hue, joined
from reporting.rows import VERDICTS, address_key, period_of
from reporting.words import SIZES, named, shown, where, within

MOST_DRAWN = 40  # lines of the timeline, and hosts of the map
MOST_PORTS = 30  # of the map
WIDTH = 1000  # of the timeline, in its own units


class Axis:
    """Time from left to right. Where nothing was seen for long, as between captures, a piece is cut out."""

    LONG = 600 * 10**9  # a tenth of what is drawn, and at least this
    GAP = WIDTH // 50  # what is left of it
    MOST = 12  # stretches

    def __init__(self, periods):
        stretches = [(min(first for first, _ in periods), max(last for _, last in periods))]
        while True:
            finer = joined_periods(periods, max(self.LONG, sum(last - first for first, last in stretches) // 10))
            if len(finer) > self.MOST or len(finer) == len(stretches):
                break
            stretches = finer
        self.stretches = stretches
        self.length = max(sum(last - first for first, last in stretches), 1)

    def place(self, moment):
        """Where a moment is, from 0 to WIDTH."""
        nth = max(number for number, (first, _) in enumerate(self.stretches) if first <= moment)
        before = sum(last - first for first, last in self.stretches[:nth]) + moment - self.stretches[nth][0]
        return nth * self.GAP + (WIDTH - self.GAP * (len(self.stretches) - 1)) * before // self.length

    def cuts(self):
        return [self.place(first) - self.GAP // 2 for first, _ in self.stretches[1:]]


def joined_periods(periods, longest):
    """Periods, those in one that have no more than that between them."""
    found = []
    for first, last in sorted(periods):
        if found and first - found[-1][1] <= longest:
            found[-1] = found[-1][0], max(found[-1][1], last)
        else:
            found.append((first, last))
    return found


def bars(row, axis):
    """The line of the timeline that shows when something was seen."""
    def rect(first, last):
        left = min(axis.place(first), WIDTH - 4)
        return left, max(4, axis.place(last) - left)
    drawn = list(dict.fromkeys(rect(first, last) for first, _, last, _ in row["periods"]))[:50]
    cuts = [element("rect", x=x, y=0, width=4, height=10, class_="cut") for x in axis.cuts()]
    return element("svg", *cuts, *[element("rect", x=x, y=0, width=width, height=10) for x, width in drawn], class_=hue(row),
                   viewBox=f"0 0 {WIDTH} 10", preserveAspectRatio="none", role="img",
                   aria_label=f"{shown(row['first_time'])} to {shown(row['last_time'])}")


def line_of(row, axis, drawn):
    """What the timeline has of a finding, or of a source that searched."""
    label = where(row) if "port" in row else f"{row['address']} searches"
    to = f"#{anchor(row)}" if "port" in row and anchor(row) in drawn else None
    return joined([element("span", element("a", label, href=to) if to else label), bars(row, axis)])


def timeline(found, drawn):
    searches = [row for row in found.widest_first() if "T1046" in row["techniques"]]
    rows = [row for row in [*found.findings(), *searches] if row["periods"]]
    if not rows:
        return Html("")
    first, last = period_of(rows)
    axis = Axis([(period[0], period[2]) for row in rows for period in row["periods"]])
    lines = [line_of(row, axis, drawn) for row in rows[:MOST_DRAWN]]
    scale = "UTC; where a line is broken, nothing was seen for long" if axis.cuts() else "UTC"
    ends = element("div", *[element("span", text) for text in (shown(first), scale, shown(last))], class_="axis")
    return joined([element("h2", "When"), element("div", *within(lines, SIZES["timeline"]), ends, class_="lines"),
                   not_drawn(len(rows) - MOST_DRAWN, "more are")])


def not_drawn(count, what):
    return element("p", f"{count:,} {what} not drawn.", class_="soft") if count > 0 else Html("")


def cell_of(row, drawn):
    """A host's port on the map, by its worst verdict."""
    if row is None:
        return element("td")
    words = {"title": f"{where(row)}: {named(row['verdict'])}"}
    letter = VERDICTS.get(row["verdict"], "X")
    inner = element("a", letter, href=f"#{anchor(row)}", **words) if anchor(row) in drawn else element("b", letter, **words)
    return element("td", inner, class_=hue(row))


def legend(rows):
    """What letters and colours of the map mean, as far as they occur."""
    verdicts = {row["verdict"] for row in rows}
    meant = [(letter, named(verdict), f"v{letter}") for verdict, letter in VERDICTS.items() if verdict in verdicts]
    if any(row["priority"] == 1 for row in rows):
        meant.append(("!", "on record, or not allowed, whatever the verdict", "alarm"))
    spans = [element("span", element("b", letter, class_=colour), words) for letter, words, colour in meant]
    return element("p", *spans, class_="legend soft")


def host_map(found, drawn):
    """Hosts by ports, those of the worst verdicts."""
    cells = {}
    for row in found.worst_first():
        cells.setdefault((row["address"], (row["port"], row["transport"])), row)
    if not cells:
        return Html("")
    ports = list(dict.fromkeys(port for _, port in cells))
    drawn_ports = sorted(ports[:MOST_PORTS])
    hosts = list(dict.fromkeys(host for host, _ in cells))
    drawn_hosts = sorted(list(dict.fromkeys(host for host, port in cells if port in drawn_ports))[:MOST_DRAWN], key=address_key)
    head = element("tr", element("th"), *[element("th", f"{transport}/{port}", scope="col") for port, transport in drawn_ports])
    lines = []
    for host in drawn_hosts:
        row = [cell_of(cells.get((host, port)), drawn) for port in drawn_ports]
        lines.append(element("tr", element("th", host or "unknown", scope="row"), *row))
    drawn_map = element("table", element("thead", head), element("tbody", *within(lines, SIZES["map"])), class_="map")
    return joined([element("h2", "Hosts by ports"), element("div", drawn_map, class_="wide"), legend(cells.values()),
                   not_drawn(len(hosts) - len(drawn_hosts), "more hosts are"),
                   not_drawn(len(ports) - MOST_PORTS, "more ports are")])
