"""What a port is in its conversation, and what is concluded from it."""
import json
import re

import pytest
from conftest import ROOT
from scapy.all import (ICMP, IP, SCTP, TCP, UDP, Ether, ICMPv6DestUnreach, IPv6, SCTPChunkAbort, SCTPChunkData,
                       SCTPChunkInit)

CLIENT, SERVER = "192.0.2.1", "192.0.2.2"
E = Ether(src="02:00:00:00:00:01", dst="02:00:00:00:00:02")


def pcap(name):
    return ROOT / "pcaps" / f"{name}.pcap"


def out(transport, data=b""):
    """A packet from the client."""
    return E / IP(src=CLIENT, dst=SERVER) / transport / data


def back(transport, data=b""):
    """A packet from the server."""
    return E / IP(src=SERVER, dst=CLIENT) / transport / data


def syn(port=3256, sport=45000, seq=100):
    return out(TCP(sport=sport, dport=port, flags="S", seq=seq))


def syn_ack(port=3256, sport=45000, seq=500, ack=101):
    return back(TCP(sport=port, dport=sport, flags="SA", seq=seq, ack=ack))


def from_client(data=b"", flags="PA", port=3256, sport=45000, seq=101, ack=501):
    return out(TCP(sport=sport, dport=port, flags=flags, seq=seq, ack=ack), data)


def from_server(data=b"", flags="PA", port=3256, sport=45000, seq=501, ack=101):
    return back(TCP(sport=port, dport=sport, flags=flags, seq=seq, ack=ack), data)


def icmp(kind, code, quoted):
    return E / IP(src=SERVER, dst=CLIENT) / ICMP(type=kind, code=code) / quoted[IP]


def conclusions(tshark, capture, *options):
    """[role, basis, verdict] on each frame."""
    rows = tshark.values(capture, "portlore.role", "portlore.role.basis", "portlore.verdict", options=options)
    return [["".join(cell) for cell in row] for row in rows]


# Real software: capture, options, the last frame's finding in two passes, and the expert items of the verdict.
REAL = [
    ("http-3201", (), "tcp/3201 listener, other service: http", {("Note", "other_service")}),
    ("http-3302", (), "tcp/3302 listener, other service: http", {("Note", "other_service")}),
    ("pop-3206", (), "tcp/3206 listener, consistent: pop", {("Note", "living_ghost")}),
    ("random-3256", (), "tcp/3256 listener, unidentified listener",
     {("Warn", "unidentified_listener"), ("Warn", "malware")}),
    ("silent-3271", (), "tcp/3271 listener, silent listener", {("Note", "silent_listener")}),
    ("refused-3206", (), "tcp/3206 refused", {("Chat", "refused")}),
    ("dropped-3302", (), "tcp/3302 probed, probe", {("Note", "probe"), ("Note", "abuse_attempt")}),
    ("udp-answered-3256", (), "udp/3256 listener, other service: dns", {("Note", "other_service")}),
    ("udp-refused-3256", (), "udp/3256 refused", {("Chat", "refused")}),
    ("udp-unanswered-3256", (), "udp/3256 probed, probe: dns", {("Note", "probe")}),
    ("overlap-3271", (), "tcp/3271 initiator, port overlap", set()),
    ("midstream-3302", (), "tcp/3302 listener, payload not seen", set()),
]


@pytest.mark.parametrize("name, options, finding, experts", REAL, ids=[row[0] for row in REAL])
def test_real_captures_get_their_verdict(tshark, name, options, finding, experts):
    options = ("-2", *options)
    assert tshark.values(pcap(name), "portlore.finding", options=options)[-1] == [[finding]]
    raised = tshark.experts(pcap(name), *options)
    assert {(severity, kind) for _, severity, kind in raised if kind not in ("ghost", "dispute")} == experts


def test_a_capture_cut_in_the_middle_is_inferred(tshark):
    assert {tuple(row) for row in conclusions(tshark, pcap("midstream-3302"), "-2")} == {
        ("Listener", "Inferred", "Payload not seen")}


@pytest.mark.parametrize("name, verdict", [("http-3201", "Other service"), ("udp-unanswered-3256", "Probe"),
                                           ("random-3256", "Unidentified listener")])
def test_a_click_on_frame_1_shows_what_the_whole_capture_knows(tshark, name, verdict):
    assert f'"Verdict: {verdict}"' in json.dumps(tshark.clicked(pcap(name), 1))


def test_a_vulnerability_is_a_note_on_an_unidentified_listener(tshark):
    """Its full warning needs a SAP dissector, which Wireshark 4.0 does not have; unit tests cover that row."""
    capture = tshark.capture(syn(3201), syn_ack(3201), from_client(b"hello", port=3201), from_server(b"hello", port=3201))
    assert conclusions(tshark, capture)[-1] == ["Listener", "Handshake", "Unidentified listener"]
    assert (4, "Note", "vulnerability_attempt") in tshark.experts(capture)


def test_expert_items_are_raised_once_a_conversation(tshark):
    talk = [from_server(bytes([n]) * 8, seq=501 + 8 * n) for n in range(20)]
    capture = tshark.capture(syn(), syn_ack(), *talk, syn(sport=40001), syn_ack(sport=40001))
    for options in ((), ("-2",)):
        warns = [item for item in tshark.experts(capture, *options) if item[1] == "Warn"]
        assert warns == [(3, "Warn", "unidentified_listener"), (3, "Warn", "malware")]
        assert [item[0] for item in tshark.experts(capture, *options) if item[2] == "ghost"] == [1, 23]


def test_expert_statistics_count_without_packet_details(tshark):
    output = tshark("-q", "-r", pcap("random-3256"), "-z", "expert")
    assert "  tcp/3256 unidentified listener; W32.HLLW.Dax is on record\n" in output
    assert "  tcp/3256 unidentified listener\n" in output


def test_expert_texts_are_the_same_for_all_that_is_found_on_a_port(tshark):
    """Three servers of one port, of which each conversation breaks what the user allows: a line for each thing that is raised, with the host where it matters."""
    folder = tshark.home / "wireshark" / "portlore"
    folder.mkdir(parents=True)
    (folder / "own.dossier").write_text("[Dossier]\nPort=3256\nExtends=true\nExpects=smtp\nListeners=10.0.0.0/8\n")
    frames = [frame for last in (2, 3, 4) for frame in (syn(), syn_ack(), from_server(b"\x80" * 8))]
    for at, frame in enumerate(frames):
        frame["IP"].src, frame["IP"].dst = (ip.replace("192.0.2.2", f"192.0.2.{20 + at // 3}") for ip in (frame["IP"].src, frame["IP"].dst))
    output = tshark("-q", "-2", "-r", tshark.capture(*frames), "-z", "expert,warn")
    found = re.findall(r"^ +(\d+) +Security +Port Lore +(.*)$", output, re.M)
    on_each_host = [("1", f"; no listener is allowed on 192.0.2.{last}") for last in (20, 21, 22)]
    on_the_port = [("3", what) for what in ("", "; W32.HLLW.Dax is on record", "; smtp is expected")]
    assert sorted(found) == [(count, "tcp/3256 unidentified listener" + what) for count, what in on_each_host + on_the_port]


def test_expert_items_have_their_text_when_no_field_of_it_is_asked_for(tshark):
    output = tshark("-q", "-r", pcap("random-3256"), "-z", "expert,portlore.port == 3256", "-Y", "tcp")
    assert "  tcp/3256 unidentified listener\n" in output


def test_first_bytes_are_the_listeners(tshark):
    capture = tshark.capture(syn(), syn_ack(), from_client(b"\x01" * 40), from_server(bytes(range(32)), ack=141))
    rows = tshark.values(capture, "portlore.first_bytes")
    assert rows == [[[]], [[]], [[]], [["000102030405060708090a0b0c0d0e0f"]]]
    assert tshark.values(capture, "portlore.first_bytes", options=("-2",))[0] == [["000102030405060708090a0b0c0d0e0f"]]


@pytest.mark.parametrize("blanks, shown", [("FALSE", "48692c2001ff"), ("TRUE", "48 69 2c 20 01 ff")])
def test_first_bytes_are_shown_in_digits_as_wireshark_writes_them_and_as_text(tshark, blanks, shown):
    capture = tshark.capture(syn(), syn_ack(), from_client(b"\x01" * 40), from_server(b"Hi, \x01\xff", ack=141))
    details = tshark("-V", "-r", capture, "-o", "protocols.display_byte_fields_with_spaces:" + blanks)
    assert f'[First Bytes: {shown} "Hi, \\x01\\xff"]' in details


def test_frames_link_to_what_decided(tshark):
    rows = tshark.values(pcap("http-3201"), "portlore.role.frame", "portlore.observed.frame", options=("-2",))
    assert rows[0] == [["2"], ["4"]]


def test_a_syn_alone_is_pending_and_at_a_second_look_probed(tshark):
    capture = tshark.capture(syn())
    assert conclusions(tshark, capture) == [["Pending", "", "Pending"]]
    assert conclusions(tshark, capture, "-2") == [["Probed", "Handshake", "Probe"]]
    assert {kind for _, _, kind in tshark.experts(capture)} == {"ghost"}
    assert {kind for _, _, kind in tshark.experts(capture, "-2")} == {"ghost", "probe", "malware_attempt"}


def test_a_retransmitted_syn_is_probed_at_once(tshark):
    assert conclusions(tshark, tshark.capture(syn(), syn()))[1] == ["Probed", "Handshake", "Probe"]


@pytest.mark.parametrize("code, role", [(3, "Refused"), (13, "Refused"), (4, "Pending")])
def test_icmp_errors_quoting_the_syn(tshark, code, role):
    capture = tshark.capture(syn(), icmp(3, code, syn()))
    assert conclusions(tshark, capture)[1][0] == role


def test_time_exceeded_decides_nothing(tshark):
    assert conclusions(tshark, tshark.capture(syn(), icmp(11, 0, syn())))[1][0] == "Pending"


def test_icmpv6_unreachable_refuses(tshark):
    probe = IPv6(src="2001:db8::1", dst="2001:db8::2") / UDP(sport=45000, dport=3256) / b"x"
    capture = tshark.capture(E / probe, E / IPv6(src="2001:db8::2", dst="2001:db8::1") / ICMPv6DestUnreach(code=4) / probe)
    assert conclusions(tshark, capture)[1] == ["Refused", "Reply", "Refused"]


def test_a_lone_reset_is_refused_inferred(tshark):
    capture = tshark.capture(back(TCP(sport=3256, dport=45000, flags="RA", seq=0, ack=101)))
    assert conclusions(tshark, capture) == [["Refused", "Inferred", "Refused"]]


def test_out_of_order_and_duplicated_handshakes(tshark):
    for frames in ([syn_ack(), syn(), from_client(flags="A")], [syn(), syn(), syn_ack(), syn_ack(), from_client(flags="A")]):
        assert conclusions(tshark, tshark.capture(*frames))[-1][:2] == ["Listener", "Handshake"]


def test_simultaneous_open_is_left_to_inference(tshark):
    both = [syn(3256, 45000), back(TCP(sport=3256, dport=45000, flags="S", seq=500)),
            from_client(flags="SA", seq=100), syn_ack()]
    assert conclusions(tshark, tshark.capture(*both), "-2")[-1][:2] == ["Listener", "Inferred"]
    ports = [out(TCP(sport=5001, dport=3256, flags="S", seq=100)), back(TCP(sport=3256, dport=5001, flags="S", seq=500))]
    assert conclusions(tshark, tshark.capture(*ports), "-2")[-1][0] == "Undetermined"


def test_a_new_syn_on_old_ports_is_a_new_conversation(tshark):
    first = [syn(), syn_ack(), from_server(b"\x00\x01\x02\x03"), from_server(flags="RA", seq=505)]
    second = [syn(seq=9000), back(TCP(sport=3256, dport=45000, flags="RA", seq=0, ack=9001))]
    capture = tshark.capture(*first, *second)
    rows = conclusions(tshark, capture, "-2")
    assert {row[2] for row in rows[:4]} == {"Unidentified listener"}
    assert {row[0] for row in rows[4:]} == {"Refused"}


@pytest.mark.parametrize("options", [(), ("-2",)], ids=["one pass", "two"])
def test_a_new_stream_is_not_the_one_before_though_all_is_of_one_moment(tshark, options):
    """Of a capture without times, too. What opens the second stream says nothing that is worth following by itself."""
    ends = {"port": 4446}
    frames = [syn(**ends), syn_ack(**ends), from_server(b"SSH-2.0-OpenSSH_9.2\r\n", **ends),
              from_client(b"SSH-2.0-OpenSSH_9.2\r\n", ack=522, **ends), from_server(b"\0\0\0\x0c\x0a\x14" + bytes(10), seq=522, ack=122, **ends),
              syn(seq=9000, **ends), syn_ack(seq=7000, ack=9001, **ends),
              from_client(b"GET / HTTP/1.1\r\nHost: a.example\r\n\r\n", seq=9001, ack=7001, **ends),
              from_server(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", seq=7001, ack=9038, **ends)]
    for frame in frames:
        frame.time = 0
    rows = tshark.values(tshark.capture(*frames), "tcp.stream", "portlore.observed", options=options)
    assert [row[0] for row in rows] == [["0"]] * 5 + [["1"]] * 4
    assert rows[4][1] == ["ssh"]
    assert rows[8][1] == ["http"]


def test_half_captured_directions(tshark):
    client_only = [syn(), from_client(flags="A"), from_client(b"\x01\x02")]
    assert conclusions(tshark, tshark.capture(*client_only))[-1][:2] == ["Listener", "Inferred"]
    server_only = [syn_ack(), from_server(b"\x01\x02\x03")]
    assert conclusions(tshark, tshark.capture(*server_only))[-1] == ["Listener", "Handshake", "Unidentified listener"]


def test_only_the_initiator_spoke(tshark):
    capture = tshark.capture(syn(), syn_ack(), from_client(b"\x01\x02\x03"), from_server(flags="FA", ack=104))
    assert conclusions(tshark, capture)[-1][2] == "Silent listener"


def test_a_fixed_source_port_shows_at_the_third_conversation(tshark):
    frames = [out(TCP(sport=3271, dport=443, flags="S", seq=n)).copy() for n in range(3)]
    for n, frame in enumerate(frames):
        frame[IP].dst = f"198.51.100.{n + 1}"
    capture = tshark.capture(*frames)
    assert [row[2] for row in conclusions(tshark, capture)] == ["Port overlap", "Port overlap", "Fixed source port"]
    assert [row[2] for row in conclusions(tshark, capture, "-2")] == ["Fixed source port"] * 3
    assert (3, "Note", "fixed_source") in tshark.experts(capture)


def test_an_overlap_has_lore_and_no_warning(tshark):
    capture = tshark.capture(out(TCP(sport=3256, dport=443, flags="S")))
    assert tshark.frames(capture, "portlore.warning") == []
    assert tshark.frames(capture, "portlore.lore contains \"Dax\"") == [1]


def test_udp_without_payload_answers_too(tshark):
    capture = tshark.capture(out(UDP(sport=45000, dport=3256)), back(UDP(sport=3256, dport=45000)))
    assert conclusions(tshark, capture)[1][:2] == ["Listener", "Reply"]


def test_udp_to_many_is_undetermined(tshark):
    multicast = E / IP(src=CLIENT, dst="239.1.1.1") / UDP(sport=45000, dport=3256) / b"x"
    link = Ether(dst="ff:ff:ff:ff:ff:ff") / IP(src=CLIENT, dst="192.0.2.255") / UDP(sport=40001, dport=3256) / b"x"
    capture = tshark.capture(multicast, link)
    assert [row[0] for row in conclusions(tshark, capture, "-2")] == ["Undetermined", "Undetermined"]


def test_udp_replies_only_are_inferred(tshark):
    capture = tshark.capture(E / IP(src="8.8.8.8", dst=CLIENT) / UDP(sport=53, dport=3256) / b"\x00\x01\x81\x80" / bytes(8))
    assert conclusions(tshark, capture, "-2") == [["Initiator", "Inferred", "Port overlap"]]


def test_sctp_answers_with_user_data_only(tshark):
    init = out(SCTP(sport=45000, dport=3256) / SCTPChunkInit())
    abort = back(SCTP(sport=3256, dport=45000) / SCTPChunkAbort())
    data = back(SCTP(sport=3256, dport=45000) / SCTPChunkData(beginning=1, ending=1, data=b"hello"))
    assert conclusions(tshark, tshark.capture(init, abort), "-2")[0][0] == "Probed"
    assert conclusions(tshark, tshark.capture(init, data), "-2")[0][:2] == ["Listener", "Reply"]


NOTABLE = {
    "unassigned": (4, b"\x01\x02\x03", ["Unidentified listener"]),
    "assigned, unknown payload": (2378, b"\x01\x02\x03", ["Unidentified listener"]),
    "assigned, with its own dissector": (5222, b"\x01\x02\x03", ["Unidentified listener"]),
    "dynamic": (50000, b"\x01\x02\x03", ["Unidentified listener"]),
    "what belongs there": (5222, b"<?xml version='1.0'?><stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>", []),
}


@pytest.mark.parametrize("port, data, verdict", [row for row in NOTABLE.values()], ids=NOTABLE)
def test_scope_notable_tags_listeners_nobody_knows(tshark, port, data, verdict):
    capture = tshark.capture(syn(port), syn_ack(port), from_client(b"hi", port=port), from_server(data, port=port, ack=103))
    assert tshark.values(capture, "portlore.verdict")[-1] == [verdict]
    assert tshark.values(capture, "portlore.verdict", options=("-2",))[0] == [verdict]
    assert tshark.values(capture, "portlore.verdict", options=("-o", "portlore.scope:documented"))[-1] == [[]]


def test_scope_notable_tags_a_service_that_is_not_what_is_registered(tshark):
    request, answer = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
    capture = tshark.capture(syn(2377), syn_ack(2377), from_client(request, port=2377),
                             from_server(answer, port=2377, ack=101 + len(request)))
    assert tshark.values(capture, "portlore.finding")[-1] == [["tcp/2377 listener, other service: http"]]
    assert tshark.experts(capture) == []
    unassigned = tshark.capture(syn(4), syn_ack(4), from_client(request, port=4), from_server(answer, port=4, ack=101 + len(request)))
    assert (4, "Note", "other_service") in tshark.experts(unassigned)


def test_what_was_concluded_of_a_stream_does_not_hold_for_the_next_on_its_ports(tshark):
    request, answer = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
    in_the_middle = from_client(b"\xfe\xff" * 8, port=2377, seq=70001, ack=80001)
    capture = tshark.capture(in_the_middle, syn(2377), syn_ack(2377), from_client(request, port=2377),
                             from_server(answer, port=2377, ack=101 + len(request)))
    verdicts = [verdict for (verdict,) in tshark.values(capture, "portlore.verdict")]
    assert (verdicts[0], verdicts[-1]) == ([], ["Other service"])


def test_scope_notable_leaves_probes_of_other_ports_alone(tshark):
    refusal = back(TCP(sport=4, dport=45000, flags="RA", seq=0, ack=101))
    assert tshark.frames(tshark.capture(syn(4), refusal, syn(2378)), "portlore") == []
    open_port = tshark.capture(syn(4), syn_ack(4), from_client(flags="R", port=4))
    assert tshark.frames(open_port, "portlore") == []
    sink = tshark.capture(syn(4), syn_ack(4), from_client(b"\x80\x81", port=4), from_server(flags="A", port=4, ack=103))
    assert tshark.values(sink, "portlore.verdict", options=("-2",)) == [[["Silent listener"]]] * 4
