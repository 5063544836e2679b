"""Who is really talking: recognised by the first bytes, and handed to Wireshark's own dissector."""
import re

import pytest
from conftest import ROOT, without_tag
from scapy.all import ICMP, IP, TCP, UDP, Ether, Raw, rdpcap

CLIENT, SERVER = "192.0.2.1", "192.0.2.2"
E = Ether(src="02:00:00:00:00:01", dst="02:00:00:00:00:02")

# Real servers: capture, the dissector that a user would have to choose by hand, what is observed.
SERVERS = [
    ("http-3302", "http", ["http"]),
    ("tls-3302", "tls", ["tls"]),
    ("ssh-3302", "ssh", ["ssh"]),
    ("pop-3206", "pop", ["pop"]),
    ("imap-3206", "imap", ["imap"]),
    ("smtp-3206", "smtp", ["smtp"]),
    ("ftp-3302", "ftp", ["ftp"]),
    ("mysql-3302", "mysql", ["mysql"]),
    ("pgsql-3271", "pgsql", ["pgsql"]),
    ("redis-3271", "resp", ["resp"]),
    ("memcache-3271", "memcache", ["memcache"]),
    ("mqtt-3302", "mqtt", ["mqtt"]),
    ("ldap-3271", "ldap", ["ldap"]),
    ("smb-3201", "nbss", ["nbss", "smb2"]),
    ("nfs-3201", "rpc", ["rpc", "nfs"]),
    ("vnc-3302", "vnc", ["vnc"]),
    ("dns-3271", "dns", ["dns"]),
    ("udp-answered-3256", "dns", ["dns"]),
]
each_server = pytest.mark.parametrize("name, dissector, observed", SERVERS, ids=[row[0] for row in SERVERS])


def pcap(name):
    return ROOT / "pcaps" / f"{name}.pcap"


def port_of(name):
    return name.rpartition("-")[2]


def decode_as(name, dissector):
    transport = "udp" if name.startswith("udp") else "tcp"
    return ("-d", f"{transport}.port=={port_of(name)},{dissector}")


def talk(*said, port=3302, sport=45000):
    """A TCP connection in which each of (from server?, bytes) is said in a segment of its own."""
    def segment(from_server, flags, data=b""):
        source, destination = (SERVER, CLIENT) if from_server else (CLIENT, SERVER)
        ports = (port, sport) if from_server else (sport, port)
        return E / IP(src=source, dst=destination) / TCP(
            sport=ports[0], dport=ports[1], flags=flags, seq=numbers[from_server], ack=numbers[not from_server]) / data
    numbers = {False: 100, True: 500}
    frames = [segment(False, "S"), segment(True, "SA")]
    numbers = {False: 101, True: 501}
    frames.append(segment(False, "A"))
    for from_server, data in said:
        frames.append(segment(from_server, "PA", data))
        numbers[from_server] += len(data)
    return frames


def datagram(data, from_server=False, port=3302, to=SERVER):
    source, destination = (SERVER, CLIENT) if from_server else (CLIENT, to)
    sport, dport = (port, 45000) if from_server else (45000, port)
    return E / IP(src=source, dst=destination) / UDP(sport=sport, dport=dport) / data


def protocols(tshark, capture, *options):
    """Each frame's layers above the transport."""
    rows = tshark.values(capture, "frame.protocols", options=options)
    return [re.sub(r"^.*:(tcp|udp):?", "", row[0][0]) for row in rows]


def conclusion(tshark, capture, *options):
    """(observed, verdict) at the end, the whole capture known."""
    row = tshark.values(capture, "portlore.observed", "portlore.verdict", options=("-2", *options))[-1]
    return row[0], row[1][0]


@each_server
def test_a_server_is_named(tshark, name, dissector, observed):
    port = port_of(name)
    frames = tshark.values(pcap(name), "portlore.port", "portlore.observed", options=("-2",))
    assert {tuple(row[1]) for row in frames if row[0] == [port]} == {tuple(observed)}


@each_server
def test_a_server_is_decoded_as_by_hand(tshark, name, dissector, observed):
    """In two passes every frame, reassembled ones too, reads as if the user had chosen the dissector."""
    by_hand = tshark.plain("-r", pcap(name), "-2", "-T", "pdml", *decode_as(name, dissector))
    by_itself = tshark("-r", pcap(name), "-2", "-T", "pdml")
    assert without_tag(by_itself) == without_tag(by_hand)


@each_server
def test_a_server_is_decoded_at_first_sight(tshark, name, dissector, observed):
    """In one pass too, and Port Lore does not stand among a frame's protocols."""
    by_hand = tshark.plain("-r", pcap(name), *decode_as(name, dissector))
    assert tshark("-r", pcap(name)) == by_hand
    assert not any("portlore" in layers for layers in protocols(tshark, pcap(name)))


@each_server
def test_naming_alone_leaves_the_payload(tshark, name, dissector, observed):
    named, _ = conclusion(tshark, pcap(name), "-o", "portlore.decode:FALSE")
    assert named[0] == observed[0]


#: Of MariaDB, and of its client.
GREETING, LOGIN = (bytes(frame[Raw].load) for frame in [frame for frame in rdpcap(str(pcap("mysql-3302"))) if Raw in frame][:2])


def in_pieces(message, *cuts):
    return [(True, message[begin:end]) for begin, end in zip((0, *cuts), (*cuts, None), strict=True)]


@pytest.mark.parametrize("cuts", [(1,), (4,), (16,), (1, 2, 3, 4), (8, 16)])
def test_a_message_is_put_together_that_begins_in_short_segments(tshark, cuts):
    """It is named; and what comes after it is decoded, while it is left as it was."""
    pieces = in_pieces(GREETING, *cuts)
    assert conclusion(tshark, tshark.capture(*talk(*pieces))) == (["mysql"], "Other service")
    path = tshark.capture(*talk(*pieces, (False, LOGIN)))
    assert protocols(tshark, path)[3:] == protocols(tshark, path, "-2")[3:] == ["data"] * len(pieces) + ["mysql"]


@pytest.mark.parametrize("cuts", [(17,), (8, 17)])
def test_a_message_is_not_put_together_that_begins_in_longer_segments(tshark, cuts):
    assert conclusion(tshark, tshark.capture(*talk(*in_pieces(GREETING, *cuts))))[0] in ([], ["text"])


@pytest.mark.parametrize("step", [-1, 1])
def test_what_does_not_follow_is_not_put_together(tshark, step):
    frames = talk(*in_pieces(GREETING, 4))
    frames[-1][TCP].seq += step
    assert conclusion(tshark, tshark.capture(*frames))[0] == []


#: A question over TCP behind its length.
QUESTION = b"\0\x1d\1\2\1\0\0\1\0\0\0\0\0\0\7example\3org\0\0\1\0\1"


@pytest.mark.parametrize("cut, step, named", [(1, 0, True), (2, 0, True), (16, 0, True), (17, 0, False), (2, 1, False), (2, -1, False)])
def test_a_message_is_put_together_whose_beginning_comes_last(tshark, cut, step, named):
    frames = talk((False, QUESTION[:cut]), (False, QUESTION[cut:]))
    frames[-1][TCP].seq += step
    assert conclusion(tshark, tshark.capture(*frames[:-2], frames[-1], frames[-2]))[0] == ["dns"] * named


@pytest.mark.parametrize("pieces", [(b"g", b"et a\r\n"), (b"get a\r", b"\n")])
def test_an_answer_is_that_to_a_question_in_pieces(tshark, pieces):
    """Memcached's "no such thing" tells with the question alone."""
    asked = [(False, piece) for piece in pieces]
    assert conclusion(tshark, tshark.capture(*talk(*asked, (True, b"END\r\n"))))[0] == ["memcache"]
    assert conclusion(tshark, tshark.capture(*talk(*asked, (True, b"AND\r\n"))))[0] != ["memcache"]


@pytest.mark.parametrize("first", ("FALSE", "TRUE"))
@pytest.mark.parametrize("chosen", ("echo", "dnp3"))
def test_the_users_decode_as_wins(tshark, chosen, first):
    """Even where the chosen dissector takes nothing of it, as DNP3's does."""
    options = ("-d", f"tcp.port==3302,{chosen}", "-o", f"tcp.try_heuristic_first:{first}")
    tagged = tshark("-r", pcap("mysql-3302"), "-T", "pdml", *options)
    assert without_tag(tagged) == without_tag(tshark.plain("-r", pcap("mysql-3302"), "-T", "pdml", *options))
    assert "mysql" not in conclusion(tshark, pcap("mysql-3302"), *options)[0]


def test_a_disabled_protocol_is_named_and_not_decoded(tshark):
    options = ("--disable-protocol", "ssh")
    assert tshark("-r", pcap("ssh-3302"), *options) == tshark.plain("-r", pcap("ssh-3302"), *options)
    assert conclusion(tshark, pcap("ssh-3302"), "--disable-protocol", "ssh")[0] == ["ssh"]


def test_a_disabled_handler_recognises_nothing(tshark):
    options = ("--disable-heuristic", "portlore_tcp")
    assert tshark("-r", pcap("ssh-3302"), *options) == tshark.plain("-r", pcap("ssh-3302"))


def test_a_protocol_without_a_dissector_is_named(tshark):
    capture = tshark.capture(*talk((True, b'INFO {"server_id":"x"}\r\n'), (False, b'CONNECT {"verbose":false}\r\n')))
    assert protocols(tshark, capture)[3:] == ["data", "data"]
    assert conclusion(tshark, capture) == (["nats"], "Other service")


def test_what_the_dissector_rejects_is_not_claimed(tshark):
    """The first line is shaped as MGCP's, but its dissector knows no such command."""
    command = b"CRCX 1204 aaln/1@gw.example MGCP 1.0\r\n"
    assert protocols(tshark, tshark.capture(datagram(command))) == ["mgcp"]
    rejected = tshark.capture(datagram(command.replace(b"CRCX", b"CRCC")), datagram(command, from_server=True))
    for options in ((), ("-2",)):
        assert protocols(tshark, rejected, *options) == ["data", "mgcp"], "and the next payload is looked at again"


def mysql_greeting():
    """What MariaDB says first: nothing that a heuristic of Wireshark's own knows, in any version."""
    return next(bytes(frame[Raw]) for frame in rdpcap(str(pcap("mysql-3302"))) if Raw in frame)


def test_what_nobody_dissects_is_decoded_on_every_port(tshark):
    """Also where the port's own dissector takes nothing of it; but not outside of the scope."""
    banner = (True, mysql_greeting())
    for ports in ({"port": 50000, "sport": 50001}, {"port": 4445}, {"port": 20000}, {"port": 50000, "sport": 3302}):
        assert protocols(tshark, tshark.capture(*talk(banner, **ports)))[3] == "mysql", ports
    documented = ("-o", "portlore.scope:documented")
    assert protocols(tshark, tshark.capture(*talk(banner, port=4445)), *documented)[3] == "data"
    assert protocols(tshark, tshark.capture(*talk(banner)), *documented)[3] == "mysql"


def test_what_the_ports_dissector_takes_is_left_to_it_and_named(tshark):
    """HTTP's dissector takes anything; that makes a shell no web server."""
    shell = talk((False, b"uid=33(www-data) gid=33(www-data) groups=33(www-data)\n"), (True, b"id\n"), port=80)
    capture = tshark.capture(*shell)
    assert protocols(tshark, capture) == [re.sub(r"^.*:tcp:?", "", line) for line in
                                          tshark.plain("-r", capture, "-T", "fields", "-e", "frame.protocols").splitlines()]
    row = tshark.values(capture, "portlore.observed", "portlore.assumed", "portlore.verdict", options=("-2",))[-1]
    assert row == [["shell"], ["http"], ["Unidentified listener"]]


def test_the_initiators_port_never_counts(tshark):
    capture = tshark.capture(*talk((False, bytes(range(128, 160))), (True, bytes(range(160, 192))), port=9001, sport=80))
    row = tshark.values(capture, "portlore.port", "portlore.observed", "portlore.verdict", options=("-2",))[-1]
    assert row == [["9001"], [], ["Unidentified listener"]]


def test_a_later_frame_erases_nothing(tshark):
    """What reads as TLS in the middle of an FTP session."""
    said = [(True, b"220 FTP ready\r\n"), (False, b"USER a\r\n"), (True, b"331 Password required\r\n"),
            (False, bytes.fromhex("1703030020") + b"x" * 32)]
    capture = tshark.capture(*talk(*said, port=443))
    assert conclusion(tshark, capture) == (["ftp"], "Other service")


def test_what_belongs_on_a_port_has_no_tag(tshark):
    request, answer = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
    assert tshark.frames(tshark.capture(*talk((False, request), (True, answer), port=80)), "portlore") == []
    assert tshark.frames(tshark.capture(*talk((True, b"220 ready\r\n"), (False, b"EHLO a\r\n"), port=25)), "portlore") == []
    assert conclusion(tshark, tshark.capture(*talk((False, request), (True, answer), port=443))) == (["http"], "Other service")


def test_what_a_port_was_registered_for_is_decoded_there_too(tshark):
    """Nobody tags a database at home, but no dissector is registered on these ports."""
    capture = tshark.capture(*talk((True, b"SSH-2.0-OpenSSH_9.2p1\r\n"), port=4445))
    assert conclusion(tshark, capture) == (["ssh"], "Other service")


def test_both_sides_decide(tshark):
    ftp = talk((True, b"220 ready\r\n"), (False, b"USER a\r\n"), (True, b"331 Password, please\r\n"))
    assert protocols(tshark, tshark.capture(*ftp))[3:] == ["data", "ftp", "ftp"]
    assert protocols(tshark, tshark.capture(*ftp), "-2")[3:] == ["ftp", "ftp", "ftp"], "then the greeting is known too"
    smtp = talk((True, b"220 ready\r\n"), (False, b"HELO a\r\n"), (True, b"250 a\r\n"))
    assert protocols(tshark, tshark.capture(*smtp))[3:] == ["data", "smtp", "smtp"]
    assert tshark.frames(tshark.capture(*smtp), 'smtp.req.command == "HELO"') == [5]


def test_a_message_in_two_segments_is_reassembled(tshark):
    hello = bytes.fromhex("1603010033010000 2f0303") + b"r" * 32 + bytes.fromhex("000002130101000004 0017 0000")
    capture = tshark.capture(*talk((False, hello[:20]), (False, hello[20:])))
    by_hand = tshark.plain("-r", capture, "-T", "pdml", "-d", "tcp.port==3302,tls")
    assert without_tag(tshark("-r", capture, "-T", "pdml")) == without_tag(by_hand)
    assert tshark.frames(capture, "tls.handshake.type == 1") == [5]


def test_a_conversation_without_its_beginning_is_recognised(tshark):
    middle = talk((True, b"SSH-2.0-OpenSSH_9.2p1\r\n"))[3:]
    assert protocols(tshark, tshark.capture(*middle)) == ["ssh"]
    record = bytes.fromhex("1703030020") + b"x" * 32
    assert protocols(tshark, tshark.capture(*talk((False, record))[3:])) == ["tls"]


def test_a_dissector_may_hand_on(tshark):
    """An HTTP connection that is upgraded goes on as WebSocket."""
    request = (b"GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
               b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n")
    response = (b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                b"Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n")
    capture = tshark.capture(*talk((False, request), (True, response), (True, b"\x81\x05Hello")))
    assert [layers.split(":")[:2] for layers in protocols(tshark, capture)[3:]] == [
        ["http"], ["http"], ["http", "websocket"]]
    assert conclusion(tshark, capture)[0] == ["http", "websocket"]


def test_exported_payloads_bear_the_dissectors_name(tshark):
    """tshark -U, and Export PDUs in the window: what was recognised here is decoded there."""
    exported = tshark.folder / "exported.pcapng"
    tshark.folder.chmod(0o777)
    tshark("-r", pcap("ssh-3302"), "-2", "-U", "OSI layer 4", "-w", exported)
    again = tshark.values(exported, "frame.protocols")
    assert len(again) > 10
    assert {row[0][0] for row in again} == {"exported_pdu:ssh"}


def test_text_is_observed_as_text(tshark):
    shell = tshark.capture(*talk((True, b"$ "), (False, b"id\n"), (True, b"uid=0(root)\n")))
    assert conclusion(tshark, shell) == (["text"], "Unidentified listener")
    assert tshark.values(shell, "portlore.first_bytes")[-1] == [["2420"]]
    asked = tshark.capture(*talk((False, b"id\n"), (True, bytes(range(128, 160)))))
    assert conclusion(tshark, asked) == ([], "Unidentified listener"), "what a client says is not what listens"
    late = tshark.capture(*talk((True, b"220 ready\r\n"), (False, b"USER a\r\n")))
    assert conclusion(tshark, late) == (["ftp"], "Other service")
    assert tshark.values(late, "portlore.first_bytes", options=("-2",))[-1] == [[]]


def test_random_bytes_stay_unnamed(tshark):
    assert conclusion(tshark, pcap("random-3256")) == ([], "Unidentified listener")


def test_datagrams_are_recognised_either_way(tshark):
    query = bytes.fromhex("302602010104067075626c6963a019020101020100020100300e300c06082b060102010101000500")
    capture = tshark.capture(datagram(query), datagram(query.replace(b"\xa0", b"\xa2", 1), from_server=True))
    assert protocols(tshark, capture) == ["snmp", "snmp"]
    assert protocols(tshark, capture, "-2") == ["snmp", "snmp"]


def test_dns_and_its_likes_are_told_by_the_group(tshark):
    query = bytes.fromhex("000000000001000000000000 0477706164 00 0001 0001")
    for group, protocol in (("224.0.0.251", "mdns"), ("224.0.0.252", "llmnr"), (SERVER, "dns")):
        assert protocols(tshark, tshark.capture(datagram(query, to=group))) == [protocol]


def test_rtp_shares_its_ports(tshark):
    """Two packets of one source in order are RTP; STUN between them stays STUN (since 4.4 by way of RTP's dissector)."""
    def rtp(number):
        return datagram(bytes.fromhex(f"8000{number:04x}{160 * number:08x}12345678") + b"\x55" * 160)
    stun = datagram(bytes.fromhex("000100002112a442") + b"transaction!")
    found = protocols(tshark, tshark.capture(rtp(1), rtp(2), stun, rtp(3)))
    assert [names.split(":")[-1] for names in found] == ["data", "rtp", "stun", "rtp"]


def test_a_quoted_payload_recognises_nothing(tshark):
    quoted = datagram(bytes.fromhex("302602010104067075626c6963a019020101020100020100300e300c06082b060102010101000500"))
    error = E / IP(src=SERVER, dst=CLIENT) / ICMP(type=3, code=3) / quoted[IP]
    assert "snmp" not in protocols(tshark, tshark.capture(error))[0]


PONG = bytes.fromhex("00000008") + b"NI_PONG\0"
ENQUEUE = bytes.fromhex("0000001cabcde123") + bytes(24)


@pytest.mark.parametrize("said", (PONG, ENQUEUE), ids=("pong", "enqueue"))
def test_sap_is_a_known_tenant_and_raises_its_warning(tshark, said):
    ping = bytes.fromhex("00000008") + b"NI_PING\0"
    capture = tshark.capture(*talk((False, ping), (True, said), port=3201))
    observed, verdict = conclusion(tshark, capture)
    # Since 4.4, sapni hands a pong on to saprouter.
    assert (observed[0], verdict) == ("sapni", "Known tenant") and set(observed) <= {"sapni", "sapenqueue", "saprouter"}
    raised = {(severity, name) for _, severity, name in tshark.experts(capture, "-2")}
    assert {("Note", "known_tenant"), ("Warn", "vulnerability")} <= raised


TLS_HELLO = bytes.fromhex("1603010033010000 2f0303") + b"r" * 32 + bytes.fromhex("000002130101000004 0017 0000")
TLS_ALERT = bytes.fromhex("15030100020246")
HTTP_REQUEST, HTTP_REFUSAL = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n", b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"
SSH_BANNER = b"SSH-2.0-OpenSSH_9.2p1\r\n"


@pytest.mark.parametrize("asked, answered, port, concluded", [
    (TLS_HELLO, HTTP_REFUSAL, 80, (["http"], "Consistent")), (HTTP_REQUEST, HTTP_REFUSAL, 443, (["http"], "Other service")),
    (HTTP_REQUEST, TLS_ALERT, 443, (["tls"], "Consistent")), (HTTP_REQUEST, SSH_BANNER, 22, (["ssh"], "Consistent")),
    (TLS_HELLO, HTTP_REFUSAL, 3302, (["http"], "Other service")), (HTTP_REQUEST, TLS_ALERT, 3302, (["tls"], "Other service")),
    # What says nothing of its own leaves the question to tell.
    (HTTP_REQUEST, b"Not today\r\n", 3302, (["http"], "Other service")), (TLS_HELLO, b"\0" * 7, 3302, (["tls"], "Other service"))])
def test_the_first_answer_tells_what_listens(tshark, asked, answered, port, concluded):
    capture = tshark.capture(*talk((False, asked), (True, answered), port=port))
    assert conclusion(tshark, capture, "-o", "portlore.scope:every") == concluded


def test_a_later_answer_is_what_was_agreed_on(tshark):
    """What a proxy relays, or a server went over to."""
    socks = [(False, b"\x05\x01\x00"), (True, b"\x05\x00"), (False, bytes.fromhex("05010001c0000201 0050")),
             (True, bytes.fromhex("05000001000000000000")), (False, HTTP_REQUEST), (True, HTTP_REFUSAL)]
    capture = tshark.capture(*talk(*socks, port=3302))
    # Since 4.6 with what it carries, too.
    assert {observed[0] for (observed,) in tshark.values(capture, "portlore.observed", options=("-2", "-Y", "tcp.port == 3302"))
            if observed} == {"socks"}
    connect = [(False, b"CONNECT a:22 HTTP/1.1\r\nHost: a\r\n\r\n"), (True, b"HTTP/1.1 200 OK\r\n\r\n"), (True, SSH_BANNER)]
    assert conclusion(tshark, tshark.capture(*talk(*connect, port=3302)))[0] == ["http"]
