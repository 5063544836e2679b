"""Which frames are tagged, and for which port."""
import json
import re
import struct

import pytest
from scapy.all import (GRE, ICMP, IP, SCTP, TCP, UDP, VXLAN, Dot1Q, Ether, ICMPv6DestUnreach, IPv6, Raw, SCTPChunkData,
                       SCTPChunkInit, fragment)

from conftest import ROOT

E = Ether(src="02:00:00:00:00:01", dst="02:00:00:00:00:02")
IP4 = IP(src="192.0.2.1", dst="192.0.2.2")
IP6 = IPv6(src="2001:db8::1", dst="2001:db8::2")
SYN = TCP(sport=45000, dport=3256, flags="S", seq=100)


def dccp(sport, dport):
    """A DCCP request (RFC 4340), which scapy has no layer for."""
    generic = struct.pack("!HHBBHBBHI", sport, dport, 5, 0, 0, 0x01, 0, 0, 1)
    return Raw(generic + struct.pack("!I", 42))


ONE_PORT = {
    "TCP SYN": E / IP4 / SYN,
    "TCP SYN/ACK": E / IP4 / TCP(sport=3256, dport=45000, flags="SA"),
    "TCP RST": E / IP4 / TCP(sport=3256, dport=45000, flags="R"),
    "TCP RST/ACK": E / IP4 / TCP(sport=3256, dport=45000, flags="RA"),
    "TCP bare ACK": E / IP4 / TCP(sport=45000, dport=3256, flags="A"),
    "TCP data": E / IP4 / TCP(sport=45000, dport=3256, flags="PA") / b"hello",
    "TCP FIN": E / IP4 / TCP(sport=45000, dport=3256, flags="FA"),
    "UDP": E / IP4 / UDP(sport=45000, dport=3256) / b"hello",
    "UDP without payload": E / IP4 / UDP(sport=45000, dport=3256),
    "SCTP INIT": E / IP4 / SCTP(sport=45000, dport=3256) / SCTPChunkInit(),
    "SCTP data": E / IP4 / SCTP(sport=45000, dport=3256) / SCTPChunkData(beginning=1, ending=1, data=b"hello"),
    "DCCP": E / IP(src="192.0.2.1", dst="192.0.2.2", proto=33) / dccp(45000, 3256),
    "IPv6 TCP": E / IP6 / SYN,
    "IPv6 UDP": E / IP6 / UDP(sport=45000, dport=3256) / b"hello",
    "VLAN": E / Dot1Q(vlan=7) / IP4 / SYN,
    "GRE": E / IP(src="198.51.100.1", dst="198.51.100.2") / GRE() / IP4 / SYN,
    "VXLAN": E / IP(src="198.51.100.1", dst="198.51.100.2") / UDP(sport=50000, dport=4789) / VXLAN(vni=1) / E / IP4 / SYN,
    "IP in IP": E / IP(src="198.51.100.1", dst="198.51.100.2") / IP4 / SYN,
    "IPv6 in IP": E / IP(src="198.51.100.1", dst="198.51.100.2") / IP6 / SYN,
    "ICMP quoting UDP": E / IP(src="192.0.2.2", dst="192.0.2.1") / ICMP(type=3, code=3) / IP4
                        / UDP(sport=45000, dport=3256) / b"hello",
    "ICMP quoting eight bytes of TCP": E / IP(src="192.0.2.2", dst="192.0.2.1") / ICMP(type=3, code=3)
                                       / Raw(bytes(IP4 / SYN)[:28]),
    "ICMPv6 quoting UDP": E / IPv6(src="2001:db8::2", dst="2001:db8::1") / ICMPv6DestUnreach(code=4) / IP6
                          / UDP(sport=45000, dport=3256) / b"hello",
}


@pytest.mark.parametrize("frame", ONE_PORT.values(), ids=ONE_PORT)
def test_a_frame_of_a_documented_port_is_tagged_once(tshark, frame):
    capture = tshark.capture(frame)
    (row,) = tshark.values(capture, "portlore", "portlore.port", "portlore.srcport", "portlore.dstport",
                           "portlore.ip", "portlore.ipv6", "portlore.owner", "portlore.transport", "ipv6.src")
    tag, port, source, destination, ip, ipv6, owner, transport, is_ipv6 = row
    assert len(tag) == 1
    assert port == ["3256"]
    assert (source + destination) == ["3256"]
    from_server = not destination
    assert ip == ([] if is_ipv6 else ["192.0.2.1" if from_server else "192.0.2.2"])
    assert ipv6 == (["2001:db8::2"] if is_ipv6 else [])
    assert owner == ["Compaq"]
    name = next(name for name, f in ONE_PORT.items() if f is frame)
    assert transport == [next((t.lower() for t in ("UDP", "SCTP", "DCCP") if t in name), "tcp")]


def test_an_error_from_a_router_on_the_way_names_the_quoted_host(tshark):
    quote = IP4 / UDP(sport=45000, dport=3256) / b"hello"
    capture = tshark.capture(E / IP(src="203.0.113.9", dst="192.0.2.1") / ICMP(type=3, code=13) / quote,
                             E / IP(src="203.0.113.9", dst="192.0.2.1", options=b"\x01" * 4) / ICMP(type=11) / quote)
    assert tshark.values(capture, "portlore.ip") == [[["192.0.2.2"]], [["192.0.2.2"]]]


def test_a_retransmission_is_tagged_too(tshark):
    data = E / IP4 / TCP(sport=45000, dport=3256, flags="PA", seq=1, ack=1) / b"hello"
    capture = tshark.capture(data, data)
    assert tshark.frames(capture, "portlore.port == 3256") == [1, 2]
    assert tshark.frames(capture, "tcp.analysis.retransmission") == [2]


def test_both_ports_documented_make_two_subtrees(tshark):
    capture = tshark.capture(E / IP4 / UDP(sport=3206, dport=3256) / b"hello")
    (layers,) = tshark.layers(capture)
    tag = layers["portlore"]
    assert (tag["portlore.srcport"], tag["portlore.dstport"]) == ("3206", "3256")
    source, destination = tag["portlore.srcport_tree"], tag["portlore.dstport_tree"]
    assert (source["portlore.port"], source["portlore.ip"], source["portlore.service"]) == ("3206", "192.0.2.1", "ironmail")
    assert (destination["portlore.port"], destination["portlore.ip"], destination["portlore.service"]) == (
        "3256", "192.0.2.2", "cpqrpm-agent")


def test_one_port_on_both_sides_makes_two_subtrees(tshark):
    capture = tshark.capture(E / IP4 / TCP(sport=3256, dport=3256, flags="S"))
    assert tshark.values(capture, "portlore.port", "portlore.ip") == [[["3256", "3256"], ["192.0.2.1", "192.0.2.2"]]]


def test_other_ports_are_not_tagged(tshark):
    capture = tshark.capture(E / IP4 / TCP(sport=45000, dport=3255), E / IP4 / UDP(sport=53, dport=53) / b"x",
                             E / IP4 / ICMP(), E / IP6 / TCP(sport=1, dport=65535))
    assert tshark.frames(capture, "portlore") == []


def test_only_the_fragment_with_the_ports_is_tagged(tshark):
    whole = IP4 / UDP(sport=45000, dport=3256) / (b"x" * 3000)
    first, second, third = fragment(whole, fragsize=1400)
    capture = tshark.capture(E / first, E / second, E / third)
    # Wireshark reassembles, and then the last fragment is the one that has the ports.
    assert tshark.frames(capture, "portlore") == [3]
    assert tshark("-o", "ip.defragment:FALSE", "-r", capture, "-Y", "portlore", "-T", "fields", "-e",
                  "frame.number").split() == ["1"]


def test_frames_cut_short_are_tagged_as_far_as_their_ports_are_there(tshark):
    whole = bytes(E / IP4 / SYN)
    frames = [Ether(whole[:size]) for size in (36, 38, 40, 50)]
    capture = tshark.capture(*frames)
    assert tshark.frames(capture, "portlore.port == 3256")[-2:] == [3, 4]


def test_an_address_inside_the_transport_is_not_taken_for_the_ports_owner(tshark):
    """An ICMP echo in VXLAN from a documented port: the innermost addresses are not those of the ports."""
    capture = tshark.capture(E / IP(src="198.51.100.1", dst="198.51.100.2") / UDP(sport=3256, dport=4789) / VXLAN(vni=1)
                             / E / IP4 / ICMP())
    assert tshark.values(capture, "portlore.port", "portlore.ip") == [[["3256"], []]]


@pytest.mark.parametrize("transport, frame", [("tcp", ONE_PORT["TCP data"]), ("udp", ONE_PORT["UDP"]),
                                              ("sctp", ONE_PORT["SCTP data"]), ("dccp", ONE_PORT["DCCP"])])
def test_a_handler_switched_off_leaves_its_transport_alone(tshark, transport, frame):
    capture = tshark.capture(frame)
    off = ("--disable-heuristic", f"portlore_{transport}")
    other = ("--disable-heuristic", "portlore_" + ("udp" if transport == "tcp" else "tcp"))
    assert tshark.values(capture, "portlore.port", options=off) == [[[]]]
    assert tshark.values(capture, "portlore.port", options=other) == [[["3256"]]]


def test_the_protocol_switched_off_leaves_everything_alone(tshark):
    capture = tshark.capture(ONE_PORT["TCP SYN"])
    assert tshark.values(capture, "portlore.port", options=("--disable-protocol", "portlore")) == [[[]]]


def test_no_other_post_dissector_is_needed(tshark):
    """Wireshark 4.0 calls none unless the protocol of one is enabled."""
    present = {"mate", "snort", "transum"} & tshark.wiresharks_protocols()
    others = [word for name in sorted(present) for word in ("--disable-protocol", name)]
    assert others
    assert tshark.values(tshark.capture(ONE_PORT["TCP SYN"]), "portlore.port", options=others) == [[["3256"]]]


def test_each_field_is_of_the_frame_but_of_no_bytes_of_it(tshark):
    """A raw value is: digits, place, length, mask, type. A field of no frame lacks the digits, and Wireshark 4.4 and later end
    at a filter on its raw value."""
    printed = tshark("-r", ROOT / "pcaps" / "random-3256.pcap", "-T", "jsonraw")
    raw = []
    is_ours = re.compile(r"portlore(?!\.expert).*_raw").fullmatch
    json.loads(printed, object_pairs_hook=lambda pairs: raw.extend(pair for pair in pairs if is_ours(pair[0])))
    names = {name for name, _ in raw}
    assert names >= {f"portlore{name}_raw" for name in ("", ".dstport", ".port", ".summary", ".ip", ".first_bytes", ".check")}
    values = [value for _, many in raw for value in (many if isinstance(many[0], list) else [many])]
    assert [value for value in values if value[:4] != ["", 0, 0, 0]] == []


def test_each_frame_is_told_of_as_of_itself(tshark):
    """FTP that goes over to TLS: verdict and role stay, what was observed does not."""
    names = ("observed", "headline", "finding", "reason", "summary")
    frames = tshark.values(ROOT / "pcaps" / "hidden" / "auth-tls.pcap", *(f"portlore.{name}" for name in names),
                           options=("-Y", 'portlore.verdict == "Other service"'))
    assert {tuple(observed) for observed, *_ in frames} == {("ftp",), ("ftp", "tls")}
    for observed, *sentences in frames:
        for (sentence,) in sentences:
            assert re.findall(r"ftp(?: and (?:ftp|tls))*", sentence)[0] == " and ".join(observed)
