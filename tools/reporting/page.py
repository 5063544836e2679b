"""The report as a page of HTML, with all that it needs in it."""
import base64
import hashlib
import pathlib
import time

from reporting.drawings import host_map, not_drawn, timeline
from reporting.markup import Html, anchor, element, hue, joined, linked
from reporting.rows import VERDICTS, display_filter, duration
from reporting.words import (SIZES, heading_of, in_one_paragraph, lasting, many, named, not_looked_at, open_ports, place, shown,
                             title_of, told_of, within)

HERE = pathlib.Path(__file__).parent
# A verdict's colour is that of its letter.
STYLE = (HERE / "page.css").read_text() + "".join(f".v{letter} {{ --hue: var(--{letter}); }}\n" for letter in VERDICTS.values())
SCRIPT = (HERE / "page.js").read_text()


def card(row):
    """A finding with all that is known of it."""
    said = [joined([element("dt", heading), element("dd", *[element("div", linked(text)) for text in texts],
                                                    class_="small" if heading == "Sources" else None)])
            for heading, texts in told_of(row).items()]
    if shows := display_filter(row):
        said.append(joined([element("dt", "Show it"), element("dd", element("code", shows))]))
    return element("article", element("h3", heading_of(row)), element("dl", *said), class_=hue(row), id=anchor(row))


def table(columns, lines):
    """A table that can be sorted; a column is for numbers where its heading ends with #."""
    heads = [element("th", column.removesuffix("#"), scope="col", class_="number" if column.endswith("#") else None)
             for column in columns]
    body = [element("thead", element("tr", *heads)), element("tbody", *lines)]
    return element("div", element("table", *body, class_="sortable"), class_="wide")


def number(value, text=None):
    return element("td", f"{value:,}" if text is None else text, class_="number", data_value=value)


def moment(text, day):
    """A time; without its day where all of the page are of the same."""
    words = shown(text)[11 if text[:10] == day else 0:]
    return element("td", element("time", words, datetime=text) if text else "", class_="tight", data_value=text)


def first_and_last(row, day):
    """Both times; the latter without its day where that is the first one's."""
    return moment(row["first_time"], day), moment(row["last_time"], row["first_time"][:10])


def shows(row):
    return element("td", element("code", display_filter(row), title=display_filter(row)), class_="filter")


def endpoint_line(row, drawn, day):
    port = element("a", place(row), href=f"#{anchor(row)}") if anchor(row) in drawn else place(row)
    cells = [element("td", element("span", named(row["verdict"]), class_=f"mark {hue(row)}"), data_value=row["priority"]),
             element("td", row["address"], class_="tight"), element("td", port, class_="tight", data_value=row["port"]),
             element("td", row["service"]),
             element("td", ", ".join([*row["observed"], *row["software"], *row["processes"]]), class_="long"),
             element("td", ", ".join(row["warnings"]), class_="long"),
             *[number(row[key]) for key in ("peers", "packets", "bytes")], *first_and_last(row, day),
             number(duration(row), lasting(duration(row)) if row["first_time"] else ""), shows(row)]
    return element("tr", *cells)


def source_line(row, day):
    cells = [element("td", row["address"], class_="tight"),
             *[number(row[key]) for key in ("hosts", "ports", "open")], element("td", open_ports(row), class_="long"),
             *[number(row[key]) for key in ("refused", "silent")], *first_and_last(row, day),
             element("td", ", ".join(row["techniques"])), shows(row)]
    return element("tr", *cells)


def endpoint_table(found, drawn):
    """The table, and the rows that it had no room for."""
    rows, day = found.worst_first(), found.day()
    lines = within((endpoint_line(row, drawn, day) for row in rows), SIZES["endpoints"])
    columns = ("Verdict", "Address", "Port", "Registered", "Says", "On record", "Peers#", "Packets#", "Bytes#",
               f"First ({day or 'UTC'})", "Last", "Lasts#", "Display filter")
    return joined([element("h2", "Endpoints"), table(columns, lines)] if lines else []), rows[len(lines):]


def source_table(found):
    rows, day = found.widest_first(), found.day()
    lines = within((source_line(row, day) for row in rows), SIZES["sources"])
    columns = ("Source", "Hosts#", "Ports#", "Open#", "Open ports", "Refused#", "Silent#", f"First ({day or 'UTC'})", "Last", "ATT&CK",
               "Display filter")
    return joined([element("h2", "Who tried ports in vain"), table(columns, lines), not_drawn(len(rows) - len(lines), "more are")]
                  if lines else [])


def listed(items, size):
    """A list, and how many it had no room for."""
    lines = within([element("li", item) for item in items], size)
    left = len(items) - len(lines)
    return element("ul", *lines, *([element("li", f"{left:,} more")] if left else []))


def last_part(found, left):
    """What was not looked at, and what was."""
    unread = [f"{name}: {reason}" for name, reason in found.unread]
    read = [capture.name + ("" if capture.packets is None else f": {many(capture.packets, 'packet')}")
            for capture in found.captures]
    parts = [element("h2", "Not looked at"), listed(not_looked_at(found, left), SIZES["captures"])]
    if unread:
        parts += [element("h3", "Captures that could not be read to their end"), listed(unread, SIZES["unread"])]
    if len(read) > 1:
        parts += [element("h2", "Captures"), listed(read, SIZES["captures"])]
    return joined(parts)


def digest(text):
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def body_of(found):
    findings = found.findings()
    cards = within(map(card, findings), SIZES["findings"])
    drawn = {anchor(row) for row in findings[:len(cards)]}
    endpoints, left = endpoint_table(found, drawn)
    counts = [element("li", element("b", f"{count:,}"), f" {named(verdict)}", class_=hue({"priority": 0, "verdict": verdict}))
              for verdict, count in found.counts()]
    made = f"Port Lore, report of {time.strftime('%Y-%m-%d %H:%M')}"
    return [element("h1", title_of(found), element("small", made)), element("p", in_one_paragraph(found), class_="lead"),
            element("ul", *counts, class_="counts"), timeline(found, drawn), host_map(found, drawn),
            *([element("h2", "Findings"), element("div", *cards, class_="cards")] if cards else []),
            not_drawn(len(found.flagged) - len(cards), "more findings stand in the table alone, or are"),
            endpoints, source_table(found), last_part(found, left)]


def to_html(found):
    """The page. Its policy lets nothing in but its own style and script, by their digests."""
    policy = f"default-src 'none'; style-src {digest(STYLE)}; script-src {digest(SCRIPT)}"
    head = element("head", Html('<meta charset="utf-8">'),
                   Html(f'<meta http-equiv="Content-Security-Policy" content="{policy}">'),
                   Html('<meta name="viewport" content="width=device-width, initial-scale=1">'),
                   element("title", f"Port Lore: {title_of(found)}"), element("style", Html(STYLE)))
    body = element("body", *body_of(found), element("script", Html(SCRIPT)))
    return f"<!DOCTYPE html>\n{element('html', head, body, lang='en')}\n"
