"""The fields, preferences and handlers that users' filters and scripts rely on."""
import csv
import os
import pathlib
import re

import pytest
from conftest import ROOT

BUILD = pathlib.Path(os.environ["PORTLORE_BUILD"])


def contract(table):
    """The rows of a table in data/, each as a dictionary."""
    with (ROOT / "data" / table).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def test_every_field_is_registered_with_its_type(tshark):
    rows = [line.split("\t") for line in tshark("-G", "fields").splitlines()]
    types = {row[2]: row[3] for row in rows if row[0] == "F" and row[4] == "portlore"}
    assert types == {**{f"portlore.{row['name']}": row["type"] for row in contract("fields.tsv")},
                     **{f"portlore.expert.{row['name']}": "FT_NONE" for row in contract("experts.tsv")}}
    assert ["P", "Port Lore", "portlore"] in [row[:3] for row in rows]


def test_four_handlers_are_registered(tshark):
    """List, protocol and whether it is enabled; newer versions have more columns."""
    rows = {tuple(line.split("\t")[:3]) for line in tshark("-G", "heuristic-decodes").splitlines()}
    assert {row for row in rows if row[1] == "portlore"} == {
        (transport, "portlore", "T") for transport in ("tcp", "udp", "sctp", "dccp")}


@pytest.mark.parametrize("preference, default", [("scope", "Notable ports"), ("detail", "Full"), ("decode", "TRUE"), ("take_over", "FALSE"),
                                                 ("registry_file", ""), ("unanswered", "1000000")])
def test_preferences_have_a_default(tshark, preference, default):
    lines = tshark("-G", "defaultprefs").splitlines()
    at = next(i for i, line in enumerate(lines) if line.startswith(f"#portlore.{preference}:"))
    assert lines[at] == f"#portlore.{preference}: {default}"


def test_the_plugin_says_its_version(tshark):
    plugins = [line.split("\t") for line in tshark("-G", "plugins").splitlines() if line.startswith("portlore")]
    assert len(plugins) == 1
    assert plugins[0][2].strip() == "dissector"


def test_the_man_page_has_all_of_it(tshark):
    page = (BUILD / "packaging" / "portlore.7").read_text(encoding="utf-8").replace("\\-", "-")
    documented = set(re.findall(r"^\.BR? (?:-z )?(portlore[\w.,]*)", page, re.M))
    fields = {row[2] for row in (line.split("\t") for line in tshark("-G", "fields").splitlines())
              if row[0] == "F" and row[4] == "portlore"}
    assert fields <= documented
    assert documented - fields == {
        "portlore,endpoints", "portlore,sources", "portlore,json", "portlore.scope", "portlore.detail", "portlore.decode",
        "portlore.take_over",
        "portlore.registry_file", "portlore.sockets", "portlore.unanswered", "portlore_tcp", "portlore_udp", "portlore_sctp", "portlore_dccp"}
