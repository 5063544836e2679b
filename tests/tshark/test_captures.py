"""The captures of pcaps/: what is tagged agrees with scapy's reading, and nothing else changes."""
import json

import pytest
from conftest import PCAPS, PORTS, without_tag
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
    found = tshark.values(capture, "portlore.port", options=("-o", "portlore.scope:documented"))
    assert [[int(port) for port in row[0]] for row in found] == expected


@each_capture
def test_one_pass_and_two_agree_once_the_conversation_is_over(tshark, capture):
    """On a conversation's last frame a first pass knows what a second one does, but for what only the end tells."""
    fields = ("portlore.role", "portlore.verdict", "portlore.observed", "portlore.role.basis", "portlore.finding")
    stream = ("tcp.stream", "udp.stream")
    once = tshark.values(capture, *stream, *fields)
    twice = tshark.values(capture, *stream, *fields, options=("-2",))
    last = {tuple(map(tuple, row[:2])): number for number, row in enumerate(once)}
    for number in last.values():
        if any("Fixed source port" in cell for cell in twice[number]):
            assert any({"Port overlap", "Fixed source port"} & set(cell) for cell in once[number])
        elif any("Pending" in cell for cell in once[number]):
            assert not any("Pending" in cell for cell in twice[number])
        else:
            assert once[number] == twice[number]


@each_capture
def test_a_second_look_says_the_same_on_every_frame(tshark, capture):
    rows = tshark.values(capture, "tcp.stream", "udp.stream", "portlore.finding", options=("-2",))
    findings = {}
    for tcp, udp, finding in rows:
        findings.setdefault((tuple(tcp), tuple(udp)), set()).add(tuple(finding))
    # An ICMP error has no stream of its own.
    assert all(len(said) == 1 for stream, said in findings.items() if any(stream))


@each_capture
def test_all_other_output_is_as_without_the_plugin(tshark, capture):
    plain = tshark.plain("-r", capture, "-T", "pdml")
    assert 'name="portlore"' not in plain, "Port Lore is installed in this system's Wireshark; remove it to test"
    only_named = ("-r", capture, "-o", "portlore.decode:FALSE")
    tagged = tshark(*only_named, "-T", "pdml")
    assert 'name="portlore"' in tagged
    assert without_tag(tagged) == without_tag(plain)
    assert tshark(*only_named) == tshark.plain("-r", capture)
    every = tshark(*only_named, "-o", "portlore.scope:every", "-T", "pdml")
    assert without_tag(every) == without_tag(plain)


@each_capture
def test_json_is_valid_with_the_tag(tshark, capture):
    assert len(json.loads(tshark("-r", capture, "-T", "json"))) == len(rdpcap(str(capture)))
