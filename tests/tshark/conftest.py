"""Run the real tshark with the plugin of this build, and craft captures for it."""
import json
import os
import pathlib
import shutil
import subprocess

import pytest
from scapy.all import wrpcap

ROOT = pathlib.Path(__file__).resolve().parents[2]
PCAPS = sorted((ROOT / "pcaps").glob("*.pcap"))
PORTS = {3201, 3206, 3256, 3271, 3302}


def run(command, home, **options):
    """Run a command with settings of its own: no preferences of the user, no external capture programs."""
    environment = {**os.environ, "HOME": str(home), "XDG_CONFIG_HOME": str(home), "LC_ALL": "C.UTF-8", "TZ": "UTC",
                   "WIRESHARK_EXTCAP_DIR": str(home)}
    return subprocess.run(command, capture_output=True, text=True, errors="replace", env=environment,
                          stdin=subprocess.DEVNULL, timeout=300, **options)


class Tshark:
    """tshark with Port Lore."""

    def __init__(self, folder):
        self.folder = folder
        self.home = folder / "home"
        self.home.mkdir(exist_ok=True)
        self.home.chmod(0o777)

    def __call__(self, *arguments):
        """Run it; return what it prints. Anything on standard error is a failure, sanitizer reports above all."""
        command = [str(ROOT / "tools" / "tshark"), *map(str, arguments)]
        if "PORTLORE_PRELOAD" in os.environ:
            command = ["env", "LD_PRELOAD=" + os.environ["PORTLORE_PRELOAD"], *command]
        result = run(command, self.home)
        assert result.returncode == 0, result.stderr
        assert result.stderr == "", result.stderr
        return result.stdout

    def plain(self, *arguments):
        """tshark as the system has it, without Port Lore."""
        result = run(["tshark", *map(str, arguments)], self.home)
        assert result.returncode == 0, result.stderr
        return result.stdout

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
        return [[cell.split("\x1e") if cell else [] for cell in line.split("\x1f")] for line in lines]

    def layers(self, capture, *options):
        """A dictionary of layers for each frame, from the JSON output; repeated keys become lists."""
        def gather(pairs):
            gathered = {}
            for key, value in pairs:
                gathered.setdefault(key, []).append(value)
            return {key: values[0] if len(values) == 1 else values for key, values in gathered.items()}
        return [frame["_source"]["layers"]
                for frame in json.loads(self("-r", capture, "-T", "json", *options), object_pairs_hook=gather)]

    def frames(self, capture, display_filter):
        """The numbers of the frames that a display filter selects."""
        return [int(line) for line in self("-r", capture, "-Y", display_filter, "-T", "fields", "-e",
                                           "frame.number").splitlines()]


@pytest.fixture
def tshark(tmp_path):
    assert shutil.which("tshark"), "tshark is not installed; run tools/test"
    return Tshark(tmp_path)
