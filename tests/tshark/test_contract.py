"""The fields, preferences and handlers that users' filters and scripts rely on."""
import re

import pytest
from conftest import ROOT

STRINGS = """label expects listeners breach transport range status service description assignee registered unauthorized registry life owner product
successor history note dispute warning warning.kind warning.id warning.affects warning.year lore likely advice check
reference dossier summary role role.basis observed verdict reason finding""".split()
FIELDS = {**{name: "FT_STRING" for name in STRINGS}, "port": "FT_UINT16", "srcport": "FT_UINT16",
          "dstport": "FT_UINT16", "ip": "FT_IPv4", "ipv6": "FT_IPv6", "ghost": "FT_BOOLEAN",
          "role.frame": "FT_FRAMENUM", "observed.frame": "FT_FRAMENUM", "first_bytes": "FT_BYTES"}
EXPERTS = """listener_not_allowed unexpected_service malware malware_attempt vulnerability vulnerability_attempt abuse abuse_attempt unidentified_listener
other_service known_tenant living_ghost silent_listener fixed_source probe refused ghost dispute""".split()


def test_every_field_is_registered_with_its_type(tshark):
    rows = [line.split("\t") for line in tshark("-G", "fields").splitlines()]
    types = {row[2]: row[3] for row in rows if row[0] == "F" and row[4] == "portlore"}
    assert types == {**{f"portlore.{name}": type for name, type in FIELDS.items()},
                     **{f"portlore.expert.{name}": "FT_NONE" for name in EXPERTS}}
    assert ["P", "Port Lore", "portlore"] in [row[:3] for row in rows]


def test_four_handlers_are_registered(tshark):
    """List, protocol and whether it is enabled; newer versions have more columns."""
    rows = {tuple(line.split("\t")[:3]) for line in tshark("-G", "heuristic-decodes").splitlines()}
    assert {row for row in rows if row[1] == "portlore"} == {
        (transport, "portlore", "T") for transport in ("tcp", "udp", "sctp", "dccp")}


@pytest.mark.parametrize("preference, default", [("scope", "Notable ports"), ("detail", "Full"), ("decode", "TRUE"),
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
    page = (ROOT / "packaging" / "portlore.7").read_text(encoding="utf-8").replace("\\-", "-")
    documented = set(re.findall(r"^\.BR? (?:-z )?(portlore[\w.,]*)", page, re.M))
    fields = {row[2] for row in (line.split("\t") for line in tshark("-G", "fields").splitlines())
              if row[0] == "F" and row[4] == "portlore"}
    assert fields <= documented
    assert documented - fields == {
        "portlore,endpoints", "portlore,sources", "portlore,json", "portlore.scope", "portlore.detail", "portlore.decode",
        "portlore.registry_file", "portlore.unanswered", "portlore_tcp", "portlore_udp", "portlore_sctp", "portlore_dccp"}
