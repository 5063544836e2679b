"""How fast the plugin is, and how much memory it takes. Each part is a generator of figures."""
import concurrent.futures
import dataclasses
import json
import math
import os
import re
import statistics
import subprocess

from measure import FILTER, MEBI, NONE, RELEASE, ROOT, Figure, packets_in, pairs, quartiles, ratio_figure, run

FIELDS = ["-T", "fields", "-e", "frame.number", "-e", "ip.src"]
EVERY = ["-o", "portlore.scope:every"]
# Name, arguments without the plugin, arguments with it, bounds under the default scope and with every port tagged.
WAYS = [
    ("-q", ["-q"], ["-q"], 1.02, 1.05),
    ("filter", FILTER, ["-Y", "portlore.warning"], 1.02, 1.05),
    ("summary", [], [], 1.02, 1.05),
    ("-T fields", FIELDS, FIELDS, 1.04, 1.10),
    ("-T fields, one of ours too", FIELDS, [*FIELDS, "-e", "portlore.finding"], None, None),
    ("-T json", ["-T", "json"], ["-T", "json"], None, None),
    ("-V", ["-V"], ["-V"], None, None),
    ("two passes", ["-2"], ["-2"], None, None),
    ("statistics", ["-q", "-z", "conv,tcp"], ["-q", "-z", "portlore,endpoints"], None, None),
]
LUA = ["-X", f"lua_script:{ROOT / 'tests' / 'bench' / 'portlore.lua'}"]
FEW = 3  # pairs, where there is no bound
MOST_MEMORY = 2 * MEBI
MOST_BYTES_AN_ENDPOINT = 200
START_PAIRS = 60  # a start takes a sixth of a second
MOST_START = 0.005  # seconds


def ways_of(capture, bounded, unbounded, short):
    """Every way of reading, so many pairs of those that have a bound, of the others, and of what takes but a start's time."""
    read = ["-r", capture]
    for name, before, after, most, most_every in WAYS:
        count = short if name == "-q" else bounded if most else unbounded
        yield ratio_figure(name, count, read + before, read + after, most)
        if most_every:
            yield ratio_figure(f"{name}, every port", count, read + before, read + after + EVERY, most_every)
    for name, before in (("filter", FILTER), ("summary", [])):
        yield ratio_figure(f"{name}, in Lua", unbounded, read + before, read + before + LUA, with_plugin=NONE)


def ways(setting):
    for figure in ways_of(setting.mixed(500_000), setting.pairs, FEW, 10 * setting.pairs):
        yield dataclasses.replace(figure, what="time over plain: " + figure.what)


def start(setting):
    """An empty capture: what is left is the start of the program, and with the plugin the reading of the registry."""
    read = ["-r", setting.empty(), *FILTER]
    plain, other = pairs(START_PAIRS, read, read)
    low, median, high = quartiles([b.seconds - a.seconds for a, b in zip(plain, other)])
    yield Figure("start-up over plain", f"{1000 * median:.1f} ms ({1000 * low:.1f} to {1000 * high:.1f})",
                 f"at most {1000 * MOST_START:.0f} ms", median <= MOST_START)


def endpoints_in(capture):
    rows = run(RELEASE, "-q", "-r", capture, "-z", "portlore,json", keep_output=True).output.splitlines()
    return sum(json.loads(row)["row"] == "endpoint" for row in rows)


def more_memory(setting, capture, *options):
    read = ["-r", capture, *FILTER]
    plain, other = pairs(setting.pairs, read, [*read, *options])
    return statistics.median(run.memory for run in other) - statistics.median(run.memory for run in plain)


def memory(setting):
    constant = more_memory(setting, setting.empty())
    yield Figure("memory over plain: no packets", f"{constant / MEBI:.2f} MiB", "at most 2 MiB", constant <= MOST_MEMORY)
    scan = 200_000
    each = (more_memory(setting, setting.syns(scan, "hosts")) - constant) / scan
    yield Figure("memory over plain: an endpoint, of 200,000 that a scan looks for", f"{each:.0f} bytes",
                 f"at most {MOST_BYTES_AN_ENDPOINT}", each <= MOST_BYTES_AN_ENDPOINT)
    capture = setting.mixed(500_000)
    more, count = more_memory(setting, capture, "-o", "portlore.decode:FALSE"), endpoints_in(capture)
    most = MOST_MEMORY + count * MOST_BYTES_AN_ENDPOINT
    yield Figure(f"memory over plain: 500,000 mixed packets, {count:,} endpoints, nothing handed over", f"{more / MEBI:.2f} MiB",
                 f"at most {most / MEBI:.2f} MiB", more <= most)
    yield Figure("the same with what other dissectors keep of the conversations handed to them",
                 f"{more_memory(setting, capture) / MEBI:.2f} MiB")


def fit(points):
    """Least squares through (x, y): slope and intercept, the share of the variance explained, and the exponent of y ~ x^e."""
    x, y = zip(*points)
    slope, intercept = statistics.linear_regression(x, y)
    explained = statistics.correlation(x, y) ** 2
    exponent = statistics.linear_regression([math.log(value) for value in x], [math.log(value) for value in y]).slope
    return slope, intercept, explained, exponent


def linear(setting):
    sizes = (100_000, 300_000, 1_000_000, 3_000_000, 10_000_000)
    found = {NONE: [], RELEASE: []}
    for size in sizes:
        capture = setting.mixed(size)
        # Both at the same time: ten million packets take minutes.
        with concurrent.futures.ThreadPoolExecutor(2) as two:
            for build, done in zip(found, two.map(lambda build: run(build, "-r", capture, *FILTER), found)):
                found[build].append((size / 1e6, done))
    empty = {build: run(build, "-r", setting.empty(), *FILTER) for build in found}
    for what, unit, of in (("time", "s", lambda done, zero: done.seconds - zero.seconds),
                           ("memory", "MiB", lambda done, zero: (done.memory - zero.memory) / MEBI)):
        fits = {build: fit([(size, of(done, empty[build])) for size, done in runs]) for build, runs in found.items()}
        slope, intercept, explained, exponent = fits[RELEASE]
        yield Figure(f"{what} of 0.1 to 10 million mixed packets",
                     f"{slope:.2f} {unit} a million {intercept:+.2f} {unit}, R² {explained:.4f}, exponent {exponent:.3f}; "
                     f"plain {fits[NONE][0]:.2f} {unit} a million, exponent {fits[NONE][3]:.3f}",
                     "linear, as plain", explained > 0.99 and exponent < fits[NONE][3] + 0.05)


def callees(profile, function):
    """What a function's inclusive cost is made of: {called function: (instructions, calls)}, and its own name to the sum."""
    lines = subprocess.run(["callgrind_annotate", "--inclusive=yes", "--tree=calling", "--threshold=100", profile],
                           capture_output=True, text=True).stdout.splitlines()
    at = next(i for i, line in enumerate(lines) if " * " in line and function in line)
    found = {function: (int(lines[at].split()[0].replace(",", "")), 1)}
    for line in lines[at + 1:]:
        match = re.match(r"\s*([\d,]+) .*  >   .*?:(\S.*?) \(([\d,]+)x\)", line)
        if not match:
            break
        found[match[2]] = tuple(int(match[group].replace(",", "")) for group in (1, 3))
    return found


def of(found, name):
    """Instructions and calls of the callees whose name begins so."""
    chosen = [costs for callee, costs in found.items() if name in callee]
    return sum(cost for cost, _ in chosen), max((calls for _, calls in chosen), default=0)


def instructions(setting):
    capture = setting.mixed(20_000)
    profile = setting.folder / "callgrind.out"
    run(RELEASE, "--tool=callgrind", f"--callgrind-out-file={profile}", "tshark", "-r", capture, "-Y", "portlore.warning",
        program="valgrind")
    drawing = callees(profile, "draw_tag(")
    judging = callees(profile, "portlore::endpoints_to_tag(")
    everything = int(re.search(r"^(?:summary|totals): (\d+)", profile.read_text(), re.M)[1])
    observed, asked = of(judging, "portlore::observe(")
    role = observed + of(judging, "::tagged_end(")[0]
    painted, tagged = of(drawing, "draw_endpoint(")
    tag = painted + of(drawing, "summarise(")[0] + of(drawing, "proto_")[0]
    packets = packets_in(capture)
    whole = drawing["draw_tag("][0]
    yield Figure("instructions of a packet: all that is dissected, plain and ours", f"{everything / packets:,.0f}")
    yield Figure("instructions of a packet: look-up", f"{(whole - role - tag) / packets:,.0f}")
    yield Figure("instructions of a packet: role", f"{role / asked:,.0f} where it is asked for, in {asked:,} of {packets:,}; "
                                                   f"{role / packets:,.0f} on average")
    yield Figure("instructions of a packet: tag", f"{tag / tagged:,.0f} where there is one, in {tagged:,} of {packets:,}; "
                                                  f"{tag / packets:,.0f} on average")
    yield Figure("instructions: share of the three", f"{100 * whole / everything:.2f} %")


def benchmarks(_):
    output = subprocess.run([ROOT / "tools" / "benchmark", "--benchmark_format=json"], capture_output=True, text=True).stdout
    decoder, at = json.JSONDecoder(), 0
    while (at := output.find("{", at)) >= 0:
        report, at = decoder.raw_decode(output, at)
        for row in report["benchmarks"]:
            name = row["name"].split("/")[0].replace("_", " ")
            yield Figure(f"benchmark: {name}", f"{row['cpu_time']:,.1f} {row['time_unit']}")


