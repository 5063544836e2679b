"""The report as Markdown, for a ticket."""
import html
import re

from reporting.rows import display_filter
from reporting.words import (SIZES, heading_of, in_one_paragraph, named, not_looked_at, open_ports, place, shown, title_of, told_of,
                             within)



def plain(text):
    """A text that Markdown leaves as it is, also in a table; @ would call somebody."""
    text = html.escape(str(text), quote=False).replace("@", "&#64;")
    return re.sub(r"([\\`*_\[\]|~$])", r"\\\1", re.sub("#(?!64;)", "&#35;", text))


def grid(columns, lines):
    """A table of Markdown, without a last line break."""
    rows = [columns, ["---"] * len(columns), *lines]
    return ["| " + " | ".join(row) + " |" for row in rows]


def finding_in_markdown(row):
    said = [f"- {heading}: {plain('; '.join(texts))}" for heading, texts in told_of(row).items()]
    if words := display_filter(row):
        said.append(f"- Show it: `{words}`")
    return "\n".join([f"### {plain(heading_of(row))}", "", *said, ""])


def endpoint_in_markdown(row):
    cells = (named(row["verdict"]), row["address"], place(row), row["service"], ", ".join(row["observed"] + row["software"]),
             ", ".join(row["warnings"]), row["packets"], shown(row["first_time"]), shown(row["last_time"]))
    return list(map(plain, cells))


def source_in_markdown(row):
    cells = (row["address"], *[row[key] for key in ("hosts", "ports", "open")], open_ports(row), row["refused"], row["silent"],
             ", ".join(row["techniques"]))
    return list(map(plain, cells))


def to_markdown(found):
    """Headings, lists and tables; what has no room is counted, as on the page."""
    rows = found.worst_first()
    cards = within(map(finding_in_markdown, found.findings()), SIZES["findings"])
    columns = ("Verdict", "Address", "Port", "Registered", "Says", "On record", "Packets", "First (UTC)", "Last (UTC)")
    endpoints = within(grid(columns, map(endpoint_in_markdown, rows)), SIZES["endpoints"])
    sources = within(grid(("Source", "Hosts", "Ports", "Open", "Open ports", "Refused", "Silent", "ATT&CK"),
                          map(source_in_markdown, found.widest_first())), SIZES["sources"])
    unlisted = [f"- {plain(text)}" for text in not_looked_at(found, rows[len(endpoints) - 2:])]
    unread = within([f"- {plain(name)}: {plain(reason)}" for name, reason in found.unread], SIZES["unread"])
    counts = grid(("Verdict", "Endpoints"), [[plain(named(verdict)), str(count)] for verdict, count in found.counts()])
    parts = [f"# Port Lore: {plain(title_of(found))}", "", plain(in_one_paragraph(found)), "", *counts, ""]
    for heading, lines in (("Findings", cards), ("Endpoints", endpoints if rows else []),
                           ("Who tried ports in vain", sources if found.sources else []), ("Not looked at", unlisted + unread)):
        parts += [f"## {heading}", "", *lines, ""] if lines else []
    return "\n".join(parts)
