"""The report as CSV, for a sheet."""
import csv
import io
import re

from reporting.rows import display_filter, duration
from reporting.words import SIZES, within

SHEET = ["row", "verdict", "address", "transport", "port", "service", "status", "life", "role", "reason", "observed", "software",
         "processes", "warnings", "details", "references", "techniques", "peers", "first_peers", "packets", "bytes", "first_time", "last_time",
         "duration", "filter", "captures", "endpoints", "hosts", "ports", "open", "open_ports", "first_open_ports", "refused", "silent"]


def cell(value):
    """A cell that no spreadsheet takes for a formula, nor a part of it one that splits at semicolons or tabs."""
    text = ", ".join(value) if isinstance(value, list) else str(value)
    text = re.sub(r"([;\t]\s*)(?=[=+\-@＝＋－＠])", r"\1'", text)
    return "'" + text if text[:1] in tuple("=+-@＝＋－＠") else text


def sheet_line(row):
    line = io.StringIO()
    csv.writer(line).writerow([cell(row.get(key, "")) for key in SHEET])
    return line.getvalue()


def to_csv(found):
    """A line for each endpoint and each source, and at the end for what is only counted and for what could not be read."""
    rows = [{"row": kind, **row, "duration": f"{duration(row) / 10**9:.9f}", "filter": display_filter(row)}
            for kind, several in (("endpoint", found.worst_first()), ("source", found.widest_first())) for row in several]
    lines = within(map(sheet_line, rows), SIZES["findings"] + SIZES["endpoints"])
    left = [row for row in rows[len(lines):] if row["row"] == "endpoint"]
    lines += [sheet_line({"row": "counted", "verdict": verdict, "endpoints": endpoints, "packets": packets})
              for verdict, (endpoints, packets) in found.counted_only(left).items()]
    lines += within([sheet_line({"row": "unread", "captures": name, "reason": reason}) for name, reason in found.unread],
                    SIZES["unread"])
    return ",".join(SHEET) + "\r\n" + "".join(lines)
