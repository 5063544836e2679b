#!/usr/bin/python3
"""Make a capture that would cost a plugin dearly which searches what it remembers: first packets that nobody answers.

usage: crafted.py tcp|udp one|colliding PORT PACKETS OUTPUT

They go to that port of one server. One: all from the same address and port, and over TCP each with a sequence number of its
own, so that each begins a new stream. Colliding: from IPv6 addresses of which all have the same hash.
"""
import struct
import sys

from syns import RAW_IP, SERVER

WORD = 1 << 64
MULTIPLIER = 0x9E3779B97F4A7C15
CLIENT = 0xC0000201  # 192.0.2.1
CLIENT_PORT = 40000
PAYLOAD = bytes(range(1, 9))  # no protocol's


def mixed(hashed, number):
    """A step of the hash of hosts that Port Lore had at first (of the size, then of either half of the address): without a key."""
    return (hashed ^ number) * MULTIPLIER % WORD ^ hashed >> 29


def colliding_address(number):
    """An IPv6 address of which that hash is 0: with the multiplier's inverse, each first half has its second half."""
    first = struct.pack(">II", 0x20010DB8, number)
    after_first = mixed(16, int.from_bytes(first, "little"))
    second = after_first ^ (after_first >> 29) * pow(MULTIPLIER, -1, WORD) % WORD
    return first + second.to_bytes(8, "little")


def transport_header(transport, port, sequence):
    if transport == "tcp":
        return struct.pack(">HHIIBBHHH", CLIENT_PORT, port, sequence, 0, 0x50, 2, 64240, 0, 0)
    return struct.pack(">HHHH", CLIENT_PORT, port, 8 + len(PAYLOAD), 0xFFFF) + PAYLOAD


def ipv4(protocol, source, segment):
    return struct.pack(">BBHHHBBHII", 0x45, 0, 20 + len(segment), 0, 0x4000, 64, protocol, 0, source, SERVER) + segment


def ipv6(protocol, source, segment):
    server = struct.pack(">IIII", 0x20010DB8, 0, 0, 2)
    return struct.pack(">IHBB", 6 << 28, len(segment), protocol, 64) + source + server + segment


def packets(transport, sources, port, count):
    protocol = {"tcp": 6, "udp": 17}[transport]
    for number in range(1, count + 1):
        segment = transport_header(transport, port, 1000 * number)
        yield ipv6(protocol, colliding_address(number), segment) if sources == "colliding" else ipv4(protocol, CLIENT, segment)


def main():
    transport, sources, port, count, path = sys.argv[1:]
    with open(path, "wb", buffering=1 << 20) as file:
        file.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, RAW_IP))
        for number, packet in enumerate(packets(transport, sources, int(port), int(count))):
            seconds, rest = divmod(number, 100_000)
            file.write(struct.pack("<IIII", 1_700_000_000 + seconds, rest * 10, len(packet), len(packet)) + packet)


if __name__ == "__main__":
    main()
