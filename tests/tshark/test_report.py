"""tools/report: the page of what was found, in HTML, Markdown and CSV."""
import collections
import csv
import html.parser
import io
import json
import os
import re
import shutil
import struct
import subprocess

import pytest
import test_statistics
from conftest import PCAPS, ROOT, run, watched
from scapy.all import IP, TCP, wrpcap

pytestmark = pytest.mark.usefixtures("release_build")
E = test_statistics.E
REPORT = str(ROOT / "tools" / "report")
SCRIPT = "<script>alert(1)</script>"
MOST = 2_000_000


def report(home, *arguments):
    return run([REPORT, *map(str, arguments)], home, cwd=home)


def made(home, *arguments):
    """What a report is, that goes to standard output."""
    done = report(home, "-o", "-", *arguments)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def sheet(home, *arguments):
    """The rows of a CSV report, by their kind."""
    rows = collections.defaultdict(list)
    for row in csv.DictReader(io.StringIO(made(home, "--csv", *arguments), newline="")):
        rows[row["row"]].append(row)
    return rows


class Page(html.parser.HTMLParser):
    """What a browser makes of a report: its elements, and the texts in them."""

    def __init__(self, text):
        super().__init__()
        self.elements, self.cells, self.items, self.open = [], [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))
        self.open.append(tag)
        if tag == "tr":
            self.cells.append([])
        elif tag in ("td", "th"):
            self.cells[-1].append("")
        elif tag == "li":
            self.items.append("")
        elif tag == "meta":
            self.open.pop()

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if "td" in self.open:
            self.cells[-1][-1] += data
        elif "li" in self.open:
            self.items[-1] += data

    def names(self):
        return collections.Counter(tag for tag, _ in self.elements)

    def endpoints(self):
        """(verdict, address, port, packets) of each line of the endpoints' table."""
        return [(line[0], line[1], line[2], int(line[7].replace(",", ""))) for line in self.cells if len(line) == 13 and line[0]
                and line[0] != "Verdict"]


def in_rows(table):
    return [(row["verdict"], row["address"], f"{row['transport']}/{row['port']}", row["packets"]) for row in table]


@pytest.mark.parametrize("name", ["tour", "hidden-services", "search", "ldap-3271", "overlap-3271"])
def test_its_numbers_are_those_of_the_rows_and_of_the_packets(tshark, tmp_path, name):
    capture = ROOT / "pcaps" / f"{name}.pcap"
    endpoints, sources = test_statistics.tables(tshark, capture)
    page = Page(made(tmp_path, capture))
    assert page.endpoints() == in_rows(endpoints)
    counts = collections.Counter(row["verdict"] for row in endpoints)
    told = {item for item in page.items if re.fullmatch(r"\d+ [A-Z][a-z ]+", item)}
    assert told == {f"{count} {verdict}" for verdict, count in counts.items()}
    rows = sheet(tmp_path, capture)
    assert [(row["address"], row["refused"], row["first_time"]) for row in rows["source"]] == [
        (row["address"], str(row["refused"]), row["first_time"]) for row in sources]
    told = [{**row, **{key: int(row[key]) for key in ("port", "packets", "bytes")}, "first_frame": 0, "last_frame": 0}
            for row in rows["endpoint"]]
    counted = test_statistics.counted_by_fields(tshark, capture)
    assert test_statistics.counted_by_table(told) == {place: (*numbers[:2], 0, 0, *numbers[4:]) for place, numbers in counted.items()}


def test_a_findings_card_says_all_that_is_known(tmp_path):
    page = made(tmp_path, ROOT / "pcaps" / "random-3256.pcap")
    for words in ("tcp/3256 on 127.0.0.1: unidentified listener (W32.HLLW.Dax)", "no dissector knows them", "Windows worm with remote access",
                  "T1571 Non-Standard Port", "2026-11-21 04:57:13.767 to 04:57:13.772 UTC (0.005 s)",
                  "(ip.src == 127.0.0.1 &amp;&amp; tcp.srcport == 3256) || (", "Peers", "https://www.speedguide.net/port.php?port=3256"):
        assert words in page, words


def test_each_display_filter_shows_its_endpoint(tshark, tmp_path):
    capture = ROOT / "pcaps" / "tour.pcap"
    rows = sheet(tmp_path, capture)["endpoint"]
    assert len(rows) > 10
    for row in rows:
        shown = tshark("-r", capture, "-Y", row["filter"], "-T", "fields", "-e", "frame.number").splitlines()
        assert len(shown) == int(row["packets"]), row


def test_an_ipv6_endpoint_has_its_filter(tshark, tmp_path):
    frames = [E / test_statistics.IPv6(src="2001:db8::1", dst="2001:db8::2") / TCP(sport=45000, dport=3302, flags="S")]
    (row,) = sheet(tmp_path, tshark.capture(*frames))["endpoint"]
    assert row["filter"] == "(ipv6.src == 2001:db8::2 && tcp.srcport == 3302) || (ipv6.dst == 2001:db8::2 && tcp.dstport == 3302)"


def web_server(calls_itself, host="192.0.2.2"):
    """A conversation with a web server on 3201."""
    def segment(payload, flags, by_server, **more):
        ends = [host, "192.0.2.1"] if by_server else ["192.0.2.1", host]
        ports = [3201, 45000] if by_server else [45000, 3201]
        return E / IP(src=ends[0], dst=ends[1]) / TCP(sport=ports[0], dport=ports[1], flags=flags, **more) / payload
    request = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"
    answer = b"HTTP/1.1 200 OK\r\nServer: " + calls_itself + b"\r\nContent-Length: 0\r\n\r\n"
    return [segment(b"", "S", False, seq=99), segment(b"", "SA", True, seq=499, ack=100),
            segment(request, "PA", False, seq=100, ack=500), segment(answer, "PA", True, seq=500, ack=100 + len(request))]


def test_what_comes_from_packets_stays_text(tmp_path):
    capture = tmp_path / f"=cmd|{SCRIPT.replace('/', '')}.pcap"
    wrpcap(str(capture), web_server(SCRIPT.encode() + b"|`id`@all"))
    page = Page(made(tmp_path, capture))
    assert page.names()["script"] == 1
    assert any(SCRIPT in cell for line in page.cells for cell in line)
    markdown = made(tmp_path, capture, "--markdown")
    assert "<" not in markdown and "alert(1)" in markdown and r"\|\`id\`&#64;all" in markdown
    rows = [line for line in markdown.splitlines() if line.startswith("| Other service | 192")]
    assert [len(re.split(r"(?<!\\)\|", row)) for row in rows] == [11]
    (row,) = sheet(tmp_path, capture)["endpoint"]
    assert SCRIPT in row["software"] and row["captures"] == "'" + capture.name


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(1)"])
def test_no_cell_is_a_formula(tmp_path, tshark, text):
    (row,) = sheet(tmp_path, tshark.capture(*web_server(text.encode())))["endpoint"]
    assert row["software"] == "'" + text


def test_an_address_on_the_web_becomes_a_link_and_nothing_else_does(tmp_path, tshark):
    capture = tshark.capture(*web_server(b"javascript:alert(1) https://example.org/x\"onclick=alert(1)"))
    links = [attributes for tag, attributes in Page(made(tmp_path, capture)).elements if tag == "a"]
    assert {"href": "https://example.org/x", "rel": "noreferrer"} in links
    assert all(set(link) <= {"href", "rel", "title"} and re.match("#|https://", link["href"]) for link in links)


def many_endpoints(path, count):
    """A capture of so many hosts with a web server on 3201 that has much to say, and as many that do not answer on 3302."""
    frames = [bytes(frame) for frame in web_server(b"x<" * 60)]
    frames += [bytes(E / IP(src="192.0.2.1", dst="192.0.2.2") / TCP(sport=45000, dport=3302, flags="S"))]
    with open(path, "wb") as file:
        file.write(struct.pack("<IHHIIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1))
        for number in range(count):
            host = bytes([10, number >> 16 & 255, number >> 8 & 255, number & 255])
            for frame in frames:
                frame = frame.replace(bytes([192, 0, 2, 2]), host)
                file.write(struct.pack("<IIII", 1_700_000_000 + number, 0, len(frame), len(frame)) + frame)


def test_it_has_an_end_and_what_folds_is_counted(tmp_path):
    count = 6000
    capture = tmp_path / "many.pcap"
    many_endpoints(capture, count)
    for kind in ([], ["--markdown"], ["--csv"]):
        assert len(made(tmp_path, capture, *kind).encode()) <= MOST
    page = Page(made(tmp_path, capture))
    listed = collections.Counter(line[0] for line in page.endpoints())
    assert f"tells of {2 * count:,} endpoints on {count:,} hosts; {count:,} of them want a look." in made(tmp_path, capture)
    for verdict in ("Other service", "Probe"):
        assert f"{count:,} {verdict}" in page.items
        pattern = rf"([\d,]+) endpoints more of verdict {verdict}, ([\d,]+) packets: counted, not listed\."
        (left,) = filter(None, [re.match(pattern, item) for item in page.items])
        assert int(left[1].replace(",", "")) + listed[verdict] == count
        packets = sum(line[3] for line in page.endpoints() if line[0] == verdict)
        assert int(left[2].replace(",", "")) + packets == count * {"Other service": 4, "Probe": 1}[verdict]
    rows = sheet(tmp_path, capture)
    kept = collections.Counter(row["verdict"] for row in rows["endpoint"])
    told = {row["verdict"]: int(row["endpoints"]) + kept[row["verdict"]] for row in rows["counted"]}
    assert told == {"Other service": count, "Probe": count}


def test_what_is_forgotten_is_said(tmp_path):
    page = made(tmp_path, ROOT / "pcaps" / "search.pcap", "--", "-o", "portlore.unanswered:10")
    assert re.search(r"\d+ tries that nobody answered were forgotten", page)
    assert "tshark&#x27;s options: -o portlore.unanswered:10" in page


def test_options_of_tshark_go_through(tmp_path):
    capture = ROOT / "pcaps" / "search.pcap"
    assert len(sheet(tmp_path, capture, "--", "-o", "portlore.scope:every")["endpoint"]) > 100
    assert "Every port has a row." in made(tmp_path, capture, "--", "-o", "portlore.scope:every")
    assert "neither documented nor notable have no rows" in made(tmp_path, capture)


@pytest.mark.parametrize("folder, options", [("wireshark", []), ("wireshark/profiles/mine", ["--", "-C", "mine"])])
def test_what_is_switched_off_is_named(tmp_path, folder, options):
    settings = tmp_path / folder
    settings.mkdir(parents=True)
    (settings / "heuristic_protos").write_text("# of mine\nportlore_udp,0\nportlore_tcp,1\n", encoding="utf-8")
    (settings / "disabled_protos").write_text("# of mine\nlpd\n", encoding="utf-8")
    page = made(tmp_path, ROOT / "pcaps" / "scan.pcap", *options)
    assert "<li>Switched off in Wireshark: lpd, portlore_udp.</li>" in page


def test_a_cut_capture_is_named_and_gives_what_could_be_read(tmp_path):
    cut = tmp_path / "cut.pcap"
    cut.write_bytes((ROOT / "pcaps" / "http-3201.pcap").read_bytes()[:-10])
    letter = tmp_path / "letter.txt"
    letter.write_text("Dear analyst,\n" * 10)
    rows = sheet(tmp_path, cut, letter)
    assert [row["port"] for row in rows["endpoint"]] == ["3201"]
    assert [row["captures"] for row in rows["unread"]] == ["cut.pcap", "letter.txt"]
    assert "cut short" in rows["unread"][0]["reason"] and "format" in rows["unread"][1]["reason"]
    page = made(tmp_path, cut, letter)
    assert "2 captures could not be read to the end" in page and "<li>cut.pcap: " in page


def drawn(page):
    """(x, width) of each bar on the lines of the timeline, and x of the cuts in each."""
    lines = []
    for tag, attributes in Page(page).elements:
        if tag == "svg":
            lines.append(([], []))
        elif tag == "rect" and "class" in attributes:
            lines[-1][1].append(int(attributes["x"]))
        elif tag == "rect":
            lines[-1][0].append((int(attributes["x"]), int(attributes["width"])))
    return lines


def listeners_at(*beginnings):
    """Web servers, each with a conversation of ten seconds and a beginning of its own."""
    for nth, beginning in enumerate(beginnings, 1):
        for frame, seconds in zip(web_server(b"x", f"192.0.2.{nth + 10}"), (0, 1, 2, 10)):
            frame.time = 1_700_000_000 + beginning + seconds
            yield frame


def test_time_goes_from_left_to_right(tmp_path, tshark):
    lines = drawn(made(tmp_path, tshark.capture(*listeners_at(0, 5, 30))))
    assert lines == [([(0, 250)], []), ([(125, 250)], []), ([(750, 250)], [])]


def test_where_nothing_was_seen_for_long_time_is_cut(tmp_path, tshark):
    lines = drawn(made(tmp_path, tshark.capture(*listeners_at(0, 20, 86400))))
    assert lines == [([(0, 245)], [745]), ([(490, 245)], [745]), ([(755, 245)], [745])]


def test_without_times_nothing_is_drawn_in_time(tmp_path):
    frame = bytes(test_statistics.to_server(flags="S"))
    capture = tmp_path / "timeless.pcapng"
    capture.write_bytes(test_statistics.pcapng((3, struct.pack("<I", len(frame)) + frame)))
    assert Page(made(tmp_path, capture)).names()["svg"] == 0
    assert "| Probe |" in made(tmp_path, capture, "--markdown")


def test_a_capture_without_ports_has_a_report_too(tshark, tmp_path):
    page = made(tmp_path, tshark.capture(E / IP()))
    assert "tells of 0 endpoints on 0 hosts; none of them stands out." in page and Page(page).endpoints() == []


def test_a_page_goes_into_a_file_and_says_so(tmp_path):
    done = report(tmp_path, ROOT / "pcaps" / "scan.pcap")
    assert (done.returncode, done.stdout) == (0, "")
    assert re.fullmatch(r"report: report\.html: 5 endpoints on 1 host; 2 of them want a look.*\n", done.stderr)
    assert (tmp_path / "report.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    report(tmp_path, ROOT / "pcaps" / "scan.pcap", "--csv", "-o", "sheet.csv")
    assert (tmp_path / "sheet.csv").read_bytes().count(b"\r\n") == 7


SWEPT = PCAPS[:4]


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    """A folder of captures, one of which is cut, and what the sweep of it is."""
    home = tmp_path_factory.mktemp("archive")
    folder = home / "captures"
    folder.mkdir()
    for capture in SWEPT:
        shutil.copy(capture, folder)
    (folder / "cut.pcap").write_bytes(PCAPS[0].read_bytes()[:-10])
    done = run([str(ROOT / "tools" / "sweep"), "--output", str(home / "sweep"), str(folder)], home)
    assert done.returncode == 0, done.stderr
    return home


def told(rows):
    return sorted(json.dumps(row, sort_keys=True) for kind in rows.values() for row in kind)


def test_a_sweep_says_what_its_captures_say(archive, tmp_path):
    names = sorted((archive / "captures").iterdir())
    swept = sheet(tmp_path, "--sweep", archive / "sweep")
    assert told(swept) == told(sheet(tmp_path, *names))
    assert "cut short" in swept["unread"][0]["reason"]
    assert f"In {len(names)} captures, " in made(tmp_path, "--sweep", archive / "sweep")


def test_a_folder_is_swept(archive, tmp_path):
    done = report(tmp_path, "--sweep", archive / "captures", "--csv")
    assert done.returncode == 0 and "5 captures: 4 read, 1 broken" in done.stderr
    assert done.stdout == made(tmp_path, "--sweep", archive / "sweep", "--csv")


def test_an_endpoint_of_several_captures_is_one(tmp_path):
    capture = ROOT / "pcaps" / "http-3201.pcap"
    copy = shutil.copy(capture, tmp_path / "copy.pcap")
    (row,) = sheet(tmp_path, capture, copy)["endpoint"]
    assert (row["packets"], row["peers"]) == ("20", "1") and len(row["captures"].split(", ")) == 2


# What stands in for tshark: it has half of a capture behind it for two seconds.
READS_HALF = """#!/usr/bin/python3
import os, sys, time
if "-r" in sys.argv:
    path = sys.argv[sys.argv.index("-r") + 1]
    os.read(os.open(path, os.O_RDONLY), os.path.getsize(path) // 2)
    time.sleep(2)
    print('{"row":"forgotten","flows":1,"tries":0}')
"""


def test_a_bar_shows_how_far_a_capture_is_read(tmp_path):
    slow = tmp_path / "slow"
    slow.write_text(READS_HALF)
    slow.chmod(0o755)
    command = [REPORT, PCAPS[0], "-o", tmp_path / "page.html", "--tshark", slow]
    shown = watched(command, tmp_path)
    assert re.search(r"\n 50% \[##########          \] 0:0\d left\x1b\[K\n", shown)
    assert shown.endswith(f"\n\x1b[K\nreport: {tmp_path}/page.html: 0 endpoints on 0 hosts; none of them stands out\n")
    assert "1 try that nobody answered were forgotten" in (tmp_path / "page.html").read_text()
    assert "%" not in report(tmp_path, *command[1:]).stderr


def test_what_is_no_display_filter_is_not_called_one(tmp_path):
    doctored = tmp_path / "doctored"
    doctored.mkdir()
    (doctored / "captures").write_bytes(b"x\0")
    row = {"row": "endpoint", "capture": "x", "verdict": "Other service", "address": "::1", "transport": "tcp", "port": 1, "packets": 1,
           "priority": 3}
    for text, said in (("tcp.port == 1", 1), ("`<b>`", 0)):
        (doctored / "rows.ndjson").write_text(json.dumps({**row, "filter": text}) + "\n")
        assert made(tmp_path, "--sweep", doctored, "--markdown").count("Show it: `") == said


def test_a_sweep_of_before_rows_had_times_is_read(archive, tmp_path):
    old = tmp_path / "old"
    shutil.copytree(archive / "sweep", old)
    (old / "unread.ndjson").unlink()
    new = {"first_time", "last_time", "duration", "reason", "details", "references", "processes", "first_peers", "filter",
           "open_ports", "first_open_ports"}
    rows = [json.loads(line) for line in (old / "rows.ndjson").read_text().splitlines()]
    (old / "rows.ndjson").write_text("".join(json.dumps({k: v for k, v in row.items() if k not in new}) + "\n" for row in rows))
    assert len(Page(made(tmp_path, "--sweep", old)).endpoints()) == len(sheet(tmp_path, "--sweep", archive / "sweep")["endpoint"])


@pytest.mark.parametrize("line, said", [("{", "no JSON object"), ("[]", "not a row of tools/sweep"), ('{"row":"endpoint"}', "not a row"),
                                        ('{"row":"endpoint","capture":"x","port":"80"}', "not a row")])
def test_a_wrong_sweep_is_refused(archive, tmp_path, line, said):
    wrong = tmp_path / "wrong"
    shutil.copytree(archive / "sweep", wrong)
    (wrong / "rows.ndjson").write_text(line + "\n")
    done = report(tmp_path, "--sweep", wrong, "--csv")
    assert done.returncode == 1 and done.stdout == ""
    assert re.fullmatch(rf"report: \S+rows\.ndjson:1: {said}.*\n", done.stderr)


@pytest.mark.parametrize("arguments, said", [
    (["none.pcap"], "report: none.pcap: no such file\n"),
    (["."], "report: .: is a folder, not a capture; --sweep reads all that are in it\n"),
    (["letter.txt"], 'report: letter.txt: The file "letter.txt" isn\'t a capture file in a format TShark understands.\n'),
    (["--sweep", "none"], "report: none: no such folder\n"),
    ([PCAPS[0], "-o", "none/page.html"], "report: none/page.html: No such file or directory\n"),
    ([PCAPS[0], "--tshark", "none"], "report: none: No such file or directory\n"),
])
def test_what_is_wrong_is_said_in_one_line(tmp_path, arguments, said):
    (tmp_path / "letter.txt").write_text("Dear analyst,\n" * 10)
    done = report(tmp_path, *arguments)
    assert (done.returncode, done.stdout, done.stderr) == (1, "", said)


@pytest.mark.parametrize("arguments, said", [
    ([], "name captures, or --sweep FOLDER"), (["a.pcap", "--sweep", "b"], "name captures, or --sweep FOLDER"),
    (["a.pcap", "--csv", "--markdown"], "not allowed with"), (["--nonsense", "a.pcap"], "unrecognized arguments"),
    (["--sweep", "b", "--", "-2"], "tshark's options go with captures"),
])
def test_wrong_options_are_refused(tmp_path, arguments, said):
    done = report(tmp_path, *arguments)
    assert done.returncode == 2 and said in done.stderr and "usage: tools/report CAPTURE..." in done.stderr


def test_a_wrong_option_of_tshark_is_said(tmp_path):
    done = report(tmp_path, PCAPS[0], "--", "-o", "portlore.nonsense:1")
    assert done.returncode == 1 and re.fullmatch("report: .*portlore.nonsense.*\n", done.stderr)


def test_help_is_printed_and_nothing_done(tmp_path):
    done = report(tmp_path, "--help", "none.pcap")
    assert done.returncode == 0 and done.stdout.startswith("Make a page of what Port Lore found") and os.listdir(tmp_path) == []


def test_a_closed_pipe_ends_it_quietly(tmp_path):
    done = run(["bash", "-o", "pipefail", "-c", f"{REPORT} {ROOT}/pcaps/tour.pcap -o - | head -c 10"], tmp_path)
    assert done.stderr == "" and done.stdout == "<!DOCTYPE "


PAGE = (ROOT / "docs" / "report.md").read_text(encoding="utf-8")


def test_the_commands_of_its_page_do_what_they_say(tmp_path):
    commands = re.findall(r"^    (tools/.*)", PAGE, re.M)
    assert len(commands) > 5
    for name in ("tools", "pcaps"):
        (tmp_path / name).symlink_to(ROOT / name)
    for command in commands:
        done = run(["bash", "-c", command], tmp_path, cwd=tmp_path)
        assert done.returncode == 0, done.stderr
    assert {path.name for path in tmp_path.glob("[a-z]*.*")} == {"report.html", "both.html", "roles.html", "every.html", "tour.csv"}


# In a browser.

def chromium(home, *arguments):
    """What chromium prints and logs, without a network that would answer."""
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        pytest.skip("there is no chromium to open the page in (apt-get install chromium)")
    command = [program, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={home}/browser", "--enable-logging=stderr",
               "--virtual-time-budget=5000", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, errors="replace", timeout=120, check=True)


# Clicks on headings, and notes the columns as they then stand; an error of any script, and whatever is refused or asked for.
PROBE = """
const noted = { errors: [], columns: {} };
addEventListener("error", event => noted.errors.push(String(event.message)));
addEventListener("securitypolicyviolation", event => noted.errors.push(event.violatedDirective + " " + event.blockedURI));
addEventListener("load", () => {
  const table = document.querySelector("table.sortable");
  const column = nth => [...table.tBodies[0].rows].map(row => row.cells[nth].textContent);
  [...table.tHead.rows[0].cells].forEach((head, nth) => {
    const button = head.querySelector("[role=button]");
    button.click();
    const up = column(nth);
    button.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter" }));
    noted.columns[head.textContent] = [up, column(nth), head.getAttribute("aria-sort")];
  });
  noted.requests = performance.getEntriesByType("resource").map(entry => entry.name);
  noted.wide = document.documentElement.scrollWidth > innerWidth;
  document.body.textContent = "NOTED" + JSON.stringify(noted) + "DETON";
});
"""


def noted(home, page):
    """What a page does in a browser; the probe's digest is let in beside that of the page's own script."""
    from base64 import b64encode
    from hashlib import sha256
    digest = b64encode(sha256(PROBE.encode()).digest()).decode()
    probed = page.replace("script-src ", f"script-src 'sha256-{digest}' ", 1).replace("<style>", f"<script>{PROBE}</script><style>", 1)
    (home / "page.html").write_text(probed, encoding="utf-8")
    done = chromium(home, "--window-size=500,900", "--dump-dom", f"file://{home}/page.html")
    assert "CONSOLE" not in done.stderr, done.stderr
    return json.loads(html.unescape(re.search(r"NOTED(\{.*\})DETON", done.stdout, re.S)[1]))


def test_in_a_browser_it_sorts_asks_for_nothing_and_has_no_error(tmp_path):
    seen = noted(tmp_path, made(tmp_path, ROOT / "pcaps" / "tour.pcap"))
    assert seen["errors"] == [] and seen["requests"] == [] and not seen["wide"]
    up, down, said = seen["columns"]["Packets"]
    assert list(map(int, up)) == sorted(map(int, up)) and list(map(int, down)) == sorted(map(int, up), reverse=True)
    assert said == "descending" and len(set(up)) > 5
    up, down, _ = seen["columns"]["Address"]
    assert up == sorted(up, key=lambda address: [int(part) for part in address.split(".")]) and up[-1] == down[0] == "127.0.0.20"
    assert [port.partition("/")[2] for port in seen["columns"]["Port"][0]] == sorted(
        port.partition("/")[2] for port in seen["columns"]["Port"][0])


def test_in_a_browser_a_script_from_packets_stays_text(tmp_path, tshark):
    capture = tshark.capture(*web_server(b"<script>document.title='owned'</script><img src=http://192.0.2.9/x onerror=alert(1)>"))
    seen = noted(tmp_path, made(tmp_path, capture))
    assert seen["errors"] == [] and seen["requests"] == []
    assert any("<img src=http://192.0.2.9/x" in cell for cell in seen["columns"]["Says"][0])


def test_in_a_browser_nothing_foreign_would_run(tmp_path):
    """If markup came through all the same, the page's policy holds it back."""
    page = made(tmp_path, ROOT / "pcaps" / "scan.pcap")
    foreign = page.replace("</h1>", "</h1><script>document.title = 'owned'</script><img src='http://192.0.2.9/x'>", 1)
    (tmp_path / "page.html").write_text(foreign, encoding="utf-8")
    done = chromium(tmp_path, "--dump-dom", f"file://{tmp_path}/page.html")
    assert "<title>owned</title>" not in done.stdout
    assert done.stderr.count("violates the following Content Security Policy directive") == 2


def test_it_can_be_printed(tmp_path):
    (tmp_path / "page.html").write_text(made(tmp_path, ROOT / "pcaps" / "tour.pcap"), encoding="utf-8")
    chromium(tmp_path, f"--print-to-pdf={tmp_path}/page.pdf", f"file://{tmp_path}/page.html")
    printed = (tmp_path / "page.pdf").read_bytes()
    assert printed.startswith(b"%PDF") and 3 <= len(re.findall(rb"/Type\s*/Page\b", printed)) <= 8
