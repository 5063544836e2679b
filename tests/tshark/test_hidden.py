"""Services that hide behind another one's port, and what is mistaken for them: real programs (pcaps/hidden/), crafted captures."""
import csv
import re

import pytest
from conftest import ROOT
from scapy.all import ARP, IP, TCP, UDP, VXLAN, Ether
from test_statistics import rows, tables
from test_user_files import home  # noqa: F401 (a fixture)

E = Ether(src="02:00:00:00:00:01", dst="02:00:00:00:00:02")
CLIENT, SERVER, OTHER = "192.0.2.1", "192.0.2.2", "192.0.2.3"
EVERY = ("-o", "portlore.scope:every")
OTHER_SERVICE, UNIDENTIFIED, SILENT, NOT_SEEN = "Other service", "Unidentified listener", "Silent listener", "Payload not seen"

FIREWALLS_LET_THROUGH = (22, 25, 53, 80, 443, 445, 8080, 4444, 55555)
#: What is registered on these can be told, so that what is unknown does not belong there.
TELLING = {22, 25, 53, 80, 443, 445, 8080}
#: sh calls and is called on all ports, with a prompt; bash with one, too; Ncat's and socat's shells have none.
SH, BASH, NCAT, SOCAT = ([(f"127.0.0.{host}", port) for port in ports] for host, ports in
                         ((2, FIREWALLS_LET_THROUGH), (3, (22, 80, 4444)), (4, (25, 443, 8080)), (5, (53, 445, 55555))))


def pcap(name, folder="hidden"):
    return ROOT / "pcaps" / folder / f"{name}.pcap"


def unidentified(places, observed):
    """A listener that nobody knows, on each of the places."""
    return {place: (UNIDENTIFIED, observed, "Warn" if place[1] in TELLING else "Note") for place in places}


def called_by_shells(places):
    return unidentified(places, "shell")


def called_out_of_sight(places):
    """Whom a shell has called, and who answered."""
    return {place: (NOT_SEEN, "shell", None) for place in places}


def shells(places):
    """A shell that listens there."""
    return {place: (OTHER_SERVICE, "shell", "Warn" if place[1] in TELLING else None) for place in places}


def others(address, observed, severities):
    """Another service on each of the ports: {port: severity}."""
    return {(address, port): (OTHER_SERVICE, observed, severity) for port, severity in severities.items()}


def tell_apart(places):
    """Without those of a dynamic port: against a client's, nothing tells which of both is the listener's."""
    return [place for place in places if place[1] != 55555]


SSH = others("127.0.0.1", "ssh", {25: "Warn", 53: "Warn", 80: "Warn", 443: "Warn", 3389: None, 6667: None})
HTTP = others("127.0.0.2", "http", {22: "Note", 25: "Note", 53: "Note", 443: "Note", 3389: None, 6667: None})
TLS = others("127.0.0.2", "tls", {22: "Note", 25: "Note", 53: "Note", 80: "Note", 6667: None})
IRC = others("127.0.0.2", "irc", {22: "Note", 53: "Note", 80: "Note", 443: "Note"})
RANDOM = unidentified([("127.0.0.2", port) for port in FIREWALLS_LET_THROUGH], None)
PROGRAMS = {("127.0.0.2", port): (SILENT, "executable", "Note") for port in (80, 443, 4444, 8080, 9001)}
PROGRAMS_IN_PART = {place: (NOT_SEEN, "executable", None) for place in PROGRAMS}

#: Where what is registered would be known, what is unknown does not belong.
UNREAD = {("127.0.0.2", port): (UNIDENTIFIED, None, severity) for port, severity in
          {1494: "Warn", 6556: "Warn", 7680: "Warn"}.items()}
#: {(address, port): (verdict, observed, severity)} of each listener that is tagged, and of nothing else.
HIDDEN = {
    "revshells": called_by_shells([*SH, *BASH, *NCAT, *SOCAT]),
    "revshells-mid": called_by_shells(tell_apart([*SH, *BASH, *NCAT, *SOCAT])),
    "revshells-late": called_by_shells(tell_apart([*SH, *BASH])),
    "revshells-victim": called_out_of_sight([*SH, *BASH, *NCAT, *SOCAT]),
    "revshells-intruder": unidentified([*SH, *BASH, *NCAT, *SOCAT], "text"),
    "bindshells": shells([*SH, *BASH, *NCAT, *SOCAT]),
    "bindshells-mid": shells(tell_apart([*SH, *BASH, *NCAT, *SOCAT])),
    "bindshells-late": shells(tell_apart([*SH, *BASH])),
    "bindshells-server": shells([*SH, *BASH, *NCAT, *SOCAT]),
    "bindshells-client": {},
    "bindshell-4444-1793": shells([("127.0.0.2", 4444)]),
    "udp-revshell-53": called_by_shells([("127.0.0.2", 53)]),
    "ssh-elsewhere": SSH,
    "ssh-elsewhere-mid": SSH,
    "ssh-elsewhere-server": SSH,
    "ssh-elsewhere-client": SSH,
    "http-elsewhere": HTTP,
    "http-elsewhere-mid": HTTP,
    "http-elsewhere-client": HTTP,
    "tls-elsewhere": TLS,
    "tls-elsewhere-mid": TLS,
    "irc-elsewhere": IRC,
    "irc-elsewhere-mid": IRC,
    "smb-80": others("127.0.0.1", "nbss", {80: "Note"}),
    "random": RANDOM,
    "random-mid": {},
    "random-server": RANDOM,
    "random-client": {},
    "programs": PROGRAMS,
    "programs-mid": PROGRAMS_IN_PART,
    "programs-client": PROGRAMS_IN_PART,
    "mptcp-10004": unidentified([("127.0.0.2", 10004)], None),
    # One host's junk does not speak for the others.
    "modbus-502": {("127.0.0.2", 502): (UNIDENTIFIED, None, "Warn")},
    "unread": UNREAD,
    # A registered name and Wireshark's name are of one protocol.
    "dnp3-20000": {},
    "llmnr-5355": {},
    "gquic-443": {},
    # Clients that keep their port are not announced.
    "keeping-ports": {},
}


def in_words(port, transport, verdict, observed):
    named = verdict not in (UNIDENTIFIED, NOT_SEEN)
    return f"{transport}/{port} listener, {verdict.lower()}" + (f": {observed}" if named else "")


EXPERTS = {row[0]: row[2].removeprefix("PI_").capitalize()
           for row in csv.reader((ROOT / "data" / "experts.tsv").open(encoding="utf-8"), delimiter="\t")}
del EXPERTS["name"]


class Judged:
    """What a capture's frames say of each place, an address and a port."""

    def __init__(self, tshark, capture, *options):
        self.frames, self.said, self.raised = {}, {}, {}
        ports = ("ip.src", "tcp.srcport", "udp.srcport", "ip.dst", "tcp.dstport", "udp.dstport")
        fields = ("portlore.ip", "portlore.finding", "portlore.observed", *(f"portlore.expert.{name}" for name in EXPERTS))
        for number, cells in enumerate(tshark.values(capture, *ports, *fields, options=options), 1):
            source, *source_ports, destination, tcp, udp = cells[:6]
            for address, port in ((source, sum(source_ports, [])), (destination, tcp + udp)):
                self.frames.setdefault((address[0], int(port[0])), []).append(number)
            addresses, findings, observed, *raised = cells[6:]
            for address, finding in zip(addresses, findings, strict=True):
                place = address, int(re.match(r"\w+/(\d+)", finding)[1])
                if " undetermined" in finding:  # either of both ends, see test_a_shell_between_ports_that_tell_nothing
                    continue
                self.said.setdefault(place, []).append((number, finding, set(observed)))
                self.raised.setdefault(place, []).extend(
                    severity for severity, items in zip(EXPERTS.values(), raised, strict=True) for _ in items)


def raised(place, verdict, observed, severity):
    """4444 is documented: Blaster is on record there, and a shell is what a claim on it asks for."""
    alone = [severity] * (severity is not None)
    if place[1] != 4444:
        return alone
    documented = {UNIDENTIFIED: ["Note", "Warn"], OTHER_SERVICE: ["Note"]}.get(verdict, alone)
    return sorted(documented + ["Note"] * (observed == "shell"))


def is_documented_only(place, said):
    """Every frame of a documented port is tagged, though nothing was seen of what listens there."""
    return place[1] == 4444 and said[-1][1].endswith("payload not seen")


@pytest.mark.parametrize("name", HIDDEN)
def test_what_hides_is_named(tshark, name):
    """On each of its frames, with one expert item a conversation; and in one pass on the last of them."""
    expected, transport = HIDDEN[name], "udp" if name.startswith("udp") else "tcp"
    known, so_far = Judged(tshark, pcap(name), "-2"), Judged(tshark, pcap(name))
    for judged in (known, so_far):
        judged.said = {place: said for place, said in judged.said.items()
                       if place in expected or not is_documented_only(place, said)}
        judged.raised = {place: judged.raised[place] for place in judged.said}
    assert set(known.said) == set(expected)
    for place, (verdict, observed, severity) in expected.items():
        finding, shown = in_words(place[1], transport, verdict, observed), {observed} - {None}
        assert known.said[place] == [(number, finding, shown) for number in known.frames[place]]
        assert sorted(known.raised[place]) == raised(place, verdict, observed, severity)
    assert set(so_far.said) <= set(expected)
    assert {place: said[-1][1:] for place, said in so_far.said.items()} == {
        place: said[-1][1:] for place, said in known.said.items()}
    assert so_far.raised == known.raised


@pytest.mark.parametrize("name", HIDDEN)
def test_what_hides_has_a_row_and_searches_for_nothing(tshark, name):
    endpoints, sources = tables(tshark, pcap(name))
    assert {(row["address"], row["port"]): (row["role"], row["verdict"], row["observed"]) for row in endpoints
            if row["verdict"] != "Undetermined" and ((row["address"], row["port"]) in HIDDEN[name] or row["port"] != 4444)} == {
        place: ("Listener", verdict, [observed] if observed else [])
        for place, (verdict, observed, _) in HIDDEN[name].items()}
    assert sources == []


@pytest.mark.parametrize("name, basis", [
    ("revshells", "Handshake"), ("revshells-mid", "Inferred"), ("bindshells-late", "Inferred"), ("bindshells-server", "Handshake"),
    ("ssh-elsewhere-mid", "Inferred"), ("udp-revshell-53", "Reply")])
def test_how_it_was_decided_who_listens(tshark, name, basis):
    bases = tshark.values(pcap(name), "portlore.role.basis", options=("-2", "-Y", 'portlore.role == "Listener"'))
    assert {found for (found,) in map(tuple, (base for (base,) in bases))} == {basis}


@pytest.mark.parametrize("name", ["revshells-victim", "bindshells-client", "random-client", "programs-client"])
def test_what_answers_out_of_sight_is_a_listener_all_the_same(tshark, name):
    """Under the scope that tells all; what a server said was not seen."""
    found = {said for (findings,) in tshark.values(pcap(name), "portlore.finding", options=("-2", *EVERY)) for said in findings}
    assert found and all(" listener, payload not seen" in said for said in found)


@pytest.mark.parametrize("name", ["revshells-mid", "bindshells-mid"])
def test_a_shell_between_ports_that_tell_nothing_is_told_of_at_both(tshark, name):
    """In the middle of a stream, both are of those that systems hand out."""
    found = tshark.values(pcap(name), "portlore.srcport", "portlore.dstport", "portlore.verdict", "portlore.observed",
                          options=("-2", "-Y", 'portlore.verdict == "Undetermined"'))
    assert found
    assert all(sport and dport and "55555" in sport + dport and set(verdicts) == {"Undetermined"} and set(observed) == {"shell"}
               for sport, dport, verdicts, observed in found)


def test_a_shell_between_ports_of_services_is_at_the_one_that_sends_its_prompt(tshark):
    """As cmd.exe was on old systems' ports, in the middle of a stream."""
    capture = pcap("bindshell-4444-1793-mid")
    found = tshark.values(capture, "portlore.finding", "portlore.observed", "portlore.role.basis", "portlore.reason", options=("-2",))
    assert found == [[["tcp/4444 listener, unidentified listener"], ["shell"], ["Inferred"],
                      ["One side is a shell, and nothing tells which of them listens."]]] * len(found)
    assert {(severity, kind) for _, severity, kind in tshark.experts(capture, "-2")} == {
        ("Warn", "unidentified_listener"), ("Note", "malware_attempt"), ("Note", "claim_note")}


def test_the_initiators_port_never_counts(tshark):
    """A shell that calls from the port of FTP's data, DNS, HTTP or TLS is none of them."""
    known = Judged(tshark, pcap("srcports"), "-2")
    assert {place: {(finding, *observed) for _, finding, observed in said} for place, said in known.said.items()} == {
        ("127.0.0.2", port): {(f"tcp/{port} listener, unidentified listener", "shell")} for port in (3256, 9001)}
    assert known.raised["127.0.0.2", 3256].count("Warn") == 8  # and malware is on record there
    assert known.raised["127.0.0.2", 9001] == ["Note"] * 4
    endpoints, sources = tables(tshark, pcap("srcports"))
    assert {row["port"]: (row["verdict"], row["observed"]) for row in endpoints} == {
        port: (UNIDENTIFIED, ["shell"]) for port in (3256, 9001)}
    assert sources == []


def test_in_the_middle_of_a_stream_it_is_a_shell_all_the_same(tshark):
    """Who listens is inferred from the ports, wrongly; but a shell is never what belongs on one of them."""
    capture = pcap("srcports-mid")
    verdicts = {verdict for (found,) in tshark.values(capture, "portlore.verdict", options=("-2", *EVERY)) for verdict in found}
    assert "Consistent" not in verdicts
    assert tshark.frames(capture, 'portlore.observed == "shell"')
    assert {row["port"] for row in tables(tshark, capture)[0] if row["observed"] == ["shell"]} >= {20, 53, 80, 443}


EXPECTS = "[Dossier]\nPort={port}\nTransport=tcp\nLabel=own {port}\nExpects={expects}\n"
BREACHES = [("revshells", "unidentified listener"), ("bindshells", "other service: shell"), ("random", "unidentified listener"),
            ("revshells-mid", "unidentified listener"), ("revshells-intruder", "unidentified listener")]


@pytest.mark.parametrize("name, verdict", BREACHES, ids=[row[0] for row in BREACHES])
def test_what_hides_breaches_what_the_user_expects(tshark, home, name, verdict):  # noqa: F811
    for port, expects in ((80, "http"), (443, "tls")):
        home(f"p{port}.dossier", EXPECTS.format(port=port, expects=expects))
    capture = pcap(name)
    for port, expects in ((80, "http"), (443, "tls")):
        frames = ("-2", "-Y", f"tcp.port == {port}")
        breach = f"{expects} is expected; tcp/{port} {verdict}"
        known = tshark.values(capture, "portlore.breach", "portlore.label", options=frames)
        assert known == [[[breach], [f"own {port}"]]] * len(known)
        so_far = tshark.values(capture, "portlore.breach", "portlore.verdict", options=frames[1:])
        assert so_far[-1][0] == [breach]
        assert not any(said == ["Consistent"] for _, said in so_far)
    assert {row["port"] for row in tables(tshark, capture)[0] if "Unexpected service" in row["warnings"]} == {80, 443}


@pytest.mark.parametrize("name, finding", [
    ("turn-80", "tcp/80 listener, other service: stun"), ("adb-5555", "tcp/5555 listener, other service: adb"),
    ("printer-9100", "tcp/9100 listener, consistent: pjl"), ("zabbix-10050", "tcp/10050 listener, consistent: zabbix")])
def test_what_wireshark_does_not_dissect_there_is_named(tshark, name, finding):
    assert tshark.values(pcap(name), "portlore.finding", options=("-2", *EVERY))[-1] == [[finding]]


@pytest.mark.parametrize("name", ["adb-5555", "printer-9100", "zabbix-10050"])
def test_what_nobody_here_can_read_is_no_warning(tshark, name):
    assert not any(severity == "Warn" for _, severity, _ in tshark.experts(pcap(name), "-2"))


def test_smb_behind_http_is_read_where_it_may_be_taken_over(tshark):
    found = tshark.values(pcap("smb-80"), "portlore.finding", options=("-o", "portlore.take_over:TRUE"))
    assert found[-1] == [["tcp/80 listener, other service: nbss and smb2"]]


def test_what_goes_on_as_tls_is_told_with_both_names(tshark):
    """What began as FTP is FTP, though TLS is at home on 443."""
    def told(port):
        lines = tshark.values(pcap("auth-tls"), "portlore.verdict", "portlore.observed",
                              options=("-2", "-Y", f"tcp.port == {port} && tcp.len > 0", *EVERY))
        return {(*verdict, *observed) for verdict, observed in lines}

    found = {port: told(port) for port in (21, 80, 443)}
    assert found == {21: {("Consistent", "ftp", "tls")}, 80: {("Other service", "ftp", "tls")},
                     443: {("Other service", "ftp", "tls")}}


@pytest.mark.parametrize("name", ["in-pieces", "in-pieces-client"])
def test_a_message_is_named_whose_beginning_has_segments_of_its_own(tshark, name):
    """By what the client sends alone, too, from its first byte on."""
    known = Judged(tshark, pcap(name), "-2")
    places = {("127.0.0.2", 25): "http", ("127.0.0.2", 3302): "http", ("127.0.0.3", 80): "tls", ("127.0.0.3", 3302): "tls",
              ("127.0.0.4", 443): "dns", ("127.0.0.4", 3302): "dns"}
    for place, observed in places.items():
        finding = f"tcp/{place[1]} listener, other service: {observed}"
        assert known.said[place] == [(number, finding, {observed}) for number in known.frames[place]]


def test_datagrams_that_are_read_as_dns_are_named(tshark):
    """DTLS and STUN, which Wireshark finds by itself where it dissects nothing."""
    known = Judged(tshark, pcap("datagrams-53"), "-2")
    places = {("127.0.0.2", 53): "dtls", ("127.0.0.3", 53): "stun"}
    assert known.said.keys() == places.keys()
    for place, observed in places.items():
        assert known.said[place] == [(number, f"udp/53 listener, other service: {observed}", {observed})
                                     for number in known.frames[place]]
    layers = tshark.values(pcap("datagrams-53"), "frame.protocols", options=("-2", "-o", "portlore.take_over:TRUE"))
    assert {line[0][0].split(":")[4] for line in layers} == {"dtls", "stun"}


def test_multipath_tcp_is_no_service(tshark):
    for options in ((), ("-2",), EVERY):
        assert tshark.frames(pcap("mptcp-10004"), "mptcp")
        assert not any("mptcp" in found for (found,) in tshark.values(pcap("mptcp-10004"), "portlore.observed", options=options))


def test_beside_ordinary_services_those_that_hide_stand_out(tshark):
    """The picture in the README."""
    capture = ROOT / "pcaps" / "hidden-services.pcap"
    hidden = {("127.0.0.4", 53): (UNIDENTIFIED, ["shell"]), ("127.0.0.3", 80): (OTHER_SERVICE, ["irc"]),
              ("127.0.0.1", 443): (OTHER_SERVICE, ["ssh"]), ("127.0.0.2", 3256): (SILENT, ["executable"])}
    endpoints, sources = tables(tshark, capture)
    assert {(row["address"], row["port"]): (row["verdict"], row["observed"]) for row in endpoints
            if row["verdict"] != "Announced"} == hidden
    assert sources == []
    known = Judged(tshark, capture, "-2")
    for place in hidden:
        assert [number for number, *_ in known.said[place]] == known.frames[place]
    # At home: DNS, HTTP, TLS and FTP's control connection.
    assert not {("127.0.0.2", port) for port in (21, 53, 80, 443)} & set(known.said)


@pytest.mark.parametrize("name, observed", [("sink-5001", []), ("sink-executable-5001", ["executable"])])
def test_a_sink_that_was_sent_something(tshark, name, observed):
    capture = pcap(name, "roles")
    found = tshark.values(capture, "portlore.finding", "portlore.observed", options=("-2",))
    finding = "tcp/5001 listener, silent listener" + "".join(f": {name}" for name in observed)
    assert found == [[[finding], observed]] * len(found)
    assert [(severity, kind) for _, severity, kind in tshark.experts(capture, "-2")] == [("Note", "silent_listener")]
    endpoints, sources = tables(tshark, capture)
    assert [(row["verdict"], row["observed"]) for row in endpoints] == [(SILENT, observed)]
    assert sources == []


# What another connection announces.

def announced(tshark, capture, *options):
    """{(address, port): (announcing frame, observed)} of what is announced, if all of its frames agree."""
    found = {}
    fields = ("portlore.ip", "portlore.port", "portlore.verdict", "portlore.announced.frame", "portlore.observed")
    for addresses, ports, verdicts, frames, observed in tshark.values(capture, *fields, options=options):
        for address, port, verdict in zip(addresses, ports, verdicts, strict=True):
            if verdict == "Announced":
                place, told = (address, int(port)), (int(frames[0]), *dict.fromkeys(observed))
                assert found.setdefault(place, told)[0] == told[0]
                found[place] = told
    return found


# capture, how its announcements are found, what is announced, how often
ANNOUNCED = [
    ("ftp-passive", "ftp.response.code == 229 || ftp.response.code == 227", "ftp-data", 2),
    ("ftp-443", "ftp.response.code == 229", "ftp-data", 1),
    ("tftp", "tftp.opcode == 1", "tftp", 2),
    ("sip-rtp", "sip.Method == INVITE && sip.CSeq.method == INVITE", "rtp", 1),
]


@pytest.mark.parametrize("name, telling, observed, count", ANNOUNCED, ids=[row[0] for row in ANNOUNCED])
def test_what_was_announced_names_the_frame_that_did(tshark, name, telling, observed, count):
    capture = pcap(name)
    told = [(frame, observed) for frame in tshark.frames(capture, telling)]
    assert len(told) == count
    so_far, known = announced(tshark, capture), announced(tshark, capture, "-2")
    assert sorted(known.values()) == told
    # Of a first datagram nothing tells yet which of its ports is asked.
    assert {place: so_far[place] for place in known} == known
    said = Judged(tshark, capture, "-2")
    for place in known:
        # TFTP's client has asked from the same port.
        asked = {frame for frame, _ in told}
        assert [number for number, *_ in said.said[place]] == [number for number in said.frames[place] if number not in asked]
        assert {finding.split(" ", 1)[1] for _, finding, _ in said.said[place]} == {f"listener, announced: {observed}"}
        assert said.raised[place] == []
    rows = [row for row in tables(tshark, capture)[0] if row["verdict"] == "Announced"]
    assert {(row["address"], row["port"]): row["observed"] for row in rows} == {place: [observed] for place in known}
    packets = sum(row["packets"] for row in rows)
    text = tshark("-q", "-r", capture, "-z", "portlore,endpoints")
    assert re.search(rf"^{count} of verdict Announced: {packets} packets, ", text, re.M)
    assert not any(f"/{port} " in text for _, port in known)


@pytest.mark.parametrize("name", ["ftp-passive", "ftp-active"])
def test_an_announced_connection_is_known_from_its_first_frame_on(tshark, name):
    places = announced(tshark, pcap(name))
    assert places
    so_far = Judged(tshark, pcap(name))
    for place in places:
        assert so_far.said[place][0][:2] == (so_far.frames[place][0], f"tcp/{place[1]} pending, announced")
        assert [number for number, *_ in so_far.said[place]] == so_far.frames[place]


def test_the_server_calls_back(tshark):
    """Active FTP: the server connects, from its port 20, to what its client has announced."""
    capture = pcap("ftp-active")
    (port,) = tshark.values(capture, "ftp.active.port", options=("-Y", "ftp.active.port"))
    (frame,) = tshark.frames(capture, "ftp.active.port")
    for options in ((), ("-2",)):
        assert announced(tshark, capture, *options) == {("127.0.0.1", int(port[0][0])): (frame, "ftp-data")}


@pytest.mark.xfail(strict=True, reason="Wireshark's FTP takes no note of what EPRT (RFC 2428) announces")
def test_the_server_calls_back_as_rfc_2428_has_it(tshark):
    assert len(announced(tshark, pcap("ftp-active"), "-2")) == 2


@pytest.mark.xfail(strict=True, reason="what asked on 69 was answered, from the port that the answer announced")
def test_a_client_of_tftp_has_not_searched_in_vain(tshark):
    assert tables(tshark, pcap("tftp"))[1] == []


@pytest.mark.parametrize("name", ["keeping-ports", "revshells", "srcports", "http-elsewhere"])
def test_what_nobody_announced(tshark, name):
    for options in (EVERY, ("-2", *EVERY)):
        assert not any(found for (found,) in tshark.values(pcap(name), "portlore.announced.frame", options=options))


# Crafted captures.

JUNK = bytes.fromhex("fffefdfcfbfaf9f8")


class Connection:
    """A TCP connection between a client and a server."""

    def __init__(self, sport, dport, client=CLIENT, server=SERVER):
        self.ends = (client, sport), (server, dport)
        self.numbers = [100, 500]

    def segment(self, side, flags, data=b""):
        (src, sport), (dst, dport) = self.ends[side], self.ends[1 - side]
        ack = self.numbers[1 - side] if "A" in flags else 0
        made = E / IP(src=src, dst=dst) / TCP(sport=sport, dport=dport, flags=flags, seq=self.numbers[side], ack=ack) / data
        self.numbers[side] += len(data) + ("S" in flags or "F" in flags)
        return made

    def opening(self):
        return [self.segment(0, "S"), self.segment(1, "SA"), self.segment(0, "A")]

    def whole(self, request, answer):
        return [*self.opening(), self.segment(0, "PA", request), self.segment(1, "PA", answer), self.segment(0, "A")]


#: Passive FTP announces port 4010, which is unassigned, in frame 6.
CONTROL = Connection(45000, 21)
ANNOUNCING = [*CONTROL.opening(), CONTROL.segment(1, "PA", b"220 FTP server ready\r\n"), CONTROL.segment(0, "PA", b"PASV\r\n"),
              CONTROL.segment(1, "PA", b"227 Entering Passive Mode (192,0,2,2,15,170)\r\n"), CONTROL.segment(0, "A")]


def verdicts(tshark, *frames):
    """In one pass and in two: the findings on what follows the announcement."""
    capture = tshark.capture(*ANNOUNCING, *frames)
    return [[finding for (finding,) in tshark.values(capture, "portlore.finding", options=options)][len(ANNOUNCING):]
            for options in ((), ("-2",))]


def test_what_is_announced_is_so_whatever_it_carries(tshark):
    for answer in (JUNK, b"uid=0(root) gid=0(root) groups=0(root)\n"):
        so_far, known = verdicts(tshark, *Connection(45001, 4010).whole(b"\0\0", answer))
        assert so_far[:2] == [["tcp/4010 pending, announced"], ["tcp/4010 listener, announced"]]
        assert known == [["tcp/4010 listener, announced: ftp-data"]] * 6


def test_what_is_announced_and_does_not_answer_is_no_search(tshark):
    connection = Connection(45001, 4010)
    assert verdicts(tshark, connection.segment(0, "S")) == [[["tcp/4010 pending, announced"]], [["tcp/4010 probed, announced"]]]


def test_what_is_announced_and_refused_is_refused(tshark):
    """Which on a port like this is worth no tag."""
    connection = Connection(45001, 4010)
    so_far, known = verdicts(tshark, connection.segment(0, "S"), connection.segment(1, "RA"))
    assert so_far == [["tcp/4010 pending, announced"], []]
    assert known == [[], []]


def through_a_tunnel(number, packet, hosts=("198.51.100.1", "198.51.100.2")):
    """VXLAN (RFC 7348) between a host and another's port 443, in turn."""
    ports, sender = (50000, 443), number % 2
    around = IP(src=hosts[sender], dst=hosts[1 - sender]) / UDP(sport=ports[sender], dport=ports[1 - sender], chksum=0)
    return E / around / VXLAN(vni=42, flags=8) / packet


@pytest.mark.parametrize("passes", [(), ("-2",)], ids=["one pass", "two"])
def test_a_tunnel_has_a_tag_and_what_it_carries_another(tshark, passes):
    inside = Connection(45000, 443)
    packets = [E / ARP(), *inside.whole(b"SSH-2.0-OpenSSH_9.2\r\n", b"SSH-2.0-OpenSSH_9.3\r\n"), E / ARP()]
    capture = tshark.capture(*(through_a_tunnel(number, packet) for number, packet in enumerate(packets)))
    found = tshark.values(capture, "portlore.summary", options=passes)
    last = [summary[0] for (summary,) in found[-1:]]
    assert last == ["udp/443 other service: vxlan; https"]
    carried = [summaries for (summaries,) in found[5:7]]
    assert carried == [["udp/443 other service: vxlan; https", "tcp/443 other service: ssh; https"]] * 2
    if passes:
        assert all(summaries[0] == last[0] for (summaries,) in found)
    assert {(row["transport"], row["port"], row["verdict"], row["address"]) for row in rows(tshark, capture)} == {
        ("udp", 443, "Other service", "198.51.100.2"), ("tcp", 443, "Other service", SERVER)}
    # What is not handed over is no tunnel to Wireshark.
    alone = tshark.values(capture, "portlore.summary", options=("-2", "-o", "portlore.decode:FALSE"))
    assert alone == [[last]] * len(packets)


def test_a_tunnel_that_carries_itself(tshark):
    """The outermost and the innermost packet are of one conversation."""
    def thrice(number):
        inside = through_a_tunnel(number, through_a_tunnel(number, E / ARP()), ("203.0.113.1", "203.0.113.2"))
        return through_a_tunnel(number, inside)

    capture = tshark.capture(*map(thrice, range(12)))
    for options in ((), ("-2",)):
        found = tshark.values(capture, "portlore.summary", options=options)
        assert found[-1] == [["udp/443 other service: vxlan; https"] * 3]


def test_an_announcement_is_for_one_connection(tshark):
    """Who comes to the same port later was not announced."""
    first, second = Connection(45001, 4010), Connection(45002, 4010)
    end = [*first.whole(b"\0\0", JUNK), first.segment(0, "FA"), first.segment(1, "FA"), first.segment(0, "A")]
    _, known = verdicts(tshark, *end, *second.whole(b"\0\0", JUNK))
    assert known == [["tcp/4010 listener, announced: ftp-data"]] * 9 + [["tcp/4010 listener, unidentified listener"]] * 6


@pytest.mark.parametrize("connection", [Connection(45001, 4011), Connection(45001, 4010, server=OTHER)],
                         ids=["port", "host"])
def test_an_announcement_is_for_one_place(tshark, connection):
    _, known = verdicts(tshark, *connection.whole(b"\0\0", JUNK))
    assert known == [[f"tcp/{connection.ends[1][1]} listener, unidentified listener"]] * 6


def test_an_announcement_comes_first(tshark):
    """Neither a connection that was there before, nor one that had ended."""
    frames = Connection(45001, 4010).whole(b"\0\0", JUNK)
    capture = tshark.capture(*frames, *ANNOUNCING)
    assert announced(tshark, capture) == announced(tshark, capture, "-2") == {}
