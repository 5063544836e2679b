"""The packages that tools/package makes: installed, used and removed as a user would.

This installs software: it runs as root, in a machine or folder that is there for nothing else, and only where
PORTLORE_MAY_INSTALL says so. tools/test-matrix does all of it.
"""
import os
import pathlib
import pwd
import re
import shutil
import subprocess
import sys

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "tshark"))
import tour  # noqa: E402

pytestmark = pytest.mark.skipif("PORTLORE_MAY_INSTALL" not in os.environ, reason="PORTLORE_MAY_INSTALL is not set")
ANALYST = "portlore-analyst"
# What changes by itself, or in any package's coming and going.
ELSEWHERE = ("/proc", "/sys", "/dev", "/run", "/tmp", "/src", "/var/cache", "/var/log", "/var/lib/dpkg", "/var/lib/apt",
             "/var/tmp", "/root")


def run(*command, status=0, **options):
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, errors="replace", **options)
    assert done.returncode == status, done.stdout + done.stderr
    return done


def files_of(folder, without=()):
    """Everything in a folder, folders included."""
    found = set()
    for path, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if os.path.join(path, name) not in without]
        found.update(os.path.join(path, name) for name in folders + files)
    return found


@pytest.fixture(scope="module")
def packages():
    """(the .deb, the .tar.gz)"""
    archive, deb = sorted(map(pathlib.Path, run(ROOT / "tools" / "package").stdout.splitlines()), key=lambda path: path.suffix == ".deb")
    return deb, archive


@pytest.fixture
def analyst():
    """Runs a command as a user who has a home of their own, and is gone afterwards."""
    run("useradd", "--create-home", ANALYST)
    home = pathlib.Path(pwd.getpwnam(ANALYST).pw_dir)

    def command(*words, status=0, **environment):
        return run("runuser", "-u", ANALYST, "--", "env", f"HOME={home}", *(f"{k}={v}" for k, v in environment.items()),
                   *words, status=status, cwd=home)
    command.home = home
    yield command
    run("userdel", "--remove", ANALYST)


def lists_portlore(run_as):
    rows = [line.split("\t") for line in run_as("tshark", "-G", "plugins").stdout.splitlines()]
    return [row[2].strip() for row in rows if row[0].strip() == "portlore.so"] == ["dissector"]


def test_the_same_source_makes_the_same_packages(packages, tmp_path):
    elsewhere = tmp_path / "of another name"
    shutil.copytree(ROOT, elsewhere, ignore=shutil.ignore_patterns("build", ".git"))
    again = run(elsewhere / "tools" / "package").stdout.splitlines()
    assert {pathlib.Path(path).name for path in again} == {path.name for path in packages}
    for path in packages:
        assert (elsewhere / "build" / "release" / path.name).read_bytes() == path.read_bytes(), path.name


def test_lintian_finds_nothing(packages):
    assert run("lintian", "--allow-root", "--fail-on", "error,warning", packages[0]).stdout == ""


@pytest.fixture
def purged():
    """Nothing of ours is left behind, whatever fails."""
    subprocess.run(["dpkg", "--purge", "portlore"], capture_output=True)
    yield
    subprocess.run(["dpkg", "--purge", "portlore"], capture_output=True)


def check_tools(run_as, folder):
    """Each tool does its work with the plugin that is installed, and nothing is built; folder is for what they write."""
    assert re.search(r"/portlore\.1", run_as("man", "--where", "portlore").stdout)
    assert re.search(r"/portlore\.7", run_as("man", "--where", "7", "portlore").stdout)
    assert run_as("portlore", "--version").stdout == f"Port Lore {(ROOT / 'VERSION').read_text().strip()}\n"
    listed = run_as("portlore", "--help").stdout
    names = re.findall(r"^(\S+) +[A-Z]", listed.partition("\n\n")[2], re.M)
    assert names == ["annotate", "check-dossier", "compare", "port", "report", "sockets", "sweep", "to-elastic"]
    for name in names:
        assert f"portlore {name}" in run_as("portlore", name, "--help").stdout
    assert "W32.HLLW.Dax" in run_as("portlore", "port", "3256/tcp").stdout
    assert "[Port Lore: tcp/8443 probe" in run_as("portlore", "check-dossier", ROOT / "data" / "examples" / "gateway.dossier").stdout
    assert "CVE-2006-5784" in run_as("portlore", "annotate", ROOT / "pcaps" / "scan.pcap").stdout.splitlines()[-5]
    assert run_as("portlore", "sockets").stdout.startswith("# host ")
    rows = folder / "rows.json"
    rows.write_text(run_as("portlore", "annotate", ROOT / "pcaps" / "http-3201.pcap", "-q", "-z", "portlore,json").stdout)
    assert "gone " in run_as("portlore", "compare", rows, "/dev/null", status=1).stdout
    swept = folder / "swept"
    assert "1 read" in run_as("portlore", "sweep", "--output", swept, ROOT / "pcaps" / "http-3201.pcap").stderr
    assert "tcp/3201" in run_as("portlore", "sweep", "--summary", swept).stdout
    assert '"_index": "portlore-rows"' in run_as("portlore", "to-elastic", swept).stdout
    rows.unlink()
    shutil.rmtree(swept)


def test_the_deb_installs_and_leaves_nothing(packages, analyst, purged, tmp_path):
    before = files_of("/", without=ELSEWHERE)
    run("dpkg", "--install", packages[0])
    assert lists_portlore(run) and lists_portlore(analyst)
    tour.check(analyst("tshark", *tour.COMMAND).stdout)
    check_tools(run, tmp_path)
    check_tools(analyst, analyst.home)
    shutil.rmtree(analyst.home / ".parallel", ignore_errors=True)  # GNU parallel's own
    installed = files_of("/", without=ELSEWHERE) - before
    for name in ("profiles/Port Lore/colorfilters", "man7/portlore.7.gz", "doc/portlore/copyright", "doc/portlore/changelog.gz", "examples/gateway.dossier"):
        assert any(path.endswith(name) for path in installed), name
    run("dpkg", "--purge", "portlore")
    assert files_of("/", without=ELSEWHERE) - before == set()


def test_the_deb_wants_this_versions_library(packages):
    depends = run("dpkg-deb", "--field", packages[0], "Depends").stdout
    (library,) = re.findall(r"libwireshark\w*", depends)
    linked = run("dpkg-query", "--show", "--showformat=${Depends}", "tshark").stdout
    assert library in linked


@pytest.fixture
def unpacked(packages, analyst):
    run("tar", "--extract", "--file", packages[1], "--directory", analyst.home)
    (folder,) = (path for path in analyst.home.iterdir() if path.name.startswith("portlore-"))
    return folder


def test_the_archive_installs_for_one_user_and_leaves_nothing(unpacked, analyst):
    (analyst.home / ".config").mkdir()
    run("chown", ANALYST, analyst.home / ".config")
    (analyst.home / ".config" / "keep").touch()
    before = files_of(analyst.home)
    for _ in ("at first", "over the older one"):
        analyst(unpacked / "install.sh")
    assert lists_portlore(analyst)
    tour.check(analyst("tshark", *tour.COMMAND).stdout)
    found = {"PATH": f"{analyst.home}/.local/bin:{os.environ['PATH']}"}
    check_tools(lambda *words, **options: analyst(*words, **options, **found), analyst.home)
    shutil.rmtree(analyst.home / ".parallel", ignore_errors=True)
    assert "Verdict" not in analyst("tshark", "-C", "Port Lore", "-r", tour.CAPTURE, "-c", "1").stderr
    analyst(unpacked / "install.sh", "--uninstall")
    assert files_of(analyst.home) == before
    analyst(unpacked / "install.sh", "--uninstall")


def test_the_archives_help_is_its_head(unpacked, analyst):
    head = "Install Port Lore for yourself, beside this script's folder, or remove it.\n\nusage: ./install.sh  "
    shown = analyst(unpacked / "install.sh", "--help").stdout
    assert shown.startswith(head) and shown.endswith("the table of ports stay\n")
    wrong = analyst(unpacked / "install.sh", "--nonsense", status=2)
    assert (wrong.stdout, wrong.stderr) == ("", shown)


def test_the_archive_says_where_its_command_and_its_manual_are(unpacked, analyst):
    assert f"Its tools: {analyst.home}/.local/bin/portlore --help; its manual: man {analyst.home}/" in analyst(unpacked / "install.sh").stdout
    path = f"{analyst.home}/.local/bin:{os.environ['PATH']}"
    assert "Its tools: portlore --help; its manual: man portlore\n" in analyst(unpacked / "install.sh", PATH=path).stdout


def test_the_archive_does_not_stand_beside_the_deb(packages, unpacked, analyst, purged):
    run("dpkg", "--install", packages[0])
    before = files_of(analyst.home)
    said = analyst(unpacked / "install.sh", status=1).stderr
    assert re.search(r"another Port Lore is installed, .*sudo apt purge portlore\): /usr/lib/\S+/epan/portlore\.so\n", said)
    assert files_of(analyst.home) == before
    run("dpkg", "--purge", "portlore")
    analyst(unpacked / "install.sh")


def test_the_archive_does_not_stand_beside_a_copy_of_another_name(unpacked, analyst):
    """Which Wireshark would not survive: two plugins register one protocol."""
    personal = re.search(r"^Personal Plugins:\s*(\S+)", analyst("tshark", "-G", "folders").stdout, re.M)[1]
    copy = pathlib.Path(personal) / "epan" / "lore-of-old.so"
    analyst("mkdir", "-p", copy.parent)
    analyst("cp", unpacked / "portlore.so", copy)
    assert f"Remove it first (the .deb: sudo apt purge portlore): {copy}\n" in analyst(unpacked / "install.sh", status=1).stderr
    shutil.copy(unpacked / "portlore.so", copy.with_name("portlore.so"))
    said = analyst(unpacked / "install.sh", status=1).stderr
    assert "tshark does not start: " in said and "uplicate protocol" in said and "two Port Lores are installed: remove one" in said
    copy.unlink()
    analyst(unpacked / "install.sh")
    assert lists_portlore(analyst)


def test_the_archive_is_not_for_root(unpacked):
    assert "no personal plugins for root" in run(unpacked / "install.sh", status=1).stderr


def test_the_archive_names_the_version_that_it_is_not_for(unpacked, analyst):
    before = files_of(analyst.home)
    other = analyst.home / "tshark"
    other.write_text("#!/bin/sh\necho 'TShark (Wireshark) 3.6.2 (Git v3.6.2)'\n", encoding="utf-8")
    other.chmod(0o755)
    said = analyst(unpacked / "install.sh", status=1, PATH=f"{analyst.home}:{os.environ['PATH']}").stderr
    assert re.search(r"this package is for Wireshark \d\.\d, and .*tshark is 3\.6\. Get Port Lore's package for 3\.6", said)
    assert files_of(analyst.home) - before == {str(other)}


@pytest.mark.skipif("PORTLORE_OLDER_PLUGIN" not in os.environ, reason="PORTLORE_OLDER_PLUGIN names no plugin")
def test_a_plugin_of_an_older_version_says_what_to_do(analyst):
    """As after an upgrade of Wireshark, if somebody copies it into the new version's folder."""
    personal = re.search(r"^Personal Plugins:\s*(\S+)", analyst("tshark", "-G", "folders").stdout, re.M)[1]
    analyst("mkdir", "-p", f"{personal}/epan")
    shutil.copy(os.environ["PORTLORE_OLDER_PLUGIN"], f"{personal}/epan/portlore.so")
    done = analyst("tshark", "-r", tour.CAPTURE, "-c", "1")
    assert re.search(r"Port Lore was built for Wireshark 4\.\d, and this is 4\.\d: remove it from this folder, and install", done.stderr)
    assert done.stdout.count("\n") == 1
