"""How fast the plugin is, and how much memory it takes. Each part is a generator of figures."""
import concurrent.futures
import dataclasses
import json
import math
import os
import pathlib
import re
import statistics
import subprocess

from measure import FILTER, MEBI, NONE, RELEASE, ROOT, Figure, no_chance, pairs, quartiles, ratio_figure, run

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
MOST_MEMORY_AT_START = MEBI // 2
MOST_MEMORY = MEBI  # and so much an endpoint:
MOST_BYTES_AN_ENDPOINT = 200
START_PAIRS = 60  # a start takes a sixth of a second
MOST_START = 0.005  # seconds
INSTRUCTED = 30_000  # packets
MOST_INSTRUCTIONS = 1.02  # times plain, start-up included
NOT_HANDED = ["-o", "portlore.decode:FALSE"]  # what another dissector makes of a conversation is not the plugin's own
INSTRUCTED_WAYS = {"filter": (FILTER, ["-Y", "portlore.warning", *NOT_HANDED]), "summary": ([], NOT_HANDED),
                   "-T fields": (FIELDS, [*FIELDS, *NOT_HANDED])}


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
    yield Figure("memory over plain: no packets", f"{constant / MEBI:.2f} MiB", "at most 0.5 MiB",
                 constant <= MOST_MEMORY_AT_START)
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


def instructions_of(preload, profile, build, capture, *options):
    """How many a run of tshark takes, as callgrind counts them, into a profile."""
    run(build, "--tool=callgrind", f"--callgrind-out-file={profile}", "tshark", "-r", capture, *options, program="valgrind",
        variables={"LD_PRELOAD": str(preload)})
    return int(re.search(r"^(?:summary|totals): (\d+)", profile.read_text(), re.M)[1])


def inclusive(profile, name):
    """The instructions of the plugin's functions of that name, with all that they call."""
    printed = subprocess.run(["callgrind_annotate", "--inclusive=yes", "--threshold=100", profile], capture_output=True,
                             text=True).stdout
    taken = {}
    for count, function in re.findall(r"^ *([\d,]+) .*?:(\S* ?portlore::.*?) \[", printed, re.M):
        if re.search(rf"::{name}\b", function):
            # A line for each file with code of it, and all but that of its own are what is inlined.
            taken[function] = max(taken.get(function, 0), int(count.replace(",", "")))
    if not taken:
        raise LookupError(f"no function of the plugin's in the profile is called {name}: is it inlined?")
    return sum(taken.values())


def instructions(setting):
    captures = setting.empty(), setting.mixed(INSTRUCTED)
    preload = no_chance(setting.folder)
    profiles = {(way, build, capture): setting.folder / f"{way}-{capture.stem}-{pathlib.Path(build).name}.callgrind"
                for way in INSTRUCTED_WAYS for build in (NONE, RELEASE) for capture in captures}
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as several:
        counted = dict(zip(profiles, several.map(
            lambda key: instructions_of(preload, profiles[key], *key[1:], *INSTRUCTED_WAYS[key[0]][key[1] == RELEASE]), profiles)))
    for way in INSTRUCTED_WAYS:
        (plain_start, plain), (ours_start, ours) = ([counted[way, build, capture] for capture in captures] for build in (NONE, RELEASE))
        without, over = plain - plain_start, (ours - ours_start) - (plain - plain_start)
        yield Figure(f"instructions over plain: {way}, start-up included",
                     f"{ours / plain:.4f} times; {over / INSTRUCTED:,.0f} for each of {INSTRUCTED:,} packets, over "
                     f"{without / INSTRUCTED:,.0f}", f"at most {MOST_INSTRUCTIONS}", ours / plain <= MOST_INSTRUCTIONS)
    yield Figure("instructions over plain: start-up", f"{100 * (ours_start / plain_start - 1):.2f} %, "
                                                      f"{(ours_start - plain_start) / 1e6:,.1f} million over {plain_start / 1e6:,.0f}")
    road, handlers, recognisers, tag = (inclusive(profiles["filter", RELEASE, captures[1]], name) / INSTRUCTED
                                        for name in ("go", "look_at_payload", "look", "draw_tag"))
    yield Figure("instructions of a packet, filter, in the plugin's own calls",
                 f"look-up {road + handlers - recognisers - tag:,.0f}, recognisers {recognisers:,.0f}, tag {tag:,.0f}")


def benchmarks(_):
    output = subprocess.run([ROOT / "tools" / "benchmark", "--benchmark_format=json"], capture_output=True, text=True).stdout
    decoder, at = json.JSONDecoder(), 0
    while (at := output.find("{", at)) >= 0:
        report, at = decoder.raw_decode(output, at)
        for row in report["benchmarks"]:
            name = row["name"].split("/")[0].replace("_", " ")
            yield Figure(f"benchmark: {name}", f"{row['cpu_time']:,.1f} {row['time_unit']}")


