"""tools/sweep on several hosts: network namespaces, each with an sshd of its own."""
import shutil
import subprocess
import sys
import time

import pytest
from conftest import PCAPS, ROOT
from test_sweep import SWEEP, one_after_another, rows_in

sys.path.insert(0, str(ROOT / "tests"))
from hosts import Hosts, read_by, why_not  # noqa: E402

LACKING = why_not()
pytestmark = [pytest.mark.usefixtures("release_build"), pytest.mark.skipif(bool(LACKING), reason=LACKING)]
ARCHIVE = PCAPS[:18]
TSHARK = ROOT / "tools" / "tshark"


@pytest.fixture(scope="module")
def expected(tmp_path_factory):
    return one_after_another(ARCHIVE, tmp_path_factory.mktemp("plain"))


def sweep(hosts, home, *arguments):
    return subprocess.Popen(hosts.command(SWEEP, "--output", home / "sweep", "--hosts", hosts.list, "--tshark", TSHARK, *arguments),
                            stderr=subprocess.PIPE, text=True)


@pytest.mark.parametrize("loss", [Hosts.kill_sshd, Hosts.kill, Hosts.cut], ids=lambda loss: loss.__name__)
def test_the_work_of_a_host_that_is_lost_in_the_middle_is_done_elsewhere(loss, tmp_path, expected):
    with Hosts(tmp_path / "hosts", 3) as hosts:
        process = sweep(hosts, tmp_path, *ARCHIVE)
        end = time.monotonic() + 120
        while not read_by(tmp_path / "sweep")[hosts.address(2)]:
            assert process.poll() is None and time.monotonic() < end, "it was over before the host was lost"
            time.sleep(0.01)
        loss(hosts, 2)
        _, said = process.communicate()
    assert process.returncode == 0, said
    assert f"{len(ARCHIVE)} captures: {len(ARCHIVE)} read, 0 broken, 0 not reached" in said
    counts = read_by(tmp_path / "sweep")
    assert sum(counts.values()) == len(ARCHIVE)
    assert 1 <= counts[hosts.address(2)] < min(counts[hosts.address(1)], counts[hosts.address(3)])
    assert rows_in(tmp_path) == expected


def test_a_capture_that_one_host_does_not_have_is_read_by_another(tmp_path):
    archive = tmp_path / "archive"
    archive.mkdir()
    for capture in ARCHIVE[:6]:
        shutil.copy(capture, archive)
    with Hosts(tmp_path / "hosts", 2) as hosts:
        hosts.hide(1, archive)
        process = sweep(hosts, tmp_path, archive)
        _, said = process.communicate()
    assert process.returncode == 0, said
    assert read_by(tmp_path / "sweep") == {hosts.address(2): 6}


def test_hosts_that_cannot_read_are_named_and_left_out(tmp_path):
    with Hosts(tmp_path / "hosts", 2) as hosts:
        hosts.kill(1)
        hosts.list.write_text(f"# a comment\n\nroot@{hosts.address(1)}\nroot@{hosts.address(2)}\n:\n")
        process = sweep(hosts, tmp_path, ARCHIVE[0])
        _, said = process.communicate()
    assert process.returncode == 0, said
    assert f"root@{hosts.address(1)} is left out: ssh: connect to host {hosts.address(1)}" in said
    used = (tmp_path / "sweep" / "hosts").read_text().split()
    assert [line.partition("/")[2] for line in used] == [f"root@{hosts.address(2)}", ":"]


def test_hosts_with_other_versions_are_named(tmp_path):
    tshark = tmp_path / "tshark"
    tshark.write_text(f'#!/bin/sh\n[ "$1" != --version ] || set -- --version "$SSH_CONNECTION"\n'
                      f'[ "$1" != --version ] && exec {TSHARK} "$@"\necho "TShark as $2 has it"\n')
    tshark.chmod(0o755)
    with Hosts(tmp_path / "hosts", 2) as hosts:
        process = sweep(hosts, tmp_path, "--tshark", tshark, ARCHIVE[0])
        _, said = process.communicate()
    assert process.returncode == 0, said
    assert "sweep: the hosts differ, and so may their rows: " in said
    assert said.count("TShark as ") == 2


def test_without_any_host_it_ends_and_leaves_nothing_behind(tmp_path):
    with Hosts(tmp_path / "hosts", 1) as hosts:
        process = sweep(hosts, tmp_path, "--tshark", "/nowhere/tshark", ARCHIVE[0])
        _, said = process.communicate()
    assert process.returncode == 1
    assert "is left out: no tshark, or no Port Lore" in said
    assert "there is no host that can read captures" in said
    assert not (tmp_path / "sweep").exists()
