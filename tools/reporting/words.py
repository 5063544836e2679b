"""What all pages say, in words."""
from reporting.rows import duration

# What the parts of a page may take, in bytes; together less than 2 MB.
SIZES = {"timeline": 150_000, "map": 150_000, "findings": 400_000, "endpoints": 900_000, "sources": 100_000, "captures": 50_000,
         "unread": 50_000}
TECHNIQUES = {"T1046": "Network Service Discovery", "T1571": "Non-Standard Port"}


def many(number, one, several=None):
    return f"{number:,} {one if number == 1 else several or one + 's'}"


def shown(moment):
    """A time for people, in milliseconds."""
    return f"{moment[:10]} {moment[11:23]}"


def from_to(first, last):
    return f"{shown(first)} to {shown(last)[11 if first[:10] == last[:10] else 0:]} UTC"


def lasting(length):
    """A length of time for people."""
    seconds = length / 10**9
    for unit, size in (("d", 86400), ("h", 3600), ("min", 60)):
        if seconds >= 2 * size:
            return f"{seconds / size:.1f} {unit}"
    return f"{seconds:.3f} s"


def place(row):
    return f"{row['transport']}/{row['port']}"


def title_of(found):
    names = [capture.name for capture in found.captures]
    return names[0] if len(names) == 1 else many(len(names), "capture")


def named(verdict):
    return verdict or "Registry only"


def where(row):
    return f"{place(row)} on {row['address'] or 'an unknown host'}"


def how_many(found):
    """How many endpoints there are, and how many of them are findings."""
    total = many(sum(count for _, count in found.counts()), "endpoint") + " on " + many(len(found.hosts), "host")
    if not found.flagged:
        return f"{total}; none of them stands out"
    alarms = f", {len(found.alarms):,} for what is on record or not allowed" if found.alarms else ""
    return f"{total}; {len(found.flagged):,} of them {'wants' if len(found.flagged) == 1 else 'want'} a look{alarms}"


def in_one_paragraph(found):
    """What was found, in sentences."""
    packets = sum(capture.packets or 0 for capture in found.captures)
    read = title_of(found) + (f", {many(packets, 'packet')}" if packets else "")
    when = f", {from_to(*period)}" if (period := found.period()) else ""
    sentences = [f"In {read}{when}, Port Lore tells of {how_many(found)}."]
    for worst in found.findings()[:1]:
        why = worst["details"][0] if worst["priority"] == 1 and worst["details"] else worst["reason"]
        sentences.append(f"First of all {where(worst)}, {named(worst['verdict']).lower()}: {why.removesuffix('.')}.")
    if warned := list(dict.fromkeys(text for row in found.findings() for text in row["warnings"])):
        sentences.append(f"On record: {', '.join(warned[:8])}{' and more' if len(warned) > 8 else ''}.")
    if searched := sum("T1046" in row["techniques"] for row in found.sources.values()):
        sentences.append(f"{many(searched, 'source')} searched for open ports.")
    if found.unread:
        sentences.append(f"{many(len(found.unread), 'capture')} could not be read to the end.")
    return " ".join(sentences)


def heading_of(row):
    warned = f" ({', '.join(row['warnings'][:3])})" if row["warnings"] else ""
    return f"{where(row)}: {named(row['verdict']).lower()}{warned}"


def in_brief(first, count):
    """The first few of several, and how many more there are."""
    if not first:
        return f"{count:,}"
    return ", ".join(first) + (f" and {count - len(first):,} more" if count > len(first) else "")


def open_ports(row):
    """The ports that a source found open."""
    return in_brief(row["first_open_ports"], row["open_ports"]) if row["open"] else ""


def told_of(row):
    """What there is to say of a finding, by heading; each a list of texts."""
    said = {"Reason": [row["reason"]], "On record": row["details"] or row["warnings"], "Observed": row["observed"],
            "Calls itself": row["software"], "Process": row["processes"],
            "Registered as": [f"{row['service']}" + (f", {row['life'].lower()}" if row["life"] else "")] if row["service"] else [],
            "ATT&CK": [f"{one} {TECHNIQUES.get(one, '')}".strip() for one in row["techniques"]],
            "When": [f"{from_to(row['first_time'], row['last_time'])} ({lasting(duration(row))})"] if row["first_time"] else [],
            "Traffic": [f"{many(row['packets'], 'packet')}, {many(row['bytes'], 'byte')}"],
            "Peers": [in_brief(row["first_peers"], row["peers"])],
            "Sources": row["references"]}
    if len(row["captures"]) > 1:
        more = f" and {len(row['captures']) - 8:,} more" if len(row["captures"]) > 8 else ""
        said["Captures"] = [", ".join(row["captures"][:8]) + more]
    return {heading: texts for heading, texts in said.items() if any(texts)}


def not_looked_at(found, left=()):
    """What the page does not tell, in sentences; left: endpoints that it had no room for."""
    said = list(found.notes)
    if found.forgotten["flows"]:
        tries = many(found.forgotten["flows"], "try", "tries")
        said.append(f"{tries} that nobody answered were forgotten (preference portlore.unanswered).")
    if found.forgotten["tries"]:
        said.append(f"{many(found.forgotten['tries'], 'try or answer', 'tries or answers')} of probing sources were not counted.")
    if found.forgotten["sources"]:
        said.append(f"{many(found.forgotten['sources'], 'row')} of more probing sources are not shown.")
    said += [f"{many(endpoints, 'endpoint')} more of verdict {named(verdict)}, {many(packets, 'packet')}: counted, not listed."
             for verdict, (endpoints, packets) in found.counted_only(left).items()]
    return said + ["What has no ports (ARP, routing, ICMP of its own) has no rows."]


def within(parts, size):
    """As many texts as fit a size, from the first on; the size is in bytes."""
    taken = []
    for part in parts:
        size -= len(part.encode())
        if size < 0:
            break
        taken.append(part)
    return taken
