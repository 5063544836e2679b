"""The user's own facts: dossiers, quick notes, a newer registry, and what is said when something is wrong with them."""
import json
import pathlib

import pytest
from conftest import ROOT, run

HTTP = ROOT / "pcaps" / "http-3302.pcap"
HEADER = ("Service Name,Port Number,Transport Protocol,Description,Assignee,Contact,Registration Date,Modification Date,"
          "Reference,Service Code,Unauthorized Use Reported,Assignment Notes\n")


@pytest.fixture
def home(tshark):
    """Where the user's files go: home(NAME, TEXT), or home(NAME, TEXT, profile)."""
    def write(name, text, profile=None):
        folder = tshark.home / "wireshark" / (f"profiles/{profile}/portlore" if profile else "portlore")
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        for made in [folder, *folder.parents]:
            if tshark.home in made.parents:
                made.chmod(0o777)
        return path
    return write


def with_slashes(line):
    """Windows' tshark joins the folder and a file's name otherwise."""
    return line.replace("portlore\\", "portlore/")


def value(tshark, field, *options):
    """The values of a field on a frame that the server on 3302 sent."""
    rows = tshark.values(HTTP, field, options=("-2", "-Y", "frame.number == 6", *options))
    return [with_slashes(value) for value in rows[0][0]]


def complaints(tshark, *options):
    result = run(tshark._command("tshark", ["-r", HTTP, "-q", *options]), tshark.home)
    assert result.returncode == 0
    return [with_slashes(line.removeprefix("tshark: ")) for line in result.stderr.splitlines()]


def test_a_dossier_documents_a_port(tshark, home):
    path = home("ours.dossier", "[Dossier]\nPort=3300-3305\nLabel=Our gateway\nOwner=Team\nExpects=http\n")
    assert value(tshark, "portlore.label") == ["Our gateway"]
    assert value(tshark, "portlore.dossier") == [str(path)]
    assert value(tshark, "portlore.owner") == ["Team"]
    assert value(tshark, "portlore.ghost") == []
    assert value(tshark, "portlore.verdict") == ["Consistent"]
    assert value(tshark, "portlore.summary") == ["tcp/3302 consistent: http; Our gateway"]


def test_a_dossier_of_another_transport_says_nothing(tshark, home):
    home("ours.dossier", "[Dossier]\nPort=3302\nTransport=udp\nLabel=Ours\n")
    assert value(tshark, "portlore.label") == []
    assert value(tshark, "portlore.dossier") == ["built-in"]


def test_a_profile_goes_before_the_personal_folder_and_that_before_the_global_one(tshark, home, tmp_path, monkeypatch):
    shared = tmp_path / "share"
    (shared / "portlore").mkdir(parents=True)
    for path in pathlib.Path("/usr/share/wireshark").iterdir():
        (shared / path.name).symlink_to(path)
    (shared / "portlore" / "a.dossier").write_text("[Dossier]\nPort=3302\nLabel=global\nAdvice=Ask.\n", encoding="utf-8")
    monkeypatch.setenv("WIRESHARK_DATA_DIR", str(shared))
    assert value(tshark, "portlore.label") == ["global"]
    home("b.dossier", "[Dossier]\nPort=3302\nExtends=true\nLabel=personal\n")
    assert value(tshark, "portlore.label") == ["personal"]
    assert value(tshark, "portlore.advice") == ["Ask."]
    home("c.dossier", "[Dossier]\nPort=3302\nLabel=profile\n", profile="work")
    assert value(tshark, "portlore.label", "-C", "work") == ["profile"]
    assert value(tshark, "portlore.advice", "-C", "work") == []
    assert value(tshark, "portlore.label") == ["personal"]


POLICY = "[Dossier]\nPort=3302\nExtends=true\nExpects=smtp\nListeners=10.0.0.0/8\n"


def test_what_is_not_expected_or_allowed_is_raised_once_a_conversation(tshark, home):
    home("ours.dossier", POLICY)
    assert value(tshark, "portlore.breach") == ["A listener on 127.0.0.1, where none is allowed on tcp/3302",
                                                "smtp is expected; tcp/3302 other service: http"]
    assert value(tshark, "portlore.listeners") == ["10.0.0.0/8"]
    for options in ((), ("-2",)):
        found = [(severity, name) for _, severity, name in tshark.experts(HTTP, *options)]
        assert found.count(("Warn", "listener_not_allowed")) == 1
        assert found.count(("Warn", "unexpected_service")) == 1
    assert value(tshark, "portlore.summary")[0].startswith("tcp/3302 other service: http, unexpected, not allowed here; ")


def test_a_breach_comes_first_in_the_table(tshark, home):
    home("ours.dossier", POLICY)
    (row,) = map(json.loads, tshark("-q", "-r", HTTP, "-z", "portlore,json").splitlines())
    assert row["priority"] == 1
    assert row["warnings"] == ["Listener not allowed", "Unexpected service", "Abuse report"]


def test_what_is_allowed_is_quiet(tshark, home):
    home("ours.dossier", POLICY.replace("smtp", "smtp;http").replace("10.0.0.0/8", "10.0.0.0/8;127.0.0.0/8"))
    assert value(tshark, "portlore.breach") == []


@pytest.mark.parametrize("severity, expected", [("Warn", "Warn"), ("Note", "Note"), ("None", None)])
def test_severity_bounds_how_loudly_a_warning_is_raised(tshark, home, severity, expected):
    home("ours.dossier", f"[Dossier]\nPort=3256\n[Warning X]\nKind=Malware\nText=x\nSeverity={severity}\n")
    found = [level for _, level, name in tshark.experts(ROOT / "pcaps" / "random-3256.pcap", "-2")
             if name.startswith("malware")]
    assert found == ([expected] if expected else [])


def note(*columns):
    return ("-o", "uat:portlore_ports:" + ",".join(f'"{column}"' for column in columns))


def test_a_quick_note_adds_to_what_is_known(tshark):
    option = note("3300-3310", "tcp", "Ours", "Team", "Look twice", "Malware", "X-1", "Note", "smtp", "10.0.0.0/8, 10.1.1.1")
    assert value(tshark, "portlore.label", *option) == ["Ours"]
    assert value(tshark, "portlore.owner", *option)[-1] == "Team"
    assert "Malware X-1: Look twice" in value(tshark, "portlore.warning", *option)
    assert len(value(tshark, "portlore.breach", *option)) == 2
    assert value(tshark, "portlore.dossier", *option) == ["built-in, preferences, Ports, row 1"]
    other = note("3302", "udp", "Ours", "", "", "Abuse report", "", "Warn", "", "")
    assert value(tshark, "portlore.label", *other) == []


@pytest.mark.parametrize("columns", [("x", "any", "", "", "", "Malware", "", "Warn", "", ""),
                                     ("80", "ipx", "", "", "", "Malware", "", "Warn", "", ""),
                                     ("80", "any", "", "", "", "Wurm", "", "Warn", "", ""),
                                     ("80", "any", "", "", "", "Malware", "", "Loud", "", ""),
                                     ("80", "any", "", "", "", "Malware", "", "Warn", "", "10.0.0.0/99")])
def test_a_wrong_note_is_refused_when_it_is_typed(tshark, columns):
    result = run(tshark._command("tshark", ["-r", HTTP, "-q", *note(*columns)]), tshark.home)
    assert result.returncode != 0 and result.stderr


def test_a_newer_registry_takes_the_place_of_the_snapshot(tshark, home, tmp_path):
    path = home("service-names-port-numbers.csv", HEADER + "newer,3302,tcp,A newer one,,,2026-11-01,,,,,\n")
    assert value(tshark, "portlore.service") == ["newer"]
    assert value(tshark, "portlore.registry") == [f"{path}, newest entry of 2026-11-01"]
    chosen = tmp_path / "chosen.csv"
    chosen.write_text(HEADER + "chosen,3302,tcp,,,,2026-11-02,,,,,\n", encoding="utf-8")
    assert value(tshark, "portlore.service", "-o", f"portlore.registry_file:{chosen}") == ["chosen"]


def test_each_error_is_one_line_said_once_and_the_rest_works(tshark, home):
    """Two passes, and statistics: still once."""
    bad = home("bad.dossier", "[Dossier]\nPort=3256\nColour=red\n")
    worse = home("worse.dossier", "[Dossier]\nPort=eighty\n")
    home("good.dossier", "[Dossier]\nPort=3302\nLabel=good\n")
    lines = complaints(tshark, "-2", "-z", "portlore,endpoints")
    assert lines == [f"{bad}: [Dossier] Colour: is not a key of a dossier; see data/README.md for those that are",
                     f"{worse}: [Dossier] Port: 'eighty' is not a port; write a number from 0 to 65535, or a range as 8000-8099"]
    result = run(tshark._command("tshark", ["-r", HTTP, "-2", "-T", "fields", "-e", "portlore.label"]), tshark.home)
    assert "good" in result.stdout


def test_a_registry_of_other_columns_is_refused_and_the_snapshot_stays(tshark, tmp_path):
    other = tmp_path / "other.csv"
    other.write_text("a,b\n1,2\n", encoding="utf-8")
    missing = tmp_path / "missing.csv"
    assert complaints(tshark, "-o", f"portlore.registry_file:{other}") == [
        f"{other}:1: no column 'Service Name'; this is not IANA's service-names-port-numbers.csv, nothing of it is used"]
    assert complaints(tshark, "-o", f"portlore.registry_file:{missing}") == [f"{missing}: No such file or directory; check the file"]


def test_an_expected_service_must_be_a_protocol(tshark, home):
    path = home("ours.dossier", "[Dossier]\nPort=3302-3309\nExpects=https;tls;nats\n")
    assert complaints(tshark) == [
        f"{path}: [Dossier] Expects: 'https' is not a protocol of Wireshark's; use its filter name, as tls or http"]


@pytest.mark.parametrize("expects, breach", [("https", []), ("https;smtp", ["smtp is expected; tcp/3302 other service: http"])])
def test_what_is_refused_is_not_expected(tshark, home, expects, breach):
    home("ours.dossier", f"[Dossier]\nPort=3302\nExtends=true\nExpects={expects}\n")
    fields = ("-2", "-Y", "frame.number == 6", "-T", "fields", "-e", "portlore.breach", "-e", "portlore.expects")
    result = run(tshark._command("tshark", ["-r", HTTP, *fields]), tshark.home)
    assert result.stdout == f"{','.join(breach)}\t{','.join(expects.split(';')[1:])}\n"


def test_files_are_read_anew_when_a_capture_is_loaded_again(tshark, home):
    """As View > Reload does; sharkd loads the same capture twice, and the file changes in between."""
    path = home("ours.dossier", "[Dossier]\nPort=3302\nLabel=before\n")
    load = {"jsonrpc": "2.0", "id": 1, "method": "load", "params": {"file": str(HTTP)}}
    ask = {"jsonrpc": "2.0", "id": 2, "method": "frame", "params": {"frame": 6, "proto": True}}
    change = f"[Dossier]\nPort=3302\nLabel=afterwards\n"
    script = f"""import subprocess, sys, json
sharkd = subprocess.Popen(sys.argv[1:], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
def say(request):
    sharkd.stdin.write(json.dumps(request) + "\\n"); sharkd.stdin.flush()
    return sharkd.stdout.readline()
say({load!r}); print(say({ask!r}))
open({str(path)!r}, "w").write({change!r})
say({load!r}); print(say({ask!r}))
sharkd.stdin.close(); sharkd.wait()
"""
    result = run(["/usr/bin/python3", "-c", script, *tshark._command("sharkd", ["-"])], tshark.home)
    first, second = (line for line in result.stdout.splitlines() if line)
    assert "Label: before" in first and "Label: afterwards" not in first
    assert "Label: afterwards" in second and "Label: before" not in second
