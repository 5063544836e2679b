"""Elements of HTML, in which every text is escaped, and what marks a row in them."""
import html
import re

from reporting.rows import VERDICTS



class Html(str):
    """Markup; every other text is escaped."""


def markup(child):
    return child if isinstance(child, Html) else html.escape(str(child))


def joined(parts):
    return Html("".join(map(markup, parts)))


def element(name, *children, **attributes):
    """An element; `class_` is written for what Python has a word for, and an attribute that is None is left out."""
    words = "".join(f' {key.rstrip("_").replace("_", "-")}="{html.escape(str(value))}"' for key, value in attributes.items()
                    if value is not None)
    return Html(f"<{name}{words}>{joined(children)}</{name}>")


def linked(text):
    """A text whose addresses on the web can be followed; what only looks so stays text."""
    parts = re.split(r"(https://[^\s<>\"',;]+[^\s<>\"',;.)])", text)
    return joined(element("a", part, href=part, rel="noreferrer") if nth % 2 else part for nth, part in enumerate(parts))


def hue(row):
    """The class of a row's colour: that of an alarm, or of its verdict; a source has that of the probes it sends."""
    if "verdict" not in row:
        return f"v{VERDICTS['Probe']}"
    return "alarm" if row["priority"] == 1 else f"v{VERDICTS.get(row['verdict'], 'X')}"


def anchor(row):
    return re.sub("[^0-9A-Za-z]", "-", f"{row['transport']}-{row['port']}-{row['address']}-{row['verdict']}")
