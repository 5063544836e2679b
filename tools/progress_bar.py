"""A bar on standard error that shows how far a program is through a file. Linux alone tells that: elsewhere there is no bar."""
import contextlib
import os
import pathlib
import re
import subprocess
import sys
import threading
import time

WIDTH = 20


def places_in(file, pid):
    """Where in a file a process is; several places if it has opened it several times, to go through it as often."""
    places = []
    try:
        for descriptor in pathlib.Path(f"/proc/{pid}/fd").iterdir():
            if os.path.samestat(descriptor.stat(), file):
                known = pathlib.Path(f"/proc/{pid}/fdinfo/{descriptor.name}").read_text()
                places.append(int(re.search(r"pos:\s*(\d+)", known)[1]))
    except OSError:
        pass  # the process has just closed it, or ended
    return places


def bar(part, seconds):
    left = round(seconds * (1 - part) / part)
    return f"{part:4.0%} [{'#' * round(part * WIDTH):{WIDTH}}] {left // 60}:{left % 60:02} left"


def show(text):
    """The cursor is left before it: what the program prints takes its place."""
    print(f"\r{text}\033[K\r", end="", file=sys.stderr, flush=True)


def ends_soon(process):
    try:
        process.wait(timeout=0.2)
    except subprocess.TimeoutExpired:
        return False
    return True


def watch(process, file):
    """Keep the bar up to date until the process ends. file: what os.stat() says of it."""
    begun, times, shown = time.monotonic(), 0, ""
    while not ends_soon(process):
        places, seconds = places_in(file, process.pid), time.monotonic() - begun
        times = max(times, len(places))
        whole = times * file.st_size
        read = sum(places) + (times - len(places)) * file.st_size  # it closes the file when it is through
        if seconds >= 1 and places and read and (text := bar(min(read / whole, 1), seconds)) != shown:
            show(text)
            shown = text
    if shown:
        show("")


@contextlib.contextmanager
def beside(process, path):
    """Where a person watches, the bar, while something else is done with what the process says."""
    if not sys.stderr.isatty():
        yield
        return
    watcher = threading.Thread(target=watch, args=(process, os.stat(path)), daemon=True)
    watcher.start()
    yield
    watcher.join()
