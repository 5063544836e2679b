"""What docs/promised.tsv lists against what this build offers: a name that is gone, changed or new fails, and says what to do."""
import json
import re
import subprocess

import pytest
from conftest import PCAPS, ROOT, promised, run
from scapy.all import IP, Ether, wrpcap
from test_tag import dccp

pytestmark = pytest.mark.usefixtures("release_build")
VERSION = (ROOT / "VERSION").read_text(encoding="utf-8").strip()
# Those that are installed; the others are for who works on Port Lore.
TOOLS = re.search(r"^set\(tools (.*)\)", (ROOT / "packaging" / "CMakeLists.txt").read_text(encoding="utf-8"), re.M)[1].split()
JSON_TYPES = {str: "text", int: "number", float: "number", bool: "true or false", list: "list"}


def fields(tshark):
    rows = [line.split("\t") for line in tshark("-G", "fields").splitlines()]
    return {row[2]: row[3] for row in rows if row[0] == "F" and row[4] == "portlore"}


def settings(tshark):
    """What the window would show under Preferences: each with its default, and with the titles of the words that it takes."""
    for name, value in tshark.sharkd(("dumpconf", {"pref": "portlore"}))[0]["prefs"].items():
        if "e" in value:
            titles = [word["d"] for word in value["e"]]
            yield name, next(word["d"] for word in value["e"] if word.get("s")), titles
        elif "b" in value:
            yield name, str(bool(value["b"])).upper(), []
        else:
            yield name, "a table" if "t" in value else str(next(iter(value.values()), "")), []


def preferences(tshark):
    return {name: default for name, default, _ in settings(tshark)}


def values(tshark):
    """Each word that a preference of few words takes, with its title: each is tried in a file of preferences."""
    titles = {name: several for name, _, several in settings(tshark) if several}
    found = {}
    (tshark.home / "wireshark").mkdir()
    for word in promised("value"):
        name, _, value = word.partition(":")
        (tshark.home / "wireshark" / "preferences").write_text(f"{name}: {value}\n")
        title = next(default for known, default, _ in settings(tshark) if known == name)
        if value in title.lower().split():
            found[word] = title
            titles[name].remove(title)
    return {**found, **{f"{name}:?": title for name, several in titles.items() for title in several}}


def handlers(tshark):
    """Each, and whether it is enabled; newer versions have more columns."""
    rows = [line.split("\t") for line in tshark("-G", "heuristic-decodes").splitlines()]
    return {f"portlore_{row[0]}": {"T": "on", "F": "off"}[row[2]] for row in rows if row[1] == "portlore"}


def statistics(tshark):
    help_of_z = run([str(ROOT / "tools" / "tshark"), "-z", "help"], tshark.home)
    return dict.fromkeys(re.findall(r"^\s+(portlore,\w+)$", help_of_z.stdout + help_of_z.stderr, re.M), "")


def columns(tshark):
    """The keys of each kind of row in JSON; with hardly anything remembered, something is forgotten."""
    found = {}
    for line in tshark("-r", ROOT / "pcaps" / "search.pcap", "-o", "portlore.unanswered:1", "-q", "-z", "portlore,json").splitlines():
        row = json.loads(line)
        for key, value in row.items():
            found[f"{row['row']}.{key}"] = JSON_TYPES[type(value)]
    return found


def words(tshark):
    """What the fields hold that are one of few words: over all captures, in one pass and in two."""
    (tshark.home / "wireshark" / "portlore").mkdir(parents=True)
    (tshark.home / "wireshark" / "portlore" / "3999.dossier").write_text("[Dossier]\nPort=3999\nLife=Alive\n")
    wrpcap(str(tshark.folder / "dccp.pcap"), Ether() / IP(src="192.0.2.1", dst="192.0.2.2", proto=33) / dccp(45000, 3999))
    everything = tshark.folder / "everything.pcapng"
    captures = [tshark.folder / "dccp.pcap", *PCAPS, *sorted(ROOT.glob("pcaps/*/*.pcap"))]
    subprocess.run(["mergecap", "-w", everything, *captures], check=True)
    names = list(dict.fromkeys(word.partition("=")[0] for word in promised("word")))
    found = {}
    for options in ([], ["-2"]):
        for frame in tshark.values(everything, *names, options=["-o", "portlore.scope:every", *options]):
            for name, held in zip(names, frame, strict=True):
                found.update({f"{name}={word}": "" for word in held})
    return found


def macros(tshark):  # pylint: disable=unused-argument
    """Those of the profile that are ours; 4.4 has another file for them."""
    (path,) = (ROOT / "build" / "release" / "profile" / "Port Lore").glob("d*macros")
    return {f"${{{name}:...}}": "" for name in re.findall(r'^"(\w+)".*portlore', path.read_text(encoding="utf-8"), re.M)}


def key_of_dossier(group, key):
    """As the list has it: in some groups a key is a label, and any will do."""
    group = re.sub(" .*", " ID]", group)
    return f"{group} {'...' if group in ('[History]', '[Note]', '[Dispute]', '[Likely]', '[Reference]') else key}"


def dossier_keys(tshark):
    """All that the template has, if the plugin takes it."""
    template = (ROOT / "data" / "examples" / "template.dossier").read_text(encoding="utf-8")
    dossier = tshark.folder / "every-key.dossier"
    dossier.write_text(re.sub(r"^#(?=\S.*[]=])", "", template, flags=re.M))
    done = run([str(ROOT / "tools" / "check-dossier"), str(dossier)], tshark.home)
    group, found = "", {}
    for line in re.findall(r"^(\[.*\]|\w.*(?==))", dossier.read_text(), re.M):
        if line.startswith("["):
            group = line
        else:
            found[key_of_dossier(group, line)] = ""
    refused = {key_of_dossier(*found) for found in re.findall(r"(\[[^]]*\]) (\w+): is not a key", done.stderr)}
    return {name: form for name, form in found.items() if name not in refused}


def claim_columns(tshark):  # pylint: disable=unused-argument
    """Of the file that is built in: the reader takes no others."""
    lines = (ROOT / "data" / "claims.tsv").read_text(encoding="utf-8").splitlines()
    return dict.fromkeys(next(line for line in lines if not line.startswith("#")).split("\t"), "")


def takes(tool, option):
    """Whether a tool's code reads an option: a word of Python's, a case of the shell's."""
    return re.search(rf'"{option}"|[ |]{option}\)', (ROOT / "tools" / tool).read_text(encoding="utf-8"))


def options_of_tools(tshark):
    """Each tool, and what its help has for options of its own and its code takes, too."""
    found = {}
    for name in ("portlore", *TOOLS):
        found[name] = ""
        shown = run([str(ROOT / "tools" / name), "--help"], tshark.home).stdout
        options = re.findall(rf"(?:^|\[|\||{name} )(--?[a-z][a-z-]*)", shown, re.M)
        found.update({f"{name} {option}": "" for option in options if takes(name, option)})
    return found


def sheet(tshark):
    done = run([str(ROOT / "tools" / "report"), str(ROOT / "pcaps" / "scan.pcap"), "--csv"], tshark.home)
    return dict.fromkeys(done.stdout.splitlines()[0].split(","), "")


OFFERED = {"field": fields, "preference": preferences, "value": values, "handler": handlers, "statistic": statistics, "column": columns,
           "word": words, "macro": macros, "dossier": dossier_keys, "claim": claim_columns, "tool": options_of_tools, "sheet": sheet}


def lost(kind, name, row, now):
    return (f"{kind} {name}: promised since {row['since']} as {row['form'] or 'it is'}, and now {now}. Keep the old name, beside the new one: "
            "docs/promises.md says how long. If it goes for good: a line under Removed in CHANGELOG.md, the next major version in VERSION, "
            "and its line of docs/promised.tsv goes with it.")


def new(kind, name, form):
    return (f"{kind} {name}: new, and promised from its release on. A line under Added in CHANGELOG.md, and this one in docs/promised.tsv, "
            f"with the version that will have it: {kind}\t{name}\t{form}\t{VERSION}")


@pytest.mark.parametrize("kind", OFFERED)
def test_what_is_promised_is_offered_and_what_is_offered_promised(tshark, kind):
    offered, names = OFFERED[kind](tshark), promised(kind)
    wrong = [lost(kind, name, row, offered.get(name, "gone")) for name, row in names.items() if offered.get(name) != row["form"]]
    wrong += [new(kind, name, form) for name, form in offered.items() if name not in names]
    assert not wrong, "\n".join(wrong)


def test_the_list_has_no_other_kinds():
    kinds = {line.partition("\t")[0] for line in (ROOT / "docs" / "promised.tsv").read_text(encoding="utf-8").splitlines()}
    assert kinds == {"kind", *OFFERED}
