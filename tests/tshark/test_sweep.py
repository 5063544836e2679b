"""tools/sweep: archives of captures, on the cores of this machine."""
import gzip
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import time

import pytest
from conftest import PCAPS, ROOT, run, watched

pytestmark = pytest.mark.usefixtures("release_build")
SWEEP = str(ROOT / "tools" / "sweep")
ARCHIVE = PCAPS[:12]


def sweep(home, *arguments):
    return run([SWEEP, "--output", str(home / "sweep"), *map(str, arguments)], home)


def rows_in(home):
    """The rows of a sweep, in a canonical order, without the hosts."""
    found = [json.loads(line) for line in (home / "sweep" / "rows.ndjson").read_text().splitlines()]
    for row in found:
        del row["host"], row["controller"]
    return sorted(json.dumps(row, sort_keys=True) for row in found)


def one_after_another(captures, home):
    """The rows of one capture after the other, each as tshark prints them."""
    found = []
    for capture in captures:
        output = run([str(ROOT / "tools" / "tshark"), "-q", "-r", str(capture), "-z", "portlore,json"], home).stdout
        found += [json.dumps({"capture": str(capture), **json.loads(line)}, sort_keys=True) for line in output.splitlines()]
    return sorted(found)


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    return one_after_another(ARCHIVE, tmp_path_factory.mktemp("plain"))


def test_every_capture_is_read_once(tmp_path, undisturbed):
    done = sweep(tmp_path, *ARCHIVE)
    assert done.returncode == 0, done.stderr
    assert f"{len(ARCHIVE)} read" in done.stderr
    assert rows_in(tmp_path) == undisturbed


def test_a_broken_capture_is_named_and_gives_what_could_be_read(tmp_path):
    archive = tmp_path / "archive"
    archive.mkdir()
    shutil.copy(PCAPS[0], archive / "whole.pcap")
    (archive / "cut.pcap").write_bytes((ROOT / "pcaps" / "http-3201.pcap").read_bytes()[:-10])
    (archive / "letter to\nall.pcap").write_text("Dear analyst,\n" * 10)
    done = sweep(tmp_path, archive)
    assert done.returncode == 0
    said = done.stderr.replace("\n", " ")
    assert "cut.pcap" in said and "cut short" in said
    assert "letter to all.pcap: " in said and "format" in said
    assert "3 captures: 1 read, 2 broken, 0 not reached" in said
    unread = [json.loads(line) for line in (tmp_path / "sweep" / "unread.ndjson").read_text().splitlines()]
    assert [pathlib.Path(row["capture"]).name for row in unread] == ["cut.pcap", "letter to\nall.pcap"]
    assert all(row["reason"] in said for row in unread)
    assert {json.loads(row)["capture"] for row in rows_in(tmp_path)} == {str(archive / "whole.pcap"), str(archive / "cut.pcap")}


def test_of_a_folder_the_captures_are_read(tmp_path):
    """By their first bytes, also under gzip, or by their names; what else lies there is counted."""
    archive = tmp_path / "archive"
    archive.mkdir()
    shutil.copy(PCAPS[0], archive / "no ending")
    (archive / "rotated.2026-11-26").write_bytes(gzip.compress(PCAPS[0].read_bytes()))
    (archive / "broken.pcapng.gz").write_bytes(b"\x1f\x8b" * 10)
    for name, text in (("README.md", b"# Captures\n"), ("remake", b"#!/bin/sh\n"), ("notes.gz", gzip.compress(b"text")),
                       ("cut.gz", gzip.compress(b"text")[:5]), ("rows.json", b"{}"), ("picture.png", b"\x89PNG\r\n\x1a\n")):
        (archive / name).write_bytes(text)
    done = sweep(tmp_path, archive)
    assert done.returncode == 0, done.stderr
    assert "sweep: files passed over, since they are no captures: 6\n" in done.stderr
    assert "3 captures: 2 read, 1 broken, 0 not reached" in done.stderr
    assert {json.loads(row)["capture"] for row in rows_in(tmp_path)} == {str(archive / "no ending"), str(archive / "rotated.2026-11-26")}


def test_a_file_that_is_named_is_read_whatever_it_is(tmp_path):
    letter = tmp_path / "letter.txt"
    letter.write_text("Dear analyst,\n" * 10)
    done = sweep(tmp_path, letter)
    assert "1 captures: 0 read, 1 broken, 0 not reached" in done.stderr


def test_where_a_person_watches_a_bar_shows_what_is_left(tmp_path):
    assert re.search(r"\d+%|ETA", watched([SWEEP, "--output", tmp_path / "sweep", *ARCHIVE], tmp_path))
    assert not re.search(r"\d+%|ETA", sweep(tmp_path / "piped", *ARCHIVE).stderr)


def test_killed_and_resumed_it_loses_and_doubles_nothing(tmp_path, undisturbed):
    arguments = ["--jobs", "1", *map(str, ARCHIVE)]
    environment = {**os.environ, "HOME": str(tmp_path)}
    for kill in range(3):
        process = subprocess.Popen([SWEEP, "--output", str(tmp_path / "sweep"), *arguments], env=environment,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        arguments = ["--jobs", "1", "--resume"]
        end = time.monotonic() + 120
        while len(list(tmp_path.glob("sweep/results/*/stdout"))) < 3 * (kill + 1):
            assert process.poll() is None and time.monotonic() < end, "it was over before it was killed"
            time.sleep(0.02)
        process.send_signal(signal.SIGKILL)
        process.wait()
        if kill == 0:
            first = (tmp_path / "sweep" / "results" / "1" / "stdout").stat().st_mtime_ns
    assert not (tmp_path / "sweep" / "rows.ndjson").exists()
    done = sweep(tmp_path, "--resume")
    assert done.returncode == 0, done.stderr
    assert rows_in(tmp_path) == undisturbed
    assert (tmp_path / "sweep" / "results" / "1" / "stdout").stat().st_mtime_ns == first, "it was read again"


def test_the_work_of_a_host_that_is_not_there_is_done_elsewhere(tmp_path, undisturbed):
    (tmp_path / "hosts").write_text("2/nobody@host.invalid\n2/:\n")
    done = sweep(tmp_path, "--hosts", tmp_path / "hosts", "--tshark", ROOT / "tools" / "tshark", *ARCHIVE)
    assert done.returncode == 0, done.stderr
    assert "2/nobody@host.invalid is left out: ssh: " in done.stderr
    assert rows_in(tmp_path) == undisturbed


def test_a_capture_that_is_gone_by_then_is_named_and_read_once_it_is_back(tmp_path):
    archive = tmp_path / "archive"
    archive.mkdir()
    shutil.copy(ARCHIVE[0], archive / "gone.pcap")
    shutil.copy(ARCHIVE[1], archive / "there.pcap")
    tshark = tmp_path / "tshark"  # which is first asked whether it can read at all
    tshark.write_text(f'#!/bin/sh\n[ -e {tmp_path}/begun ] || mv {archive}/gone.pcap {tmp_path}/begun\n'
                      f'exec {ROOT}/tools/tshark "$@"\n')
    tshark.chmod(0o755)
    done = sweep(tmp_path, "--tshark", tshark, archive)
    assert done.returncode == 1
    assert f"{archive}/gone.pcap: not there, or not readable" in done.stderr
    assert "2 captures: 1 read, 0 broken, 1 not reached" in done.stderr
    shutil.copy(tmp_path / "begun", archive / "gone.pcap")
    done = sweep(tmp_path, "--resume")
    assert done.returncode == 0, done.stderr
    assert {json.loads(row)["capture"] for row in rows_in(tmp_path)} == {str(archive / "gone.pcap"), str(archive / "there.pcap")}


def test_a_tshark_that_dies_leaves_what_it_wrote_in_whole(tmp_path):
    tshark = tmp_path / "tshark"
    tshark.write_text(f'#!/bin/sh\ncase "$*" in *-r\\ /*) printf \'{{"row":"endpoint","port":1}}\\n{{"row":"endp\'; kill -SEGV $$;; esac\n'
                      f'exec {ROOT}/tools/tshark "$@"\n')
    tshark.chmod(0o755)
    done = sweep(tmp_path, "--tshark", tshark, ARCHIVE[0])
    assert done.returncode == 0
    assert f"{ARCHIVE[0]}: tshark died of signal 11, Segmentation fault" in done.stderr
    assert [json.loads(row)["port"] for row in rows_in(tmp_path)] == [1]


def test_a_filter_that_is_none_is_said_at_once(tmp_path):
    done = sweep(tmp_path, "--packets", "portlore.nonsense", ARCHIVE[0])
    assert done.returncode == 1
    assert "portlore.nonsense" in done.stderr and "is left out" in done.stderr
    assert not (tmp_path / "sweep").exists()


def test_how_captures_are_read_is_not_changed_in_the_middle(tmp_path):
    done = sweep(tmp_path, "--resume", "--packets", "portlore")
    assert done.returncode == 2
    assert "stay as the sweep was begun with" in done.stderr


def test_the_summary_is_of_the_whole_archive(tmp_path):
    archive = tmp_path / "archive"
    archive.mkdir()
    for name in ("one", "two"):
        shutil.copy(ROOT / "pcaps" / "http-3201.pcap", archive / f"{name}.pcap")
    assert sweep(tmp_path, archive).returncode == 0
    head, *lines = run([SWEEP, "--output", str(tmp_path / "sweep"), "--summary"], tmp_path).stdout.splitlines()
    assert head.split() == ["Verdict", "Port", "Address", "Service", "Captures", "Packets", "Observed", "Warnings"]
    (line,) = [line for line in lines if "tcp/3201" in line]
    assert line.split() == ["Other", "service", "tcp/3201", "127.0.0.1", "cpq-tasksmart", "2", "20", "http"]


def test_the_summary_is_of_all_sweeps_that_are_named(tmp_path):
    """As of sensors that have each read their own."""
    for name in ("one", "two"):
        home = tmp_path / name
        home.mkdir()
        assert sweep(home, ROOT / "pcaps" / "http-3201.pcap").returncode == 0
    rows = tmp_path / "two" / "sweep" / "rows.ndjson"
    rows.write_text(rows.read_text().replace('"controller": "', '"controller": "other-'))
    done = run([SWEEP, "--summary", str(tmp_path / "one" / "sweep"), str(tmp_path / "two" / "sweep")], tmp_path)
    (line,) = [line for line in done.stdout.splitlines() if "tcp/3201" in line]
    assert line.split()[5:7] == ["2", "20"]


@pytest.mark.parametrize("arguments, said", [
    (["--resume"], "there is nothing to go on with"),
    (["--summary"], "sweep an archive first"),
    (["/nowhere"], "/nowhere: no such file or folder"),
    ([ROOT / "docs"], "there is no capture in what was named"),
])
def test_what_is_missing_is_said(tmp_path, arguments, said):
    done = sweep(tmp_path, *arguments)
    assert done.returncode == 1
    assert said in done.stderr
