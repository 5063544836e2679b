#!/usr/bin/python3
"""Fuzz the plugin in the real tshark, as Wireshark fuzzes its dissectors: captures with bytes changed at random, and random
packets, through a plugin that was built with AddressSanitizer and UndefinedBehaviorSanitizer.

usage: captures.py SECONDS BUILD CAPTURE-OR-FOLDER...

Each round reads one capture in two passes with full details, statistics and every port tagged. It is a finding where
tshark ends otherwise than without the plugin, a sanitizer or "Dissector bug" speaks up where it does not without the
plugin, or it takes ten times as long. The capture of a finding is kept in the working folder.
"""
import functools
import os
import pathlib
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
RATES = (0.0005, 0.005, 0.02, 0.1)
RANDOM_TYPES = ("tcp", "udp", "sctp", "ip", "dns", "syslog")
RANDOM_PACKETS = 3000
NONE = "none"  # as tools/tshark calls the build that is not there
LONGEST = 300  # seconds of one reading
SHORT = 5  # less than that is not compared
OPTIONS = ["-2", "-V", "-z", "portlore,endpoints", "-z", "portlore,sources", "-o", "portlore.scope:every"]
PLAIN_OPTIONS = ["-2", "-V"]
COMPLAINT = re.compile(r"AddressSanitizer|UndefinedBehaviorSanitizer|runtime error:|Dissector bug|terminate called|\*\* ERROR")


@functools.cache
def sanitizers():
    """The sanitizers' libraries, which must be loaded before tshark: it is not built with them."""
    return ":".join(subprocess.run(["g++", f"-print-file-name=lib{name}.so"], capture_output=True, text=True).stdout.strip()
                    for name in ("asan", "ubsan"))


class Reading:
    """One run of tshark over a capture."""

    def __init__(self, capture, build, options, limit):
        environment = {**os.environ, "PORTLORE_BUILD": str(build), "ASAN_OPTIONS": "detect_leaks=0"}
        begun = time.monotonic()
        try:
            done = subprocess.run(["env", "LD_PRELOAD=" + sanitizers(), ROOT / "tools" / "tshark", "-r", capture, *options],
                                  capture_output=True, text=True, errors="replace", env=environment, timeout=limit)
            self.status, self.said = done.returncode, set(COMPLAINT.findall(done.stdout + done.stderr))
            self.errors = done.stderr
        except subprocess.TimeoutExpired:
            self.status, self.said, self.errors = None, {"no end"}, ""
        self.seconds = time.monotonic() - begun

    def report(self):
        """The line of what went wrong that says most."""
        lines = [line for line in self.errors.splitlines() if line.strip()] or ["nothing was said"]
        return next((line for line in lines if re.match("SUMMARY|.*runtime error", line)), lines[-1])


def packets_in(capture):
    printed = subprocess.run(["capinfos", "-TcrM", capture], capture_output=True, text=True).stdout.splitlines()
    return int(printed[-1].split("\t")[1]) if printed else 0


def rounds(seeds, folder):
    """Captures without end: (how it was made, capture). Those of editcap are the same each time, and so are their findings."""
    random.seed(1)
    for number in range(1 << 31):
        made = folder / "round.pcapng"
        made.unlink(missing_ok=True)
        if number % 4 == 3:
            kind = random.choice(RANDOM_TYPES)
            command = ["randpkt", "-b", "500", "-c", str(RANDOM_PACKETS), "-t", kind, str(made)]
        else:
            capture, rate = random.choice(seeds), random.choice(RATES)
            command = ["editcap", "-E", str(rate), "--seed", str(number + 1), str(capture), str(made)]
        subprocess.run(command, capture_output=True)
        if made.exists():
            yield " ".join(command[:-1]), made


def problem_of(made, build):
    """What is wrong with how the plugin reads a capture, or nothing."""
    with_plugin = Reading(made, build, OPTIONS, LONGEST)
    if with_plugin.status == 0 and not with_plugin.said and with_plugin.seconds < SHORT:
        return None
    plain = Reading(made, NONE, PLAIN_OPTIONS, LONGEST)
    if with_plugin.status != plain.status:
        return f"ends with {with_plugin.status}, without the plugin with {plain.status}: {with_plugin.report()}"
    if with_plugin.said - plain.said:
        return f"{', '.join(sorted(with_plugin.said - plain.said))}: {with_plugin.report()}"
    if with_plugin.seconds > 10 * plain.seconds:
        return f"takes {with_plugin.seconds:.1f} s, without the plugin {plain.seconds:.1f} s"
    return None


def main():
    seconds, build = float(sys.argv[1]), pathlib.Path(sys.argv[2]).resolve()
    sources = list(map(pathlib.Path, sys.argv[3:]))
    seeds = sorted(path for source in sources for path in ([source] if source.is_file() else source.rglob("*"))
                   if path.is_file() and packets_in(path) > 0)
    if not seeds:
        sys.exit("captures.py: no capture to begin with")
    findings = packets = done = 0
    end = time.monotonic() + seconds
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        os.chmod(folder, 0o755)
        for how, made in rounds(seeds, folder):
            if time.monotonic() > end:
                break
            made.chmod(0o644)
            problem = problem_of(made, build)
            packets, done = packets + packets_in(made), done + 1
            if problem:
                findings += 1
                kept = pathlib.Path(f"finding-{findings}.pcapng").resolve()
                shutil.copy(made, kept)
                print(f"captures.py: {kept} ({how}): {problem}", flush=True)
    print(f"captures.py: {done} rounds, {packets} packets, {findings} findings")
    sys.exit(1 if findings else 0)


if __name__ == "__main__":
    main()
