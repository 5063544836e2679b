"""The tables: endpoints, probing sources and JSON, on the command line and in the window."""
import datetime
import decimal
import json
import re
import struct

import pytest
from conftest import PCAPS, ROOT, promised, run
from scapy.all import ICMP, IP, TCP, UDP, Ether, IPv6, rdpcap, wrpcap

E = Ether(src="02:00:00:00:00:01", dst="02:00:00:00:00:02")
INFINITE = float("inf")
CLIENT, SERVER = "192.0.2.1", "192.0.2.2"
ENDPOINT_KEYS, SOURCE_KEYS = ([name.partition(".")[2] for name in promised("column") if name.startswith(f"{kind}.")]
                              for kind in ("endpoint", "source"))


def pcap(name):
    return ROOT / "pcaps" / f"{name}.pcap"


def tables(tshark, capture, *options, display_filter=""):
    """The rows of both tables: endpoints, sources."""
    output = tshark("-q", "-r", capture, *options, "-z", "portlore,json" + display_filter)
    found = [json.loads(line) for line in output.splitlines()]
    return tuple([row for row in found if row["row"] == kind] for kind in ("endpoint", "source"))


def rows(tshark, capture, *options, display_filter=""):
    return tables(tshark, capture, *options, display_filter=display_filter)[0]


def to_server(payload=b"", sport=45000, dport=3302, flags="PA", **more):
    return E / IP(src=CLIENT, dst=SERVER) / TCP(sport=sport, dport=dport, flags=flags, **more) / payload


def to_client(payload=b"", sport=3302, dport=45000, flags="PA", **more):
    return E / IP(src=SERVER, dst=CLIENT) / TCP(sport=sport, dport=dport, flags=flags, **more) / payload


def conversation(port, answer, request=b"\x01\x02\x03\x04"):
    return [to_server(flags="S", dport=port, seq=99), to_client(flags="SA", sport=port, seq=499, ack=100),
            to_server(flags="A", dport=port, seq=100, ack=500),
            to_server(request, dport=port, seq=100, ack=500),
            to_client(answer, sport=port, seq=500, ack=100 + len(request))]


def nanoseconds(seconds):
    """Of a time since 1970 as tshark prints it."""
    return int(decimal.Decimal(seconds) * 10**9)


def nanoseconds_of(time):
    """Of a time in ISO 8601, as the rows have it."""
    second, _, fraction = time.removesuffix("Z").partition(".")
    whole = datetime.datetime.fromisoformat(second + "+00:00").timestamp()
    assert len(fraction) in (6, 9)
    return int(whole) * 10**9 + int(fraction.ljust(9, "0"))


def counted_by_fields(tshark, capture, *options):
    """What the endpoint table should say of each endpoint, from the tags of a second look."""
    lines = tshark.values(capture, "frame.number", "frame.len", "frame.time_epoch", "portlore.transport", "portlore.port",
                          "portlore.ip", options=("-2", *options))
    counted = {}
    for (number,), (length,), (time,), transports, ports, addresses in lines:
        for place in zip(addresses, transports, map(int, ports), strict=True):
            packets, size, first, _, since, until = counted.get(place, (0, 0, int(number), 0, INFINITE, -INFINITE))
            counted[place] = (packets + 1, size + int(length), first, int(number), min(since, nanoseconds(time)),
                              max(until, nanoseconds(time)))
    return counted


def counted_by_table(table):
    return {(row["address"], row["transport"], row["port"]):
            (row["packets"], row["bytes"], row["first_frame"], row["last_frame"], nanoseconds_of(row["first_time"]),
             nanoseconds_of(row["last_time"])) for row in table}


@pytest.mark.parametrize("capture", PCAPS, ids=lambda path: path.stem)
def test_the_tables_totals_are_those_of_the_tagged_frames(tshark, capture):
    counted = counted_by_fields(tshark, capture)
    assert counted
    once = tables(tshark, capture)
    assert counted_by_table(once[0]) == counted
    assert once == tables(tshark, capture, "-2")


@pytest.mark.parametrize("scope", ["documented", "every"])
@pytest.mark.parametrize("name", ["search", "overlap-3271", "ftp-3302", "udp-refused-3256"])
def test_the_tables_totals_follow_the_scope(tshark, name, scope):
    option = ("-o", f"portlore.scope:{scope}")
    counted = counted_by_fields(tshark, pcap(name), *option)
    assert counted_by_table(rows(tshark, pcap(name), *option)) == counted
    assert (len(counted) > 100) == (scope == "every" and name == "search")


@pytest.mark.parametrize("name, port", [("http-3302", 3302), ("scan", 3256), ("midstream-3302", 3302), ("nfs-3201", 3201)])
def test_the_tables_totals_are_those_that_scapy_counts(tshark, name, port):
    frames = [frame for frame in rdpcap(str(pcap(name))) if TCP in frame and port in (frame[TCP].sport, frame[TCP].dport)]
    (row,) = [row for row in rows(tshark, pcap(name)) if row["port"] == port]
    assert (row["packets"], row["bytes"]) == (len(frames), sum(frame.wirelen for frame in frames))


def test_frames_from_before_a_listener_was_notable_count_too(tshark):
    """On 4010, unassigned, the SYN says nothing yet; on 8088, assigned, nothing does before the payload."""
    capture = tshark.capture(*conversation(4010, b"\xff\xfe\xfd\xfc" * 4))
    assert [row["packets"] for row in rows(tshark, capture)] == [5]
    assert tshark.frames(capture, "portlore.port == 4010")[0] > 1


def test_statistics_change_nothing_in_the_tags(tshark):
    capture = tshark.capture(*conversation(4010, b"\xff\xfe\xfd\xfc" * 4), *conversation(3256, b"\x80" * 8))
    fields = ("-T", "fields", "-e", "frame.number", "-e", "portlore.summary", "-e", "_ws.expert")
    plain = tshark("-r", capture, *fields)
    assert tshark("-r", capture, *fields, "-z", "portlore,json").startswith(plain)


def test_json_has_stable_keys_and_types(tshark):
    endpoints, sources = tables(tshark, pcap("search"))
    assert len(endpoints) > 30 and all(list(row) == ENDPOINT_KEYS for row in endpoints)
    assert len(sources) == 1 and all(list(row) == SOURCE_KEYS for row in sources)
    (row,) = rows(tshark, pcap("http-3201"))
    assert row == {"row": "endpoint", "priority": 3, "verdict": "Other service", "address": "127.0.0.1",
                   "transport": "tcp", "port": 3201, "service": "cpq-tasksmart", "status": "Assigned", "ghost": True,
                   "life": "Dead", "role": "Listener", "observed": ["http"], "software": ["nginx/1.22.1"], "processes": [],
                   "peers": 1, "first_peers": ["127.0.0.1"], "packets": 10, "bytes": 999, "first_frame": 1, "last_frame": 10,
                   "first_time": "2026-11-21T04:56:59.211441Z", "last_time": "2026-11-21T04:56:59.212973Z", "duration": 0.001532,
                   "reason": "The listener speaks http, and the port is registered as cpq-tasksmart.",
                   "warnings": [], "details": [], "references": [], "techniques": ["T1571"],
                   "filter": "(ip.src == 127.0.0.1 && tcp.srcport == 3201) || (ip.dst == 127.0.0.1 && tcp.dstport == 3201)"}
    (source,) = sources
    assert (source["open"], source["open_ports"], source["first_open_ports"]) == (2, 2, ["tcp/3302", "tcp/3201"])


@pytest.mark.parametrize("name", ["hidden-services", "udp-refused-3256"])
def test_each_row_has_the_filter_that_shows_it(tshark, name):
    """All packets of an endpoint, and nothing else, though its host is a client of the same port elsewhere (443)."""
    endpoints, sources = tables(tshark, pcap(name))
    for row in endpoints:
        shown = tshark.frames(pcap(name), row["filter"])
        assert (shown[0], shown[-1], len(shown)) == (row["first_frame"], row["last_frame"], row["packets"])
    for row in sources:
        assert {row["first_frame"], row["last_frame"]} <= set(tshark.frames(pcap(name), row["filter"]))


def test_rows_name_their_first_peers(tshark):
    """Each once, in the order of their coming; IPv6 as well."""
    four = [E / IP(src=f"192.0.2.{n}", dst=SERVER) / TCP(sport=45000, dport=3302, flags="S") for n in (9, 8, 9, 7, 6, 5)]
    six = [E / IPv6(src="2001:db8::1", dst="2001:db8::2") / TCP(sport=45000, dport=3302, flags="S")]
    capture = tshark.capture(*four, *six)
    assert [(row["peers"], row["first_peers"]) for row in rows(tshark, capture)] == [
        (5, ["192.0.2.9", "192.0.2.8", "192.0.2.7"]), (1, ["2001:db8::1"])]
    table = tshark("-q", "-r", capture, "-z", "portlore,endpoints")
    assert "  192.0.2.9, 192.0.2.8, 192.0.2.7 and 2 more  " in table


@pytest.mark.parametrize("name, expected", [
    ("scan", [("Silent listener", 3201), ("Silent listener", 3302), ("Refused", 3206), ("Refused", 3256), ("Refused", 3271)]),
    ("random-3256", [("Unidentified listener", 3256)]),
    ("pop-3206", [("Consistent", 3206)]),
    ("overlap-3271", [("Port overlap", 3271)]),
    ("midstream-3302", [("Payload not seen", 3302)]),
    ("dropped-3302", [("Probe", 3302)]),
    ("udp-unanswered-3256", [("Probe", 3256)]),
    ("udp-refused-3256", [("Refused", 3256)]),
])
def test_the_table_knows_the_whole_capture_and_puts_the_worst_first(tshark, name, expected):
    assert [(row["verdict"], row["port"]) for row in rows(tshark, pcap(name))] == expected


def at(frame, seconds):
    frame.time = decimal.Decimal(seconds)
    return frame


def test_times_are_those_of_the_earliest_and_the_latest_frame(tshark):
    """In whatever order the capture has them."""
    times = ["1700000005.5", "1700000004.25", "1700000009", "1700000001.000001", "1700000006"]
    capture = tshark.capture(*map(at, conversation(3302, b"SSH-2.0-x\r\n", b"SSH-2.0-y\r\n"), times))
    (row,) = rows(tshark, capture)
    assert (row["first_time"], row["last_time"]) == ("2023-11-14T22:13:21.000001Z", "2023-11-14T22:13:29.000000Z")
    assert row["duration"] == 7.999999


def test_a_capture_with_nanoseconds_keeps_them(tshark, tmp_path):
    capture = tmp_path / "fine.pcap"
    wrpcap(str(capture), [at(to_server(flags="S"), "1700000000.123456789"), at(to_client(flags="RA"), "1700000001")], nano=True)
    endpoints, sources = tables(tshark, capture)
    for row in (*endpoints, *sources):
        assert (row["first_time"], row["last_time"]) == ("2023-11-14T22:13:20.123456789Z", "2023-11-14T22:13:21.000000Z")
    assert '"duration":0.876543211' in tshark("-q", "-r", capture, "-z", "portlore,json")


def pcapng(*blocks):
    """A file of a section header, an interface, and blocks: (type, body)."""
    def block(kind, body):
        body += bytes(-len(body) % 4)
        return struct.pack("<II", kind, len(body) + 12) + body + struct.pack("<I", len(body) + 12)
    head = block(0x0A0D0D0A, struct.pack("<IHHq", 0x1A2B3C4D, 1, 0, -1)) + block(1, struct.pack("<HHI", 1, 0, 0))
    return head + b"".join(block(*each) for each in blocks)


def test_a_capture_without_times_has_none(tshark, tmp_path):
    """pcapng's Simple Packet Blocks."""
    frames = [bytes(to_server(flags="S")), bytes(to_client(flags="RA"))]
    capture = tmp_path / "timeless.pcapng"
    capture.write_bytes(pcapng(*((3, struct.pack("<I", len(frame)) + frame) for frame in frames)))
    endpoints, sources = tables(tshark, capture)
    assert len(endpoints) == len(sources) == 1
    for row in (*endpoints, *sources):
        assert (row["first_time"], row["last_time"], row["duration"]) == ("", "", 0)


def test_a_time_beyond_all_years_is_none(tshark, tmp_path):
    """pcapng's times have 64 bits, of microseconds."""
    frame = bytes(to_server(flags="S"))
    capture = tmp_path / "far.pcapng"
    capture.write_bytes(pcapng((6, struct.pack("<IIIII", 0, 0xFFFFFFFF, 0xFFFFFFFF, len(frame), len(frame)) + frame)))
    (row,) = rows(tshark, capture)
    assert (row["first_time"], row["last_time"], row["duration"]) == ("", "", 0)


def test_rows_say_why_and_on_whose_word(tshark):
    (row,) = rows(tshark, pcap("random-3256"))
    assert row["reason"] == "The listener's first payload bytes were seen, and no dissector knows them."
    assert [detail.partition(" (")[0] for detail in row["details"]] == ["Malware W32.HLLW.Dax"] and row["warnings"] == ["W32.HLLW.Dax"]
    assert any("https://" in reference for reference in row["references"])


def test_one_row_holds_all_that_was_seen_of_an_endpoint(tshark):
    other_client = [frame.copy() for frame in conversation(3302, b"SSH-2.0-x\r\n", b"SSH-2.0-y\r\n")]
    for frame in other_client:
        frame[IP].src, frame[IP].dst = (x if x == SERVER else "192.0.2.7" for x in (frame[IP].src, frame[IP].dst))
        del frame[IP].chksum, frame[TCP].chksum
    capture = tshark.capture(*conversation(3302, b"HTTP/1.1 200 OK\r\n\r\n", b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"), *other_client)
    (row,) = rows(tshark, capture)
    assert (row["peers"], row["packets"], row["observed"], row["warnings"]) == (2, 10, ["http", "ssh"], ["Abuse report"])


def test_a_filter_selects_the_frames_that_count(tshark):
    table = rows(tshark, pcap("scan"), display_filter=",portlore.port == 3256 && tcp.flags.reset == 1")
    assert [(row["port"], row["packets"], row["verdict"]) for row in table] == [(3256, 1, "Refused")]


@pytest.mark.parametrize("argument", ["portlore,endpoints,no such filter", "portlore,endpointsx", "portlore,json,=="])
def test_a_wrong_argument_is_refused(tshark, argument):
    result = run(tshark._command("tshark", ["-q", "-r", pcap("scan"), "-z", argument]), tshark.home)
    assert result.returncode == 1
    assert f"-z {argument}: " in result.stderr


def test_the_printed_table_holds_the_same_rows(tshark):
    output = tshark("-q", "-r", pcap("scan"), "-z", "portlore,endpoints,tcp")
    title, heading, *lines = output.strip("\n").split("\n")
    assert title == "Port Lore: endpoints, filter: tcp"
    starts = [match.start() for match in re.finditer(r"\S+", heading)]
    assert [re.split(r"  +", line)[:3] for line in lines] == [
        [row["verdict"], row["address"], f"{row['transport']}/{row['port']}"] for row in rows(tshark, pcap("scan"))]
    assert starts[0] == 0 and len({line.index("127.0.0.1") for line in lines}) == 1


def test_nothing_tagged_is_said_so(tshark):
    capture = tshark.capture(E / IP() / UDP(sport=53, dport=53) / b"x")
    assert "No port was tagged." in tshark("-q", "-r", capture, "-z", "portlore,endpoints")
    capture = tshark.capture(E / IP() / ICMP())
    assert "Nobody tried a port in vain." in tshark("-q", "-r", capture, "-z", "portlore,sources")
    assert tshark("-q", "-r", capture, "-z", "portlore,json") == ""


def source(tshark, capture):
    """hosts, ports, open, refused, silent and techniques of the only source, or nothing."""
    found = tables(tshark, capture)[1]
    assert len(found) <= 1
    return tuple(found[0][key] for key in ("hosts", "ports", "open", "refused", "silent", "techniques")) if found else None


@pytest.mark.parametrize("name, expected", [
    ("scan", (1, 5, 2, 3, 0, [])),
    ("search", (31, 102, 2, 128, 2, ["T1046"])),
    ("refused-3206", (1, 1, 0, 1, 0, [])),
    ("dropped-3302", (1, 1, 0, 0, 1, [])),
    ("udp-unanswered-3256", (1, 1, 0, 0, 1, [])),
    ("udp-refused-3256", (1, 1, 0, 1, 0, [])),
    ("udp-answered-3256", None),
    ("http-3302", None),
    ("midstream-3302", None),
    ("silent-3271", None),
])
def test_sources_that_tried_ports_in_vain(tshark, name, expected):
    assert source(tshark, pcap(name)) == expected


def udp(src, dst, sport, dport):
    return E / IP(src=src, dst=dst) / UDP(sport=sport, dport=dport) / b"x"


CASES = {
    "a lone RST/ACK refuses what is not in the capture":
        ([to_client(flags="RA", seq=0, ack=1)], (1, 1, 0, 1, 0, [])),
    "a RST in the middle of a conversation refuses nothing":
        ([to_client(b"x", seq=500), to_client(flags="R", seq=501)], None),
    "a client that resets what it opened tried nothing in vain":
        ([to_server(flags="S"), to_client(flags="SA"), to_server(flags="R", seq=1)], None),
    "answers alone to a client's port":
        ([udp("192.0.2.53", CLIENT, 53, 3256)], None),
    "to a multicast group":
        ([udp(CLIENT, "239.255.255.250", 50000, 1900)], None),
    "datagrams in both directions":
        ([udp(CLIENT, SERVER, 50000, 3256), udp(SERVER, CLIENT, 3256, 50000)], None),
    "a filter that says so by ICMP":
        ([to_server(flags="S", dport=1), E / IP(src="203.0.113.1", dst=CLIENT) / ICMP(type=3, code=13)
          / to_server(flags="S", dport=1)[IP]], (1, 1, 0, 1, 0, [])),
    "time exceeded on the way refuses nothing":
        ([to_server(flags="S", dport=1), E / IP(src="203.0.113.1", dst=CLIENT) / ICMP(type=11, code=0)
          / to_server(flags="S", dport=1)[IP]], (1, 1, 0, 0, 1, [])),
    "IPv6":
        ([E / IPv6(src="2001:db8::1", dst="2001:db8::2") / TCP(sport=45000, dport=80, flags="S")], (1, 1, 0, 0, 1, [])),
}


@pytest.mark.parametrize("frames, expected", CASES.values(), ids=CASES)
def test_what_counts_as_a_try(tshark, frames, expected):
    capture = tshark.capture(*frames)
    assert source(tshark, capture) == expected


def test_a_scan_of_undocumented_ports_counts_for_its_source(tshark):
    capture = tshark.capture(*(to_server(flags="S", dport=port) for port in range(10000, 10040)))
    assert rows(tshark, capture) == []
    assert source(tshark, capture) == (1, 40, 0, 0, 40, ["T1046"])


def window_tables(tshark, capture):
    """Both tables as Wireshark's window gets them, from sharkd, each asked for twice: lists of dictionaries."""
    asked = [("tap", {"tap0": f"nstat:portlore,{table}"}) for table in ("endpoints", "sources", "endpoints", "sources")]
    shown = [reply["taps"][0] for reply in tshark.sharkd(("load", {"file": str(capture)}), *asked)[1:]]
    assert shown[:2] == shown[2:]
    return [[dict(zip((field["c"] for field in table["fields"]), cells, strict=True)) for cells in table["tables"][0]["i"]]
            for table in shown[:2]]


def ranks(rows):
    """Rows of one priority have one rank, the worst 1, and none is left out."""
    order = sorted({row["priority"] for row in rows})
    return [1 + order.index(row["priority"]) for row in rows]


def in_brief(first, count):
    return ", ".join(first) + (f" and {count - len(first)} more" if count > len(first) else "")


@pytest.mark.parametrize("capture", PCAPS, ids=lambda path: path.stem)
def test_the_window_shows_the_same(tshark, capture):
    endpoints, sources = tables(tshark, capture)
    shown_endpoints, shown_sources = window_tables(tshark, capture)
    shown = sorted((row["#"], row["Verdict"], row["Address"], row["Port"], row["Service"], row["Status"], row["Ghost"],
                    row["Role"], row["Observed"], row["Software"], row["Peers"], row["Packets"], int(row["Bytes"]), row["First"], row["Last"],
                    row["First Time"], row["Last Time"], row["Warnings"], row["ATT&CK"], row["Filter"]) for row in shown_endpoints)
    assert shown == sorted((rank, row["verdict"], row["address"], f"{row['transport']}/{row['port']}",
                            row["service"], row["status"], row["life"] if row["ghost"] else "", row["role"],
                            ", ".join(row["observed"]), ", ".join(row["software"]), in_brief(row["first_peers"], row["peers"]),
                            row["packets"], row["bytes"], row["first_frame"], row["last_frame"], row["first_time"], row["last_time"],
                            ", ".join(row["warnings"]), ", ".join(row["techniques"]), row["filter"])
                           for rank, row in zip(ranks(endpoints), endpoints, strict=True))
    shown = [[str(cell) for cell in row.values()] for row in shown_sources]
    assert shown == [[str(rank), row["address"], *(str(row[key]) for key in ("hosts", "ports", "open")),
                      in_brief(row["first_open_ports"], row["open_ports"]),
                      *(str(row[key]) for key in ("refused", "silent", "first_frame", "last_frame", "first_time", "last_time")),
                      ", ".join(row["techniques"]), row["filter"]] for rank, row in zip(ranks(sources), sources, strict=True)]


def test_the_windows_ranks_leave_no_gap_where_a_verdict_changes(tshark):
    """Of three kinds one goes: what looked like a probe is answered, and what was refused in vain listens."""
    capture = tshark.capture(to_server(flags="S", dport=3201), to_server(flags="S", dport=3302, sport=45001),
                             to_client(flags="RA", sport=3302, dport=45001), *conversation(3302, b"\xff\xfe\xfd\xfc" * 4),
                             to_server(flags="S", dport=3256, sport=45002), to_client(flags="RA", sport=3256, dport=45002))
    shown = window_tables(tshark, capture)[0]
    assert sorted((row["#"], row["Verdict"]) for row in shown) == [(1, "Unidentified listener"), (2, "Probe"), (3, "Refused")]


def test_the_window_shows_only_who_tried_in_vain(tshark):
    """Each of three sources looks so at first, the middle one until its answer comes."""
    tries = [E / IP(src=f"192.0.2.{n}", dst="192.0.2.99") / TCP(sport=45000, dport=80, flags="S") for n in (1, 2, 3)]
    answer = E / IP(src="192.0.2.99", dst="192.0.2.2") / TCP(sport=80, dport=45000, flags="SA")
    capture = tshark.capture(*tries, answer)
    assert [row["Source"] for row in window_tables(tshark, capture)[1]] == ["192.0.2.1", "192.0.2.3"]


def compare(tmp_path, *files):
    return run([str(ROOT / "tools" / "compare"), *map(str, files)], tmp_path)


def json_of(tshark, tmp_path, *names):
    path = tmp_path / ("-".join(names) + ".json")
    path.write_text("".join(tshark("-q", "-r", pcap(name), "-z", "portlore,json") for name in names), encoding="utf-8")
    return path


def test_compare_names_new_gone_and_changed_listeners(tshark, tmp_path):
    before = json_of(tshark, tmp_path, "http-3201", "ssh-3302", "refused-3206")
    after = json_of(tshark, tmp_path, "smb-3201", "random-3256", "overlap-3271")
    result = compare(tmp_path, before, after)
    assert result.returncode == 1
    assert result.stdout == ("changed  tcp/3201 on 127.0.0.1: Other service: http -> Other service: nbss, smb2\n"
                             "new      tcp/3256 on 127.0.0.1: Unidentified listener\n"
                             "gone     tcp/3302 on 127.0.0.1: Other service: ssh\n")
    same = compare(tmp_path, before, before)
    assert (same.returncode, same.stdout, same.stderr) == (0, "", "")


@pytest.mark.parametrize("content, problem", [
    (b"{\n", r"bad\.json:1: no JSON object"), (b"[]\n", r"bad\.json:1: not a row"), (b"\n{}\n", r"bad\.json:2: not a row"),
    (b'{"row":"endpoint","role":"Listener","address":"x","transport":"tcp","port":1,"verdict":"","observed":[]}',
     r"bad\.json:1: not a row"), (b"\xff\xfe\n", "not UTF-8"), (None, "bad.json: No such file")])
def test_compare_refuses_what_it_cannot_read(tshark, tmp_path, content, problem):
    bad = tmp_path / "bad.json"
    if content is not None:
        bad.write_bytes(content)
    result = compare(tmp_path, bad, json_of(tshark, tmp_path, "scan"))
    assert result.returncode == 2
    assert re.search(problem, result.stderr) and result.stderr.count("\n") == 1
