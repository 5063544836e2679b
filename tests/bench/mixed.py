#!/usr/bin/python3
"""Make a large capture out of small ones: all their Ethernet frames, again and again, each time between other hosts.

usage: mixed.py PACKETS OUTPUT CAPTURE-OR-FOLDER...

A copy's addresses differ from the original's in their second byte (IPv6: in their fourth), so that each conversation is
one of its own; checksums are not mended, as Wireshark does not look at them by default. ARP, tunnels and what else has
addresses of its own stay as they are.
"""
import pathlib
import struct
import subprocess
import sys
import tempfile

ETHERNET = 1
VLAN = (0x8100, 0x88A8)


def frames_of(captures):
    """(seconds, microseconds, bytes on the wire, bytes) of each Ethernet frame, in the files' order."""
    for capture in captures:
        with tempfile.NamedTemporaryFile(suffix=".pcap") as plain:
            # editcap reads every format; a capture of several link types cannot be a pcap, and is left out.
            if subprocess.run(["editcap", "-F", "pcap", capture, plain.name], capture_output=True).returncode != 0:
                continue
            data = pathlib.Path(plain.name).read_bytes()
        order = "<" if data[:4] in (b"\xd4\xc3\xb2\xa1", b"\x4d\x3c\xb2\xa1") else ">"
        if len(data) < 24 or struct.unpack(order + "I", data[20:24])[0] & 0xFFFF != ETHERNET:
            continue
        at = 24
        while at + 16 <= len(data):
            seconds, fraction, kept, length = struct.unpack(order + "IIII", data[at:at + 16])
            yield seconds, fraction, length, data[at + 16:at + 16 + kept]
            at += 16 + kept


def between_others(frame, copy):
    """The frame with its addresses moved."""
    at = 12
    while len(frame) >= at + 2 and int.from_bytes(frame[at:at + 2], "big") in VLAN:
        at += 4
    kind, ip = int.from_bytes(frame[at:at + 2], "big"), at + 2
    places = {0x0800: (ip + 13, ip + 17), 0x86DD: (ip + 11, ip + 27)}.get(kind, ())
    if not places or len(frame) <= places[-1]:
        return frame
    moved = bytearray(frame)
    for place in places:
        moved[place] ^= copy
    return moved


def main():
    wanted, output, sources = int(sys.argv[1]), sys.argv[2], map(pathlib.Path, sys.argv[3:])
    captures = sorted(path for source in sources for path in ([source] if source.is_file() else source.rglob("*"))
                      if path.is_file())
    originals = list(frames_of(captures))
    if not originals:
        sys.exit("mixed.py: no Ethernet frame in these captures")
    with open(output, "wb") as file:
        file.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 262144, ETHERNET))
        for number in range(wanted):
            copy, at = divmod(number, len(originals))
            seconds, fraction, length, frame = originals[at]
            frame = between_others(frame, copy & 0xFF)
            file.write(struct.pack("<IIII", (seconds + copy * 86400) & 0xFFFFFFFF, fraction % 1000000, len(frame), length))
            file.write(frame)


if __name__ == "__main__":
    main()
