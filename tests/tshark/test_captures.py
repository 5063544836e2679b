"""The captures of pcaps/: what is tagged agrees with scapy's reading, and nothing else changes."""
import json
import re

import pytest
from conftest import PCAPS, PORTS
from scapy.all import TCP, UDP, TCPerror, UDPerror, rdpcap

each_capture = pytest.mark.parametrize("capture", PCAPS, ids=lambda path: path.stem)


def documented_ports(frame):
    """The documented ports of a frame as scapy reads it, source first."""
    for layer in (TCPerror, UDPerror, TCP, UDP):
        if layer in frame:
            return [port for port in (frame[layer].sport, frame[layer].dport) if port in PORTS]
    return []


@each_capture
def test_every_frame_of_a_documented_port_is_tagged(tshark, capture):
    expected = [documented_ports(frame) for frame in rdpcap(str(capture))]
    assert any(expected), "no documented port in this capture"
    found = tshark.values(capture, "portlore.port")
    assert [[int(port) for port in row[0]] for row in found] == expected


@each_capture
def test_two_passes_tag_the_same(tshark, capture):
    assert tshark("-2", "-r", capture, "-T", "json", "-J", "portlore") == tshark("-r", capture, "-T", "json", "-J", "portlore")


def without_tag(pdml):
    """PDML without Port Lore's items, and without the line that names the capture and the time of this run."""
    pdml = re.sub(r'^  <proto name="portlore".*?^  </proto>\n', "", pdml, flags=re.DOTALL | re.MULTILINE)
    return re.sub(r"^<pdml .*\n", "", pdml, flags=re.MULTILINE)


@each_capture
def test_all_other_output_is_as_without_the_plugin(tshark, capture):
    plain = tshark.plain("-r", capture, "-T", "pdml")
    assert 'name="portlore"' not in plain, "Port Lore is installed in this system's Wireshark; remove it to test"
    tagged = tshark("-r", capture, "-T", "pdml")
    assert 'name="portlore"' in tagged
    assert without_tag(tagged) == without_tag(plain)
    assert tshark("-r", capture) == tshark.plain("-r", capture)
    every = tshark("-r", capture, "-o", "portlore.scope:every", "-T", "pdml")
    assert without_tag(every) == without_tag(plain)


@each_capture
def test_json_is_valid_with_the_tag(tshark, capture):
    assert len(json.loads(tshark("-r", capture, "-T", "json"))) == len(rdpcap(str(capture)))
