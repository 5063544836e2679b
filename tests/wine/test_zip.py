"""The zips for Windows and the unit tests, under Wine. Run by tools/windows, whose folders these are."""
import os
import pathlib
import re
import shutil
import subprocess
import sys
import time
import zipfile

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = pathlib.Path("/src/build")
PROGRAMS = pathlib.Path(os.environ["PORTLORE_WINE"])
sys.path.insert(0, str(ROOT / "tests" / "tshark"))
import tour  # noqa: E402

DOSSIER = "[Dossier]\r\nPort=3256\r\nLabel=caf\u00e9\r\n"


def wine(*words, **options):
    """(exit code, what it printed) of a program."""
    done = subprocess.run(["wine", *map(str, words)], stdin=subprocess.DEVNULL, capture_output=True, timeout=600, check=False,
                          env={**os.environ, "LANG": "en_US.UTF-8", "WINEDEBUG": "-all", **options.pop("env", {})}, **options)
    return done.returncode, (done.stdout + done.stderr).decode("utf-8", "replace").replace("\r", "")


def on_windows(path):
    """A path of this system as Wine's programs have it."""
    return "Z:" + str(path).replace("/", "\\")


class User:
    """Somebody whose name is not ASCII, with settings of their own, and a zip that they unpacked."""

    def __init__(self, folder):
        self.appdata = folder / "Jos\u00e9 \u6771\u4eac" / "AppData" / "Roaming"
        self.appdata.mkdir(parents=True)
        self.unpacked = folder / "Down loads"

    def unpack(self, version):
        made = list(BUILD.glob(f"zip/portlore-*-wireshark{version}-Windows-*.zip"))
        if not made and version != "4.0":
            pytest.skip(f"no zip for {version} was made")
        with zipfile.ZipFile(made[0]) as packed:
            packed.extractall(self.unpacked)
        (self.folder,) = self.unpacked.iterdir()

    def _wine(self, *words, **options):
        """Wine sets APPDATA itself, so that a program has another one only from a script that sets it."""
        script = self.appdata / "run.cmd"
        script.write_bytes(b"@set APPDATA=%PORTLORE_APPDATA%\r\n@%*\r\n")
        return wine("cmd", "/c", on_windows(script), *words, **options,
                    env={"PORTLORE_APPDATA": on_windows(self.appdata), "WIRESHARK": on_windows(PROGRAMS)})

    def install(self, *words):
        return self._wine("install.cmd", *words, cwd=self.folder)

    def tshark(self, *words):
        return self._wine(on_windows(PROGRAMS / "tshark.exe"), *words)

    def plugins(self):
        return re.findall(r"^portlore\.dll", self.tshark("-G", "plugins")[1], re.M)


@pytest.fixture
def user(tmp_path):
    return User(tmp_path)


def test_the_unit_tests_pass(tmp_path):
    code, printed = wine(BUILD / "portlore-4.0" / "tests" / "unit" / "unit.exe", "--gtest_brief=1", cwd=tmp_path)
    print(printed)
    assert code == 0 and re.search(r"PASSED  \] [1-9]", printed)


def test_the_zip_is_installed_tags_as_on_linux_and_goes(user):
    user.unpack("4.0")
    assert user.plugins() == []
    code, printed = user.install()
    assert code == 0 and "is installed" in printed, printed
    assert user.plugins() == ["portlore.dll"]
    code, printed = user.tshark(*tour.COMMAND)
    assert code == 0, printed
    tour.check(printed)
    assert (user.appdata / "Wireshark" / "profiles" / "Port Lore" / "colorfilters").exists()
    code, printed = user.install("--uninstall")
    assert (code, printed) == (0, "Port Lore is removed.\n"), printed
    assert user.plugins() == [] and not (user.appdata / "Wireshark" / "profiles" / "Port Lore").exists()


def test_files_of_the_user_are_read(user):
    user.unpack("4.0")
    user.install()
    dossiers = user.appdata / "Wireshark" / "portlore"
    dossiers.mkdir()
    (dossiers / "own one.dossier").write_bytes(DOSSIER.encode())
    (dossiers / "broken.dossier").write_bytes(b"[Dossier]\r\nLabel=no port\r\n")
    _, printed = user.tshark("-r", ROOT / "pcaps" / "tour.pcap", "-T", "fields", "-e", "portlore.label")
    assert "caf\u00e9" in printed
    assert "broken.dossier" in printed


@pytest.mark.parametrize("version", ["4.4", "4.6"])
def test_the_zip_for_another_version_is_refused(user, version):
    user.unpack(version)
    code, printed = user.install()
    assert code == 1 and f"this Port Lore is for Wireshark {version}" in printed and "has 4.0." in printed, printed
    assert not (user.appdata / "Wireshark" / "plugins").exists()


@pytest.mark.parametrize("version", ["4.4", "4.6"])
def test_a_plugin_for_another_version_says_so(user, version):
    """It finds all it asks for even there: otherwise Windows would not load it, and it could not say so."""
    user.unpack(version)
    folder = user.appdata / "Wireshark" / "plugins" / "4.0" / "epan"
    folder.mkdir(parents=True)
    shutil.copy(user.folder / "portlore.dll", folder)
    code, printed = user.tshark("-r", tour.CAPTURE, "-c", 1)
    assert code == 0 and f"Port Lore was built for Wireshark {version}, and this is 4.0: remove it" in printed, printed


def test_the_zip_bears_one_date_the_releases():
    """So that the same source makes the same bytes. The plugin's own stands in its header (PE format, "COFF File Header")."""
    zips = list(BUILD.glob("zip/*.zip"))
    assert zips
    for path in zips:
        with zipfile.ZipFile(path) as packed:
            dates = {entry.date_time for entry in packed.infolist()}
            (plugin,) = [packed.read(name) for name in packed.namelist() if name.endswith("portlore.dll")]
        header = int.from_bytes(plugin[0x3C:0x40], "little")
        assert dates == {time.gmtime(int.from_bytes(plugin[header + 8:header + 12], "little"))[:6]}


def test_wrong_usage_is_explained(user):
    user.unpack("4.0")
    code, printed = user.install("--lunch")
    assert code == 2 and "usage: install.cmd" in printed


def test_the_profile_is_wiresharks_rules_behind_ours(user):
    user.unpack("4.0")
    rules = (user.folder / "Port Lore" / "colorfilters").read_text(encoding="utf-8")
    assert "portlore" in rules and "@Bad TCP@" in rules


def test_the_check_of_imports_finds_what_a_plugin_may_not_ask_for():
    """tshark.exe asks for more than the headers of the plugin declare, and its compiler's library is no part of Windows."""
    done = subprocess.run([ROOT / "packaging" / "windows" / "check-imports", PROGRAMS / "tshark.exe", "/opt/wireshark-4.0", "/opt/windows"],
                          capture_output=True, text=True, check=False)
    assert done.returncode == 1 and "is not WS_DLL_PUBLIC in epan/, and asked of libwireshark.dll" in done.stderr
