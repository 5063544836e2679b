"""The fields are those of data/, and the manual page has all that filters and scripts rely on; what of it is promised, test_promises asks."""
import csv
import os
import pathlib
import re
import subprocess
from xml.etree import ElementTree

from scapy.layers.inet import IP, TCP
from scapy.layers.inet6 import IPv6
from scapy.layers.l2 import Ether

from conftest import ROOT, run

# What a list of sockets by ss does not tell.
NOT_LISTED = {f"portlore.process.{name}" for name in ("command", "container", "parent", "path", "service", "user")}
BUILD = pathlib.Path(os.environ["PORTLORE_BUILD"])


def contract(table):
    """The rows of a table in data/, each as a dictionary."""
    with (ROOT / "data" / table).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def test_every_field_is_registered_with_its_type(tshark):
    rows = [line.split("\t") for line in tshark("-G", "fields").splitlines()]
    types = {row[2]: row[3] for row in rows if row[0] == "F" and row[4] == "portlore"}
    assert types == {**{f"portlore.{row['name']}": row["type"] for row in contract("fields.tsv")},
                     **{f"portlore.expert.{row['name']}": "FT_NONE" for row in contract("experts.tsv")}}
    assert ["P", "Port Lore", "portlore"] in [row[:3] for row in rows]


def test_the_plugin_and_the_tools_say_the_version(tshark):
    """As Help > About Wireshark > Plugins shows it."""
    version = (ROOT / "VERSION").read_text(encoding="utf-8").strip()
    assert re.fullmatch(r"\d+\.\d+\.\d+", version)
    (plugin,) = [line.split("\t") for line in tshark("-G", "plugins").splitlines() if line.startswith("portlore")]
    assert (plugin[1], plugin[2].strip()) == (version, "dissector")
    assert run([str(ROOT / "tools" / "portlore"), "--version"], tshark.home).stdout == f"Port Lore {version}\n"
    for page in ("portlore.1", "portlore.7"):
        assert f'"Port Lore {version}"' in (BUILD / "packaging" / page).read_text(encoding="utf-8").splitlines()[1]


def test_the_man_page_has_all_of_it(tshark):
    page = (BUILD / "packaging" / "portlore.7").read_text(encoding="utf-8").replace("\\-", "-")
    documented = set(re.findall(r"^\.BR? (?:-z )?(portlore[\w.,]*)", page, re.M))
    fields = {row[2] for row in (line.split("\t") for line in tshark("-G", "fields").splitlines())
              if row[0] == "F" and row[4] == "portlore"}
    assert fields <= documented
    assert documented - fields == {
        "portlore,endpoints", "portlore,sources", "portlore,json", "portlore.scope", "portlore.detail", "portlore.decode",
        "portlore.take_over",
        "portlore.registry_file", "portlore.sockets", "portlore.unanswered", "portlore_tcp", "portlore_udp", "portlore_sctp", "portlore_dccp"}


def details(tshark, capture, *options):
    """The frames, by number, that have each field of Port Lore in their packet details."""
    found = {}
    for number, packet in enumerate(ElementTree.fromstring(tshark("-r", capture, *options, "-T", "pdml")).findall("packet"), 1):
        for tag in packet.iterfind("proto[@name='portlore']"):
            for name in {"portlore", *(field.get("name") for field in tag.iter("field"))}:
                found.setdefault(name, []).append(number)
    return found


def everything(tshark):
    """The tour, a host's list of sockets and a user's dossier that it breaks, and what nobody follows."""
    own = tshark.home / "wireshark" / "portlore"
    own.mkdir(parents=True)
    (own / "3256.dossier").write_text("[Dossier]\nPort=3256\nLabel=Build server\nExpects=ssh\nProcess=sshd\nListeners=10.0.0.0/8\n")
    (own / "127.0.0.1.sockets").write_text("# host 127.0.0.1\n"
                                           'tcp LISTEN 0 128 0.0.0.0:3256 0.0.0.0:* users:(("nc",pid=812,fd=3))\n')
    silent = tshark.capture(*(Ether() / IP(src="192.0.2.1", dst="192.0.2.2") / TCP(sport=45000, dport=port, flags="A")
                              for port in (102, 1234)),
                            Ether() / IPv6(src="2001:db8::1", dst="2001:db8::2") / TCP(sport=45000, dport=3256))
    capture = tshark.folder / "everything.pcapng"
    named = ("tour", "hidden-services", "claims/vnc-5900", "claims/shell-6200")
    subprocess.run(["mergecap", "-a", "-w", capture, *(ROOT / "pcaps" / f"{name}.pcap" for name in named), silent], check=True)
    return capture


NAMES = ["portlore", *(f"portlore.{row['name']}" for row in contract("fields.tsv"))]


def test_a_filter_finds_the_frames_that_have_the_field_in_their_details(tshark):
    """Where nobody looks at details, nothing is drawn but what is filtered for."""
    capture, every = everything(tshark), ["-o", "portlore.scope:every"]
    held = details(tshark, capture, *every)
    # What a dissector assumes hangs on its version.
    assert {name for name in NAMES if name not in held} - {"portlore.assumed"} == NOT_LISTED
    for name in NAMES:
        found = tshark("-r", capture, *every, "-o", 'gui.column.format:"Number","%m"', "-Y", name)
        assert [int(line) for line in found.split()] == held.get(name, []), name


def test_a_filter_of_the_window_finds_them_too(tshark):
    """When the capture is read already."""
    capture = everything(tshark)
    held = details(tshark, capture, "-2")
    _, *found = tshark.sharkd(("load", {"file": str(capture)}), *(("frames", {"filter": name}) for name in NAMES))
    assert {name: [frame["num"] for frame in frames] for name, frames in zip(NAMES, found, strict=True)} == {
        name: held.get(name, []) for name in NAMES}
