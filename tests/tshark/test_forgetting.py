"""What a long scan leaves behind: of the conversations that nobody answered, only the latest are remembered."""
import json

import pytest
from scapy.all import IP, TCP, UDP, Ether

E = Ether(src="02:00:00:00:00:01", dst="02:00:00:00:00:02")
SERVER = "192.0.2.2"
REMEMBERED = 10
FEW = ("-o", f"portlore.unanswered:{REMEMBERED}")
WHOLE = ("frame.number", "portlore.verdict", "portlore.role", "portlore.role.basis", "portlore.role.frame", "portlore.summary",
         "portlore.finding", "portlore.observed", "portlore.first_bytes", "_ws.expert.message")


def syn(number, sport=45000, dport=3201, seq=99, server=SERVER):
    return E / IP(src=f"198.51.100.{number}", dst=server) / TCP(sport=sport, dport=dport, flags="S", seq=seq)


def syn_ack(number, dport=45000, seq=500, ack=100):
    return E / IP(src=SERVER, dst=f"198.51.100.{number}") / TCP(sport=3201, dport=dport, flags="SA", seq=seq, ack=ack)


def datagram(number, payload):
    return E / IP(src=f"198.51.100.{number}", dst=SERVER) / UDP(sport=45000, dport=3256) / payload


def scan(count, **more):
    return [syn(number, **more) for number in range(1, count + 1)]


def rows(tshark, capture, *options):
    return [json.loads(line) for line in tshark("-q", "-r", capture, *options, "-z", "portlore,json").splitlines()]


def endpoints(tshark, capture, *options):
    return [row for row in rows(tshark, capture, *options) if row["row"] == "endpoint"]


def verdicts_of(tshark, capture):
    """The verdicts of each frame on a second look."""
    return [verdicts for (verdicts,) in tshark.values(capture, "portlore.verdict", options=("-2", *FEW))]


def test_the_table_says_how_many_tries_were_forgotten(tshark):
    capture = tshark.capture(*scan(30))
    (row,) = endpoints(tshark, capture, *FEW)
    assert (row["verdict"], row["packets"], row["first_frame"], row["last_frame"]) == ("Probe", REMEMBERED, 21, 30)
    assert rows(tshark, capture, *FEW)[-1] == {"row": "forgotten", "flows": 20, "tries": 0}
    table = tshark("-q", "-r", capture, *FEW, "-z", "portlore,endpoints")
    assert table.splitlines()[-1] == ("20 tries more, which nobody answered, were forgotten: only the latest 10 flows are "
                                      "remembered (preference portlore.unanswered)")


def test_nothing_is_forgotten_without_need(tshark):
    capture = tshark.capture(*scan(30))
    assert [row["packets"] for row in endpoints(tshark, capture)] == [30]
    assert "forgotten" not in tshark("-q", "-r", capture, "-z", "portlore,endpoints")
    assert all(row["row"] != "forgotten" for row in rows(tshark, capture))


@pytest.mark.parametrize("frames", [
    scan(30),
    scan(30, sport=3302),  # a client's port that is documented itself
    [datagram(number, b"\x01\x02\x03\x04") for number in range(1, 31)],
    [datagram(number, b"GET / HTTP/1.1\r\n\r\n") for number in range(1, 31)],
], ids=["SYN", "SYN from a documented port", "datagram", "datagram with text"])
def test_a_second_look_finds_what_was_forgotten_as_it_was(tshark, frames):
    capture = tshark.capture(*frames)
    assert tshark.values(capture, *WHOLE, options=("-2", *FEW)) == tshark.values(capture, *WHOLE, options=("-2",))


def test_who_is_answered_is_never_forgotten(tshark):
    capture = tshark.capture(syn(200), syn_ack(200), *scan(30))
    assert tshark.values(capture, *WHOLE, options=("-2", *FEW)) == tshark.values(capture, *WHOLE, options=("-2",))
    assert verdicts_of(tshark, capture)[:2] == [["Silent listener"]] * 2
    (row,) = endpoints(tshark, capture, *FEW)
    assert (row["role"], row["packets"], row["first_frame"]) == ("Listener", 2 + REMEMBERED, 1)


def test_who_is_answered_after_all_is_followed_again(tshark):
    capture = tshark.capture(syn(200), *scan(30), syn_ack(200))
    verdicts = verdicts_of(tshark, capture)
    assert verdicts[0] == verdicts[-1] == ["Silent listener"]


def test_a_later_conversation_on_the_same_ports_stays(tshark):
    accepted = [syn(200, seq=70000), syn_ack(200, seq=900, ack=70001)]
    last = E / IP(src="198.51.100.200", dst=SERVER) / TCP(sport=45000, dport=3201, flags="A", seq=70001, ack=901)
    capture = tshark.capture(syn(200), *accepted, *scan(30), last)
    verdicts = verdicts_of(tshark, capture)
    assert verdicts[:3] == [["Probe"], ["Silent listener"], ["Silent listener"]]
    assert tshark.values(capture, "portlore.role.frame", options=FEW)[-1] == [["3"]]


def test_a_chosen_source_port_is_still_counted(tshark):
    capture = tshark.capture(*(syn(1, sport=3302, server=f"192.0.2.{number}") for number in range(1, 31)))
    verdicts, reasons = tshark.values(capture, "portlore.verdict", "portlore.reason", options=FEW)[-1]
    assert "Fixed source port" in verdicts
    assert any(f"for {REMEMBERED} conversations" in reason for reason in reasons), reasons


def test_a_flood_of_many_packets_is_no_try(tshark):
    stream = [datagram(200, b"\x01\x02\x03\x04")] * 8
    capture = tshark.capture(*stream, *scan(30))
    (udp,) = [row for row in endpoints(tshark, capture, *FEW) if row["transport"] == "udp"]
    assert udp["packets"] == 8
