"""How captures are read: by tshark, one after the other, or by tools/sweep."""
import contextlib
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

import common
import progress_bar
from reporting.rows import Capture, Found, clean

SCOPES = {"documented": "Only documented ports have rows.",
          "notable": "Ports that are neither documented nor notable have no rows (-- -o portlore.scope:every shows all).",
          "every": "Every port has a row."}


def fail(message):
    sys.exit(f"report: {message}")


def complaint(stderr, status):
    """Why tshark ended as it did, in its own words."""
    lines = [line.removeprefix("tshark: ") for line in stderr.splitlines() if line.startswith("tshark: ")]
    return clean(lines[0]) if lines else f"tshark ended with {status} and did not say why"


def started(command, **options):
    try:
        return subprocess.Popen(command, **options)
    except OSError as error:
        fail(f"{command[0]}: {error.strerror}")


def read_capture(found, path, name, tshark, options):
    """Let tshark read one capture."""
    command = [tshark, "-r", path, "-q", "-z", "portlore,json", "-z", "io,stat,0", *options]
    capture, has_rows = Capture(name), False
    with tempfile.TemporaryFile("w+", errors="replace") as errors:
        with (started(command, stdout=subprocess.PIPE, stderr=errors, text=True, errors="replace") as process,
              progress_bar.beside(process, path)):
            for line in process.stdout:
                if line.startswith('{"row"') and line.endswith("}\n"):  # the last line of a tshark that died is not whole
                    found.take(json.loads(line), name)
                    has_rows = True
                elif counted := re.match(r"\|\s*[\d.]+\s*<>\s*\S+\s*\|\s*(\d+)\s*\|\s*\d+\s*\|$", line):
                    capture.packets = int(counted[1])
        errors.seek(0)
        if process.returncode != 0:
            found.unread.append((name, complaint(errors.read(), process.returncode)))
    if process.returncode == 0 or has_rows or capture.packets:
        found.captures.append(capture)


def output_of(*command):
    return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, errors="replace").stdout


def settings_of(tshark, options):
    """How captures are read, in sentences: the scope, and what is switched off."""
    scopes = re.findall(r"^#?portlore\.scope: (\w+)", output_of(tshark, "-G", "currentprefs"), re.M)
    scopes += re.findall(r"(?:^|\n)(?:-o)?portlore\.scope:(\w+)", "\n".join(options))
    said = [SCOPES.get(scope.lower(), "") for scope in scopes[-1:]]
    if off := switched_off(tshark, options):
        said.append(f"Switched off in Wireshark: {clean(', '.join(off))}.")
    if options:
        said.append(f"tshark's options: {clean(' '.join(options))}")
    return list(filter(None, said))


def switched_off(tshark, options):
    """The protocols and heuristic handlers that the user's configuration, or the profile of -C, has switched off."""
    said = re.search(r"^Personal configuration:\s+(.+)$", output_of(tshark, "-G", "folders"), re.M)
    folder = pathlib.Path(said[1] if said else "")
    if "-C" in options[:-1]:
        folder = folder / "profiles" / options[options.index("-C") + 1]
    words = []
    for name, pattern in (("disabled_protos", r"^([^#\s]+)$"), ("heuristic_protos", r"^([^#\s]+),0$")):
        with contextlib.suppress(OSError):
            words += re.findall(pattern, (folder / name).read_text(errors="replace"), re.M)
    return words


def program(options):
    """The tshark to run: that which is asked for, the build's, or the system's."""
    if options.tshark:
        return options.tshark
    common.set_up("release")
    return str(common.TOOLS / "tshark")


def short_names(paths):
    """Names without the folder that all are in: whom the page is handed to has another one."""
    paths = [os.path.abspath(path) for path in paths]
    if not paths:
        return []
    folder = os.path.commonpath([os.path.dirname(path) for path in paths])
    return [clean(os.path.relpath(path, folder)) for path in paths]


def read_captures(options):
    found = Found()
    for path in options.captures:
        if not os.path.exists(path):
            fail(f"{path}: no such file")
        if os.path.isdir(path):
            fail(f"{path}: is a folder, not a capture; --sweep reads all that are in it")
    tshark = program(options)
    for path, name in zip(options.captures, short_names(options.captures)):
        read_capture(found, path, name, tshark, options.more)
    if not found.captures:
        fail("; ".join(f"{name}: {reason}" for name, reason in found.unread[:3]))
    found.notes += settings_of(tshark, options.more)
    return found


def lines_of(path):
    """The objects of a file of JSON lines."""
    with open(path, encoding="utf-8", errors="replace") as lines:
        for number, line in enumerate(lines, 1):
            try:
                yield number, json.loads(line)
            except ValueError:
                fail(f"{path}:{number}: no JSON object; tools/sweep makes the file")


def read_sweep(folder):
    """Take in what tools/sweep found."""
    found = Found()
    listed = [path.decode(errors="replace") for path in (folder / "captures").read_bytes().split(b"\0")[:-1]]
    names = dict(zip(listed, short_names(listed)))
    for number, row in lines_of(folder / "rows.ndjson"):
        try:
            found.take(row, names.get(row["capture"], clean(row["capture"])))
        except (AttributeError, KeyError, TypeError, ValueError):
            fail(f"{folder / 'rows.ndjson'}:{number}: not a row of tools/sweep")
    if (folder / "unread.ndjson").exists():
        found.unread = [(names.get(row["capture"], clean(row["capture"])), clean(row["reason"]))
                        for _, row in lines_of(folder / "unread.ndjson")]
    broken = {name for name, _ in found.unread}
    told = {name for row in [*found.endpoints.values(), *found.sources.values()] for name in row["captures"]}
    found.captures = [Capture(name) for name in names.values() if name not in broken or name in told]
    found.notes.append("The captures were read by tools/sweep, each with the settings of its host.")
    return found


def sweep(options):
    """Take in what tools/sweep found, or let it read a folder."""
    folder = options.sweep
    try:
        if (folder / "rows.ndjson").exists():
            return read_sweep(folder)
        if not folder.is_dir():
            fail(f"{folder}: no such folder")
        with tempfile.TemporaryDirectory(prefix="report-") as made:
            command = [common.TOOLS / "sweep", "--output", f"{made}/sweep"]
            command += ["--tshark", options.tshark] if options.tshark else []
            status = subprocess.run([*command, "--", folder]).returncode
            if not os.path.exists(f"{made}/sweep/rows.ndjson"):
                sys.exit(status or 1)  # tools/sweep has said why
            return read_sweep(pathlib.Path(made) / "sweep")
    except OSError as error:
        fail(f"{error.filename}: {error.strerror}")
