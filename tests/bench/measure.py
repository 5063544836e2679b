"""Runs of tshark with the plugin and without, and the figures made of them."""
import dataclasses
import os
import pathlib
import re
import statistics
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
RELEASE = ROOT / "build" / "release"
NONE = "none"  # as tools/tshark calls the build that is not there
MEBI = 1 << 20
FILTER = ["-Y", "ncp.type"]  # a field that, like ours, few packets have
PCAPS = sorted((ROOT / "pcaps").glob("*.pcap"))
# Wireshark's hash tables multiply by a random number: without this, two runs differ by a hundredth.
NO_CHANCE = "unsigned g_random_int(void) { return 2654435769u; }"


@dataclasses.dataclass
class Figure:
    """One row of the table."""
    what: str
    figure: str
    bound: str = ""
    holds: bool | None = None  # None: there is no bound

    def verdict(self):
        return {True: "yes", False: "**no**", None: ""}[self.holds]


@dataclasses.dataclass
class Run:
    """What one run of a program took."""
    seconds: float  # of processor time, user's and system's
    memory: int  # bytes, resident at most
    output: str


def run(build, *arguments, program="tshark", keep_output=False, may_fail=False, variables=None):
    """Run one of Wireshark's programs, with the plugin of a build or with none; where it fails and may not, all ends."""
    command = [str(ROOT / "tools" / "tshark"), *map(str, arguments)]
    environment = {**os.environ, "PORTLORE_BUILD": str(build), "PORTLORE_PROGRAM": program, **(variables or {})}
    process = subprocess.Popen(command, env=environment, text=True, errors="replace", stderr=subprocess.DEVNULL,
                               stdout=subprocess.PIPE if keep_output else subprocess.DEVNULL)
    output = process.stdout.read() if keep_output else ""
    _, wait_status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(wait_status)
    if process.returncode != 0 and not may_fail:
        sys.exit(f"bench: tshark with the plugins of {build} ended with {process.returncode}: {' '.join(command)}")
    return Run(used.ru_utime + used.ru_stime, used.ru_maxrss * 1024, output)


def no_chance(folder):
    """Makes a library to preload, so that two runs of a program do the same."""
    path = folder / "no_chance.so"
    subprocess.run(["g++", "-shared", "-fPIC", "-xc", "-o", path, "-"], input=NO_CHANCE, text=True, check=True)
    path.chmod(0o755)
    return path


def blocks(preload, build, *arguments):
    """How many blocks of instructions, as Valgrind counts them, a run of tshark goes through."""
    said = run(build, "--tool=none", "--stats=yes", "--log-fd=1", "tshark", *arguments, program="valgrind", keep_output=True,
               variables={"LD_PRELOAD": str(preload)}).output
    return int(re.search(r"([\d,]+) event checks", said)[1].replace(",", ""))


def pairs(count, before, after, with_plugin=RELEASE):
    """Runs without the plugin and with it, in turn, so that both see the same machine: two lists."""
    both = [(run(NONE, *before), run(with_plugin, *after)) for _ in range(count)]
    return [one for one, _ in both], [other for _, other in both]


def quartiles(values):
    return tuple(statistics.quantiles(values, n=4))


def ratio_figure(what, count, before, after, most=None, with_plugin=RELEASE):
    """The processor time with the plugin over that without, the median of the pairs with the quartiles around it."""
    plain, other = pairs(count, before, after, with_plugin)
    low, median, high = quartiles([b.seconds / a.seconds for a, b in zip(plain, other)])
    seconds = statistics.median(run.seconds for run in plain)
    return Figure(what, f"{median:.3f} ({low:.3f} to {high:.3f}), {count} pairs of {seconds:.1f} s",
                  f"at most {most}" if most else "", median <= most if most else None)


def captures_in(sources):
    """The capture files that are named, and those in the folders that are named."""
    return sorted(path for source in sources for path in ([source] if source.is_file() else source.rglob("*"))
                  if path.is_file())
