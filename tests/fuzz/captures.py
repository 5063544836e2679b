#!/usr/bin/python3
"""Fuzz the plugin in the real tshark, as Wireshark fuzzes its dissectors: captures with bytes changed at random, and random
packets, through a plugin that was built with AddressSanitizer and UndefinedBehaviorSanitizer.

usage: captures.py [--packets N] SECONDS BUILD CAPTURE-OR-FOLDER...     until that time is over, or N packets were sent

Each round reads one capture in two passes with full details, statistics and every port tagged. It is a finding where
tshark ends otherwise than without the plugin, a sanitizer or "Dissector bug" speaks up where it does not without the
plugin, or it takes ten times as long. The capture of a finding is kept in the working folder.
"""
import argparse
import concurrent.futures
import functools
import itertools
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
sys.path.insert(0, str(ROOT / "tests" / "bench"))
from measure import NONE, captures_in  # noqa: E402

RATES = (0.0005, 0.005, 0.02, 0.1)
RANDOM_TYPES = ("tcp", "udp", "sctp", "ip", "dns", "syslog")
RANDOM_PACKETS = 3000
BATCH = 8  # rounds
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
    """How many packets a capture has: 0 of a file that is no capture."""
    told = subprocess.run(["capinfos", "-Mrc", "-T", capture], capture_output=True, text=True).stdout
    return int(told.rpartition("\t")[2] or 0)


def make_round(number, seeds, folder):
    """The capture of a round, and how it was made; the same each time, and so are the findings."""
    chance = random.Random(number)
    made = folder / f"round-{number}.pcapng"
    if number % 4 == 3:
        command = ["randpkt", "-b", "500", "-c", str(RANDOM_PACKETS), "-t", chance.choice(RANDOM_TYPES), str(made)]
    else:
        command = ["editcap", "-E", str(chance.choice(RATES)), "--seed", str(number + 1), str(chance.choice(seeds)), str(made)]
    subprocess.run(command, capture_output=True)
    return " ".join(command[:-1]), made


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


def try_round(number, seeds, folder, build):
    """One round: (packets, a finding's lines or nothing)."""
    how, made = make_round(number, seeds, folder)
    if not made.exists():  # editcap does not change what it cannot read
        return 0, None
    made.chmod(0o644)
    problem, packets = problem_of(made, build), packets_in(made)
    kept = pathlib.Path(f"finding-{number}.pcapng").resolve()
    if problem:
        shutil.copy(made, kept)
    made.unlink()
    return packets, problem and f"{kept} ({how}): {problem}"


def main():
    parser = argparse.ArgumentParser(usage=__doc__.split("\n\n")[1].removeprefix("usage: "))
    parser.add_argument("--packets", type=int, default=1 << 62)
    parser.add_argument("seconds", type=float)
    parser.add_argument("build", type=pathlib.Path)
    parser.add_argument("sources", nargs="+", type=pathlib.Path)
    options = parser.parse_args()
    seeds = [path for path in captures_in(options.sources) if packets_in(path) > 0]
    if not seeds:
        sys.exit("captures.py: no capture to begin with")
    findings = packets = done = 0
    end = time.monotonic() + options.seconds
    with tempfile.TemporaryDirectory() as name, concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as several:
        folder = pathlib.Path(name)
        os.chmod(folder, 0o755)
        numbers = itertools.count()
        while time.monotonic() < end and packets < options.packets:
            batch = list(itertools.islice(numbers, BATCH))
            for found, problem in several.map(lambda number: try_round(number, seeds, folder, options.build.resolve()), batch):
                packets, done = packets + found, done + 1
                if problem:
                    findings += 1
                    print(f"captures.py: {problem}", flush=True)
    print(f"captures.py: {done} rounds, {packets} packets, {findings} findings")
    sys.exit(1 if findings else 0)


if __name__ == "__main__":
    main()
