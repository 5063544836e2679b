"""Run the real tshark with the plugin of this build, and craft captures for it."""
import csv
import json
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import xml.etree.ElementTree as ElementTree

import pytest
from scapy.all import wrpcap

ROOT = pathlib.Path(__file__).resolve().parents[2]
PCAPS = sorted((ROOT / "pcaps").glob("*.pcap"))
PORTS = {int(dossier.stem) for dossier in (ROOT / "data" / "dossiers").glob("*.dossier")}


def run(command, home, typed="", **options):
    """Run a command with settings of its own: no preferences of the user, no external capture programs."""
    environment = {**os.environ, "HOME": str(home), "XDG_CONFIG_HOME": str(home), "LC_ALL": "C.UTF-8", "TZ": "UTC",
                   "WIRESHARK_EXTCAP_DIR": str(home)}
    return subprocess.run(command, capture_output=True, text=True, errors="replace", env=environment,
                          input=typed, timeout=300, **options)


def watched(command, home):
    """What a command shows on a terminal of its own, where it writes both its outputs. A carriage return ends a line, too."""
    command = shlex.join(map(str, command))
    return run(["script", "--quiet", "--return", "--command", command, "/dev/null"], home).stdout


def promised(kind):
    """The lines of docs/promised.tsv of a kind, by name, in their order."""
    with (ROOT / "docs" / "promised.tsv").open(encoding="utf-8", newline="") as lines:
        rows = [row for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE) if row["kind"] == kind]
    named = {row["name"]: row for row in rows}
    assert len(named) == len(rows), f"docs/promised.tsv promises something of {kind} twice"
    return named


def complaints(stderr):
    """Standard error without what Wireshark's own dissectors log (4.6's says that a key exchange is post-quantum)."""
    return re.sub(r"^ \*\* \(tshark:\d+\) \S+ \[packet-[a-z]+ WARNING\] \./epan/dissectors/.*\n", "", stderr, flags=re.M)


def layers_of(output):
    """A dictionary of layers for each frame, from JSON output; repeated keys become lists."""
    def gather(pairs):
        gathered = {}
        for key, value in pairs:
            gathered.setdefault(key, []).append(value)
        return {key: values[0] if len(values) == 1 else values for key, values in gathered.items()}
    return [frame["_source"]["layers"] for frame in json.loads(output, object_pairs_hook=gather)]


class Tshark:
    """tshark with Port Lore."""

    def __init__(self, folder):
        self.folder = folder
        self.home = folder / "home"
        self.home.mkdir(exist_ok=True)
        self.home.chmod(0o777)

    def _command(self, program, arguments):
        preload = ["LD_PRELOAD=" + os.environ["PORTLORE_PRELOAD"]] if "PORTLORE_PRELOAD" in os.environ else []
        return ["env", "PORTLORE_PROGRAM=" + program, *preload, str(ROOT / "tools" / "tshark"), *map(str, arguments)]

    def __call__(self, *arguments):
        """Run it; return what it prints. Anything on standard error is a failure, sanitizer reports above all."""
        result = run(self._command("tshark", arguments), self.home)
        assert result.returncode == 0, result.stderr
        assert complaints(result.stderr) == ""
        return result.stdout

    def sharkd(self, *requests):
        """What Wireshark answers as the server of a window, each a method and its parameters."""
        typed = "".join(json.dumps({"jsonrpc": "2.0", "id": at, "method": method, **({"params": parameters} if parameters else {})}) + "\n"
                        for at, (method, parameters) in enumerate(requests, 1))
        result = run(self._command("sharkd", ["-"]), self.home, typed=typed)
        assert result.returncode == 0, result.stderr
        replies = [json.loads(line) for line in result.stdout.splitlines() if line.startswith("{")]
        return [next(reply["result"] for reply in replies if reply["id"] == at) for at in range(1, len(requests) + 1)]

    def clicked(self, capture, frame):
        """Packet details as the window shows them on a click: the capture is loaded first, without details."""
        return self.sharkd(("load", {"file": str(capture)}), ("frame", {"frame": frame, "proto": True}))[1]

    def plain(self, *arguments):
        """tshark as the system has it, without Port Lore."""
        result = run(["tshark", *map(str, arguments)], self.home)
        assert result.returncode == 0, result.stderr
        return result.stdout

    def wiresharks_protocols(self):
        """The filter names of all that Wireshark itself dissects."""
        return {line.split("\t")[2] for line in self.plain("-G", "protocols").splitlines()}

    def capture(self, *frames):
        """A capture file of frames made with scapy."""
        path = self.folder / "crafted.pcap"
        wrpcap(str(path), list(frames))
        return path

    def values(self, capture, *fields, options=()):
        """A list for each frame, and in it a list of each field's values."""
        selected = [word for field in fields for word in ("-e", field)]
        lines = self("-r", capture, *options, "-T", "fields", "-E", "separator=\x1f", "-E", "aggregator=\x1e",
                     *selected).split("\n")[:-1]
        # A boolean is 1, and since 4.4 True.
        return [[["1" if value == "True" else value for value in cell.split("\x1e")] if cell else []
                 for cell in line.split("\x1f")] for line in lines]

    def layers(self, capture, *options):
        """A dictionary of layers for each frame, from the JSON output; repeated keys become lists."""
        return layers_of(self("-r", capture, "-T", "json", *options))

    def experts(self, capture, *options):
        """(frame number, severity, filter name) of each expert item of Port Lore."""
        severities = {"2097152": "Chat", "4194304": "Note", "6291456": "Warn"}
        found = []
        packets = ElementTree.fromstring(self("-r", capture, "-T", "pdml", *options)).findall("packet")
        for number, packet in enumerate(packets, 1):
            for item in packet.iter("field"):
                if item.get("name") != "_ws.expert":
                    continue
                severity = next(f.get("show") for f in item if f.get("name") == "_ws.expert.severity")
                found += [(number, severities[severity], field.get("name").removeprefix("portlore.expert."))
                          for field in item if field.get("name").startswith("portlore.expert.")]
        return found

    def frames(self, capture, display_filter):
        """The numbers of the frames that a display filter selects."""
        return [int(line) for line in self("-r", capture, "-Y", display_filter, "-T", "fields", "-e",
                                           "frame.number").splitlines()]


def without_tag(pdml):
    """PDML without Port Lore's items, and without the line that names the capture and the time of this run."""
    pdml = re.sub(r'^  <proto name="portlore".*?^  </proto>\n', "", pdml, flags=re.DOTALL | re.MULTILINE)
    return re.sub(r"^<pdml .*\n", "", pdml, flags=re.MULTILINE)


@pytest.fixture(scope="module")
def release_build():
    """The tools run the build that users load."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("PORTLORE_BUILD", raising=False)
        yield


@pytest.fixture
def tshark(tmp_path):
    assert shutil.which("tshark"), "tshark is not installed; run tools/test"
    return Tshark(tmp_path)
