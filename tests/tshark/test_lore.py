"""What a tag says."""
import json
import xml.etree.ElementTree as ElementTree

import pytest
from scapy.all import IP, TCP, UDP, Ether

E = Ether() / IP(src="192.0.2.1", dst="192.0.2.2")


def syn(port):
    return E / TCP(sport=45000, dport=port, flags="S")


def udp(port):
    return E / UDP(sport=45000, dport=port) / b"hello"


FACTS = {
    3201: {"service": ["cpq-tasksmart"], "description": ["CPQ-TaskSmart"], "assignee": ["Jackie Lau"], "life": ["Dead"],
           "ghost": ["1"], "owner": ["Compaq"], "successor": ["HP"], "warning.kind": ["Vulnerability"],
           "warning.id": ["CVE-2006-5784"], "warning.year": ["2006"],
           "warning.affects": ["SAP Web Application Server 6.40 before patch 136, 7.00 before patch 66"]},
    3206: {"service": ["ironmail"], "description": ["IronMail POP Proxy"], "assignee": ["Mike Hudack"], "life": ["Dead"],
           "ghost": ["1"], "owner": ["CipherTrust"], "successor": ["Secure Computing", "McAfee"], "warning": []},
    3256: {"service": ["cpqrpm-agent"], "description": ["Compaq RPM Agent Port"], "assignee": [], "life": ["Dead"],
           "ghost": ["1"], "owner": ["Compaq"], "successor": ["HP"], "warning.kind": ["Malware"],
           "warning.id": ["W32.HLLW.Dax"], "warning.affects": ["Windows"], "warning.year": ["2002"]},
    3271: {"service": ["csoft-prev"], "description": ["CSoft Prev Port"], "assignee": ["Nedelcho Stanev"],
           "life": ["Presumed dead"], "ghost": ["1"], "successor": [], "history": [], "warning": []},
    3302: {"service": ["mcs-fastmail"], "description": ["MCS Fastmail"], "assignee": ["Patti Jo Newsom"],
           "life": ["Presumed dead"], "ghost": ["1"], "warning.kind": ["Abuse report"], "warning.id": []},
}


@pytest.mark.parametrize("port", FACTS)
def test_a_syn_alone_tells_the_ports_story(tshark, port):
    facts = {"range": ["User"], "status": ["Assigned"], "dossier": ["built-in"], "transport": ["tcp"], **FACTS[port]}
    (row,) = tshark.values(tshark.capture(syn(port)), *(f"portlore.{name}" for name in facts))
    assert dict(zip(facts, row)) == facts


@pytest.mark.parametrize("port", FACTS)
def test_full_detail_has_advice_checks_and_references(tshark, port):
    (row,) = tshark.values(tshark.capture(udp(port)), "portlore.advice", "portlore.check", "portlore.reference",
                           "portlore.likely", "portlore.registry")
    advice, check, reference, likely, registry = row
    assert len(advice) == 1
    assert check[0] == f"ss -ulnp 'sport = :{port}'"
    assert f"lsof -nP -i UDP:{port}" in check and f"netstat -ano | findstr :{port}" in check
    assert any("iana.org" in source for source in reference)
    assert len(likely) >= 2
    assert registry[0].startswith("IANA registry, snapshot of 20")


def test_brief_detail_leaves_out_the_long_parts_only(tshark):
    brief = ("-o", "portlore.detail:brief")
    capture = tshark.capture(syn(3256))
    (row,) = tshark.values(capture, "portlore.history", "portlore.check", "portlore.reference", "portlore.advice",
                           options=brief)
    assert row == [[], [], [], []]
    (row,) = tshark.values(capture, "portlore.warning.id", "portlore.owner", "portlore.likely", options=brief)
    assert row[:2] == [["W32.HLLW.Dax"], ["Compaq"]] and row[2]


def test_3206_shows_assigned_and_three_disputing_voices(tshark):
    (row,) = tshark.values(tshark.capture(syn(3206)), "portlore.status", "portlore.dispute")
    assert row[0] == ["Assigned"]
    assert [voice.split(":")[0] for voice in row[1]] == [
        "IANA registry", "Port databases such as SpeedGuide", "Port Lore's founding notes"]
    assert "unassigned" in row[1][2]


def test_history_is_dated(tshark):
    (row,) = tshark.values(tshark.capture(syn(3206)), "portlore.history")
    assert [event[:6] for event in row[0]] == ["2002: ", "2006: ", "2008: "]


def test_a_tcp_warning_is_mere_lore_on_udp(tshark):
    (row,) = tshark.values(tshark.capture(udp(3256)), "portlore.warning", "portlore.warning.id", "portlore.lore")
    assert row[:2] == [[], []]
    assert "W32.HLLW.Dax" in row[2][0]
    (row,) = tshark.values(tshark.capture(syn(3256)), "portlore.lore")
    assert row == [[]]


def test_summary_fills_a_column(tshark):
    options = ("-o", 'gui.column.format:"Port note","%Cus:portlore.summary"')
    assert tshark("-r", tshark.capture(syn(3256)), *options).strip() == (
        "tcp/3256 pending; cpqrpm-agent, dead (Compaq), W32.HLLW.Dax")


FILTERS = {
    'portlore': [1, 2, 3],
    'portlore.owner contains "Compaq"': [1, 3],
    'portlore.warning.id == "W32.HLLW.Dax"': [1],
    'portlore.status == "Assigned"': [1, 2, 3],
    'portlore.ghost': [1, 2, 3],
    'portlore.life == "Presumed dead"': [],
    'portlore.dispute': [2],
    'portlore.port == 3206': [2],
    'portlore.dstport in {3200..3299}': [1, 2, 3],
    'portlore.warning.kind == "Vulnerability"': [3],
    'portlore.ip == 192.0.2.0/24': [1, 2, 3],
    'portlore.service matches "^cpq"': [1, 3],
}


@pytest.mark.parametrize("display_filter", FILTERS)
def test_filters_select(tshark, display_filter):
    capture = tshark.capture(syn(3256), syn(3206), syn(3201), syn(443))
    assert tshark.frames(capture, display_filter) == FILTERS[display_filter]


def test_elastic_output_holds_the_fields(tshark):
    lines = tshark("-r", tshark.capture(syn(3256)), "-T", "ek").splitlines()
    tag = json.loads(lines[1])["layers"]["portlore"]
    assert tag["portlore_portlore_owner"] == "Compaq"
    assert tag["portlore_portlore_warning_id"] == "W32.HLLW.Dax"
    assert tag["portlore_portlore_port"] == "3256"


def test_pdml_holds_the_fields_generated_and_without_bytes(tshark):
    packet = ElementTree.fromstring(tshark("-r", tshark.capture(syn(3256)), "-T", "pdml")).find("packet")
    (tag,) = [proto for proto in packet.findall("proto") if proto.get("name") == "portlore"]
    assert (tag.get("pos"), tag.get("size")) == ("0", "0")
    fields = {field.get("name"): field.get("show") for field in tag.iter("field")}
    assert fields["portlore.owner"] == "Compaq"
    assert fields["portlore.ghost"] in ("1", "True")
    assert fields["portlore.port"] == "3256"


def test_every_item_is_shown_in_brackets(tshark):
    details = tshark("-r", tshark.capture(syn(3256)), "-V").splitlines()
    start = next(i for i, line in enumerate(details) if "Port Lore" in line)
    tag = [line.strip() for line in details[start:] if line.strip()]
    assert len(tag) > 20
    assert [line for line in tag if not (line.startswith("[") and line.endswith("]"))] == []


def test_scope_every_tags_with_registry_fields(tshark):
    every = ("-o", "portlore.scope:every")
    capture = tshark.capture(
        E / TCP(sport=45000, dport=443, flags="S"), E / TCP(sport=443, dport=45000, flags="SA"),
        E / UDP(sport=80, dport=443) / b"x", E / UDP(sport=50000, dport=60000) / b"x",
        E / TCP(sport=4, dport=50000), E / TCP(sport=3256, dport=443), E / TCP(sport=22, dport=4))
    rows = tshark.values(capture, "portlore.port", "portlore.status", "portlore.service", "portlore.dossier", options=every)
    assert rows == [[["443"], ["Assigned"], ["https"], []], [["443"], ["Assigned"], ["https"], []],
                    [["443"], ["Assigned"], ["https"], []], [["60000"], ["Dynamic"], [], []],
                    [["50000"], ["Dynamic"], [], []], [["3256"], ["Assigned"], ["cpqrpm-agent"], ["built-in"]],
                    [["22"], ["Assigned"], ["ssh"], []]]
    assert tshark.frames(capture, "portlore") == [6]
    assert tshark.values(capture, "portlore.verdict", options=every)[0] == [[]]


def test_scope_every_knows_reserved_and_unassigned_ports(tshark):
    capture = tshark.capture(E / TCP(sport=50000, dport=1023), E / TCP(sport=50000, dport=4))
    assert tshark.values(capture, "portlore.status", "portlore.range", options=("-o", "portlore.scope:Every port")) == [
        [["Reserved"], ["System"]], [["Unassigned"], ["System"]]]


def test_a_port_of_several_services_names_them_all(tshark):
    capture = tshark.capture(E / TCP(sport=50000, dport=666))
    assert tshark.values(capture, "portlore.service", options=("-o", "portlore.scope:every")) == [[["mdqs", "doom"]]]
