"""What the headers that Port Lore's plugin includes hold when they are read for Windows."""
import re
import subprocess
from pathlib import Path

TARGET = "x86_64-w64-mingw32ucrt"
PLUGIN = Path(__file__).resolve().parents[2] / "plugin"


def folders(wireshark, glib):
    """Where the headers are."""
    return [f"-I{wireshark}/include/wireshark", f"-I{glib}/include/glib-2.0", f"-I{glib}/lib/glib-2.0/include"]


def including(wireshark):
    """C text that includes GLib's headers, and those of Wireshark's that the plugin's sources name and this version has."""
    named = re.compile(r"#include <((?:epan|wsutil|wiretap)/[^>]+|wireshark\.h)>")
    names = {name for source in PLUGIN.glob("*.[ch]*") for name in named.findall(source.read_text(encoding="utf-8"))}
    there = [name for name in sorted(names) if Path(wireshark, "include/wireshark", name).exists()]
    return "".join(f"#include <{name}>\n" for name in ["glib.h", "wireshark.h", *there])


def output_of(command, text):
    """What a compiler makes of a text."""
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, input=text).stdout
