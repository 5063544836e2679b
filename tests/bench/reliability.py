"""What the plugin withstands, and that it leaves alone what is not its own. Each part is a generator of figures."""
import concurrent.futures
import functools
import itertools
import json
import os
import pathlib
import re
import subprocess
import tempfile
import time

from measure import FILTER, MEBI, NONE, PCAPS, RELEASE, ROOT, Figure, blocks, no_chance, run

FUZZED = 1_000_000  # packets
REOPENINGS = 100
FLOOD = (100_000, 1_000_000, 10_000_000)  # SYNs
MOST_FLOOD_MEMORY = 400 * MEBI  # a million conversations and a million flows, of about 200 bytes each
CRAFTED = {  # what crafted.py makes
    "SYNs on one 4-tuple": ("tcp", "one"),
    "datagrams on one 4-tuple": ("udp", "one"),
    "SYNs from IPv6 sources of one hash": ("tcp", "colliding"),
    "datagrams from IPv6 sources of one hash": ("udp", "colliding"),
}
CRAFTED_PORTS = (3256, 443)  # one that is documented, and one that is not
FEW_CRAFTED, MANY_CRAFTED = 10_000, 160_000
MOST_GROWTH = 1.2
GROWTH_FLOOR = 0.02  # of what plain takes for a packet: added to both sides, as a difference in less than that is none
MOST_TIMES_PLAIN = 5  # what takes longer is not counted, for that would take hours
TABLES = ("-z", "portlore,endpoints", "-z", "portlore,sources")
LIVE_SECONDS = 60
LIVE_PORT = 3201


def fuzz(setting):
    build = ROOT / "build" / "asan"
    begun = time.monotonic()
    done = subprocess.run([ROOT / "tests" / "fuzz" / "captures.py", "--packets", str(FUZZED), "3600", build, *setting.sources],
                          capture_output=True, text=True, cwd=setting.folder)
    rounds, packets, findings = map(int, re.search(r"(\d+) rounds, (\d+) packets, (\d+) findings", done.stdout).groups())
    yield Figure("changed and random packets through the sanitized plugin",
                 f"{packets:,} packets, {findings} findings, {time.monotonic() - begun:.0f} s", "1,000,000, none",
                 packets >= FUZZED and findings == 0)
    for line in done.stdout.splitlines()[:-1]:
        print(line)


class Memcheck:
    """What Valgrind says of one reading of a capture in two passes."""

    def __init__(self, setting, capture, build, *options):
        log = setting.folder / f"{capture.stem}-{pathlib.Path(build).name}.log"
        run(build, "--leak-check=full", "--show-leak-kinds=definite,possible", f"--log-file={log}", "tshark", "-r", capture, "-2", "-V",
            *options, program="valgrind")
        said = log.read_text(errors="replace")
        log.unlink()
        records = [record for record in re.split(r"\n==\d+== \n", said) if "    at 0x" in record]
        self.errors = sum("are definitely lost" not in record and "are possibly lost" not in record for record in records)
        self.lost = sum(int(number.replace(",", "")) for number in re.findall(r"(?:definitely|indirectly) lost: ([\d,]+)", said))


@functools.cache
def protocols():
    """The filter names of all that plain tshark dissects: a shell and a program are observed, and are none of these."""
    return {line.split("\t")[2] for line in run(NONE, "-G", "protocols", keep_output=True).output.splitlines()}


def decoded_as(capture):
    """What plain tshark must be told to dissect as the plugin does: the dissectors have leaks of their own."""
    rows = map(json.loads, run(RELEASE, "-q", "-r", capture, "-z", "portlore,json", keep_output=True).output.splitlines())
    return [word for row in rows if row["row"] == "endpoint" and row["role"] == "Listener" and protocols().intersection(row["observed"][:1])
            for word in ("-d", f"{row['transport']}.port=={row['port']},{row['observed'][0]}")]


def more_than_plain(setting, capture):
    """(errors, lost bytes) of the plugin that plain tshark does not have."""
    ours = Memcheck(setting, capture, RELEASE, "-z", "portlore,endpoints")
    plain = Memcheck(setting, capture, NONE)
    if (ours.errors, ours.lost) != (plain.errors, plain.lost):
        plain = Memcheck(setting, capture, NONE, *decoded_as(capture))
    return ours.errors - plain.errors, ours.lost - plain.lost


def memcheck(setting):
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as several:
        found = list(several.map(lambda capture: more_than_plain(setting, capture), PCAPS))
    errors, lost = (sum(max(0, more[which]) for more in found) for which in (0, 1))
    yield Figure(f"memcheck of the {len(PCAPS)} captures in pcaps/, over plain dissecting the same",
                 f"{errors} errors, {lost} bytes lost", "none", errors == lost == 0)


def resident(pid):
    return int(re.search(r"VmRSS:\s+(\d+)", pathlib.Path(f"/proc/{pid}/status").read_text())[1]) * 1024


def reopened(build):
    """Resident memory of one sharkd after each opening of a capture."""
    environment = {**os.environ, "PORTLORE_BUILD": str(build), "PORTLORE_PROGRAM": "sharkd"}
    memory = []
    with subprocess.Popen([ROOT / "tools" / "tshark", "-"], env=environment, text=True, stdin=subprocess.PIPE,
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as sharkd:
        def ask(method, **parameters):
            sharkd.stdin.write(json.dumps({"jsonrpc": "2.0", "id": 1, "method": method, "params": parameters}) + "\n")
            sharkd.stdin.flush()
            while not (line := sharkd.stdout.readline()).startswith("{"):
                if not line:
                    raise SystemExit("bench: sharkd ended")
            return json.loads(line)
        for capture in itertools.islice(itertools.cycle(PCAPS), REOPENINGS):
            assert "result" in ask("load", file=str(capture)), capture
            assert "result" in ask("frames"), capture
            memory.append(resident(sharkd.pid))
        ask("bye")
    return memory


def reopen(_):
    # The first ones fill caches; and sharkd itself (4.0) keeps 11 MiB at each opening.
    first = REOPENINGS // 5
    plain, other = ((memory[-1] - memory[first]) / 1024 for memory in map(reopened, (NONE, RELEASE)))
    yield Figure(f"captures of pcaps/ opened {REOPENINGS} times in one sharkd: memory from the 20th to the last",
                 f"{other:,.0f} KiB; plain {plain:,.0f} KiB: {(other - plain) / (REOPENINGS - first):+.1f} KiB an opening", "flat, as plain",
                 other - plain <= MEBI / 1024)


def flood(setting):
    found = []
    for size in FLOOD:
        capture = setting.syns(size)
        plain = run(NONE, "-r", capture, *FILTER)
        other = run(RELEASE, "-r", capture, *FILTER, "-z", "portlore,endpoints", keep_output=True)
        found.append((size, plain, other))
        capture.unlink()
    times = "; ".join(f"{size / 1e6:g} million {other.seconds:.1f} s, plain {plain.seconds:.1f} s" for size, plain, other in found)
    # Plain tshark itself takes more for each SYN of a longer flood.
    added = {size: (other.seconds - plain.seconds) / size for size, plain, other in found}
    some, most = FLOOD[-2:]
    slowdown = added[most] / added[some]
    yield Figure("SYNs from random sources: time", f"{times}; of ten million, ours adds {slowdown:.2f} times as much to each as of one "
                 "million", "linear (at most 1.1)", slowdown <= 1.1)
    memory = "; ".join(f"{size / 1e6:g} million {(other.memory - plain.memory) / MEBI:.0f} MiB" for size, plain, other in found)
    yield Figure("SYNs from random sources: memory over plain, with the table", memory,
                 f"bounded, at most {MOST_FLOOD_MEMORY / MEBI:.0f} MiB", found[-1][2].memory - found[-1][1].memory <= MOST_FLOOD_MEMORY)
    said = next((line for line in found[-1][2].output.splitlines() if "forgotten" in line), "nothing")
    yield Figure("SYNs from random sources: what the table says", said, "how many were forgotten",
                 said.startswith(f"{most - 1_000_000} tries"))


def all_of_it(packets):
    """Reads a crafted capture in two passes, with both tables, and forgets half of it."""
    return ("-2", *TABLES, "-o", f"portlore.unanswered:{packets // 2}")


def crafted_times(capture):
    """What each way of reading the larger capture takes: (words, whether none takes so many times plain's)."""
    ways = {"one pass": ((), ()), "with tables": ((), TABLES), "two passes": (("-2",), ("-2",)),
            "all of it": (("-2",), all_of_it(MANY_CRAFTED))}
    plain = {options: run(NONE, "-r", capture, *FILTER, *options).seconds for options, _ in ways.values()}
    times = {way: (run(RELEASE, "-r", capture, *FILTER, *ours).seconds, plain[options]) for way, (options, ours) in ways.items()}
    words = ", ".join(f"{way} {ours:.1f} s (plain {before:.1f})" for way, (ours, before) in times.items())
    return words, all(ours <= MOST_TIMES_PLAIN * before for ours, before in times.values())


class Blocks:
    """Counts blocks of instructions of all_of_it(), which do not depend on what else the machine does."""

    def __init__(self, setting):
        self.preload = no_chance(setting.folder)
        # Of one packet, not of none: some work is done once, but not before there is a packet on such a port.
        self.start = self._whole((setting.crafted("udp", "one", CRAFTED_PORTS[0], 1), 1))

    def _whole(self, *captures):
        """Of each (capture, packets), without the plugin and with it, one after the other."""
        wanted = [arguments for capture, packets in captures
                  for arguments in ((NONE, "-r", capture, *FILTER, "-2"), (RELEASE, "-r", capture, *FILTER, *all_of_it(packets)))]
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as several:
            return list(several.map(lambda arguments: blocks(self.preload, *arguments), wanted))

    def over_plain(self, capture_of):
        """Of a packet, without the start: (plain of the small capture, over that, over plain of the large one)."""
        sizes = (FEW_CRAFTED, MANY_CRAFTED)
        counted = self._whole(*((capture_of(size), size) for size in sizes))
        plain, ours = ([(whole - self.start[which]) / size for whole, size in zip(counted[which::2], sizes)] for which in (0, 1))
        return plain[0], ours[0] - plain[0], ours[1] - plain[1]


def crafted(setting):
    counter = Blocks(setting)
    for (what, made), port in itertools.product(CRAFTED.items(), CRAFTED_PORTS):
        capture_of = functools.partial(setting.crafted, *made, port)
        said, holds = crafted_times(capture_of(MANY_CRAFTED))
        if holds:
            plain, few, many = counter.over_plain(capture_of)
            growth = (many + GROWTH_FLOOR * plain) / (few + GROWTH_FLOOR * plain)
            said += f"; {few:,.0f} blocks of instructions over plain's {plain:,.0f} for a packet of {FEW_CRAFTED:,}, {many:,.0f} for " \
                    f"one of these: {growth:.2f} times as many"
            holds = growth <= MOST_GROWTH
        yield Figure(f"{MANY_CRAFTED:,} {what} to {made[0]}/{port}", said, f"linear (at most {MOST_GROWTH})", holds)


def pdml_frames(capture, build, *options):
    """The packets of a capture's PDML, without Port Lore's own items."""
    output = run(build, "-r", capture, "-T", "pdml", *options, keep_output=True).output
    output = re.sub(r'^  <proto name="portlore".*?^  </proto>\n', "", output, flags=re.DOTALL | re.MULTILINE)
    return output.split("<packet>\n")[1:]


def differing(capture, *options):
    """Frames of a capture, and the numbers of those that read otherwise with the plugin."""
    try:
        plain, other = pdml_frames(capture, NONE), pdml_frames(capture, RELEASE, *options)
    except SystemExit:
        return 0, []  # no capture, or one that tshark does not read to its end
    assert len(plain) == len(other), capture
    return len(plain), [number for number, (a, b) in enumerate(zip(plain, other), 1) if a != b]


def conversations_of(capture, frames):
    """How many streams those frames are part of."""
    wanted = set(frames)
    rows = run(RELEASE, "-r", capture, "-T", "fields", "-e", "frame.number", "-e", "tcp.stream", "-e", "udp.stream", "-e",
               "sctp.assoc_index", keep_output=True).output.splitlines()
    return len({tuple(row.split("\t")[1:]) for row in rows if int(row.split("\t")[0]) in wanted})


def interference(setting):
    captures = setting.captures
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as several:
        named = list(several.map(lambda capture: differing(capture, "-o", "portlore.decode:FALSE"), captures))
        decoded = list(several.map(differing, captures))
    frames = sum(count for count, _ in named)
    changed = sum(len(numbers) for _, numbers in named)
    yield Figure(f"frames that read otherwise in PDML, of {frames:,} in {len(captures)} captures, nothing handed over", f"{changed:,}",
                 "0", changed == 0)
    streams = sum(conversations_of(capture, numbers) for capture, (_, numbers) in zip(captures, decoded) if numbers)
    yield Figure("the same with recognised conversations on notable ports handed over",
                 f"{sum(len(numbers) for _, numbers in decoded):,} frames, of {streams} conversations")


NGINX = """daemon off; pid {folder}/nginx.pid; error_log {folder}/error.log; worker_processes 1;
events {{ worker_connections 256; }}
http {{ access_log off; client_body_temp_path {folder}/a; proxy_temp_path {folder}/b; fastcgi_temp_path {folder}/c;
uwsgi_temp_path {folder}/d; scgi_temp_path {folder}/e;
server {{ listen 127.0.0.1:{port}; location / {{ return 200 "hello\\n"; }} }} }}
"""
# Milliseconds before each request: tshark keeps up with it on two cores.
WRK = "function delay() return 8 end\n"


def captured_live(build, folder):
    """Packets received and dropped by a dumpcap that pipes into tshark, while wrk asks nginx."""
    nginx = subprocess.Popen(["nginx", "-c", str(folder / "nginx.conf"), "-e", str(folder / "error.log")])
    environment = {**os.environ, "PORTLORE_BUILD": str(build)}
    dumpcap = subprocess.Popen(["dumpcap", "-q", "-i", "lo", "-f", f"tcp port {LIVE_PORT}", "-w", "-"], stdout=subprocess.PIPE,
                               stderr=subprocess.PIPE)
    tshark = subprocess.Popen([ROOT / "tools" / "tshark", "-r", "-", "-l", "-T", "fields", "-e", "frame.number"], env=environment,
                              stdin=dumpcap.stdout, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    dumpcap.stdout.close()
    time.sleep(2)
    subprocess.run(["wrk", "-t", "1", "-c", "50", "-d", f"{LIVE_SECONDS}s", "-s", str(folder / "delay.lua"),
                    f"http://127.0.0.1:{LIVE_PORT}/"], stdout=subprocess.DEVNULL, check=True)
    dumpcap.terminate()
    said = dumpcap.stderr.read().decode()
    for process in (dumpcap, tshark):
        process.wait()
    nginx.terminate()
    nginx.wait()
    return tuple(map(int, re.search(r"on interface '[^']+': (\d+)/(\d+)", said).groups()))


def live(_):
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        folder.chmod(0o755)
        (folder / "nginx.conf").write_text(NGINX.format(folder=folder, port=LIVE_PORT))
        (folder / "delay.lua").write_text(WRK)
        (received, dropped), (received_ours, dropped_ours) = (captured_live(build, folder) for build in (NONE, RELEASE))
    yield Figure(f"live on loopback: wrk asks nginx on {LIVE_PORT} for {LIVE_SECONDS} s, dumpcap pipes into tshark",
                 f"{dropped_ours:,} dropped of {received_ours:,}; plain {dropped:,} of {received:,}", "no more than plain",
                 dropped_ours <= dropped)
