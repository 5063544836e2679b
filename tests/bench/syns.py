#!/usr/bin/python3
"""Make a capture of SYNs that nobody answers, each from a random source, to the documented ports.

usage: syns.py PACKETS OUTPUT [hosts]     to one server, or to a random host each
"""
import random
import struct
import sys

RAW_IP = 101
SERVER = 0xC0000202  # 192.0.2.2
PORTS = (3201, 3206, 3256, 3271, 3302)


def unicast(chance):
    return chance.getrandbits(32) & 0xDFFFFFFF | 0x01000000


def main():
    packets, path, to_hosts = int(sys.argv[1]), sys.argv[2], sys.argv[3:] == ["hosts"]
    chance = random.Random(1)
    with open(path, "wb", buffering=1 << 20) as file:
        file.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, RAW_IP))
        for number in range(packets):
            server = unicast(chance) if to_hosts else SERVER
            ip = struct.pack(">BBHHHBBHII", 0x45, 0, 40, 0, 0x4000, 64, 6, 0, unicast(chance), server)
            tcp = struct.pack(">HHIIBBHHH", chance.randrange(32768, 61000), PORTS[number % len(PORTS)],
                              chance.getrandbits(32), 0, 0x50, 2, 64240, 0, 0)
            seconds, rest = divmod(number, 100_000)
            file.write(struct.pack("<IIII", 1_700_000_000 + seconds, rest * 10, 40, 40) + ip + tcp)


if __name__ == "__main__":
    main()
