"""What is on record of a port is raised only as far as the packets bear it out."""
import csv
import json
import pathlib

import pytest
from conftest import ROOT, run
from test_user_files import complaints, home  # noqa: F401
from test_who_listens import SERVER, conversation, udp

INSIDE, OUTSIDE = "10.0.0.1", "198.51.100.7"
CLAIM = ["portlore.warning.kind", "portlore.warning.id", "portlore.warning.grade", "portlore.warning.evidence"]
SERVER_HEADER = b"HTTP/1.1 200 OK\r\nServer: Docker/24.0.5 (linux)\r\nContent-Length: 0\r\n\r\n"
ASKED = b"GET /version HTTP/1.1\r\nHost: a\r\n\r\n"


def docker(client=INSIDE, header=SERVER_HEADER, port=2375):
    return conversation(port, ASKED, header, client=client)


def claims(tshark, capture, *options):
    """What is raised on each frame, the same kind of list for all that have it."""
    return [row for row in tshark.values(capture, *CLAIM, options=("-2", *options)) if row[1]]


def test_a_claim_is_borne_out_by_what_the_server_says(tshark):
    capture = tshark.capture(*docker())
    assert claims(tshark, capture) == [[["Exposed service"], ["Docker API"], ["A"], ["http and server:text:Server: Docker/"]]] * 6
    (row, *_) = tshark.values(capture, "portlore.warning", "portlore.warning.reference", "portlore.verdict", "portlore.summary",
                              options=("-2",))
    warning, references, verdict, summary = row
    assert warning[0].startswith("Exposed service Docker API: ")
    assert len(references) >= 2 and all("https://" in reference for reference in references)
    assert verdict == ["Consistent"]
    assert summary[0].endswith(", Docker API")


def test_without_its_evidence_nothing_is_tagged(tshark):
    other = SERVER_HEADER.replace(b"Docker/24.0.5", b"Docket/24.0.5")
    assert tshark.frames(tshark.capture(*docker(header=other)), "portlore") == []
    # And as part of a tag that is there anyway it is lore.
    row = tshark.values(tshark.capture(*docker(header=other)), "portlore.warning", "portlore.lore",
                        options=("-2", "-o", "portlore.scope:every"))[0]
    assert row[0] == [] and row[1][0].startswith("Exposed service Docker API: ")


def test_the_client_cannot_say_it_for_the_server(tshark):
    frames = conversation(2375, ASKED.replace(b"Host: a", b"Server: Docker/1"), SERVER_HEADER.replace(b"Docker", b"nginx"),
                          client=INSIDE)
    assert claims(tshark, tshark.capture(*frames)) == []


@pytest.mark.parametrize("client, severity, expert", [(INSIDE, "Note", "claim_note"), (OUTSIDE, "Warn", "claim")])
def test_a_service_that_ought_not_to_be_reached_is_a_warn_from_outside(tshark, client, severity, expert):
    """Once a conversation, on the frame that shows it; in one pass as in two."""
    capture = tshark.capture(*docker(client))
    for options in ((), ("-2",)):
        assert tshark.experts(capture, *options) == [(5, severity, expert)]


def smart_install(client):
    answer = bytes.fromhex("000000040000000000000003000000080000000100000000")
    return conversation(4786, bytes.fromhex("000000010000000100000004000000080000000100000000"), answer, client=client)


def test_a_flaw_is_a_warn_wherever_it_is_seen(tshark):
    for client in (INSIDE, OUTSIDE):
        capture = tshark.capture(*smart_install(client))
        assert ("Warn", "claim") in {(severity, kind) for _, severity, kind in tshark.experts(capture, "-2")}
        assert claims(tshark, capture)[-1][1] == ["CVE-2018-0171"]


@pytest.mark.parametrize("change", range(0, 24, 4))
def test_one_byte_off_is_another_thing(tshark, change):
    *frames, answer, last = smart_install(INSIDE)
    payload = bytearray(bytes(answer["Raw"]))
    payload[change + 3] ^= 0x80
    answer["Raw"].load = bytes(payload)
    assert claims(tshark, tshark.capture(*frames, answer, last)) == []


def test_one_source_is_a_note(tshark):
    grades = {row["grade"] for row in rows() if row["id"] == "Gh0st RAT"}
    assert grades == {"B"}
    packet = b"Gh0st" + (30).to_bytes(4, "little") + (60).to_bytes(4, "little") + b"\x78\x9c" + bytes(range(130, 145))
    capture = tshark.capture(*conversation(80, packet, packet, client=OUTSIDE))
    assert ("Note", "claim_note") in {(severity, kind) for _, severity, kind in tshark.experts(capture, "-2")}


def test_a_password_takes_it_back(tshark):
    """In one pass it is told until the password is seen, in two never."""
    def said(*client):
        return conversation(6379, b"".join(client), b"+OK\r\n", client=INSIDE)
    ping, auth = b"*1\r\n$4\r\nPING\r\n", b"*2\r\n$4\r\nAUTH\r\n$6\r\nsecret\r\n"
    assert claims(tshark, tshark.capture(*said(ping)))[-1][1] == ["Redis without password"]
    assert claims(tshark, tshark.capture(*said(auth))) == []


def modbus_asked(answer):
    return conversation(502, bytes.fromhex("000100000006 0103 0000 0002"), answer, client=OUTSIDE)


def test_what_a_stranger_says_to_a_port_is_no_service_there(tshark):
    """Who scans for a service speaks its protocol; what answers may be anything."""
    real = bytes.fromhex("000100000007 0103 04 00010002")
    assert claims(tshark, tshark.capture(*modbus_asked(real)))[-1][1] == ["Modbus"]
    for other in (bytes(range(130, 166)), b"HTTP/1.1 400 Bad Request\r\n\r\n"):
        assert claims(tshark, tshark.capture(*modbus_asked(other))) == []


@pytest.mark.parametrize("client, expert", [("192.0.2.77", "claim_note"), ("192.0.3.1", "claim")])
def test_from_outside_is_not_from_the_same_network(tshark, client, expert):
    capture = tshark.capture(*docker(client))
    assert {kind for _, _, kind in tshark.experts(capture, "-2")} == {expert}


def test_a_shell_that_calls_is_no_back_door_that_listens(tshark):
    prompt = b"uid=0(root) gid=0(root) groups=0(root)\nbash-5.2# "
    called, listens = conversation(6200, prompt, b"id\n", client=INSIDE), conversation(6200, b"id\n", prompt, client=INSIDE)
    assert claims(tshark, tshark.capture(*called)) == []
    assert claims(tshark, tshark.capture(*listens))[-1][1] == ["CVE-2011-2523"]
    # Who waits for one that calls has it all the same.
    assert claims(tshark, tshark.capture(*conversation(4444, prompt, b"id\n", client=INSIDE)))[-1][1][-1] == "Metasploit"


@pytest.mark.parametrize("answer", [bytes(range(130, 166)), b"C:\\Windows\\system32>", b"SSH-2.0-OpenSSH_9.2p1\r\n"])
def test_a_tenant_explains_only_itself(tshark, answer):
    """A page is asked for on 8000, and something else answers."""
    capture = tshark.capture(*conversation(8000, ASKED, answer, client=INSIDE))
    assert tshark.values(capture, "portlore.verdict", options=("-2",))[-1][0] in (["Unidentified listener"], ["Other service"])


def test_each_claim_is_raised_on_the_frame_that_brought_it(tshark):
    ping, script = b"*1\r\n$4\r\nPING\r\n", b"*3\r\n$4\r\nEVAL\r\n$17\r\npackage.loadlib()\r\n$1\r\n0\r\n"
    first = conversation(6379, ping, b"+PONG\r\n", client=INSIDE)
    more = conversation(6379, script, b"$-1\r\n", client=INSIDE)[3:5]
    more[0]["TCP"].seq += len(ping)
    more[0]["TCP"].ack += len(b"+PONG\r\n")
    more[1]["TCP"].seq += len(b"+PONG\r\n")
    more[1]["TCP"].ack += len(ping)
    capture = tshark.capture(*first[:5], *more)
    for options in ((), ("-2",)):
        assert tshark.experts(capture, *options) == [(5, "Note", "claim_note"), (6, "Warn", "claim")]


def test_an_answer_whose_question_is_out_of_sight_is_told_of_once(tshark):
    """What a victim of reflection gets: that the other end listens is known by the end of the capture."""
    answer = bytes.fromhex("d700032a 00010048") + bytes(72)
    frames = [udp(SERVER, "198.51.100.7", 123, 5060, answer) for _ in range(3)]
    capture = tshark.capture(*frames)
    assert [row[1] for row in claims(tshark, capture)] == [["CVE-2013-5211"]] * 3
    assert [kind for _, _, kind in tshark.experts(capture, "-2") if kind.startswith("claim")] == ["claim"]


def test_another_transport_or_port_is_no_evidence(tshark):
    assert claims(tshark, tshark.capture(*docker(port=2377))) == []


def test_an_ordinary_program_explains_and_warns_of_nothing(tshark):
    plain = SERVER_HEADER.replace(b"Docker/24.0.5 (linux)", b"Werkzeug/2.2.2")
    capture = tshark.capture(*docker(port=5000, header=plain))
    assert tshark.frames(capture, "portlore") == []
    row = tshark.values(capture, "portlore.verdict", "portlore.reason", "portlore.finding",
                        options=("-2", "-o", "portlore.scope:every"))[-1]
    assert row == [["Known tenant"], ["The listener is Web development server, another known user of this port."],
                   ["tcp/5000 listener, known tenant: Web development server"]]


def test_an_amplifier_that_strangers_ask_is_a_warn(tshark):
    def asked(client):
        question = b"\x00\x00\x00\x00\x00\x01\x00\x00stats\r\n"
        answer = b"\x00\x00\x00\x00\x00\x01\x00\x00STAT pid 1\r\nSTAT uptime 200\r\nEND\r\n"
        return [udp(client, SERVER, 45000, 11211, question), udp(SERVER, client, 11211, 45000, answer)]
    for client, severity in ((INSIDE, "Note"), (OUTSIDE, "Warn")):
        capture = tshark.capture(*asked(client))
        assert claims(tshark, capture)[-1][1] == ["CVE-2018-1000115"]
        assert {found for _, found, kind in tshark.experts(capture, "-2") if kind.startswith("claim")} == {severity}


def test_the_tables_know_of_it(tshark):
    output = tshark("-q", "-r", tshark.capture(*docker(OUTSIDE)), "-z", "portlore,json")
    (row,) = [row for row in map(json.loads, output.splitlines()) if row["row"] == "endpoint"]
    assert row["warnings"] == ["Docker API"] and row["verdict"] == "Consistent"


def test_a_later_payload_tells_as_well(tshark):
    """The fourth of a side, though the protocol was settled with the first; the fifth is not looked at any more."""
    def after(count):
        frames = conversation(2375, ASKED, SERVER_HEADER.replace(b"Docker", b"nginx"), client=INSIDE)
        answer, asked = frames[4], frames[3]
        more = []
        for nth in range(1, count):
            step = nth * len(bytes(answer["Raw"]))
            request, reply = asked.copy(), answer.copy()
            request["TCP"].seq += nth * len(ASKED)
            request["TCP"].ack += step
            reply["TCP"].ack += nth * len(ASKED)
            reply["TCP"].seq += step
            if nth == count - 1:
                reply["Raw"].load = SERVER_HEADER
            for packet in (request, reply):
                del packet["IP"].len, packet["IP"].chksum, packet["TCP"].chksum
            more += [request, reply]
        return tshark.capture(*frames[:5], *more)
    assert claims(tshark, after(4))
    assert not claims(tshark, after(5))


def rows():
    with open(ROOT / "data" / "claims.tsv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


# Ghosts by product

GHOST = ["portlore.life", "portlore.ghost", "portlore.owner", "portlore.product", "portlore.successor", "portlore.history",
         "portlore.reference", "portlore.dossier"]


@pytest.mark.parametrize("port, owner, successor", [(3264, ["cc:Mail Inc."], ["Lotus, IBM"]), (6074, ["Microsoft"], [])])
def test_what_has_ended_is_told_where_the_port_is_tagged_anyway(tshark, port, owner, successor):
    capture = tshark.capture(*conversation(port, b"\x80\x81\x82", bytes(range(130, 150)), client=INSIDE))
    row = tshark.values(capture, *GHOST, options=("-2",))[-1]
    assert row[:3] == [["Dead"], ["1"], owner] and row[4] == successor
    assert row[3] and row[5][0].endswith(": the end of " + row[3][0]) and "http" in row[6][0]
    assert row[7] == []
    # Nobody knows what listens there, and what belonged there is gone.
    assert [(severity, kind) for _, severity, kind in tshark.experts(capture, "-2")] == [("Warn", "unidentified_listener")]


def test_a_ghost_alone_tags_nothing(tshark):
    syn = conversation(3264, b"", b"", client=INSIDE)[:1]
    assert tshark.frames(tshark.capture(*syn), "portlore") == []


# The user's own

MINE = "port\ttransport\tkind\tid\ttext\tevidence\tgrade\treferences\n"


def test_a_users_claim_is_read_beside_his_dossiers(tshark, home):  # noqa: F811
    home("ours.claims.tsv", MINE + "3302\ttcp\tvulnerable\tOurs-1\tThe old gateway\tserver:text:nginx\tA\tmemo;Ask the team\n")
    home("references.ini", "[memo]\ntitle=Memo 7\npublisher=Our team\nkind=vendor\nurl=https://example.org/7\nchecked=2026-11-26\n")
    capture = ROOT / "pcaps" / "http-3302.pcap"
    (row, *_) = [row for row in tshark.values(capture, *CLAIM, "portlore.warning.reference", options=("-2",)) if "Ours-1" in row[1]]
    assert row[1:] == [["Ours-1"], ["A"], ["server:text:nginx"], ["Memo 7, Our team, https://example.org/7", "Ask the team"]]


def test_a_users_claim_takes_the_place_of_ours_of_the_same_id(tshark, home):  # noqa: F811
    home("ours.claims.tsv", MINE + "2375\ttcp\ttenant\tDocker API\tOur build host\thttp\tB\tAsk the team\n")
    assert tshark.frames(tshark.capture(*docker(OUTSIDE)), "portlore") == []


def test_what_is_wrong_with_a_claim_is_said_in_one_line(tshark, home):  # noqa: F811
    path = home("ours.claims.tsv", MINE + "3302\ttcp\tvulnerable\tA\tText\thtpp\tA\tx\n3302\ttcp\tvulnerable\tB\tText\tserver:text:x\tA\tx\n"
                "3302\ttcp\texposed\tC\tText\thttp\tA\tx\n")
    assert complaints(tshark) == [
        f"{path}:3: evidence: 'server:text:x' is neither a protocol nor bytes of a side; see data/README.md for the words",
        f"{path}:2: evidence: 'htpp' is not a protocol of Wireshark's; use its filter name, as tls or http"]
    result = run(tshark._command("tshark", ["-2", "-r", ROOT / "pcaps" / "http-3302.pcap", "-Y", 'portlore.warning.id == "C"']),
                 tshark.home)
    assert result.stdout.count("\n") == 12


@pytest.mark.parametrize("text", [b"\xff\xfe\x00", b"", b"port\n" * 1000, b"\t" * 100000],
                         ids=["another encoding", "nothing", "one column", "tabs"])
def test_what_is_no_file_of_claims_harms_nothing(tshark, home, text):  # noqa: F811
    home("ours.claims.tsv", text)
    assert all("ours.claims.tsv" in line for line in complaints(tshark))


# The tools

@pytest.mark.usefixtures("release_build")
class TestTools:
    @staticmethod
    def tool(name, *arguments, folder):
        return run([str(ROOT / "tools" / name), *map(str, arguments)], folder, cwd=ROOT)

    def test_port_tells_all_that_is_known(self, tmp_path):
        told = self.tool("port", "3256/tcp", "2375", folder=tmp_path).stdout
        places = [line for line in told.splitlines() if not line.startswith(" ")]
        assert places == ["tcp/3256", "tcp/2375", "udp/2375"]
        for line in ("    Owner: Compaq", "    Life: Dead", "    Service: docker", "        Grade: A",
                     "        Evidence: http and server:text:Server: Docker/"):
            assert f"\n{line}\n" in told, line

    def test_port_tells_it_as_json(self, tmp_path):
        (port,) = json.loads(self.tool("port", "--json", "4786/tcp", folder=tmp_path).stdout)
        assert (port["port"], port["transport"], port["status"]) == (4786, "tcp", "Assigned")
        claim = next(claim for claim in port["claims"] if claim["id"] == "CVE-2018-0171")
        assert claim["kind"] == "Vulnerability" and claim["grade"] == "A" and claim["evidence"] and claim["references"]

    @pytest.mark.parametrize("words", [[], ["--what"], ["http"], ["70000"], ["80/icmp"]])
    def test_port_says_what_it_takes(self, tmp_path, words):
        result = self.tool("port", *words, folder=tmp_path)
        assert result.returncode == 2 and result.stdout == "" and result.stderr

    def test_claims_are_counted(self, tmp_path):
        """As the README counts them."""
        told = self.tool("claims", folder=tmp_path).stdout.splitlines()
        readme = (ROOT / "README.md").read_text(encoding="utf-8")
        dossiers = len(list((ROOT / "data" / "dossiers").glob("*.dossier")))
        assert f"{told[-2].split()[-1]} claims {told[-1]}" in readme and f"{dossiers} dossiers tell" in readme
        assert told[-2].split()[0] == "all" and int(told[-2].split()[-1]) == len(rows())
        assert int(told[-1].split()[1]) >= 120

    def test_check_dossier_reads_claims(self, tmp_path):
        path = tmp_path / "ours.claims.tsv"
        path.write_text(MINE + "3999\tudp\tc2\tMine\tText\tserver:text:AB@0\tA\tx\n")
        result = self.tool("check-dossier", path, folder=tmp_path)
        assert (result.returncode, result.stderr) == (0, "")
        assert result.stdout.splitlines()[:3] == [f"{path}:", "udp/3999", "    Claim: Command and control Mine: Text"]
        path.write_text(MINE + "3999\tudp\tc2\tMine\tText\tserver:text:A\tA\tx\n")
        result = self.tool("check-dossier", path, folder=tmp_path)
        assert result.returncode == 1 and result.stderr.startswith(f"{path}:2: evidence: 'server:text:A'")


def test_what_is_claimed_is_said_of_the_project_alone():
    text = "".join(pathlib.Path(ROOT / "data" / name).read_text(encoding="utf-8")
                   for name in ("claims.tsv", "references.ini", "ghosts.tsv"))
    assert "/work/" not in text and "/shared" not in text
