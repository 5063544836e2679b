"""The configuration profile and the menu: every filter compiles, and Wireshark takes all of it without a word."""
import itertools
import os
import pathlib
import re
import shutil
import zipfile

import pytest
from conftest import ROOT

BUILD = pathlib.Path(os.environ["PORTLORE_BUILD"])
PROFILE = BUILD / "profile" / "Port Lore"
HTTP, UNIDENTIFIED = ROOT / "pcaps" / "http-3201.pcap", ROOT / "pcaps" / "random-3256.pcap"


def lines_of(name, folder=ROOT / "data" / "profile"):
    text = (folder / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def records_of(name):
    """The records of one of Wireshark's user tables: quoted values, with special characters as \\xNN."""
    return [[re.sub(r"\\x([0-9a-f]{2})", lambda match: chr(int(match[1], 16)), value)
             for value in re.findall(r'"([^"]*)"', line)] for line in lines_of(name)]


def colour(text):
    return [int(part) / 65535 for part in text.split(",")]


def rules():
    """(name, filter, background, foreground) of each colouring rule of ours."""
    for line in lines_of("colorfilters"):
        name, display_filter, background, foreground = re.fullmatch(r"@([^@]*)@([^@]*)@\[(.*)\]\[(.*)\]", line).groups()
        yield name, display_filter, colour(background), colour(foreground)


def menu():
    source = (ROOT / "plugin" / "menu.cpp").read_text(encoding="utf-8")
    table = re.search(r"kEntries\{\{(.*?)\}\};", source, re.S)[1]
    return re.findall(r'\{"([^"]+)",\s*(?:R"\((.*?)\)"|"([^"]*)")\}', table)


FILTERS = {**{f"colour {name}": display_filter for name, display_filter, *_ in rules()},
           **{f"button {label}": display_filter for _, label, display_filter, _ in records_of("dfilter_buttons")},
           **{f"menu {label}": raw or plain for label, raw, plain in menu()}}


@pytest.fixture
def with_profile(tshark):
    folder = tshark.home / "wireshark" / "profiles" / "Port Lore"
    shutil.copytree(PROFILE, folder)
    for path in [folder, *folder.parents[:2]]:
        path.chmod(0o777)
    return lambda *arguments: tshark("-C", "Port Lore", *arguments)


def test_there_are_filters():
    kinds = [name.split()[0] for name in FILTERS]
    assert min(kinds.count(kind) for kind in ("colour", "button", "menu")) >= 4


@pytest.mark.parametrize("display_filter", FILTERS.values(), ids=FILTERS)
def test_every_filter_compiles_and_selects_something(tshark, display_filter):
    selected = [capture for capture in ("random-3256", "pop-3206", "http-3201", "scan", "silent-3271")
                if tshark("-2", "-r", ROOT / "pcaps" / f"{capture}.pcap", "-Y", display_filter)]
    assert selected


def test_hiding_overlaps_leaves_other_tags(tshark):
    (display_filter,) = [display_filter for _, label, display_filter, _ in records_of("dfilter_buttons") if "overlap" in label]
    assert tshark.frames(ROOT / "pcaps" / "overlap-3271.pcap", display_filter) == []
    assert len(tshark.frames(HTTP, display_filter)) == 10


def test_the_profile_loads_without_a_warning(with_profile):
    """conftest fails on anything on standard error; colours are only read for --color."""
    output = with_profile("--color", "-2", "-r", UNIDENTIFIED)
    assert "unidentified listener" in output


def test_the_profile_has_its_columns(with_profile):
    (line, *_) = with_profile("-2", "-r", HTTP).splitlines()
    assert re.search(r"TCP other service: http  \d+ → 3201", line)


@pytest.mark.parametrize("display_filter, frames", [("${listens:3201}", 10), ("${listens:3302}", 0), ("${speaks:http}", 10),
                                                    ("${speaks:ssh}", 0), ("${private_ipv4:ip.src}", 0)])
def test_the_macros_work_and_wiresharks_own_are_still_there(with_profile, display_filter, frames):
    assert len(with_profile("-2", "-r", HTTP, "-Y", display_filter).splitlines()) == frames


def test_wiresharks_own_rules_follow_ours():
    made = lines_of("colorfilters", PROFILE)
    ours = lines_of("colorfilters")
    assert made[:len(ours)] == ours
    assert any(other.startswith("@Bad TCP@") for other in made[len(ours):])


def test_wiresharks_own_macros_follow_ours():
    (made,) = PROFILE.glob("d*macros")  # dfilter_macros before 4.4
    names = [line.split('"')[1] for line in lines_of(made.name, PROFILE)]
    assert names[:2] == ["listens", "speaks"]
    assert "private_ipv4" in names[2:]


def test_the_zip_is_the_profile():
    with zipfile.ZipFile(BUILD / "port-lore-profile.zip") as packed:
        files = {name: packed.read(name) for name in packed.namelist() if not name.endswith("/")}
    assert files == {f"Port Lore/{path.name}": path.read_bytes() for path in PROFILE.iterdir()}


def luminance(rgb):
    """Relative luminance as of WCAG 2.1."""
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in rgb)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def without(cone, rgb):
    """A colour as somebody sees it who lacks a kind of cone: Viénot, Brettel and Mollon (1999), linear light."""
    linear = [part ** 2.2 for part in rgb]
    red_green = {"protan": (0.11238, 0.88762, 0, 0.11238, 0.88762, 0, 0.00401, -0.00401, 1),
                 "deutan": (0.29275, 0.70725, 0, 0.29275, 0.70725, 0, -0.02234, 0.02234, 1)}[cone]
    return [max(0, sum(weight * part for weight, part in zip(red_green[row:row + 3], linear))) ** (1 / 2.2) for row in (0, 3, 6)]


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule[0])
def test_every_colour_is_readable_whatever_the_theme(rule):
    """Contrast of 7, WCAG's level AAA; a rule sets both colours, so the theme's do not matter."""
    bright, dark = sorted(map(luminance, rule[2:]), reverse=True)
    assert (bright + 0.05) / (dark + 0.05) >= 7


@pytest.mark.parametrize("cone", ["protan", "deutan"])
def test_the_colours_differ_for_the_colour_blind(cone):
    for (_, _, one, _), (_, _, other, _) in itertools.combinations(rules(), 2):
        distance = sum((a - b) ** 2 for a, b in zip(without(cone, one), without(cone, other))) ** 0.5
        assert distance > 0.15
