"""What it takes to read archives with tools/sweep, on one machine and on several. Each part is a generator of figures."""
import collections
import contextlib
import json
import os
import resource
import shutil
import signal
import statistics
import subprocess
import sys
import time

from measure import FILTER, NONE, RELEASE, ROOT, Figure, quartiles, run

sys.path.insert(0, str(ROOT / "tests"))
from hosts import CPU, Hosts, read_by, why_not  # noqa: E402

TSHARK = ROOT / "tools" / "tshark"
SCALE = (1, 2, 5, 10)  # hosts
SHARE = 0.08  # of one core, for each of ten hosts: the controller has the rest
SCALED = 100  # captures
LOST = 2  # the host that is lost


class Sweep:
    """One run of tools/sweep over the captures of the setting, or those that are named."""

    def __init__(self, setting, name, *arguments, captures=None, command=lambda *words: [str(word) for word in words]):
        self.folder = setting.folder / name
        shutil.rmtree(self.folder, ignore_errors=True)
        self.arguments, self.command = arguments, command
        self.sources = captures or setting.captures
        self.begun = time.monotonic()
        self._start(*self.sources)

    def _start(self, *what):
        self.process = subprocess.Popen(self.command(ROOT / "tools" / "sweep", "--output", self.folder, *self.arguments, *what),
                                        stderr=subprocess.DEVNULL)

    def kill_and_resume(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self._start("--resume")

    def wait_for(self, condition):
        while not condition(read_by(self.folder)):
            if self.process.poll() is not None:
                sys.exit("bench: the sweep was over before it was disturbed")
            time.sleep(0.02)

    def seconds(self):
        """How long it took in all, once it is over."""
        if self.process.wait() != 0:
            sys.exit(f"bench: the sweep into {self.folder} ended with {self.process.returncode}")
        return time.monotonic() - self.begun

    def rows(self):
        """Each row, without the host that read it, and how often it is there."""
        found = collections.Counter()
        for line in open(self.folder / "rows.ndjson", encoding="utf-8"):
            row = json.loads(line)
            del row["host"]
            found[json.dumps(row, sort_keys=True)] += 1
        return found


def same_rows(what, sweep, undisturbed, note):
    rows, expected = sweep.rows(), undisturbed.rows()
    differing = (rows - expected).total() + (expected - rows).total()
    read = read_by(sweep.folder)
    return Figure(what, f"{read.total()} captures, {rows.total()} rows, {differing} differ; {note}", "each capture once, 0 differ",
                  differing == 0 and read.total() == len(sweep.sources))


def loop(setting, build, *arguments):
    """The seconds of one tshark after the other."""
    begun = time.monotonic()
    for capture in setting.captures:
        run(build, "-r", capture, *arguments, may_fail=True)
    return time.monotonic() - begun


def ratio(what, dividends, divisors):
    low, median, high = quartiles([a / b for a, b in zip(dividends, divisors)])
    return Figure(what, f"{median:.3f} ({low:.3f} to {high:.3f}), {len(divisors)} rounds, "
                        f"{statistics.median(dividends):.0f} s against {statistics.median(divisors):.0f} s")


def cores(setting):
    """tools/sweep on one core and on two, against tshark in a loop; all in turn, by the clock."""
    plain, ours, one, two = [], [], [], []
    for _ in range(setting.pairs):
        plain.append(loop(setting, NONE, *FILTER))
        ours.append(loop(setting, RELEASE, "-q", "-z", "portlore,json"))
        one.append(Sweep(setting, "one", "--jobs", 1).seconds())
        two.append(Sweep(setting, "two", "--jobs", 2).seconds())
    count = len(setting.captures)
    yield Figure("tshark without the plugin, one capture after the other", f"{statistics.median(plain) / count * 1000:.0f} ms a capture")
    yield ratio("tools/sweep on one core over plain tshark in a loop", one, plain)
    yield ratio("tools/sweep on one core over tshark with the plugin in a loop", one, ours)
    yield ratio("one core over two cores", one, two)


def kills(setting):
    """A sweep that is killed three times, against one that is not."""
    undisturbed = Sweep(setting, "undisturbed")
    seconds = undisturbed.seconds()
    killed = Sweep(setting, "killed")
    for part in (1, 2, 3):
        killed.wait_for(lambda read: read.total() >= len(setting.captures) * part / 4)
        killed.kill_and_resume()
    note = f"{killed.seconds():.0f} s, {seconds:.0f} s without"
    yield same_rows("killed with SIGKILL three times, and resumed", killed, undisturbed, note)


@contextlib.contextmanager
def network(setting, count, share=None):
    if lacking := why_not():
        sys.exit(f"bench: no hosts can be made: {lacking}")
    folder = setting.folder / "network"
    with Hosts(folder, count, share) as made:
        yield made
    shutil.rmtree(folder)


def on(hosts, setting, name, captures=None):
    return Sweep(setting, name, "--hosts", hosts.list, "--tshark", TSHARK, captures=captures, command=hosts.command)


def used_by_children():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def hosts(setting):
    """Three hosts, against this one; then one of them loses its sshd in the middle."""
    here = Sweep(setting, "here")
    here.seconds()
    with network(setting, 3) as three:
        before, used = three.traffic(), used_by_children()
        whole = on(three, setting, "whole")
        seconds = whole.seconds()
        used, traffic = used_by_children() - used, three.traffic() - before
        yield same_rows("three hosts", whole, here, f"{seconds:.0f} s")
        count = len(setting.captures)
        yield Figure("what a capture takes of the controller", f"{used / count * 1000:.0f} ms of a processor")
        yield Figure("what a capture takes of the network", f"{traffic / count / 1000:.1f} kB")
    with network(setting, 3) as three:
        lost = on(three, setting, "lost")
        lost.wait_for(lambda read: read[three.address(LOST)] >= len(setting.captures) / 6)
        three.kill_sshd(LOST)
        note = f"{lost.seconds():.0f} s; read by each: " + ", ".join(
            str(read_by(lost.folder)[three.address(number)]) for number in (1, 2, 3))
        yield same_rows("three hosts, the second of which loses its sshd in the middle", lost, here, note)


def scale(setting):
    """The same captures on one host and on more, each with the same small share of a core."""
    if not os.access(CPU / "cgroup.procs", os.W_OK):
        sys.exit(f"bench: {CPU} is not there: shares of a core are given with the first version of control groups")
    step = max(1, len(setting.captures) // SCALED)
    captures = setting.captures[::step][:SCALED]
    seconds = {}
    for count in SCALE:
        with network(setting, count, SHARE) as some:
            seconds[count] = on(some, setting, f"scale{count}", captures).seconds()
    for count in SCALE[1:]:
        yield Figure(f"{count} hosts of {SHARE:.0%} of a core each, over one such", f"{seconds[1] / seconds[count]:.2f} times as fast: "
                     f"{len(captures)} captures in {seconds[count]:.0f} s against {seconds[1]:.0f} s")
