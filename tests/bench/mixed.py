#!/usr/bin/python3
"""Make a large capture out of small ones: all their Ethernet frames, again and again, each time between other hosts.

usage: mixed.py PACKETS OUTPUT CAPTURE-OR-FOLDER...

Each copy of each capture gets hosts of its own, which differ from the original's in the last three bytes of an address
(IPv6: in the fourth to sixth), so that no conversation goes on in another capture; multicast and broadcast addresses stay.
Checksums are not mended, as Wireshark does not look at them by default. ARP, tunnels and what else has addresses of its own
stay as they are. Captures of which tshark itself dies are left out, and those after which it goes on otherwise than before.
"""
import bisect
import itertools
import os
import pathlib
import struct
import subprocess
import sys
import tempfile

from measure import NONE, ROOT, captures_in

TSHARK = ROOT / "tools" / "tshark"
ETHERNET = 1
FIRST_MULTICAST = 224  # of the first byte of an IPv4 address
VLAN = (0x8100, 0x88A8)


def frames_of(capture):
    """(seconds, fraction, bytes on the wire, bytes) of each Ethernet frame."""
    with tempfile.NamedTemporaryFile(suffix=".pcap") as plain:
        # editcap reads every format; a capture of several link types cannot be a pcap, and is left out.
        if subprocess.run(["editcap", "-F", "pcap", capture, plain.name], capture_output=True).returncode != 0:
            return
        data = pathlib.Path(plain.name).read_bytes()
    order = "<" if data[:4] in (b"\xd4\xc3\xb2\xa1", b"\x4d\x3c\xb2\xa1") else ">"
    if len(data) < 24 or struct.unpack(order + "I", data[20:24])[0] & 0xFFFF != ETHERNET:
        return
    at = 24
    while at + 16 <= len(data):
        seconds, fraction, kept, length = struct.unpack(order + "IIII", data[at:at + 16])
        yield seconds, fraction, length, data[at + 16:at + 16 + kept]
        at += 16 + kept


def addresses_in(frame):
    """Where the bytes that may be moved stand in each of a frame's hosts' addresses."""
    at = 12
    while len(frame) >= at + 2 and int.from_bytes(frame[at:at + 2], "big") in VLAN:
        at += 4
    kind, ip = int.from_bytes(frame[at:at + 2], "big"), at + 2
    if kind == 0x0800 and len(frame) >= ip + 20:
        return [place + 1 for place in (ip + 12, ip + 16) if frame[place] < FIRST_MULTICAST]
    if kind == 0x86DD and len(frame) >= ip + 40:
        return [place + 3 for place in (ip + 8, ip + 24) if frame[place] != 0xFF]
    return []


def between_others(frame, copy):
    """The frame with its hosts' addresses moved."""
    moved = bytearray(frame)
    for place in addresses_in(frame):
        moved[place:place + 3] = (int.from_bytes(moved[place:place + 3], "big") ^ copy).to_bytes(3, "big")
    return moved


def write(captures, wanted, output):
    """Write that many frames of the captures, each a list of frames, again and again."""
    every = ((copy, frame) for copy, capture in enumerate(itertools.cycle(captures)) for frame in capture)
    with open(output, "wb") as file:
        file.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 262144, ETHERNET))
        for copy, (seconds, fraction, length, frame) in itertools.islice(every, wanted):
            file.write(struct.pack("<IIII", seconds, fraction % 1000000, len(frame), length))
            file.write(between_others(frame, copy))


def read(captures, rounds, *options):
    """How tshark without the plugin reads the captures, again and again."""
    with tempfile.NamedTemporaryFile(suffix=".pcap") as file:
        write(captures, rounds * sum(map(len, captures)), file.name)
        os.chmod(file.name, 0o644)
        return subprocess.run([TSHARK, "-r", file.name, *options], env={**os.environ, "PORTLORE_BUILD": NONE},
                              stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, errors="replace")


def is_readable(captures):
    """Whether tshark comes to the end of the captures, once and again, in two passes."""
    return read(captures, 2, "-2", "-T", "fields", "-e", "frame.number").returncode == 0


def those_with(protocol, captures):
    """The places of the captures in which tshark finds a protocol, the last one first."""
    frames = [int(line) for line in read(captures, 1, "-Y", protocol, "-T", "fields", "-e", "frame.number").stdout.split()]
    ends = list(itertools.accumulate(map(len, captures)))
    return sorted({bisect.bisect_left(ends, frame) for frame in frames}, reverse=True)


def first_unreadable(captures):
    """The place of the capture at which tshark ends, if it ends at all."""
    readable, unreadable = 0, len(captures)
    while unreadable - readable > 1:
        half = (readable + unreadable) // 2
        if is_readable(captures[:half]):
            readable = half
        else:
            unreadable = half
    return readable


def main():
    wanted, output = int(sys.argv[1]), sys.argv[2]
    paths = captures_in(map(pathlib.Path, sys.argv[3:]))
    names, captures = zip(*((path.name, frames) for path in paths if (frames := list(frames_of(path)))))
    names, captures = list(names), list(captures)

    def leave_out(place, why):
        print(f"mixed.py: {names.pop(place)} is left out: {why}", file=sys.stderr)
        captures.pop(place)
    while captures and not is_readable(captures):
        leave_out(first_unreadable(captures), "tshark dies of it")
    for place in those_with("ncp", captures):
        leave_out(place, "after NCP, tshark 4.0 builds full details of every packet")
    if not captures:
        sys.exit("mixed.py: no Ethernet frame in these captures")
    write(captures, wanted, output)


if __name__ == "__main__":
    main()
