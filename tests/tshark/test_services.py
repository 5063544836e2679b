"""The names of the registry's services and of Wireshark's protocols, which data/services.ini brings together."""
import configparser
import csv
import re

import pytest
from conftest import ROOT

TRANSPORTS = ["tcp", "udp", "sctp", "dccp"]


def table():
    """{group: {service: [protocol]}}; a service that stands twice in a group is an error of the parser's."""
    parser = configparser.ConfigParser(delimiters="=", comment_prefixes="#", interpolation=None)
    parser.optionxform = str
    parser.read(ROOT / "data" / "services.ini", encoding="utf-8")
    return {group: {service: names.split(";") for service, names in parser[group].items()} for group in parser.sections()}


def registry():
    """{(port, transport): {service}}"""
    services = {}
    with open(ROOT / "data" / "registry.csv", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(line for line in file if not line.startswith("#")):
            if not row["Port Number"] or not row["Service Name"]:
                continue
            first, _, last = row["Port Number"].partition("-")
            for port in range(int(first), int(last or first) + 1):
                for transport in [row["Transport Protocol"]] if row["Transport Protocol"] else TRANSPORTS:
                    services.setdefault((port, transport), set()).add(row["Service Name"])
    return services


def default_dissectors(tshark):
    """(port, transport), protocol"""
    for line in tshark.plain("-G", "decodes").splitlines():
        table_name, selector, protocol = line.split("\t")[:3]
        transport = table_name.removesuffix(".port")
        if table_name.endswith(".port") and transport in TRANSPORTS:
            yield (int(selector, 0), transport), protocol


def test_a_service_and_its_ports_dissector_are_one_protocol_or_two(tshark):
    speaks, two = table()["Speaks"], table()["Two protocols"]
    registered = registry()
    undecided = []
    for place, protocol in default_dissectors(tshark):
        services = registered.get(place, set())
        if any(protocol in speaks.get(service, [service]) for service in services):
            continue
        undecided += [f"{place[1]}/{place[0]} {service}={protocol}" for service in services
                      if protocol not in two.get(service, [])]
    assert not undecided, "services.ini has to say of each whether it is one protocol:\n" + "\n".join(undecided)


def test_each_service_is_one_of_the_registry():
    known = set().union(*registry().values())
    assert [service for group in table().values() for service in group if service not in known] == []


def recognised():
    """The protocols that have a row."""
    return {protocol for family in (ROOT / "src" / "recognise").glob("*.cpp")
            for protocol in re.findall(r'\.protocol = "(.+?)"', family.read_text(encoding="utf-8"))}


def test_each_protocol_is_one_of_wiresharks_or_of_the_recognisers(tshark):
    """A line may name what a version does not have yet: the newest knows all."""
    version = re.search(r"\(Wireshark\) (\d+)\.(\d+)", tshark.plain("--version"))
    if (int(version[1]), int(version[2])) < (4, 6):
        pytest.skip("older than 4.6")
    known = tshark.wiresharks_protocols() | recognised()
    assert [protocol for group in table().values() for protocols in group.values() for protocol in protocols
            if protocol not in known] == []


def test_a_dissectors_protocol_is_told_by_its_bytes_or_there_is_a_reason(tshark):
    rows = recognised()
    heuristics = {cells[1] for cells in (line.split("\t") for line in tshark.plain("-G", "heuristic-decodes").splitlines())
                  if cells[0] in TRANSPORTS and cells[2] == "T"}
    with open(ROOT / "data" / "unrecognised.tsv", encoding="utf-8") as file:
        reasons = dict(line.rstrip("\n").split("\t") for line in file if not line.startswith(("#", "protocol\t")))
    assert all(reasons.values())
    assert not rows & set(reasons), "these have a row"
    dissected = {protocol for (_, transport), protocol in default_dissectors(tshark) if transport in ("tcp", "udp")}
    assert dissected - rows - heuristics - set(reasons) == set()
