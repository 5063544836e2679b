"""Who listens, where no handshake tells or it is easily got wrong: real programs (pcaps/roles/), and crafted captures."""
import struct

import pytest
from conftest import ROOT
from scapy.all import (ICMP, IP, SCTP, TCP, UDP, Ether, ICMPv6DestUnreach, IPv6, IPv6ExtHdrDestOpt, IPv6ExtHdrFragment,
                       IPv6ExtHdrHopByHop, SCTPChunkData, SCTPChunkInit, SCTPChunkInitAck, fragment, fragment6)
from test_statistics import tables

E = Ether(src="02:00:00:00:00:01", dst="02:00:00:00:00:02")
CLIENT, SERVER, OTHER = "192.0.2.1", "192.0.2.2", "192.0.2.3"
CLIENT6, SERVER6 = "2001:db8::1", "2001:db8::2"
JUNK = bytes.fromhex("fffefdfcfbfaf9f8")
EVERY = ("-o", "portlore.scope:every")


def pcap(name):
    return ROOT / "pcaps" / "roles" / f"{name}.pcap"


def findings(tshark, capture, *options):
    """The findings of each frame: what `portlore.finding` says of each tagged port whose role is known."""
    return [found for (found,) in tshark.values(capture, "portlore.finding", options=options)]


def roles(tshark, capture, *options):
    """{`tcp/3256`: role} of each frame."""
    return [dict(finding.split(",")[0].split(" ", 1) for finding in found)
            for found in findings(tshark, capture, *options)]


def carried(tshark, capture):
    """The numbers of the frames that have ports, or quote some."""
    return tshark.frames(capture, "tcp || udp || sctp")


def endpoints(tshark, capture, *options):
    """{`tcp/3256`: role} of the endpoints' table."""
    return {f"{row['transport']}/{row['port']}": row["role"] for row in tables(tshark, capture, *options)[0]}


def sources(tshark, capture):
    """ports, open, refused, silent and techniques of each source that tried in vain."""
    return [tuple(row[key] for key in ("ports", "open", "refused", "silent", "techniques"))
            for row in tables(tshark, capture)[1]]


# capture, the listener, the basis in two passes, the verdict
LISTENERS = [
    ("udp-shell-4444", "udp/4444", "Reply", "Other service"),
    ("udp-dns-8053", "udp/8053", "Reply", "Other service"),
    ("udp-dns-8053-late", "udp/8053", "Inferred", "Other service"),
    ("dtls-4433", "udp/4433", "Reply", "Other service"),
    ("ssh-4444-mid", "tcp/4444", "Inferred", "Other service"),
    ("ssh-4444-nosynack", "tcp/4444", "Inferred", "Other service"),
    ("revshell-9001-other-half", "tcp/9001", "Handshake", "Unidentified listener"),
    ("http-3302-client", "tcp/3302", "Inferred", "Other service"),
    ("http-3302-server", "tcp/3302", "Handshake", "Other service"),
    ("sctp-echo-7", "sctp/7", "Reply", "Unidentified listener"),
]


@pytest.mark.parametrize("name, place, basis, verdict", LISTENERS, ids=[row[0] for row in LISTENERS])
def test_the_servers_port_is_the_listener(tshark, name, place, basis, verdict):
    capture = pcap(name)
    so_far = roles(tshark, capture)
    assert so_far[-1] == {place: "listener"}
    # As soon as anything is said of it, and never of the client's port.
    assert {tuple(found) for found in so_far} <= {(), (place,)}
    known = roles(tshark, capture, "-2")
    assert [number for number, found in enumerate(known, 1) if found == {place: "listener"}] == carried(tshark, capture)
    said = tshark.values(capture, "portlore.role.basis", "portlore.verdict", options=("-2",))
    assert said[carried(tshark, capture)[0] - 1] == [[basis], [verdict]]
    assert tables(tshark, capture)[1] == []
    assert endpoints(tshark, capture) == {place: "Listener"}


@pytest.mark.parametrize("name, place", [row[:2] for row in LISTENERS], ids=[row[0] for row in LISTENERS])
def test_no_scope_makes_a_listener_of_the_client(tshark, name, place):
    for options in (EVERY, ("-2", *EVERY)):
        assert {(port, role) for found in roles(tshark, pcap(name), *options) for port, role in found.items()
                if role == "listener"} == {(place, "listener")}


def test_a_reserved_source_port_is_no_listener(tshark):
    """NFS's server may ask its clients for one."""
    capture = pcap("udp-nfs-2049")
    for options in ((), ("-2",), EVERY, ("-2", *EVERY)):
        assert not any("udp/700" in found for found in roles(tshark, capture, *options))
    assert tables(tshark, capture) == ([], [])


@pytest.mark.parametrize("name", ["revshell-9001-half", "http-80-onesided", "http-3302-client"])
def test_a_direction_that_the_capture_lacks_makes_no_scanner(tshark, name):
    assert tables(tshark, pcap(name))[1] == []
    assert not any("probed" in found.values() for found in roles(tshark, pcap(name), "-2"))


def test_what_the_client_alone_shows_names_the_service(tshark):
    found = tshark.values(pcap("http-3302-client"), "portlore.role", "portlore.role.basis", "portlore.verdict",
                          options=("-2",))
    assert found == [[["Listener"], ["Inferred"], ["Other service"]]] * 6
    assert tshark.values(pcap("http-3302-client"), "portlore.role", "portlore.role.basis")[1] == [["Listener"], ["Inferred"]]


def scanned(tshark, name):
    """{place: role} of a scan, if the last frame of each port says in one pass what every one of it says in two."""
    so_far, known = {}, {}
    for found in roles(tshark, pcap(name)):
        so_far |= found
    for found in roles(tshark, pcap(name), "-2"):
        assert all(known.get(place, role) == role for place, role in found.items())
        known |= found
    assert {place: role.capitalize() for place, role in known.items()} == endpoints(tshark, pcap(name))
    assert {place for place, role in known.items() if so_far[place] != role} <= {"tcp/3256"}
    return known


@pytest.mark.parametrize("name", ["scan-ack", "scan-window"])
def test_what_answers_a_lone_ack_says_nothing_of_the_port(tshark, name):
    assert scanned(tshark, name) == {f"tcp/{port}": "probed" for port in (3201, 3206, 3256, 3257)}
    assert sources(tshark, pcap(name)) == [(60, 0, 0, 60, ["T1046"])]
    assert roles(tshark, pcap(name))[111] == {"tcp/3256": "probed"}


@pytest.mark.parametrize("name", ["scan-fin", "scan-null", "scan-xmas"])
def test_segments_that_only_a_scan_sends(tshark, name):
    assert scanned(tshark, name) == {"tcp/3201": "refused", "tcp/3206": "refused", "tcp/3256": "probed", "tcp/3257": "refused"}
    assert sources(tshark, pcap(name)) == [(60, 0, 59, 1, ["T1046"])]
    assert tshark.values(pcap(name), "portlore.role")[110] == [["Pending"]]


def test_all_flags_at_once_open_and_refuse_nothing(tshark):
    capture = pcap("allflags-3256")
    assert findings(tshark, capture) == [["tcp/3256 pending"], ["tcp/3271 pending"]]
    assert findings(tshark, capture, "-2") == [["tcp/3256 probed, probe"], ["tcp/3271 probed, probe"]]
    assert endpoints(tshark, capture) == {"tcp/3256": "Probed", "tcp/3271": "Probed"}
    assert sources(tshark, capture) == [(2, 0, 0, 2, [])]


def said_of_3302(tshark, name, role, reason):
    """Asserts what is said of both transports: in one pass on the last frame of each, in two on every frame."""
    capture = pcap(name)
    so_far, known = {}, []
    for transports, *cells in tshark.values(capture, "portlore.transport", "portlore.role", "portlore.reason"):
        so_far |= {transport: tuple(map("".join, cells)) for transport in transports}
    for number, found in enumerate(tshark.values(capture, "portlore.role", "portlore.reason", options=("-2",)), 1):
        if found != [[], []]:
            assert found == [[role], [reason]]
            known.append(number)
    assert so_far == {"tcp": (role, reason), "udp": (role, reason)}
    assert known == carried(tshark, capture)
    assert endpoints(tshark, capture) == {"tcp/3302": role, "udp/3302": role}


@pytest.mark.parametrize("name", ["hostunreach-3302", "netunreach-3302"])
def test_a_router_that_finds_no_way_says_nothing_of_the_port(tshark, name):
    said_of_3302(tshark, name, "Undetermined", "The port was tried, and a router says that the host is away.")
    assert not any("refused" in found.values() for found in roles(tshark, pcap(name)))
    assert tshark.experts(pcap(name), "-2", "-Y", "portlore.expert.probe || portlore.expert.refused") == []
    assert sources(tshark, pcap(name)) == [(2, 0, 0, 2, [])]


@pytest.mark.parametrize("name", ["refused-by-router-3302", "filtered-by-router-3302"])
def test_a_filter_on_the_way_refuses(tshark, name):
    said_of_3302(tshark, name, "Refused", "The port was tried, and it is filtered: something on the way refused.")
    assert sources(tshark, pcap(name)) == [(2, 0, 2, 0, [])]


def test_a_split_handshake_makes_no_listener_of_the_client(tshark):
    capture = pcap("split-80")
    for options in ((), ("-2",)):
        assert tshark.frames(capture, "portlore") == []
        assert tshark.values(capture, "portlore.port", options=(*options, *EVERY)) == [[["80"]]] * 10
        assert not any("tcp/49100" in found for found in roles(tshark, capture, *options, *EVERY))
    assert tables(tshark, capture) == ([], [])
    assert set(endpoints(tshark, capture, *EVERY)) == {"tcp/80"}


def test_a_sink_of_sctp_was_sent_to_and_sent_nothing(tshark):
    capture = pcap("sctp-sink-3256")
    assert roles(tshark, capture)[-1] == {"sctp/3256": "pending"}
    known = findings(tshark, capture, "-2")
    assert [number for number, found in enumerate(known, 1) if found] == carried(tshark, capture)
    assert {*map(tuple, known)} == {(), ("sctp/3256 probed, probe",)}
    assert tshark.frames(capture, "portlore.first_bytes") == []
    assert endpoints(tshark, capture) == {"sctp/3256": "Probed"}


# Crafted captures.

def tcp(src, dst, sport, dport, flags, seq, ack=0, data=b""):
    return E / IP(src=src, dst=dst) / TCP(sport=sport, dport=dport, flags=flags, seq=seq, ack=ack) / data


def syn(dport=3256, src=CLIENT, dst=SERVER, sport=45000, seq=100):
    return tcp(src, dst, sport, dport, "S", seq)


def udp(src, dst, sport, dport, data=b""):
    return E / IP(src=src, dst=dst) / UDP(sport=sport, dport=dport) / data


def one_side_of_a_conversation(port, src=OTHER, dst=SERVER, sport=46000):
    """What the client sends of one that the server answers."""
    return [syn(port, src, dst, sport), tcp(src, dst, sport, port, "A", 101, 501),
            tcp(src, dst, sport, port, "PA", 101, 501, b"GET / HTTP/1.0\r\n\r\n"), tcp(src, dst, sport, port, "A", 119, 900)]


def conversation(port, request, answer, client=CLIENT, server=SERVER, sport=45000):
    """Both sides of one."""
    asked = 101 + len(request)
    return [syn(port, client, server, sport), tcp(server, client, port, sport, "SA", 500, 101),
            tcp(client, server, sport, port, "A", 101, 501), tcp(client, server, sport, port, "PA", 101, 501, request),
            tcp(server, client, port, sport, "PA", 501, asked, answer),
            tcp(client, server, sport, port, "A", asked, 501 + len(answer))]


def verdict_on_3256(tshark, *frames):
    """[role, verdict] of tcp/3256 in two passes, the same on each of its frames."""
    found = tshark.values(tshark.capture(*frames), "portlore.port", "portlore.role", "portlore.verdict", options=("-2",))
    (said,) = {(*role, *verdict) for port, role, verdict in found if port == ["3256"]}
    return list(said)


UNDETERMINED, PROBE = ["Undetermined", "Undetermined"], ["Probed", "Probe"]


@pytest.mark.parametrize("port", [3302, 4010])
def test_a_server_that_answers_out_of_sight_is_not_silent(tshark, port):
    elsewhere = one_side_of_a_conversation(port)
    assert verdict_on_3256(tshark, syn()) == PROBE
    assert verdict_on_3256(tshark, *elsewhere, syn()) == UNDETERMINED
    assert verdict_on_3256(tshark, syn(), *elsewhere) == UNDETERMINED
    # Who asks again was not answered.
    assert verdict_on_3256(tshark, *elsewhere, syn(), syn()) == PROBE
    # The capture has what this server sends, after all.
    in_sight = conversation(3302, JUNK, JUNK, client="192.0.2.4")
    assert verdict_on_3256(tshark, *elsewhere, syn(), *in_sight) == PROBE
    assert verdict_on_3256(tshark, *in_sight, *elsewhere, syn()) == PROBE


def test_a_client_that_is_answered_out_of_sight_met_no_silence(tshark):
    """Of what is sent to it the capture shows nothing, whoever sends it."""
    elsewhere = one_side_of_a_conversation(3302, src=CLIENT, dst=OTHER)
    assert verdict_on_3256(tshark, *elsewhere, syn()) == UNDETERMINED
    assert verdict_on_3256(tshark, *elsewhere, syn(src="192.0.2.4")) == PROBE
    in_sight = conversation(3302, JUNK, JUNK, server="192.0.2.4", sport=45001)
    assert verdict_on_3256(tshark, *elsewhere, syn(), *in_sight) == PROBE


@pytest.mark.parametrize("client", [5001, 49100])
def test_a_split_handshake_with_a_documented_port(tshark, client):
    capture = tshark.capture(syn(sport=client), tcp(SERVER, CLIENT, 3256, client, "S", 700),
                             tcp(CLIENT, SERVER, client, 3256, "SA", 100, 701), tcp(SERVER, CLIENT, 3256, client, "A", 701, 101),
                             tcp(SERVER, CLIENT, 3256, client, "PA", 701, 101, JUNK))
    assert [found["tcp/3256"] for found in roles(tshark, capture)][2:] == ["listener"] * 3
    assert findings(tshark, capture, "-2") == [["tcp/3256 listener, unidentified listener"]] * 5
    assert not any(f"tcp/{client}" in found for found in roles(tshark, capture, *EVERY))
    assert endpoints(tshark, capture) == {"tcp/3256": "Listener"}


def data_chunk(data, tsn):
    return SCTPChunkData(beginning=1, ending=1, tsn=tsn, data=data)


def test_of_two_bundled_chunks_the_first_bytes_are_those_of_the_first(tshark):
    there = E / IP(src=CLIENT, dst=SERVER) / SCTP(sport=45000, dport=3256)
    back = E / IP(src=SERVER, dst=CLIENT) / SCTP(sport=3256, dport=45000)
    bundle = back / data_chunk(bytes(range(0xa0, 0xa8)), 1) / data_chunk(bytes(range(0xb0, 0xb8)), 2)
    capture = tshark.capture(there / SCTPChunkInit(), back / SCTPChunkInitAck(), there / data_chunk(JUNK, 1), bundle)
    for options in ((), ("-2",)):
        found = tshark.values(capture, "portlore.role", "portlore.first_bytes", options=options)
        assert found[-1] == [["Listener"], ["a0a1a2a3a4a5a6a7"]]
    assert roles(tshark, capture, "-2") == [{"sctp/3256": "listener"}] * 4


def test_an_error_belongs_to_the_latest_connection_on_its_ports(tshark):
    tries = [syn(seq=sequence) for sequence in (1000, 2_000_000, 3_000_000_000)]
    error = E / IP(src=SERVER, dst=CLIENT) / ICMP(type=3, code=3) / tries[1][IP]
    capture = tshark.capture(*tries[:2], error, tries[2])
    assert tshark.values(capture, "tcp.stream", options=("-Y", "!icmp")) == [[["0"]], [["1"]], [["2"]]]
    assert roles(tshark, capture, "-2") == [{"tcp/3256": role} for role in ("probed", "refused", "refused", "probed")]
    assert roles(tshark, capture) == [{"tcp/3256": role} for role in ("pending", "pending", "refused", "pending")]
    clicked = [str(tshark.clicked(capture, frame)) for frame in range(1, 5)]
    assert ["Verdict: Refused" in shown for shown in clicked] == [False, True, True, False]
    assert ["Verdict: Probe" in shown for shown in clicked] == [True, False, False, True]


def test_datagrams_in_fragments(tshark):
    question = fragment(udp(CLIENT, SERVER, 45000, 3256, bytes(range(128, 256)) * 24), fragsize=1400)
    answer = fragment(udp(SERVER, CLIENT, 3256, 45000, bytes(range(255, 127, -1)) * 24), fragsize=1400)
    for frame in question:
        frame[IP].id = 7
    for frame in answer:
        frame[IP].id = 8
    assert len(question) == len(answer) == 3
    capture = tshark.capture(*question, *answer)
    whole = carried(tshark, capture)
    assert [found for found in roles(tshark, capture, "-2") if found] == [{"udp/3256": "listener"}] * len(whole)
    assert roles(tshark, capture)[-1] == {"udp/3256": "listener"}
    shown = tshark.values(capture, "portlore.ip", "portlore.first_bytes", options=("-2",))[-1]
    assert shown == [[SERVER], [bytes(range(255, 239, -1)).hex()]]
    assert roles(tshark, tshark.capture(*question), "-2")[-1] == {"udp/3256": "probed"}


def test_datagrams_in_fragments_of_ipv6(tshark):
    def whole(src, dst, sport, dport, data):
        return IPv6(src=src, dst=dst) / IPv6ExtHdrFragment() / UDP(sport=sport, dport=dport) / data
    question = fragment6(whole(CLIENT6, SERVER6, 45000, 3256, bytes(range(128, 256)) * 24), 1400)
    answer = fragment6(whole(SERVER6, CLIENT6, 3256, 45000, bytes(range(255, 127, -1)) * 24), 1400)
    assert len(question) == len(answer) == 3
    capture = tshark.capture(*(E / frame for frame in (*question, *answer)))
    assert [found for found in roles(tshark, capture, "-2") if found] == [{"udp/3256": "listener"}] * len(
        carried(tshark, capture))
    assert tshark.values(capture, "portlore.ipv6", "portlore.first_bytes")[-1] == [
        [SERVER6], [bytes(range(255, 239, -1)).hex()]]


@pytest.mark.parametrize("extensions", [IPv6ExtHdrHopByHop(), IPv6ExtHdrDestOpt(),
                                        IPv6ExtHdrHopByHop() / IPv6ExtHdrDestOpt()], ids=["hop", "options", "both"])
def test_extension_headers_of_ipv6(tshark, extensions):
    there = E / IPv6(src=CLIENT6, dst=SERVER6) / extensions / TCP(sport=45000, dport=3256, flags="S", seq=100)
    reset = E / IPv6(src=SERVER6, dst=CLIENT6) / extensions / TCP(sport=3256, dport=45000, flags="RA", ack=101)
    capture = tshark.capture(there, reset)
    assert roles(tshark, capture) == [{"tcp/3256": "pending"}, {"tcp/3256": "refused"}]
    assert roles(tshark, capture, "-2") == [{"tcp/3256": "refused"}] * 2
    error = E / IPv6(src=SERVER6, dst=CLIENT6) / ICMPv6DestUnreach(code=4) / there[IPv6]
    assert roles(tshark, tshark.capture(there, error), "-2") == [{"tcp/3256": "refused"}] * 2


@pytest.mark.parametrize("later", [[(SERVER, JUNK), (CLIENT, JUNK)], [(CLIENT, JUNK), (SERVER, JUNK)],
                                   [(SERVER, JUNK), (SERVER, JUNK)]], ids=["answered", "asked again", "answered twice"])
def test_the_first_datagram_decides_though_it_is_empty(tshark, later):
    """Nobody has a reason to look at a conversation on 4010, which is unassigned, before somebody speaks."""
    first = udp(CLIENT, SERVER, 45000, 4010)
    rest = [udp(CLIENT, SERVER, 45000, 4010, data) if src == CLIENT else udp(SERVER, CLIENT, 4010, 45000, data)
            for src, data in later]
    capture = tshark.capture(first, *rest)
    assert roles(tshark, capture)[-1] == {"udp/4010": "listener"}
    assert roles(tshark, capture, "-2") == [{"udp/4010": "listener"}] * 3
    assert endpoints(tshark, capture) == {"udp/4010": "Listener"}


def modbus(transaction, function, data):
    pdu = bytes([1, function]) + data
    return struct.pack(">HHH", transaction, 0, len(pdu)) + pdu


def test_junk_on_one_host_does_not_speak_for_another(tshark):
    """Modbus has a dissector of its own on 502; what it does not take on one host it may take on another."""
    proper = conversation(502, modbus(1, 3, struct.pack(">HH", 0, 2)), modbus(1, 3, b"\x04\x00\x01\x00\x02"), server=OTHER,
                          client="10.0.0.1")  # from outside it would be told of, too
    junk = conversation(502, JUNK, JUNK[::-1])
    for frames, tagged, read in (([*junk, *proper], range(1, 7), [10, 11]), ([*proper, *junk], range(7, 13), [4, 5])):
        capture = tshark.capture(*frames)
        assert tshark.frames(capture, "mbtcp") == read
        found = tshark.values(capture, "portlore.ip", "portlore.finding", options=("-2",))
        assert {number: said for number, said in enumerate(found, 1) if said != [[], []]} == {
            number: [[SERVER], ["tcp/502 listener, unidentified listener"]] for number in tagged}
        assert tshark.values(capture, "portlore.ip")[tagged[-1] - 1] == [[SERVER]]
        assert [row["address"] for row in tables(tshark, capture)[0]] == [SERVER]


QUESTION = b"\x12\x34\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00\x07example\x03org\x00\x00\x01\x00\x01"


@pytest.mark.parametrize("to, dport, finding, experts", [
    (SERVER, 443, "udp/443 probed, probe: dns", {("Note", "probe")}),
    (SERVER, 53, "", set()),
    (SERVER, 50050, "udp/50050 probed, probe: dns", set()),
    ("239.255.0.1", 443, "udp/443 undetermined, undetermined: dns", set()),
    ("239.255.0.1", 50050, "udp/50050 undetermined, undetermined: dns", set())])
def test_what_is_asked_in_vain_is_told_of_where_it_does_not_belong(tshark, to, dport, finding, experts):
    capture = tshark.capture(udp(CLIENT, to, 45000, dport, QUESTION))
    assert tshark.values(capture, "portlore.finding", options=("-2",)) == [[[finding] if finding else []]]
    assert {(severity, kind) for _, severity, kind in tshark.experts(capture, "-2")} == experts


def test_what_belongs_to_the_askers_port_is_not_out_of_place_on_a_port_of_no_service(tshark):
    answer = QUESTION[:2] + b"\x81\x80" + QUESTION[4:]
    assert tshark.frames(tshark.capture(udp(SERVER, CLIENT, 53, 45000, answer)), "portlore") == []
    assert tshark.values(tshark.capture(udp(SERVER, CLIENT, 53, 443, QUESTION)), "portlore.finding", options=("-2",)) == [
        [["udp/443 probed, probe: dns"]]]


def test_a_question_from_the_services_own_port_is_a_question(tshark):
    """DHCP's clients and some of DNS's have a System port themselves."""
    question, answer = QUESTION, QUESTION[:2] + b"\x81\x80" + QUESTION[4:]
    asked, answered = udp(CLIENT, SERVER, 53, 50050, question), udp(SERVER, CLIENT, 50050, 53, answer)
    listener = [[["udp/50050 listener, other service: dns"]]]
    assert tshark.values(tshark.capture(asked, answered), "portlore.finding", options=("-2",)) == listener * 2
    assert tshark.values(tshark.capture(asked), "portlore.finding", options=("-2",)) == [[["udp/50050 probed, probe: dns"]]]
    to_many = udp(CLIENT, "239.255.0.1", 53, 50050, question)
    assert tshark.values(tshark.capture(to_many), "portlore.finding", options=("-2",)) == [
        [["udp/50050 undetermined, undetermined: dns"]]]
    # Its answers alone are the service's own.
    assert tshark.frames(tshark.capture(udp(SERVER, CLIENT, 53, 50050, answer)), "portlore") == []


def test_bytes_that_nobody_knows_are_no_reason_to_tell_of_a_try(tshark):
    assert tshark.frames(tshark.capture(udp(CLIENT, SERVER, 45000, 443, b"\xfe\xff" * 8)), "portlore") == []


def test_a_request_from_port_80_is_a_request_though_its_beginning_is_not_there(tshark):
    """Who is let through by a firewall for its source port, met in the middle."""
    request, answer = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
    asked = E / IP(src=CLIENT, dst=SERVER) / TCP(sport=80, dport=50050, flags="PA", seq=101, ack=501) / request
    answered = E / IP(src=SERVER, dst=CLIENT) / TCP(sport=50050, dport=80, flags="PA", seq=501, ack=101 + len(request)) / answer
    listener = [["tcp/50050 listener, other service: http"]]
    for frames in ([asked, answered], [asked], [answered]):
        assert findings(tshark, tshark.capture(*frames), "-2") == listener * len(frames)


def test_a_server_that_asks_its_client_is_no_client(tshark):
    """RTSP's servers announce, on the client's own connection."""
    announced = b"ANNOUNCE rtsp://192.0.2.2/a RTSP/1.0\r\nCSeq: 7\r\n\r\n"
    asked = E / IP(src=SERVER, dst=CLIENT) / TCP(sport=554, dport=50000, flags="PA", seq=501, ack=101) / announced
    capture = tshark.capture(asked)
    assert tshark.frames(capture, "portlore") == []
    assert roles(tshark, capture, "-2", *EVERY) == [{"tcp/554": "listener"}]


def test_a_silent_listener_whose_clients_first_bytes_are_missing_is_noted_once(tshark):
    opened = [E / IP(src=CLIENT, dst=SERVER) / TCP(sport=45000, dport=50000, flags="S", seq=100),
              E / IP(src=SERVER, dst=CLIENT) / TCP(sport=50000, dport=45000, flags="SA", seq=500, ack=101)]
    later = E / IP(src=CLIENT, dst=SERVER) / TCP(sport=45000, dport=50000, flags="PA", seq=201, ack=501) / JUNK
    taken = E / IP(src=SERVER, dst=CLIENT) / TCP(sport=50000, dport=45000, flags="A", seq=501, ack=201 + len(JUNK))
    found = tshark.experts(tshark.capture(*opened, later, taken), "-2")
    assert [kind for _, _, kind in found] == ["silent_listener"]


HELLO = (b"SSH-2.0-OpenSSH_9.2p1\r\n", b"SSH-2.0-OpenSSH_9.2p1\r\n")


def web_then_ssh():
    """The web server on port 80 is what belongs there, and its conversation is settled; then SSH listens on its port."""
    web = conversation(80, b"GET / HTTP/1.1\r\nHost: a.example\r\n\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
    anew = conversation(80, *HELLO)
    for frame in anew:
        frame[TCP].seq += 100_000
        frame[TCP].ack += 100_000 if frame[TCP].ack else 0
    return web, anew


def test_what_is_settled_is_forgotten_at_once(tshark, monkeypatch):
    """Nor is anything known of the capture before; with memory of the system's, so that a sanitizer sees what is freed."""
    monkeypatch.setenv("WIRESHARK_DEBUG_WMEM_OVERRIDE", "simple")
    web, anew = web_then_ssh()
    capture = tshark.capture(*web, *anew)
    assert "ssh" in findings(tshark, capture)[-1][0]
    load = ("load", {"file": str(capture)})
    *_, shown = tshark.sharkd(load, load, ("frame", {"frame": len(web) + len(anew), "proto": True}))
    assert "ssh" in str(shown["tree"])


def test_a_settled_conversation_that_is_opened_anew_is_looked_at_where_another_one_is_told_of(tshark):
    web, anew = web_then_ssh()
    elsewhere = conversation(80, *HELLO, server=OTHER)
    told = findings(tshark, tshark.capture(*web, *elsewhere, *web[-1:], *anew))
    assert told[:len(web)] == [[]] * len(web)
    assert "ssh" in told[len(web) + 5][0]
    assert told[len(web) + len(elsewhere)] == []
    assert "ssh" in told[-1][0]
