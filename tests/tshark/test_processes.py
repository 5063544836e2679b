"""Whose a port is: lists saved on the host (pcaps/owners/), comments of packets, and what is made of them."""
import functools
import json
import os
import re
import shutil
import struct
import subprocess

import pytest
from conftest import ROOT, complaints, layers_of, run
from scapy.all import IP, TCP, UDP, Ether, rdpcap

OWNERS = ROOT / "pcaps" / "owners"
NETWORK, LOOPBACK, FTP = OWNERS / "network.pcap", OWNERS / "loopback.pcap", ROOT / "pcaps" / "ftp-3302.pcap"
#: What serves there; on UDP, 3206.
SERVERS = {22: "sshd", 3201: "sshd", 3206: "dnsmasq", 3256: "python3", 3271: "memcached", 3302: "nginx", 8080: "nginx"}
DOCUMENTED = {3201, 3206, 3256, 3271, 3302}
HOST = "10.0.0.5"
#: The lists that have both ends of each connection.
WHOLE = ("ss", "lsof", "lsof-fields", "netstat", "sockets")


def saved(name):
    return OWNERS / f"{HOST}-{name}.sockets"


def text_of(name):
    return saved(name).read_text(encoding="utf-8")


@pytest.fixture
def home(tshark):
    """Puts a file into the folder of the user's: home(NAME, TEXT)."""
    folder = tshark.home / "wireshark" / "portlore"

    def write(name, text):
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        for made in (folder, folder.parent):
            made.chmod(0o777)
        return path
    return write


def every(value):
    return value if isinstance(value, list) else [] if value is None else [value]


class End:
    """One end of one frame, as its tag has it."""

    def __init__(self, frame, port, tree):
        self.frame, self.port, self.tree = frame, int(port), tree
        self.address = (tree.get("portlore.ip") or tree.get("portlore.ipv6"))
        self.transport = tree["portlore.transport"]
        self.verdict = tree.get("portlore.verdict")
        self.summary = tree["portlore.summary"]
        self.missing = tree.get("portlore.process.missing")
        self.breaches = every(tree.get("portlore.breach"))

    @property
    def place(self):
        return self.transport, self.address, self.port

    @property
    def named(self):
        """[(name, pid)]"""
        return list(zip(every(self.tree.get("portlore.process")), self.told("pid", int)))

    def told(self, field, form=str):
        """What is told of each process; None where it is not."""
        return [None if tree.get(f"portlore.process.{field}") is None else form(tree[f"portlore.process.{field}"])
                for tree in every(self.tree.get("portlore.process_tree"))]

    @property
    def services(self):
        """What a scan says of the port: no process."""
        return every(self.tree.get("portlore.process.service"))

    @property
    def experts(self):
        """[(name, severity)]"""
        severities = {"2097152": "Chat", "4194304": "Note", "6291456": "Warn"}

        def below(tree):
            for key, value in tree.items():
                if key.startswith("portlore.expert."):
                    yield key.removeprefix("portlore.expert."), severities[tree["_ws.expert.severity"]]
                for one in every(value):
                    if isinstance(one, dict):
                        yield from below(one)
        return list(below(self.tree))


def ends(tshark, capture, *options, passes=("-2",)):
    """A list of the tagged ends of each frame."""
    frames = layers_of(tshark("-r", capture, "-T", "json", "-J", "portlore", *passes, *options))
    found = []
    for number, frame in enumerate(frames, 1):
        tag = frame.get("portlore") or {}
        found.append([End(number, port, tree) for key in ("srcport", "dstport")
                      for port, tree in zip(every(tag.get(f"portlore.{key}")), every(tag.get(f"portlore.{key}_tree")))])
    return found


def listing(path):
    return "-o", f"portlore.sockets:{path}"


def flat(frames):
    return [end for frame in frames for end in frame]


def raised(frames, expert):
    """(place, severity) of each, in order."""
    return sorted((end.place, severity) for end in flat(frames) for name, severity in end.experts if name == expert)


@functools.cache
def conversations(capture):
    """The ends of each frame as scapy reads it, ((transport, address, port), (...)); none where it has no ports."""
    found = []
    for frame in rdpcap(str(capture)):
        layer = frame.getlayer(TCP) or frame.getlayer(UDP)
        found.append(layer and tuple((layer.name.lower(), getattr(layer.underlayer, side), getattr(layer, side[0] + "port"))
                                     for side in ("src", "dst")))
    return found


def connected():
    """Who holds each connection by ss's own words: {(local, peer): (name, pid)}, with the listeners at (port, None)."""
    def end(word):
        address, _, port = word.rpartition(":")
        return re.sub(r"^::ffff:|%.*", "", address.replace("]", "").replace("[", "")), int(port)
    held = {}
    for line in text_of("ss").splitlines():
        words = line.split()
        who = [(name, int(pid)) for name, pid in re.findall(r'\("([^"]+)",pid=(\d+)', line)]
        if words[1] == "ESTAB":
            (held[(words[0], *end(words[4])), (words[0], *end(words[5]))],) = who
        elif words[1] in ("LISTEN", "UNCONN"):
            held.setdefault((words[0], end(words[4].replace("*", "0"))[1]), who)
    return held


def processes(local, peer):
    """Who holds that end, by a list of all sockets."""
    held = connected()
    if (local, peer) in held:
        return [held[local, peer]]
    return held.get((local[0], local[2]), []) if local[2] in SERVERS and local[1] != "10.0.0.9" else []


@pytest.fixture(scope="module")
def both(tmp_path_factory):
    """What was said over the network and, behind it, over the loopback interface at the same time."""
    path = tmp_path_factory.mktemp("both") / "both.pcap"
    subprocess.run(["mergecap", "-a", "-F", "pcap", "-w", path, NETWORK, LOOPBACK], check=True)
    path.parent.chmod(0o755)
    return path


@pytest.mark.parametrize("name", WHOLE)
def test_each_conversation_bears_its_process_at_both_ends(tshark, both, name):
    """As far as the host has them: of what is said over the network, one end."""
    seen = set()
    for said, frame in zip(conversations(NETWORK) + conversations(LOOPBACK), ends(tshark, both, *listing(saved(name))), strict=True):
        told = {end.place: end.named for end in frame if end.named}
        expected = {} if said is None else {local: processes(local, peer) for local, peer in (said, said[::-1])}
        assert told == {place: who for place, who in expected.items() if who}
        assert told or not said, "an end of each conversation is the host's"
        seen |= {(place[1], place[2], who[0][0]) for place, who in told.items()}
    assert {(port, who) for _, port, who in seen if port in SERVERS} == set(SERVERS.items())
    assert {(address, who) for address, port, who in seen if port not in SERVERS} == {
        (HOST, "python3"), ("127.0.0.1", "python3"), ("127.0.0.1", "curl"), ("::1", "curl")}
    assert {address for address, port, _ in seen if port == 8080} == {HOST, "2001:db8::5", "fe80::5", "::1"}


def test_a_list_of_listeners_has_every_worker_and_no_client(tshark):
    """It has none of the host's further addresses."""
    held = connected()
    for said, frame in zip(conversations(NETWORK), ends(tshark, NETWORK, *listing(saved("ss-listeners")))):
        for end in frame:
            expected = held.get((end.transport, end.port), []) if end.address == HOST else []
            assert sorted(end.named) == sorted(expected), end.place
        if said and any(place[1] == HOST and place[2] in SERVERS for place in said):
            assert [end for end in frame if end.named]
    assert len(held["tcp", 3302]) == 3


def test_a_scan_names_no_process_but_a_service(tshark):
    found = ends(tshark, NETWORK, *listing(saved("nmap")))
    services = {}
    for end in flat(found):
        assert "portlore.process" not in end.tree and not end.missing
        if end.services:
            services.setdefault(end.place, set()).update(end.services)
            assert "by " not in end.summary
    assert {place[:2] for place in services} == {("tcp", HOST), ("udp", HOST)}
    heard = {place[2]: one for place, (one,) in services.items()}
    assert set(heard) == set(SERVERS) - {22}, "22 was asked at another address"
    assert heard[3302].startswith("http nginx 1.") and heard[3206].startswith("domain dnsmasq ")
    assert raised(found, "unlisted_listener") == []
    sources = tshark.values(NETWORK, "portlore.process.source", options=("-Y", "tcp.port == 3302", *listing(saved("nmap"))))
    assert all(re.fullmatch(r"nmap on 10\.0\.0\.5, saved 20\d\d-\d\d-\d\dT[\d:]+Z", row[0][0]) for row in sources)


def test_what_tools_sockets_adds_and_where_it_stands(tshark):
    """User, program, command line; the summary; and the commands for the host come last, and stay."""
    found = ends(tshark, NETWORK, *listing(saved("sockets")))
    (pid,) = {pid for end in flat(found) if end.port == 3302 for _, pid in end.named}
    last = [end for end in flat(found) if end.port == 3302][-1]
    assert last.summary == f'tcp/3302 other service: http, by nginx (pid {pid}); mcs-fastmail, presumed dead ("MCS"), abuse report'
    assert last.told("user") == ["www-data"] and last.told("path") == ["/usr/sbin/nginx"]
    assert [command.strip() for command in last.told("command")] == ["nginx: worker process"]
    assert re.fullmatch(r"ss on 10\.0\.0\.5, saved 20\d\d-\d\d-\d\dT[\d:]+Z", last.told("source")[0])
    order = list(last.tree)
    assert "portlore.check" in json.dumps(last.tree[order[-1]]), "the commands are the last that stands in the tag"
    assert order.index("portlore.verdict") < order.index("portlore.process") < order.index("portlore.warning")
    # Where nobody knows, they stand before the evidence.
    unknown = [end for end in flat(ends(tshark, NETWORK)) if end.port == 3302][-1]
    order = list(unknown.tree)
    (folded,) = [key for key in order if "portlore.check" in json.dumps(unknown.tree[key])]
    assert order.index(folded) < order.index("portlore.role")
    (alone,) = {end.told("command")[0].strip() for end in flat(found) if end.port == 3271 and end.named}
    assert alone == "/usr/bin/memcached -u root -p 3271", "in a container"


def test_without_a_list_of_the_host_nothing_is_as_if_there_were_one(tshark, home):
    """No process anywhere, the same frames tagged; so it is with a list of another host, and one of no transport here."""
    before = tshark.layers(NETWORK, "-2")
    assert "portlore.process" not in json.dumps(before)
    tagged = [bool(frame.get("portlore")) for frame in before]
    expected = [bool(said) and any(place[2] in DOCUMENTED | {8107} for place in said) for said in conversations(NETWORK)]
    assert tagged == expected
    home("10.0.0.77.sockets", text_of("ss-listeners").replace("10.0.0.5", "10.0.0.77"))
    home("10.0.0.78.sockets", "".join(line for line in text_of("ss-listeners").replace("10.0.0.5", "10.0.0.78").splitlines(True)
                                      if "udp" in line))
    assert tshark.layers(NETWORK, "-2") == before


def test_filters_select_a_process(tshark, home):
    home(saved("ss").name, text_of("ss"))
    held = connected()
    (pid,) = {pid for ends_, who in held.items() if ends_[0] == ("tcp", HOST, 3271) for _, pid in [who]}
    said = conversations(NETWORK)

    def of(*ports):
        return [number for number, place in enumerate(said, 1) if place and {place[0][2], place[1][2]} & set(ports)]
    assert tshark.frames(NETWORK, 'portlore.process == "nginx"') == of(3302, 8080)
    assert tshark.frames(NETWORK, f"portlore.process.pid == {pid}") == of(3271)


def test_the_table_and_its_rows_name_the_process(tshark):
    output = tshark("-q", "-r", NETWORK, *listing(saved("ss")), "-z", "portlore,json", "-z", "portlore,endpoints")
    rows = {(row["transport"], row["port"]): row for row in map(json.loads, (line for line in output.splitlines() if line[:1] == "{"))}
    for port in DOCUMENTED:
        row = rows["udp" if port == 3206 else "tcp", port]
        (told,) = row["processes"]
        assert re.fullmatch(rf"{SERVERS[port]} \(pid \d+\)", told)
        (line,) = [line for line in output.splitlines() if f"p/{port} " in line]
        assert f"  {told} " in line
    assert rows["tcp", 8107]["processes"] == [], "10.0.0.9 has no list"


def test_scopes(tshark):
    """What is told of an end makes a frame tagged, but for the scope that is of documented ports alone."""
    said = conversations(NETWORK)
    option = listing(saved("ss"))
    documented = ends(tshark, NETWORK, *option, "-o", "portlore.scope:documented")
    for place, frame in zip(said, documented):
        assert {end.port for end in frame} == {p[2] for p in place or () if p[2] in DOCUMENTED}
        assert all(end.named for end in frame)
    bare = [[end.place for end in frame] for frame in ends(tshark, NETWORK, "-o", "portlore.scope:every")]
    full = ends(tshark, NETWORK, *option, "-o", "portlore.scope:every")
    for place, frame, before in zip(said, full, bare):
        assert set(before) <= {end.place for end in frame}
        assert not place or [end for end in frame if end.named]
    # That somebody owns an end raises nothing.
    assert not [end for end in flat(full) if end.port in (22, 8080) and end.experts]


def test_lists_that_disagree_are_both_shown(tshark, home):
    held = connected()
    (name, pid), = [who for place, who in held.items() if place[0] == ("tcp", HOST, 3302)]
    home(saved("ss").name, text_of("ss"))
    home("10.0.0.5-later.sockets", "# saved 2026-11-20\n" + text_of("ss").replace(f'"nginx",pid={pid}', '"caddy",pid=4000'))
    home(saved("nmap").name, text_of("nmap"))
    # Another host's, in the same folder.
    home("10.0.0.6.sockets", text_of("ss-listeners").replace("10.0.0.5", "10.0.0.6").replace("nginx", "other"))
    seen = [end for end in flat(ends(tshark, NETWORK)) if end.port == 3302]
    assert seen
    for end in seen:
        assert sorted(end.named) == [("caddy", 4000), (name, pid)]
        assert sorted(end.told("source")) == ["ss on 10.0.0.5", "ss on 10.0.0.5, saved 2026-11-20"]
        assert [service.split()[:2] for service in end.services] == [["http", "nginx"]]
        assert f", by caddy (pid 4000), nginx (pid {pid})" in end.summary


def ss_line(transport, local, who, peer=None):
    state = "ESTAB" if peer else "LISTEN" if transport == "tcp" else "UNCONN"
    users = ",".join(f'("{name}",pid={pid},fd=3)' for name, pid in who)
    return f"{transport} {state} 0 0 {local} {peer or '0.0.0.0:*'} users:({users})\n"


#: Who is expected, and who holds the port; whether that is a breach.
POLICIES = [
    ("3201", "Extends=true\nProcess=nginx", "tcp", [("sshd", 70)], True),
    ("3302", "Process=apache2;NGINX", "tcp", [("nginx", 11), ("nginx", 12)], False),
    ("3271", "Extends=true\nProcess=memcached-server", "tcp", [("memcached-serve", 46)], False),  # as Linux cuts names
    ("3256", "Process=Python3", "tcp", [("python3.EXE", 20)], False),
    ("22", "Process=sshd.exe", "tcp", [("sshd", 19)], False),
    ("8080", "Process=nginx-debug", "tcp", [("nginx", 11)], True),  # what is shorter than a cut is no cut
    ("3206", "Extends=true\nTransport=udp\nProcess=unbound;named", "udp", [("dnsmasq", 23)], True),
]


@pytest.fixture
def policies(home):
    for port, keys, _, _, _ in POLICIES:
        home(f"{port}.dossier", f"[Dossier]\nPort={port}\n{keys}\n")
    home("10.0.0.5.sockets", "# host 10.0.0.5 2001:db8::5 fe80::5\n" + "".join(
        ss_line(transport, f"*:{port}", who) for port, _, transport, who, _ in POLICIES))


def test_another_process_than_is_expected_is_a_breach(tshark, policies):
    breached = {int(port) for port, *_, is_breach in POLICIES if is_breach}
    listeners = {place for said in conversations(NETWORK) if said for place in said if place[2] in breached}
    assert len(listeners) == 5, "three of them on 8080"
    for passes in ((), ("-2",)):
        found = ends(tshark, NETWORK, passes=passes)
        assert raised(found, "unexpected_process") == sorted((place, "Warn") for place in listeners), "once a conversation"
        held_so = {end.port for end in flat(found) for breach in end.breaches if " is expected on " in breach}
        assert held_so == breached
    end = [end for end in flat(found) if end.port == 3201][-1]
    assert end.breaches == ["nginx is expected on tcp/3201; it is held by sshd (pid 70), as ss on 10.0.0.5 says"]
    assert "by sshd (pid 70), of an unexpected process; cpq-tasksmart" in end.summary
    assert end.tree["portlore.process.expected"] == "nginx" and "portlore.advice" in end.tree
    replaced = [end for end in flat(found) if end.port == 3302][-1]
    assert every(replaced.tree["portlore.process.expected"]) == ["apache2", "NGINX"]
    assert "portlore.life" not in replaced.tree or replaced.tree["portlore.life"] != "Presumed dead"
    rows = map(json.loads, tshark("-q", "-r", NETWORK, "-z", "portlore,json").splitlines())
    assert {(row["port"], row["priority"]) for row in rows if "Unexpected process" in row["warnings"]} == {
        (port, 1) for port in breached}


def test_a_name_that_netstat_cut_is_no_breach(tshark, home):
    """Of the id, the slash and the name it prints 19 characters."""
    home("3302.dossier", "[Dossier]\nPort=3302\nProcess=chromium-browser\n")
    home("10.0.0.5.sockets", "tcp        0      0 0.0.0.0:3302            0.0.0.0:*               LISTEN      1234567/chromium-br \n")
    held = [end for end in flat(ends(tshark, NETWORK)) if end.port == 3302]
    assert held[-1].named == [("chromium-br", 1234567)] and held[-1].breaches == []


def test_a_connection_that_is_over_is_still_its_listeners(tshark, home):
    """Nobody holds it any more, as each program says in its own way, and the list has who waits at the port."""
    client = next(f"{peer[1]}:{peer[2]}" for local, peer in connected() if local == ("tcp", HOST, 3256))
    home("10.0.0.5-ss.sockets", ss_line("tcp", "0.0.0.0:3256", [("python3", 20)]) + f"tcp TIME-WAIT 0 0 {HOST}:3256 {client}\n")
    home("10.0.0.5-netstat.sockets", "tcp 0 0 0.0.0.0:3256 0.0.0.0:* LISTEN 21/python3\n"
         f"tcp 0 0 {HOST}:3256 {client} TIME_WAIT -\n")
    home("10.0.0.5-windows.sockets", "  TCP    0.0.0.0:3256    0.0.0.0:0    LISTENING    22\r\n"
         f"  TCP    {HOST}:3256    {client}    TIME_WAIT    0\r\n"
         '\r\n"System Idle Process","0","Services","0","8 K"\r\n"python3.exe","22","Services","0","8 K"\r\n')
    held = [end for end in flat(ends(tshark, NETWORK)) if end.port == 3256]
    assert {tuple(sorted(end.named)) for end in held} == {(("python3", 20), ("python3", 21), ("python3.exe", 22))}


def without_lines(text, *ports):
    return "".join(line for line in text.splitlines(True) if not re.search(rf":({'|'.join(map(str, ports))})\s", line))


def test_a_clients_port_is_not_who_waits_there_and_a_scan_misses_nothing(tshark, home):
    """A client of the host whose own port a server has, too; a scan that did not ask a port."""
    listeners = home(saved("ss-listeners").name, text_of("ss-listeners"))
    found = flat(ends(tshark, tshark.capture(*talk(HOST, "10.0.0.9", 50123, 3302))))
    assert {end.place for end in found} == {("tcp", HOST, 3302), ("tcp", "10.0.0.9", 50123)}
    assert not [end for end in found if end.named]
    scanned = tshark.folder / "10.0.0.5-nmap.sockets"
    scanned.write_text(re.sub(r'<port protocol="tcp" portid="3302">.*?</port>', "", text_of("nmap")), encoding="utf-8")
    listeners.unlink()
    found = flat(ends(tshark, NETWORK, *listing(scanned)))
    assert {end.port for end in found if end.services} == set(SERVERS) - {22, 3302}
    assert not [end for end in found if end.missing]


@pytest.mark.parametrize("passes", [(), ("-2",)], ids=["once", "twice"])
def test_a_listener_that_its_list_lacks_is_noted_once(tshark, passes):
    """On any port, once a conversation, and not of what the list is not about."""
    path = tshark.folder / "10.0.0.5.sockets"
    path.write_text("# host 10.0.0.5 2001:db8::5\n" + without_lines(text_of("sockets").partition("\n")[2], 3302, 8080, 3206),
                    encoding="utf-8")
    found = ends(tshark, NETWORK, *listing(path), passes=passes)
    # UDP has no listener left in the list, which may have been made without; fe80::5 is not told to be of the host.
    lacked = [("tcp", HOST, 3302), ("tcp", HOST, 8080), ("tcp", "2001:db8::5", 8080)]
    missing = [end for end in flat(found) if end.missing]
    assert {end.place for end in missing} == set(lacked)
    for end in missing:
        assert re.fullmatch(rf"ss on 10\.0\.0\.5, saved 20\S+Z has no listener on tcp/{end.port}; a list is a moment, and a port "
                            "that is forwarded has no socket", end.missing)
        assert not end.named
    assert raised(found, "unlisted_listener") == sorted((place, "Note") for place in lacked)


def test_a_listener_that_says_nothing_is_missed_as_well(tshark):
    """On a documented port: of other ports nothing is followed on which nothing was said."""
    path = tshark.folder / "10.0.0.5.sockets"
    path.write_text(without_lines(text_of("ss-listeners"), 3302), encoding="utf-8")
    for port, missing in ((3302, [[("tcp", HOST, 3302)]] * 2), (50123, [[], []])):
        capture = tshark.capture(*talk("10.0.0.9", HOST, port, 40000)[:2])
        found = ends(tshark, capture, *listing(path))
        assert [[end.place for end in frame if end.missing] for frame in found] == missing
        assert raised(found, "unlisted_listener") == [(place, "Note") for place in missing[0]]


def test_what_is_gone_as_fast_or_merely_inferred_is_not_missed(tshark, home):
    """FTP's data connection was announced; that ssh is on 4444 is inferred from what is said there."""
    home("127.0.0.1.sockets", "# host 127.0.0.1\n" + ss_line("tcp", "0.0.0.0:9999", [("other", 1)]))
    found = ends(tshark, FTP)
    verdicts = {end.verdict for end in flat(found)}
    assert "Announced" in verdicts
    assert {end.port for end in flat(found) if end.missing} == {3302}
    assert raised(found, "unlisted_listener") == [(("tcp", "127.0.0.1", 3302), "Note")]
    inferred = ends(tshark, ROOT / "pcaps" / "roles" / "ssh-4444-mid.pcap")
    assert {end.port for end in flat(inferred)} == {4444}
    assert not [end for end in flat(inferred) if end.missing] and raised(inferred, "unlisted_listener") == []


@pytest.mark.parametrize("name, heading", [("fe80--5.sockets", ""), ("host.sockets", "# host fe80::5%net0\n")])
def test_a_list_of_a_link_local_address(tshark, name, heading):
    """Its zone is the host's own matter, and the packets do not have it."""
    path = tshark.folder / name
    path.write_text(heading + ss_line("tcp", "[fe80::5]%net0:8080", [("nginx", 12)]), encoding="utf-8")
    found = ends(tshark, NETWORK, *listing(path))
    assert {(end.place, *end.named) for end in flat(found) if end.named} == {(("tcp", "fe80::5", 8080), ("nginx", 12))}
    assert not [end for end in flat(found) if end.missing]


def test_the_loopback_interface_is_nobodys_where_lists_are_of_two_hosts(tshark, home):
    text = text_of("ss-listeners")
    home("10.0.0.5.sockets", text)
    home("10.0.0.5-lsof.sockets", text_of("lsof"))
    one = flat(ends(tshark, LOOPBACK))
    assert {end.port for end in one if end.named} >= {3302, 8080, 3206}
    home("10.0.0.6.sockets", without_lines(text.replace("10.0.0.5", "10.0.0.6"), 3302))
    two = flat(ends(tshark, LOOPBACK))
    assert two and not [end for end in two if end.named or end.missing]


def test_a_click_shows_the_same(tshark, home):
    home(saved("ss").name, text_of("ss"))
    number = next(number for number, said in enumerate(conversations(NETWORK), 1) if said and said[0][1:] == (HOST, 3302))
    pid = [who[1] for place, who in connected().items() if place[0] == ("tcp", HOST, 3302)][0]
    shown = json.dumps(tshark.clicked(NETWORK, number))
    assert f"Process: nginx (pid {pid})" in shown and "Source: ss on 10.0.0.5" in shown and "Check on the host" in shown


# Comments of packets.

IN, OUT = 1, 2


def block(kind, body):
    body += b"\0" * (-len(body) % 4)
    return struct.pack("<II", kind, len(body) + 12) + body + struct.pack("<I", len(body) + 12)


def option(code, value):
    return struct.pack("<HH", code, len(value)) + value + b"\0" * (-len(value) % 4)


def pcapng(path, packets, processes=()):
    """Writes (frame, direction or None, comments), or in place of the comments the number of one of the processes (macOS's
    Darwin Process Event Blocks, (pid, name)): draft-ietf-opsawg-pcapng, Enhanced Packet Blocks."""
    parts = [block(0x0A0D0D0A, struct.pack("<IHHq", 0x1A2B3C4D, 1, 0, -1)), block(1, struct.pack("<HHI", 1, 0, 262144))]
    parts += [block(0x80000001, struct.pack("<I", pid) + option(2, name) + struct.pack("<I", 0)) for pid, name in processes]
    for number, (frame, direction, comments) in enumerate(packets):
        data = bytes(frame)
        if processes:
            options = option(0x8001, struct.pack("<I", comments))
        else:
            options = b"".join(option(1, text if isinstance(text, bytes) else text.encode()) for text in comments)
        if direction:
            options += option(2, struct.pack("<I", direction))
        head = struct.pack("<IIIII", 0, 0x60000, number * 1000, len(data), len(data))
        parts.append(block(6, head + data + b"\0" * (-len(data) % 4) + (options and options + struct.pack("<I", 0))))
    path.write_bytes(b"".join(parts))
    return path


def talk(client, server, port, source=50000, said=b"GET / HTTP/1.0\r\n\r\n", answer=b"HTTP/1.0 200 OK\r\n\r\n"):
    """A handshake, a question, an answer."""
    def segment(is_asked, flags, seq, ack, data=b""):
        ends_ = {"sport": source, "dport": port} if is_asked else {"sport": port, "dport": source}
        address = IP(src=client, dst=server) if is_asked else IP(src=server, dst=client)
        return Ether(src="02:00:00:00:00:01", dst="02:00:00:00:00:02") / address / TCP(flags=flags, seq=seq, ack=ack, **ends_) / data
    return [segment(True, "S", 0, 0), segment(False, "SA", 0, 1), segment(True, "PA", 1, 1, said),
            segment(False, "PA", 1, 1 + len(said), answer)]


def commented(conversation, comments, is_servers=False, directed=True):
    """A conversation as one end captures it: what it sends goes out."""
    sent = [False, True, False, True] if is_servers else [True, False, True, False]
    return [(frame, (OUT if out else IN) if directed else None, comments) for frame, out in zip(conversation, sent)]


PTCPDUMP = ["PID: 9121\nCmd: /usr/sbin/nginx\nArgs: nginx: worker process", "ThreadId: 9121\nThreadName: nginx", "UserId: 33\nGroupId: 33",
            "ParentPID: 9098\nParentCmd: /usr/sbin/nginx\nParentArgs: nginx: master process",
            "ContainerName: web-1\nContainerId: 3f4c5a0c\nContainerImage: nginx:1.27\nContainerLabels: {\"a\": \"b\"}",
            "PodName: web-6d4c\nPodNamespace: shop\nPodUID: 3d2c0a2e"]


#: What no program writes.
PERSONS = ["look here: PID 812 did it", "RAPID=7", "MY PID: 9", "see PID=7", "PID: ", "PID=12abc", "Cmd: /bin/sh",
           "PID: 99999999999999999999\nCmd: x", "PID: -1"]


def test_comments_name_the_process_of_the_end_that_captured(tshark, home):
    """Each conversation another form, each packet with its direction."""
    a, b = "192.0.2.1", "192.0.2.2"
    home("3302.dossier", "[Dossier]\nPort=3302-3309\nExtends=true\nProcess=caddy\n")
    windows = talk(a, b, 3304, 50004)
    packets = (
        commented(talk(a, b, 3302, 50002), PTCPDUMP, is_servers=True)
        + commented(talk(a, b, 3303, 50003), ["PID: 4711\nCOMMAND: sshd"])  # as ptcpdump's first versions wrote it
        # etl2pcapng: who runs while a packet comes in is mostly the kernel.
        + [(windows[0], OUT, ["PID=6420 TID=7112 RoutingDomainId={0} Username=EXAMPLE\\user1"]), (windows[1], IN, ["PID=88 TID=89"]),
           (windows[2], OUT, ["PID=4 TID=348"]), (windows[3], IN, ["PID=0 TID=0"])]
        + commented(talk(a, b, 3305, 50005), ["PID=3120"], directed=False)  # FakeNet-NG
        + [packet for nth, one in enumerate(PERSONS) for packet in commented(talk(a, b, 3306, 50060 + nth), [one])]
        + commented(talk(a, b, 3307, 50007), [b"PID: 55\nCmd: /bin/a\x1b[31m\x07\xe2\x80\xaeb\nArgs: a \xff\x01"])
        + commented(talk(a, b, 3308, 50008), PTCPDUMP[:1] + ["a person's word beside it"], is_servers=True)
        + commented(talk(a, b, 3309, 50009), ["PID: 77\nCmd: /opt/My Tool/caddy.exe\nArgs: "], is_servers=True))
    capture = pcapng(tshark.folder / "commented.pcapng", packets)
    found = ends(tshark, capture)
    told = {}
    for end in flat(found):
        if end.named:
            told.setdefault((end.address, end.port), set()).update(end.named)
    hostile = r"a\x1b[31m\x07\xe2\x80\xaeb"
    assert {place: who for place, who in told.items() if 3305 != place[1] != 50005} == {
        (b, 3302): {("nginx", 9121)}, (a, 50003): {("sshd", 4711)}, (a, 50004): {("pid 6420", 6420)},
        (a, 50007): {(hostile, 55)}, (b, 3308): {("nginx", 9121)}, (b, 3309): {("caddy.exe", 77)}}
    first = next(end for end in found[0] if end.port == 3302)
    assert [first.told(field) for field in ("user", "path", "command", "parent", "container", "source")] == [
        ["33"], ["/usr/sbin/nginx"], ["nginx: worker process"], ["nginx (pid 9098)"], ["web-1 (nginx:1.27), pod shop/web-6d4c"],
        ["packet comment"]]
    sender = next(end for end in flat(found) if end.port == 50004)
    assert sender.told("user") == [r"EXAMPLE\user1"] and sender.told("source") == ["packet comment (who ran when it was sent)"]
    escaped = next(end for end in flat(found) if end.port == 50007)
    # Since 4.4 Wireshark itself has put a mark in the place of what is no UTF-8.
    assert escaped.told("path") == ["/bin/" + hostile] and escaped.told("command") in ([r"a \xff\x01"], ["a \ufffd\\x01"])
    # FakeNet-NG gives no direction: both hosts have as many, so that either end may be it.
    assert told[a, 50005] == told[b, 3305] == {("pid 3120", 3120)}
    assert raised(found, "unexpected_process") == [(("tcp", b, port), "Warn") for port in (3302, 3308)]
    assert "Process: nginx (pid 9121)" in json.dumps(tshark.clicked(capture, 1))


def test_without_directions_it_is_the_host_with_more_of_them(tshark, home):
    """A busy host, and one that asks two; where the two have as many, both bear it, and nothing is concluded."""
    home("3302.dossier", "[Dossier]\nPort=3302\nExtends=true\nProcess=caddy\n")
    server, packets = "10.0.0.5", []
    for number in range(3):
        packets += commented(talk(f"192.0.2.{number + 1}", server, 3302, 50000 + number), ["PID: 812\nCmd: /usr/sbin/nginx"], directed=False)
    packets += commented(talk("198.51.100.1", "198.51.100.2", 3302), ["PID: 900\nCmd: /bin/nc"], directed=False)
    found = ends(tshark, pcapng(tshark.folder / "undirected.pcapng", packets))
    told = {(end.address, *who) for end in flat(found) for who in end.named}
    assert told == {(server, "nginx", 812), ("198.51.100.1", "nc", 900), ("198.51.100.2", "nc", 900)}
    assert {end.address for end in flat(found) if end.breaches} == {server}
    assert len(raised(found, "unexpected_process")) == 3


def test_macos_names_processes_in_blocks_of_their_own(tshark):
    """Wireshark hands them on since 4.6."""
    packets = commented(talk("192.0.2.1", "192.0.2.2", 3302), 1, is_servers=True)
    capture = pcapng(tshark.folder / "macos.pcapng", packets, processes=[(501, b"mDNSResponder"), (412, b"nginx\x1b")])
    version = tuple(map(int, re.search(r"(\d+)\.(\d+)", tshark.plain("--version")).groups()))
    named = [end.named for end in flat(ends(tshark, capture)) if end.port == 3302]
    assert named == [[("nginx\\x1b", 412)] if version >= (4, 6) else []] * 4
    sources = {source for end in flat(ends(tshark, capture)) for source in every(end.tree.get("portlore.process.source", []))}
    assert sources <= {"macOS's process information"}


def test_a_comment_that_editcap_adds(tshark):
    """A list and a comment that disagree are both shown; the person's comment says nothing."""
    assert shutil.which("editcap")
    frames = [number for number, said in enumerate(conversations(NETWORK), 1) if said and 3302 in (said[0][2], said[1][2])]
    capture = tshark.folder / "commented.pcapng"
    assert run(["editcap", "-a", f"{frames[0]}:PID: 812\nCmd: /usr/sbin/caddy", "-a", f"{frames[1]}:PID 813 is mine", NETWORK,
                str(capture)], tshark.home).returncode == 0
    found = ends(tshark, capture, *listing(saved("ss")))
    (mine,) = [end for end in found[frames[-1] - 1] if end.port == 3302]
    assert {name for name, _ in mine.named} == {"nginx", "caddy"}
    assert mine.told("source") == ["ss on 10.0.0.5", "packet comment"]
    assert not [end for end in flat(found) if ("", 813) in end.named or 813 in end.told("pid", int)]
    assert tshark.frames(capture, "portlore.process.pid == 812") == frames


# What is wrong with files.

def complain(tshark, *options):
    result = run(tshark._command("tshark", ["-r", NETWORK, "-T", "fields", "-e", "portlore.process", *options]), tshark.home)
    assert result.returncode == 0
    return [line.removeprefix("tshark: ") for line in complaints(result.stderr).splitlines()], result.stdout


def test_what_is_wrong_with_a_file_is_one_line_and_the_rest_is_used(tshark, home):
    """Two passes, and statistics: still once."""
    unknown = (" holds no list of sockets that is known; save the output of ss -tunap, lsof -nP -i, netstat -ano or what else "
               "docs/processes.md names")
    good = ss_line("tcp", f"{HOST}:3302", [("nginx", 11)])
    home("10.0.0.5-a-good.sockets", good)
    expected = {
        home("b.sockets", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< >>\0\xff\xfe" + bytes(range(256)) * 40): ":" + unknown,
        home("c.sockets", ""): ":" + unknown,
        # The last line is cut.
        home("10.0.0.5-d.sockets", ss_line("tcp", "0.0.0.0:3271", [("cut", 1)]) + "tcp LISTEN 0 511 10.0.0."):
            ":2: '10.0.0.' is no address with a port, both in numbers; save the list with -n, uncut",
        home("10.0.0.5-json.sockets", '[{"pid": "7", "port": "3201", "protocol": "6", "address": "0.0.0.0"}, {"pid"'):
            ": is no JSON from byte 77 on; save the list again, it may have been cut",
        home("entities.sockets", '<?xml version="1.0"?>\n<!DOCTYPE nmaprun [<!ENTITY a "&a;&a;"><!ENTITY b "&a;&a;">]>\n'
             '<nmaprun><host><address addr="10.0.0.5"/><port>&b;</port></host></nmaprun>'): ":3: is no XML from here on (",
        home("nested.sockets", "<nmaprun>" + "<table>" * 1000 + "</table>" * 1000 + "</nmaprun>"): ":1: is no XML from here on (",
        home("10.0.0.5-nobody.sockets", "tcp LISTEN 0 511 0.0.0.0:3302 0.0.0.0:*\n"):
            ": names no process; save the list again as root or administrator",
        home("whose.sockets", ss_line("tcp", "0.0.0.0:3302", [("nobody", 3)])): ": does not say whose sockets they are; ",
    }
    # Read without a complaint, as PowerShell writes it, though cut in the middle of a character.
    home("10.0.0.5-utf16.sockets", b"\xff\xfe" + ss_line("tcp", "0.0.0.0:8080", [("näme", 5)]).encode("utf-16-le") + b"x")
    sparse = home("sparse.sockets", "")
    os.truncate(sparse, 300 << 20)
    expected[sparse] = ": has 314572800 bytes, and at most 268435456 are read; make it shorter"
    pipe = sparse.with_name("pipe.sockets")
    os.mkfifo(pipe, 0o666)
    expected[pipe] = ": is no regular file; put one in its place"
    folder = sparse.with_name("x.sockets")
    folder.mkdir()
    expected[folder] = ": is a folder; put a file in its place, or rename it"
    lines, stdout = complain(tshark, "-2", "-z", "portlore,endpoints")
    for path, what in expected.items():
        (line,) = [line for line in lines if line.startswith(f"{path}:")]
        assert line.startswith(f"{path}{what}"), line
    assert len(lines) == len(expected)
    told = set(re.split(r"[,\n]", stdout.partition("\nPort Lore: endpoints\n")[0])) - {""}
    assert told == {"nginx", "näme", "cut", "pid 7"}


def test_a_list_of_the_preferences_that_is_not_there(tshark):
    missing = tshark.folder / "none.sockets"
    lines, _ = complain(tshark, *listing(missing))
    assert lines == [f"{missing}: No such file or directory; check the file"]


def test_hostile_names_are_shown_escaped(tshark):
    """In the tag, the summary, the table, and in what is said of a wrong line."""
    path = tshark.folder / "10.0.0.5.sockets"
    name = "\x1b[31m\u202eb\u2066\x07"
    path.write_text(ss_line("tcp", "0.0.0.0:3302", [(name, 11)]) + "tcp LISTEN 0 5 \x1b[2J\u202e:x *:* users:((\"n\",pid=2,fd=3))\n"
                    "# saved 2026\x1b[1m\n", encoding="utf-8")
    result = run(tshark._command("tshark", ["-2", "-r", NETWORK, *listing(path), "-O", "portlore", "-z", "portlore,endpoints",
                                            "-z", "portlore,json"]), tshark.home)
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f\u200b\u202a-\u202e\u2066-\u2069]", result.stdout + result.stderr)
    shown = r"\x1b[31m\xe2\x80\xaeb\xe2\x81\xa6\x07"
    assert f"[Process: {shown} (pid 11)]" in result.stdout and f", by {shown} (pid 11)" in result.stdout
    assert json.dumps(f"{shown} (pid 11)") in result.stdout
    assert complaints(result.stderr).splitlines() == [
        rf"tshark: {path}:2: '\x1b[2J\xe2\x80\xae:x' is no address with a port, both in numbers; save the list with -n, uncut"]
