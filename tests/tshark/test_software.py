"""What a listener calls itself, and what Wireshark must be told to read it as what it is."""
import pytest
from conftest import ROOT
from scapy.all import TCP, Raw
from test_who_listens import conversation

PCAPS = ROOT / "pcaps"
EVERY = ("-o", "portlore.scope:every")
SSH = (b"SSH-2.0-PuTTY_0.78\r\n", b"SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n")


@pytest.mark.parametrize("capture, software", [
    ("http-3302", "nginx/1.22.1"), ("ssh-3302", "OpenSSH_9.2p1"), ("smtp-3206", "Postfix"), ("ftp-3302", "vsFTPd 3.0.3"),
    ("pop-3206", "Dovecot (Debian) ready."), ("imap-3206", "Dovecot (Debian) ready."), ("vnc-3302", "RFB 003.008"),
    ("mysql-3302", "5.5.5-10.11.19-MariaDB-0+deb12u1"), ("pgsql-3271", "15.18 (Debian 15.18-0+deb12u1)")])
def test_the_greeting_of_a_real_server_names_it(tshark, capture, software):
    path = PCAPS / f"{capture}.pcap"
    found = [values for (values,) in tshark.values(path, "portlore.software")]
    first = found.index([software])
    assert [values for values in found[first:] if values] == [[software]] * sum(map(bool, found))
    assert {tuple(values) for (values,) in tshark.values(path, "portlore.software", options=("-2",)) if values} == {(software,)}
    assert f"  {software}  " in tshark("-q", "-r", path, "-z", "portlore,endpoints")


@pytest.mark.parametrize("capture", ["redis-3271", "tls-3302", "random-3256"])
def test_who_does_not_say_has_none(tshark, capture):
    assert tshark.frames(PCAPS / f"{capture}.pcap", "portlore.software") == []


def test_it_is_told_on_ordinary_ports_where_every_port_is_tagged(tshark):
    capture = tshark.capture(*conversation(22, *SSH))
    fields = ("portlore.software", "portlore.finding")
    assert tshark.values(capture, *fields, options=("-2",)) == [[[], []]] * 6
    assert tshark.values(capture, *fields, options=("-2", *EVERY)) == [
        [["OpenSSH_9.2p1"], ["tcp/22 listener, consistent: ssh"]]] * 6
    assert tshark.experts(capture, "-2", *EVERY) == []


def test_it_is_heard_in_a_later_answer_though_nobody_looks_at_the_first_pass(tshark):
    request = b"POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 0\r\n\r\n"
    patience, answer = b"HTTP/1.1 100 Continue\r\n\r\n", b"HTTP/1.1 200 OK\r\nServer: nginx/1.22\r\nContent-Length: 0\r\n\r\n"
    frames = conversation(5999, request, patience)
    last = frames[4].copy()
    last[TCP].seq += len(patience)
    last[TCP].payload = Raw(answer)
    capture = tshark.capture(*frames, last)
    for options in (("-2",), ("-2", "-Y", "tcp")):
        assert tshark.values(capture, "portlore.software", options=options) == [[["nginx/1.22"]]] * (len(frames) + 1)


def test_the_clients_software_is_not_the_listeners(tshark):
    capture = tshark.capture(*conversation(3302, SSH[0], b"\x00\x01\x02\x03" * 4))
    assert tshark.frames(capture, "portlore.software") == []


@pytest.mark.parametrize("port, argument", [(80, "tcp.port==80,ssh"), (25, "tcp.port==25,ssh")])
def test_what_the_ports_dissector_reads_can_be_set_right(tshark, port, argument):
    capture = tshark.capture(*conversation(port, *SSH))
    assert {tuple(said) for _, said in tshark.values(capture, "frame.number", "portlore.decode_as", options=("-2",))} == {
        (argument,)}
    assert tshark.frames(capture, "ssh") == []
    assert tshark("-r", capture, "-d", argument, "-Y", "ssh").count("SSH") >= 2


def test_nothing_is_to_be_set_right_where_the_dissector_has_it(tshark):
    for port in (22, 3302, 4010):
        capture = tshark.capture(*conversation(port, *SSH))
        assert tshark.frames(capture, "portlore.decode_as") == []


def test_the_user_may_want_it_taken_over(tshark):
    capture = tshark.capture(*conversation(80, *SSH))
    taken = ("-o", "portlore.take_over:TRUE")
    assert tshark("-r", capture, *taken, "-Y", "ssh", "-T", "fields", "-e", "frame.number").split() == ["5"]
    assert tshark("-2", "-r", capture, *taken, "-Y", "ssh", "-T", "fields", "-e", "frame.number").split() == ["4", "5"]
    assert tshark.values(capture, "portlore.decode_as", options=("-2", *taken)) == [[[]]] * 6
    assert tshark.values(capture, "portlore.finding", options=("-2", *taken)) == [[["tcp/80 listener, other service: ssh"]]] * 6


def test_decode_as_and_a_switched_off_decoding_go_before_it(tshark):
    capture = tshark.capture(*conversation(80, *SSH))
    taken = ("-o", "portlore.take_over:TRUE")
    for stronger in (("-d", "tcp.port==80,smtp"), ("-o", "portlore.decode:FALSE"), ("--disable-protocol", "ssh")):
        assert tshark("-2", "-r", capture, *taken, *stronger, "-Y", "ssh") == ""
