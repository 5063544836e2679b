"""What captures say: the rows of -z portlore,json, those of several captures put together."""
import collections
import dataclasses
import datetime
import ipaddress
import re

# Every verdict, the worst first, each with the letter that stands for it on the map; empty: only the registry knows the port.
VERDICTS = {"Unidentified listener": "U", "Other service": "O", "Known tenant": "T", "Silent listener": "S", "Consistent": "C",
            "Payload not seen": "N", "Announced": "A", "Fixed source port": "F", "Probe": "P", "Refused": "R", "Port overlap": "V",
            "Pending": "W", "Undetermined": "D", "": "X"}
SHOWN = ("Unidentified listener", "Other service", "Known tenant", "Silent listener")  # findings by their verdict alone
MOST_KEPT = 2000  # endpoints of a verdict, and sources; of more only the number is kept
MOST_LISTED = 16  # texts of one kind that an endpoint has
LONGEST = 300  # characters of a text
EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
# What a row has, and what it is where an older row lacks it.
ENDPOINT = {"priority": 0, "verdict": "", "address": "", "transport": "", "port": 0, "service": "", "status": "", "ghost": False,
            "life": "", "role": "", "observed": [], "software": [], "processes": [], "peers": 0, "first_peers": [], "packets": 0,
            "bytes": 0, "first_time": "", "last_time": "", "reason": "", "warnings": [], "details": [], "references": [], "techniques": [],
            "filter": ""}
SOURCE = {"priority": 0, "address": "", "hosts": 0, "ports": 0, "open": 0, "open_ports": 0, "first_open_ports": [], "refused": 0,
          "silent": 0, "first_time": "", "last_time": "", "techniques": [], "filter": ""}


def clean(text):
    """A text that may come from packets, for people: what cannot be printed is not, and it has an end."""
    if not text.isprintable():
        text = "".join(letter if letter.isprintable() else "\ufffd" for letter in text)
    return text if len(text) <= LONGEST else text[:LONGEST - 1] + "…"


def known(row, defaults):
    """A row with all that is expected of it, and nothing else."""
    found = {key: row.get(key, default) for key, default in defaults.items()}
    for key, default in defaults.items():
        if not isinstance(found[key], type(default)):
            raise ValueError(key)
        if isinstance(default, str):
            found[key] = clean(found[key])
        elif isinstance(default, list):
            found[key] = [clean(str(text)) for text in found[key][:MOST_LISTED]]
    return found


def fresh(row, defaults, capture):
    """A row of one capture, to which those of others may be added."""
    found = known(row, defaults)
    found["captures"] = [capture]
    first, last = found["first_time"], found["last_time"]
    found["periods"] = [(nanoseconds(first), first, nanoseconds(last), last)] if first else []
    return found


def nanoseconds(moment):
    """Since 1970, of a time in ISO 8601 as the rows have it."""
    second, _, fraction = moment.removesuffix("Z").partition(".")
    whole = datetime.datetime.fromisoformat(second + "+00:00") - EPOCH
    return (whole.days * 86400 + whole.seconds) * 10**9 + int(fraction.ljust(9, "0"))


def is_finding(row):
    return row["priority"] == 1 or row["verdict"] in SHOWN or (row["verdict"] == "Consistent" and row["ghost"])


def rank(row):
    """The order of rows: worst first, as in the tables."""
    return row["priority"], 0 if row["verdict"] else -row["packets"], row["port"], row["transport"], address_key(row["address"])


def address_key(address):
    try:
        found = ipaddress.ip_address(address)
        return found.version, int(found), ""
    except ValueError:
        return 0, 0, address


def display_filter(row):
    """What shows an endpoint, or a source, in Wireshark; empty where a row has what is no such filter."""
    return row["filter"] if re.fullmatch(r"[\w.:=&|() ]+", row["filter"]) else ""


def spread(row, more):
    """Let a row last from the earlier beginning to the later end."""
    row["periods"] += more["periods"]
    if row["periods"]:
        row["first_time"], row["last_time"] = min(row["periods"])[1], max(row["periods"], key=lambda period: period[2])[3]


def period_of(rows):
    """The first and the last time of rows, or nothing."""
    rows = [row for row in rows if row["first_time"]]
    return rows and (min((row["first_time"] for row in rows), key=nanoseconds),
                     max((row["last_time"] for row in rows), key=nanoseconds))


def duration(row):
    return (nanoseconds(row["last_time"]) - nanoseconds(row["first_time"])) if row["first_time"] else 0


@dataclasses.dataclass


class Folded:
    """Endpoints that are only counted."""
    keys: set = dataclasses.field(default_factory=set)
    packets: int = 0


@dataclasses.dataclass
class Capture:
    name: str
    packets: int | None = None


class Found:
    """What the rows of all captures say, an endpoint with one verdict once."""

    def __init__(self):
        self.endpoints, self.sources = {}, {}
        self.hosts, self.flagged, self.alarms = set(), set(), set()  # hashes of all addresses, findings and alarms
        self.kept, self.folded = collections.Counter(), collections.defaultdict(Folded)
        self.forgotten = collections.Counter()
        self.captures, self.unread = [], []  # the latter each with the reason
        self.notes = []  # on how captures were read

    def take(self, row, capture):
        """Take in a row of one capture."""
        kind = row.get("row")
        if kind == "forgotten":
            self.forgotten.update({key: row[key] for key in ("flows", "tries")})
        elif kind == "endpoint":
            self.take_endpoint(row, capture)
        elif kind == "source":
            self.take_source(fresh(row, SOURCE, capture))

    def take_endpoint(self, row, capture):
        key = row["address"], row["transport"], row["port"], row["verdict"]
        kind = row["verdict"], row["priority"] == 1
        self.hosts.add(hash(row["address"]))
        if is_finding(row):
            self.flagged.add(hash(key))
        if row["priority"] == 1:
            self.alarms.add(hash(key))
        if key in self.endpoints:
            merge_endpoint(self.endpoints[key], fresh(row, ENDPOINT, capture))
        elif self.kept[kind] < MOST_KEPT:
            self.kept[kind] += 1
            self.endpoints[key] = fresh(row, ENDPOINT, capture)
        else:
            self.folded[row["verdict"]].keys.add(hash(key))
            self.folded[row["verdict"]].packets += row["packets"]

    def take_source(self, row):
        kept = self.sources.get(row["address"])
        if kept is None and len(self.sources) == MOST_KEPT:
            self.forgotten["sources"] += 1
        elif kept is None:
            self.sources[row["address"]] = row
        else:
            merge_source(kept, row)

    def worst_first(self):
        return sorted(self.endpoints.values(), key=rank)

    def findings(self):
        return [row for row in self.worst_first() if is_finding(row)]

    def widest_first(self):
        return sorted(self.sources.values(), key=lambda row: (row["priority"], -row["refused"] - row["silent"],
                                                              address_key(row["address"])))

    def counts(self):
        """How many endpoints have each verdict, the worst first."""
        counted = collections.Counter(row["verdict"] for row in self.endpoints.values())
        counted.update({verdict: len(folded.keys) for verdict, folded in self.folded.items()})
        return [(verdict, counted[verdict]) for verdict in sorted(counted, key=[*VERDICTS, *counted].index)]

    def counted_only(self, left):
        """{verdict: (endpoints, packets)} of what is not listed; left: rows that there was no room for."""
        counted = {verdict: (len(folded.keys), folded.packets) for verdict, folded in self.folded.items()}
        for row in left:
            endpoints, packets = counted.get(row["verdict"], (0, 0))
            counted[row["verdict"]] = endpoints + 1, packets + row["packets"]
        return counted

    def period(self):
        """The first and the last time, or nothing."""
        return period_of([*self.endpoints.values(), *self.sources.values()])

    def day(self):
        """The day of all times; empty where there are several."""
        days = {moment[:10] for moment in self.period()}
        return days.pop() if len(days) == 1 else ""


def unite(kept, row, *keys):
    """Add texts of another row, each once."""
    for key in keys:
        kept[key] = list(dict.fromkeys(kept[key] + row[key]))[:None if key == "captures" else MOST_LISTED]


def merge_endpoint(kept, row):
    """Add what another capture says of an endpoint."""
    unite(kept, row, "observed", "software", "processes", "first_peers", "warnings", "details", "references", "techniques", "captures")
    kept["packets"] += row["packets"]
    kept["bytes"] += row["bytes"]
    kept["peers"] = max(kept["peers"], row["peers"], len(kept["first_peers"]))
    kept["priority"] = min(kept["priority"], row["priority"])
    spread(kept, row)


def merge_source(kept, row):
    """Add what another capture says of a source, which may have tried the same there."""
    unite(kept, row, "first_open_ports", "techniques", "captures")
    for key in ("hosts", "ports", "open", "open_ports", "refused", "silent"):
        kept[key] = max(kept[key], row[key])
    kept["open_ports"] = max(kept["open_ports"], len(kept["first_open_ports"]))
    kept["priority"] = min(kept["priority"], row["priority"])
    spread(kept, row)
